package scout

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/feed"
	"vigia/internal/text"
)

// The bounds of a page. Front pages of large papers have a tenth of them.
const (
	maxAnchors = 10000 // links that are looked at
	maxText    = 300   // letters of what is clicked on
	maxNodes   = 200   // nodes inside a link that are looked at
)

// page is a page as scouts see it: where it leads.
type page struct {
	doc      *html.Node
	address  string // as answered; "" if unknown
	base     string // what links are relative to
	title    string
	language string
	anchors  []anchor
	heads    []*html.Node // <link>, in the head or anywhere
	cut      bool         // a bound was met
	met      map[string]string
}

// anchor is a link of a page.
type anchor struct {
	node    *html.Node
	url     string // canonical
	text    string // what is clicked on
	heading bool   // it is a headline: inside one, or with one in it
	place   place
	date    vigia.Date // of the card that it stands in, or of its address
	path    string     // where it stands in the page: its elements
}

// place is the part of a page that a link stands in.
type place uint8

const (
	inBody place = iota
	inAside
	inFrame // navigation, head and foot of the page
)

// readPage parses a page and goes through it once.
func readPage(b []byte, contentType, addr string) (*page, error) {
	doc, cut, err := article.Tree(b, contentType, addr)
	if err != nil {
		return nil, err
	}
	p := &page{doc: doc, address: addr, base: addr, cut: cut, met: map[string]string{}}
	p.head()
	days := days{}
	p.walk(doc, inBody, false, days)
	for i := range p.anchors {
		a := &p.anchors[i]
		if a.date = days.of(a.node); !a.date.Known() {
			a.date = dateInPath(a.url)
		}
	}
	return p, nil
}

// head reads what links are relative to before the first link is read.
func (p *page) head() {
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.DataAtom {
			case atom.Html:
				p.language, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(attr(c, "lang"))), "-")
				visit(c)
			case atom.Head:
				visit(c)
			case atom.Base:
				if to, err := address.Resolve(attr(c, "href"), p.address); err == nil && p.base == p.address {
					p.base = to
				}
			case atom.Title:
				if p.title == "" && c.FirstChild != nil {
					p.title = text.Cut(text.Clean(text.Cut(c.FirstChild.Data, 2000)), maxText)
				}
			}
		}
	}
	visit(p.doc)
}

func (p *page) walk(n *html.Node, at place, heading bool, days days) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			days.text(c)
			continue
		}
		in, head := at, heading
		switch c.DataAtom {
		case atom.Script, atom.Style, atom.Template, atom.Svg, atom.Noscript:
			continue
		case atom.Link:
			if len(p.heads) < maxAnchors {
				p.heads = append(p.heads, c)
			}
			continue
		case atom.Nav, atom.Footer:
			in = inFrame
		case atom.Header: // of the page, not of a card
			if n.DataAtom == atom.Body || n.Parent != nil && n.Parent.DataAtom == atom.Body {
				in = inFrame
			}
		case atom.Aside:
			in = max(in, inAside)
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5:
			head = true
		case atom.Time:
			days.time(c)
		case atom.A:
			p.take(c, in, head)
		case atom.Html, atom.Body, atom.Main, atom.Article:
		default:
			if framed(c) {
				in = inFrame
			}
		}
		p.walk(c, in, head, days)
	}
}

// menu are words of which classes and roles of navigation are made.
var menu = regexp.MustCompile(`(?i)(?:^|[-_ ])(?:mega|main|sub|site|top|foot|side|hamburger|burger|off-?canvas)?-?_?(?:nav|navi|navbar|navigation|menu|menus|footer|flyout|sitemap|breadcrumbs?|cookie\w*|social|share|sharing|contentinfo)(?:[-_ ]|$)|[a-z](?:Nav|Menu|Navigation|Footer|Breadcrumbs?|Sitemap)(?:[-_A-Z ]|$)|^(?:Nav|Menu|Footer|Sitemap)[A-Z_]`)

// framed tells whether an element is a part of the frame by its name.
func framed(n *html.Node) bool {
	for _, a := range n.Attr {
		if (a.Key == "class" || a.Key == "role" || a.Key == "id") && menu.MatchString(cutText(a.Val, 200)) {
			return true
		}
	}
	return false
}

