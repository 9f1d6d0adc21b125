package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/search"
	"vigia/internal/speech"
)

type searchPage struct {
	frame
	Kind, Sort, Language string
	Languages            []string
	Total                int
	Hits                 []hitView
	Names                []nameView // entities of that name
	Pager                pager
}

type hitView struct {
	search.Hit
	URL, Where string
}

const hitsPerPage = 30

// find searches reports and editions.
func (s *Server) find(w http.ResponseWriter, r *http.Request, v visit) error {
	f, err := s.frameOf(r, v, "search.title", "search")
	if err != nil {
		return err
	}
	in := r.URL.Query()
	p := searchPage{frame: f, Kind: in.Get("kind"), Sort: in.Get("sort"), Language: in.Get("language"), Languages: s.Monitor.Languages.Sources}
	p.Query = strings.TrimSpace(speech.Cut(in.Get("q"), 500))
	if p.Query == "" || s.Search == nil {
		return s.render(w, v, "search", http.StatusOK, p)
	}
	if !slices.Contains([]string{search.Report, search.Edition}, p.Kind) {
		p.Kind = ""
	}
	page := readQuery(in).page()
	if page == 1 && p.Kind == "" {
		if p.Names, err = s.foundNames(r.Context(), s.DB, s.pages.tongues[v.Lang], p.Query, mostSuggested); err != nil {
			return err
		}
	}
	hits, total, err := s.Search.Find(r.Context(), search.Query{Text: p.Query, Kind: p.Kind, Language: p.Language, Sort: p.Sort,
		Limit: hitsPerPage, Offset: (page - 1) * hitsPerPage})
	if err != nil {
		return err
	}
	if p.Hits, err = s.hits(r, s.pages.tongues[v.Lang], hits); err != nil {
		return err
	}
	p.Total = total
	p.Pager = newPager(page, hitsPerPage, total, func(n string) string {
		vs := url.Values{}
		for _, k := range []string{"q", "kind", "sort", "language"} {
			if in.Get(k) != "" {
				vs.Set(k, in.Get(k))
			}
		}
		vs.Set("page", n)
		return "/search?" + vs.Encode()
	})
	return s.render(w, v, "search", http.StatusOK, p)
}

// hits says where each hit stands, and leads there.
func (s *Server) hits(r *http.Request, g *tongue, found []search.Hit) ([]hitView, error) {
	var ids []string
	for _, h := range found {
		if h.Kind == search.Report {
			ids = append(ids, h.ID)
		}
	}
	rows, err := desk.Rows(r.Context(), s.DB, s.Monitor, ids)
	if err != nil {
		return nil, err
	}
	outlets := map[string]string{}
	for _, row := range rows {
		outlets[row.ID] = row.OutletName
	}
	var out []hitView
	for _, h := range found {
		x := hitView{Hit: h, URL: "/report/" + url.PathEscape(h.ID), Where: outlets[h.ID]}
		if h.Kind == search.Edition {
			e, err := edition.Get(r.Context(), s.DB, h.ID)
			if err != nil {
				continue // an edition that is gone from the record leads nowhere
			}
			x.URL, x.Where = editionAddress(e.Number, ""), g.T("nav.edition", e.Number)
		}
		out = append(out, x)
	}
	return out, nil
}
