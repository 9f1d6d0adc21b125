package article

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/address"
	"vigia/internal/text"
)

// page is a parsed page with what its head and body say about it.
type page struct {
	doc       *html.Node
	address   string // as captured; "" if unknown
	base      *url.URL
	cut       bool                // a limit was met, the rest was not read
	lang      string              // <html lang>
	title     string              // <title>
	canonical string              // <link rel=canonical>
	meta      map[string][]string // content by name, property or itemprop, lower case
	h1        []*html.Node
	dated     dateMarks // where the page may say when
	ld        linked    // JSON-LD
	micro     map[string][]*html.Node
	known     *facts   // its blocks, see facts
	chosen    []bool   // the blocks of the report
	printed   *sheet   // its short lines, see sheet
	head      int      // row of the headline + 2, see headRow; 0 until it is looked for
	own       []string // names of the site by letters, see ownNames
}

// maxHead bounds what is kept of any kind of hint: no honest page has more.
const maxHead = 400

func newPage(s, addr string) (*page, error) {
	doc, cut := parse(s)
	p := &page{doc: doc, cut: cut, address: addr, meta: map[string][]string{}, micro: map[string][]*html.Node{}}
	if u, err := url.Parse(addr); err == nil && u.Host != "" {
		p.base = u
	}
	var scripts []string
	walk(doc, func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			p.dated.read(n)
			return true
		}
		if n.DataAtom == atom.Script {
			if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil && len(scripts) < 64 {
				scripts = append(scripts, n.FirstChild.Data)
			}
			return false
		}
		p.take(n)
		p.dated.take(n)
		return n.DataAtom != atom.Svg && n.DataAtom != atom.Template
	})
	p.ld = readLinked(scripts, addr)
	return p, nil
}

// take remembers what an element says about the page.
func (p *page) take(n *html.Node) {
	if prop := strings.ToLower(attr(n, "itemprop")); prop != "" && len(p.micro[prop]) < maxHead && len(p.micro) < maxHead {
		p.micro[prop] = append(p.micro[prop], n)
	}
	switch n.DataAtom {
	case atom.Html:
		p.lang = nonBlank(attr(n, "lang"), attr(n, "xml:lang"))
	case atom.Title:
		if p.title == "" && n.FirstChild != nil && closest(n.Parent, func(c *html.Node) bool { return c.DataAtom == atom.Svg }) == nil {
			n.FirstChild.Data = text.Cut(n.FirstChild.Data, 1000)
			p.title = text.Clean(n.FirstChild.Data)
			p.dated.title = p.title
		}
	case atom.Meta:
		content := text.Clean(text.Cut(attr(n, "content"), 4000))
		for _, key := range []string{"name", "property", "itemprop", "http-equiv"} {
			if k := strings.ToLower(strings.TrimSpace(attr(n, key))); k != "" && content != "" && len(p.meta) < maxHead && len(p.meta[k]) < 32 {
				p.meta[k] = append(p.meta[k], content)
			}
		}
	case atom.Link:
		if strings.EqualFold(attr(n, "rel"), "canonical") && p.canonical == "" {
			p.canonical = p.absolute(attr(n, "href"))
		}
	case atom.H1:
		if len(p.h1) < maxHead {
			p.h1 = append(p.h1, n)
		}
	case atom.Base:
		if u, err := url.Parse(attr(n, "href")); err == nil && p.base != nil {
			p.base = p.base.ResolveReference(u)
		}
	}
}

// get gives the first content of the first of the named metas that has one.
func (p *page) get(names ...string) string {
	for _, n := range names {
		for _, v := range p.meta[n] {
			if v != "" {
				return v
			}
		}
	}
	return ""
}

// absolute makes an address of the page absolute and canonical, "" if it
// cannot be read.
func (p *page) absolute(ref string) string {
	if strings.TrimSpace(ref) == "" {
		return ""
	}
	base := ""
	if p.base != nil {
		base = p.base.String()
	}
	out, err := address.Canonical(ref, base)
	if err != nil {
		return ""
	}
	return out
}

// fill reads every field.
func (p *page) fill(r *Report) {
	r.SiteName = p.siteName()
	r.Canonical = nonBlank(p.canonical, p.absolute(p.get("og:url")))
	p.setTitle(r)
	p.setBody(r)
	p.setByline(r)
	p.setDates(r)
	r.trim()
	p.setImage(r)
	r.Section = p.section()
	r.setLanguage(p.language())
	r.setGenre(p.genre(r.Title, r.Byline))
	r.Links = p.links()
	r.Paywalled = p.paywalled()
	p.check(r)
}

// siteName is what the site calls itself.
func (p *page) siteName() string {
	return text.Cut(nonBlank(p.get("og:site_name"), p.ld.publisher(), p.get("application-name", "al:android:app_name", "apple-mobile-web-app-title")), 200)
}

func (p *page) section() string {
	return text.Cut(nonBlank(p.get("article:section"), p.ld.text("articleSection"), p.get("section", "parsely-section", "sailthru.section"), p.ld.crumb()), 200)
}

// paywalled reports whether the page says that it is not free to read.
func (p *page) paywalled() bool {
	switch strings.ToLower(p.get("article:content_tier")) {
	case "locked", "metered":
		return true
	}
	return strings.EqualFold(p.ld.text("isAccessibleForFree"), "false")
}

// check adds the doubts that need more than one field.
func (p *page) check(r *Report) {
	if r.Title == "" {
		r.doubt("no title was found")
	}
	if len([]rune(r.Text)) < 200 {
		r.doubt("the text is short: the page may be an index, a video, or built by scripts")
	}
	if r.Published.Known() && r.Modified.Known() && r.Modified.At.Before(r.Published.At.Add(-24*hour)) {
		r.doubt("the page says that it was changed before it was published")
	}
	if r.Canonical != "" && p.address != "" && address.Domain(r.Canonical) != address.Domain(p.address) {
		r.doubt("the page claims an address of another site: %s", text.Cut(r.Canonical, 200))
	}
}

// nonBlank gives the first string that is not blank.
func nonBlank(ss ...string) string {
	for _, s := range ss {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