// take notes a link.
func (p *page) take(n *html.Node, at place, heading bool) {
	if len(p.anchors) >= maxAnchors {
		p.cut = true
		return
	}
	href := strings.TrimSpace(attr(n, "href"))
	if href == "" || href[0] == '#' {
		return
	}
	u, met := p.met[href]
	if !met {
		u, _ = address.Canonical(href, p.base) // "" of mail, scripts, and what is no address
		p.met[href] = u
	}
	if u == "" {
		return
	}
	words, inside := clicked(n)
	p.anchors = append(p.anchors, anchor{node: n, url: u, text: words, heading: heading || inside, place: at, path: pathOf(n)})
}

// clicked is the headline inside a link, else its words, else its title.
func clicked(n *html.Node) (words string, heading bool) {
	left := maxNodes
	if h := headingIn(n, &left); h != nil {
		if words = textIn(h); words != "" {
			return words, true
		}
	}
	if words = textIn(n); words != "" {
		return words, false
	}
	if words = text.Clean(text.Cut(attr(n, "title"), maxText)); words != "" {
		return words, false
	}
	return text.Clean(text.Cut(attr(n, "aria-label"), maxText)), false
}

func headingIn(n *html.Node, left *int) *html.Node {
	for c := n.FirstChild; c != nil && *left > 0; c = c.NextSibling {
		*left--
		switch c.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5:
			return c
		}
		if h := headingIn(c, left); h != nil {
			return h
		}
	}
	return nil
}

// textIn is what is shown inside an element, cut.
func textIn(n *html.Node) string {
	var b strings.Builder
	left := maxNodes
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		for c := n.FirstChild; c != nil && left > 0 && b.Len() < 4*maxText; c = c.NextSibling {
			left--
			switch {
			case c.Type == html.TextNode:
				b.WriteString(text.Cut(c.Data, 4*maxText))
			case c.DataAtom == atom.Script || c.DataAtom == atom.Style || c.DataAtom == atom.Svg || c.DataAtom == atom.Noscript:
			default:
				b.WriteByte(' ')
				visit(c)
			}
		}
	}
	visit(n)
	return text.Cut(text.Clean(b.String()), maxText)
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// site tells whether an address belongs to the site of the page.
func (p *page) site(u string) bool {
	return p.address == "" || address.Domain(u) == address.Domain(p.address)
}

// days are the dates that cards of a page show, by the elements around them. An
// element with two different ones is more than a card.
type days map[*html.Node]*vigia.Date

// cardDepth is how many elements may stand between a date and its card.
const cardDepth = 4

func (d days) time(n *html.Node) {
	at := feed.ParseDate(attr(n, "datetime"))
	if !at.Known() {
		at = feed.ParseDate(textIn(n))
	}
	d.note(n, at)
}

// text looks for a date in a short text that has figures.
func (d days) text(n *html.Node) {
	if len(n.Data) < 6 || len(n.Data) > 80 || !strings.ContainsAny(n.Data, "0123456789") && n.Data[0] < 0x80 {
		return
	}
	if found := feed.FindDates(n.Data, 2); len(found) == 1 {
		d.note(n, found[0].Date)
	}
}

func (d days) note(n *html.Node, at vigia.Date) {
	if !at.Known() {
		return
	}
	at.From = "list"
	for up := 0; n != nil && up <= cardDepth && n.DataAtom != atom.Body; n, up = n.Parent, up+1 {
		old, known := d[n]
		switch {
		case !known:
			d[n] = &at
		case old != nil && old.At.Format("20060102") != at.At.Format("20060102"):
			d[n] = nil
		}
	}
}

// of is the date of the card that an element stands in.
func (d days) of(n *html.Node) vigia.Date {
	for up := 0; n != nil && up <= cardDepth && n.DataAtom != atom.Body; n, up = n.Parent, up+1 {
		if at, known := d[n]; known {
			if at == nil {
				break
			}
			return *at
		}
	}
	return vigia.Date{}
}

// dateInPath is the day that an address names, as /2026/11/23/.
func dateInPath(u string) vigia.Date {
	parsed, err := url.Parse(u)
	if err != nil {
		return vigia.Date{}
	}
	m := pathDay.FindStringSubmatch(parsed.Path)
	if m == nil {
		return vigia.Date{}
	}
	d := feed.ParseDate(m[1] + "-" + m[2] + "-" + m[3])
	d.From = "url"
	return d
}
