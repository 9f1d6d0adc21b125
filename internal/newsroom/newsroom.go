package newsroom

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// Newsroom serves the sample press.
type Newsroom struct {
	at      func() time.Time
	sites   map[string]*Site // by domain
	order   []*Site
	reports map[string][]*Report // by outlet, oldest first
	byID    map[string]*Report
	later   map[string]later // by id
	pages   *template.Template
}

// Source is an address of the sample press to poll.
type Source struct{ Outlet, Title, URL, Kind, Language string }

// New makes the newsroom as of the instants that at tells.
func New(at func() time.Time) (*Newsroom, error) {
	n := &Newsroom{at: at, sites: map[string]*Site{}, reports: map[string][]*Report{}, byID: map[string]*Report{}}
	var err error
	if n.order, err = loadSites(); err != nil {
		return nil, err
	}
	byKey := map[string]*Site{}
	for _, s := range n.order {
		n.sites[s.Domain] = s
		byKey[s.Outlet] = s
	}
	all, err := Reports()
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if byKey[r.Outlet] == nil {
			return nil, fmt.Errorf("newsroom: report %s: outlet %s has no site", r.ID, r.Outlet)
		}
		n.reports[r.Outlet] = append(n.reports[r.Outlet], r)
		n.byID[r.ID] = r
	}
	if err := n.loadLater(); err != nil {
		return nil, err
	}
	n.pages, err = template.New("").Funcs(template.FuncMap{"day": dayIn, "rfc3339": rfc3339}).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("newsroom: %w", err)
	}
	return n, nil
}

// Hosts maps every domain of the sample press to the listener that serves it,
// for fetch.
func (n *Newsroom) Hosts(listener netip.AddrPort) func(host string) (netip.AddrPort, bool) {
	return func(host string) (netip.AddrPort, bool) {
		return listener, strings.HasSuffix(host, ".example")
	}
}

// Sources are the addresses to poll.
func (n *Newsroom) Sources() []Source {
	var all []Source
	for _, s := range n.order {
		kind, p := "rss", "/feed"
		switch s.Feed {
		case "news-sitemap":
			kind, p = "sitemap", "/news-sitemap.xml"
		case "index":
			kind, p = "index", "/"
		case "list":
			kind, p = "list", "/list.csv"
		}
		all = append(all, Source{s.Outlet, s.Name, "http://" + s.Domain + p, kind, s.Language})
	}
	return all
}

// Address is where a report is published.
func (n *Newsroom) Address(id string) (string, bool) {
	r, ok := n.byID[id]
	if !ok {
		return "", false
	}
	for _, s := range n.order {
		if s.Outlet == r.Outlet {
			return "http://" + s.Domain + s.path(r), true
		}
	}
	return "", false
}

// path differs by template: with the day, the month or no date at all.
func (s *Site) path(r *Report) string {
	switch s.Template {
	case "a":
		return "/" + r.At.Format("2006/01/02") + "/" + r.Section + "/" + r.ID
	case "b":
		return "/" + r.Section + "/" + r.ID + ".html"
	case "c":
		return "/" + r.At.Format("2006/01") + "/" + r.ID + "/"
	}
	return "/" + r.Section + "/" + r.ID
}

// ServeHTTP serves the outlet that the Host header names.
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	s, ok := n.sites[host]
	if !ok {
		http.Error(w, "the sample press has no such outlet: "+host, http.StatusMisdirectedRequest)
		return
	}
	if r.URL.Path == "/robots.txt" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(w, "User-agent: *\nDisallow: /private/\nDisallow: /*?session=\n")
		return
	}
	if n.badly(w, r, s) {
		return
	}
	body, contentType, modified, ok := n.answer(s, r.URL.Path)
	if !ok {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	n.send(w, r, s, body, contentType, modified)
}

// answer gives what is at a path now, in the outlet's charset.
func (n *Newsroom) answer(s *Site, path string) (body []byte, contentType string, modified time.Time, ok bool) {
	out := n.out(s)
	if len(out) > 0 {
		modified = out[len(out)-1].At
	}
	switch path {
	case "/":
		body, contentType = n.front(s, out)
	case "/feed", "/news-sitemap.xml":
		body, contentType = s.feed(out)
	case "/list.csv":
		if body, contentType, modified = n.list(); s.Outlet == invented {
			body, contentType, modified = n.version()
		}
	case "/about":
		body, contentType = n.render(s, "about.html", page{Site: s})
	default:
		for _, r := range out {
			if s.path(r) == path {
				body, contentType = n.article(s, r, out)
				return body, contentType, r.At, true
			}
		}
	}
	return body, contentType, modified, body != nil
}

// out are the outlet's reports that are out by now, as they stand by now,
// oldest first.
func (n *Newsroom) out(s *Site) (out []*Report) {
	now := n.at()
	for _, r := range n.reports[s.Outlet] {
		if r.At.After(now) {
			break
		}
		if r = n.today(r, now); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// page is what the page templates show.
type page struct {
	Site   *Site
	Report *Report
	Links  []link
	Short  bool
}

type link struct{ Title, URL, Teaser string }

func (n *Newsroom) links(s *Site, out []*Report, most int, but *Report) []link {
	var ls []link
	for i := len(out) - 1; i >= 0 && len(ls) < most; i-- {
		if r := out[i]; r != but {
			ls = append(ls, link{r.Title, "http://" + s.Domain + s.path(r), r.Paragraphs()[0]})
		}
	}
	return ls
}

const onFront, related = 20, 4

func (n *Newsroom) front(s *Site, out []*Report) ([]byte, string) {
	return n.render(s, "front.html", page{Site: s, Links: n.links(s, out, onFront, nil)})
}

func (n *Newsroom) article(s *Site, r *Report, out []*Report) ([]byte, string) {
	return n.render(s, s.Template+".html", page{Site: s, Report: r, Links: n.links(s, out, related, r)})
}

func (n *Newsroom) render(s *Site, name string, p page) ([]byte, string) {
	var b bytes.Buffer
	if err := n.pages.ExecuteTemplate(&b, name, p); err != nil {
		return fmt.Appendf(nil, "the sample press made a mistake: %v", err), "text/plain; charset=utf-8" // unreachable: every page is rendered in the tests
	}
	return encode(b.Bytes(), s.Charset), "text/html; charset=" + s.Charset
}
