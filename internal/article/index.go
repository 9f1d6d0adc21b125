package article

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/address"
	"vigia/internal/text"
)

// Listed is a report that an index page announces.
type Listed struct{ URL, Title string }

// maxListed is the most reports that are taken from one index page.
const maxListed = 500

// maxAnchors is the most links that are looked at.
const maxAnchors = 10000

// Index reads a page that lists reports and has no feed: in page order, the
// links to the same site that look like reports, by a date or a long slug in
// their path, and at least four words to click on.
func Index(b []byte, contentType, addr string) (out []Listed, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, problem(addr, fmt.Sprintf("made the reader stumble (%.80v)", p), "report the page: it has found a fault of ours")
		}
	}()
	s, _, err := open(b, contentType, addr)
	if err != nil {
		return nil, err
	}
	if !looksLikeHTML(s) {
		return nil, problem(addr, "is no HTML page", "give the address of a page that lists reports")
	}
	p, err := newPage(s, addr)
	if err != nil {
		return nil, err
	}
	at := map[string]int{} // by address key: where it stands in out
	asked := 0
	walk(p.doc, func(n *html.Node) bool {
		if n.Type != html.ElementNode || n.DataAtom != atom.A {
			return n.DataAtom != atom.Footer
		}
		if asked++; asked <= maxAnchors {
			p.list(n, at, &out)
		}
		return true
	})
	// A picture's link comes without words: what never got a title is none.
	kept := out[:0]
	for _, l := range out {
		if len(text.Tokens(l.Title, "")) >= 4 {
			kept = append(kept, l)
		}
	}
	return kept, nil
}

// list adds the link of one <a>, or gives a better title to a link that is
// there already.
func (p *page) list(n *html.Node, at map[string]int, out *[]Listed) {
	u := p.absolute(attr(n, "href"))
	if u == "" || !p.sameSite(u) || !likeReport(u) {
		return
	}
	key := address.Key(u)
	if key == address.Key(p.address) {
		return
	}
	title := linkTitle(n)
	i, known := at[key]
	switch {
	case known && len((*out)[i].Title) < len(title) && len(text.Tokens((*out)[i].Title, "")) < 4:
		(*out)[i].Title = title
	case !known && len(*out) < maxListed:
		at[key] = len(*out)
		*out = append(*out, Listed{URL: u, Title: title})
	}
}

// linkTitle is the headline inside a link, else its words, else its title.
func linkTitle(n *html.Node) string {
	if h := first(n, func(c *html.Node) bool {
		return c.DataAtom == atom.H1 || c.DataAtom == atom.H2 || c.DataAtom == atom.H3 || c.DataAtom == atom.H4
	}); h != nil {
		return text.Cut(innerText(h), 500)
	}
	return text.Cut(nonBlank(innerText(n), text.Clean(attr(n, "title")), text.Clean(attr(n, "aria-label"))), 500)
}

// sameSite reports whether u belongs to the site of the page.
func (p *page) sameSite(u string) bool {
	return p.address == "" || address.Domain(u) == address.Domain(p.address)
}

var (
	pathDate = regexp.MustCompile(`/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?(?:[/-]|$)|/(?:19|20)\d{6}(?:[/-]|$)|/\d{1,2}-\d{1,2}-(?:19|20)\d\d`)
	longSlug = regexp.MustCompile(`[\p{L}\d%]+(?:[-_][\p{L}\d%]+){3,}`)
	numbered = regexp.MustCompile(`(?:^|[/_.-])\d{5,}(?:[/_.-]|$)|[?&](?:id|nid|p|newsid|article)=\d{3,}`)
	notPath  = regexp.MustCompile(`(?i)/(?:tag|tags|etiqueta|etiquetas|category|categoria|categorias|seccion|author|autor|autores|search|buscar|page|pagina|login|registro|suscri|about|contact|privacy|terms|wp-content|wp-login|feed|rss)(?:/|$)|\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|css|js|docx?|xlsx?)$`)
)

// likeReport reports whether an address looks like that of a report.
func likeReport(u string) bool {
	parsed, err := url.Parse(u)
	if err != nil || notPath.MatchString(parsed.Path) || len(parsed.Path) < 2 {
		return false
	}
	slug := strings.Trim(parsed.Path, "/")
	slug = slug[strings.LastIndexByte(slug, '/')+1:]
	return pathDate.MatchString(parsed.Path) && len(slug) > 4 || longSlug.MatchString(slug) || numbered.MatchString(parsed.RequestURI())
}
