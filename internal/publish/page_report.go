package publish

import (
	"maps"
	"slices"
	"strings"
	"time"

	"vigia/internal/edition"
	"vigia/internal/policy"
	"vigia/internal/proof"
)

// reportView is the page of a report that the edition selects or cites.
type reportView struct {
	issuePage
	sourceView
	Passages      []string
	Owners        []string
	Byline        string
	Genre         string
	RelationWords string
	OriginHref    string
	Relays        []sourceView
	Search        *searchView
	Found         []mentionView
	Capture       captureView
	Uses          []downloadView
}

type searchView struct{ Words, Query string }

type mentionView struct{ Headline, Outlet, Date, URL string }

type captureView struct {
	ID, When, ISO, URL, SHA256, Href string
	Given                            bool // not fetched by us
}

func (s issue) reportView(lang string, f edition.ReportFacts) reportView {
	p := s.issuePage("report", lang, "reports/"+f.ID+"/index.html")
	v := reportView{
		issuePage: p, sourceView: s.source(p.page, s.doc, f), Owners: f.Owners, Byline: strings.Join(f.Byline, ", "),
		Genre: p.T("genre." + string(f.Genre)), Passages: s.passages(p.page, f.ID), Uses: s.uses(p.page, f.ID),
	}
	v.Title = v.Headline + " | " + p.Series
	v.RelationWords = p.T("relation."+string(f.Relation), orElse(f.OriginName, p.T("someone")))
	if !strings.Contains(p.catalogue["relation."+string(f.Relation)], "%s") {
		v.RelationWords = p.T("relation." + string(f.Relation))
	}
	for _, id := range slices.Sorted(maps.Keys(s.doc.Reports)) {
		o := s.doc.Reports[id]
		if o.Origin == f.ID && o.ID != f.ID {
			v.Relays = append(v.Relays, s.source(p.page, s.doc, o))
		}
		if f.Origin == o.ID && o.ID != f.ID {
			v.OriginHref = p.Link(s.path("reports/" + o.ID + "/index.html"))
		}
	}
	if f.Search != nil {
		v.Search = &searchView{searchWords(p.catalogue, *f.Search, s.zone), f.Search.Query}
	}
	for _, m := range f.Independent {
		v.Found = append(v.Found, mentionView{headline(m.Title, m.URL), m.OutletName, p.date(m.Published, s.zone), webAddress(m.URL)})
	}
	if c := f.Capture; c.ID != "" {
		v.Capture = captureView{c.ID, p.instant(c.At), c.At.UTC().Format(time.RFC3339), c.URL, c.SHA256, p.Root(proof.CapturePath(c.ID)), c.Given}
	}
	return v
}

func searchWords(c catalogue, q policy.Search, zone *time.Location) string {
	found := c.T("search.alone")
	if n := len(q.Independent); n > 0 {
		found = c.T("search.found", n)
	}
	return c.T("search.words", c.day(q.At.In(zone)), q.Searched, q.WindowDays) + " " + found
}

// passages are the spans of a report that the edition cites in a language,
// each once, in the order of the report.
func (s issue) passages(p page, report string) []string {
	var cs []edition.Cited
	for _, sec := range sections(s.doc) {
		for _, par := range sec.Paragraphs[p.Lang] {
			for _, sen := range par.Sentences {
				for _, c := range sen.Cites {
					if c.Report == report && !slices.Contains(cs, c) {
						cs = append(cs, c)
					}
				}
			}
		}
	}
	slices.SortFunc(cs, func(a, b edition.Cited) int { return a.Start - b.Start })
	var out []string
	for _, c := range cs {
		q := quote(c.Quote)
		if q != "" && c.Page > 0 {
			q += " (" + p.T("note.place", c.Page) + ")"
		}
		if q != "" && !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

// uses are the digests and sections in which a report stands.
func (s issue) uses(p page, report string) []downloadView {
	var out []downloadView
	for _, g := range s.doc.Digests {
		for i, b := range g.Items {
			if b.Report == report {
				out = append(out, downloadView{Name: p.T("use.digest", g.Name[p.Lang]), Href: p.Link(s.path("digests/"+g.Slug+"/index.html")) + "#" + bulletID(i)})
			}
		}
	}
	for _, sec := range sections(s.doc) {
		if slices.ContainsFunc(sec.Paragraphs[p.Lang], func(par edition.Paragraph) bool { return cites(par, report) }) {
			id, name := sectionName(p, sec)
			out = append(out, downloadView{Name: name, Href: p.Link(s.path("index.html")) + "#" + id})
		}
	}
	return out
}

func cites(par edition.Paragraph, report string) bool {
	return slices.ContainsFunc(par.Sentences, func(sen edition.Sentence) bool {
		return slices.ContainsFunc(sen.Cites, func(c edition.Cited) bool { return c.Report == report })
	})
}
