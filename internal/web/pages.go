package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/speech"

	"vigia"
)

//go:embed templates
var templateFiles embed.FS

// shared are the templates that every page may use.
var shared = []string{"layout.html", "parts.html", "pane.html"}

// pages are the parsed templates, by language and page.
type pages struct {
	tongues map[string]*tongue
	sets    map[string]map[string]*template.Template
}

// parsePages parses every page in every language.
func parsePages(m *monitor.Monitor, clock vigia.Clock, f *files) (pages, error) {
	ps := pages{map[string]*tongue{}, map[string]map[string]*template.Template{}}
	tongues, err := speech.New(m, clock)
	if err != nil {
		return ps, err
	}
	entries, err := fs.ReadDir(templateFiles, "templates")
	if err != nil {
		return ps, err // unreachable: the folder is embedded
	}
	for lang, said := range tongues {
		g := &tongue{said}
		ps.tongues[lang], ps.sets[lang] = g, map[string]*template.Template{}
		base := template.New("").Funcs(g.funcs(f)).Option("missingkey=error")
		for _, name := range shared {
			if base, err = base.ParseFS(templateFiles, "templates/"+name); err != nil {
				return ps, err
			}
		}
		for _, e := range entries {
			name := strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
			set, err := base.Clone()
			if err == nil {
				set, err = set.ParseFS(templateFiles, "templates/"+e.Name())
			}
			if err != nil {
				return ps, err
			}
			ps.sets[lang][name] = set
		}
	}
	return ps, nil
}

// funcs are what templates may call.
func (g *tongue) funcs(f *files) template.FuncMap {
	return template.FuncMap{
		"t": g.T, "n": g.N, "num": g.Num, "num64": func(n int64) string { return g.Num(int(n)) }, "share": g.Share, "shares": g.Shares, "bytes": g.Bytes,
		"iso": speech.Iso, "stamp": speech.Stamp, "long": g.Long, "short": g.Short, "day": g.Day, "moment": g.Moment, "ago": g.Ago,
		"country": g.Country, "language": g.Language, "genre": g.Genre, "datefrom": g.DateFrom, "role": g.Role, "reason": g.Reason,
		"title": g.Title, "plain": speech.Plain, "link": speech.Link, "host": speech.Host, "address": speech.ShortAddress,
		"tell": g.Tell, "said": g.said, "asset": f.address,
		"may":      func(p desk.Person, a string) bool { return p.May(desk.Act(a)) },
		"add":      func(a, b int) int { return a + b },
		"typename": g.typeName, "tabs": func(on string, waiting int) nameTabs { return nameTabs{on, waiting} },
		"told": func(p storyPage, r storyReport) toldView { return toldView{R: r, MayAct: p.MayAct, Key: r.Key} },
	}
}

// render answers with a page.
func (s *Server) render(w http.ResponseWriter, v visit, page string, status int, data any) error {
	return s.renderPart(w, v, page, "page", status, data)
}

// renderPart answers with one template of a page. Nothing is sent before all
// of it is there.
func (s *Server) renderPart(w http.ResponseWriter, v visit, page, part string, status int, data any) error {
	var b bytes.Buffer
	if err := s.pages.sets[v.Lang][page].ExecuteTemplate(&b, part, data); err != nil {
		return fmt.Errorf("page %s: %w", page, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := b.WriteTo(w); err != nil { // half an answer: whoever asked has gone, and no other can follow
		s.lg.Debug("nobody takes the answer", "page", page, "err", err)
	}
	return nil
}
