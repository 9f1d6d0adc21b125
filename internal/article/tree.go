package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// parse builds the tree of a page; cut says that a limit was met and the rest
// left out.
//
// It stands in for html.Parse, which takes most of the time of a reader, and
// whose tree can be made a thousand times larger than its page. The tokens are
// cut out of the page without a copy; what is open is closed as the HTML
// standard says for pages that are well or badly made in the usual ways
// (paragraphs, lists, tables, headings, links across blocks). Of its rarer
// repairs, formatting that is left open ends with its block, and text between
// the cells of a table stays there. Time and memory are linear in the page.
func parse(s string) (doc *html.Node, cut bool) {
	b := builder{tokens: tokens{s: s}}
	b.doc = b.add(nil, html.DocumentNode, "", 0)
	b.root = b.add(b.doc, html.ElementNode, "html", atom.Html)
	b.head = b.add(b.root, html.ElementNode, "head", atom.Head)
	b.open = append(b.open, b.root, b.head)
	var t token
	for b.next(&t) {
		if b.made > maxMade || b.tags > maxTags {
			return b.doc, true
		}
		switch t.kind {
		case textToken:
			b.text(&t)
		case startToken:
			b.tags++
			b.start(&t)
		case endToken:
			b.tags++
			b.end(&t)
		}
	}
	b.enterBody()
	return b.doc, false
}

// The limits of a tree. Honest pages have a tenth of them.
const (
	maxMade  = 300000
	maxTags  = 300000
	maxDepth = 400
	maxMoves = 100000
)

// builder makes a tree.
type builder struct {
	tokens
	doc, root, head, body *html.Node
	open                  []*html.Node // from the root inward
	skipped               int          // tags too deep to be opened
	foreign               int          // depth of svg and math
	made, tags, moves     int
	nodes                 []html.Node // set aside
}

// add makes a node below parent.
func (b *builder) add(parent *html.Node, kind html.NodeType, data string, a atom.Atom) *html.Node {
	if len(b.nodes) == cap(b.nodes) {
		b.nodes = make([]html.Node, 0, min(1024, max(64, 2*cap(b.nodes))))
	}
	b.nodes = append(b.nodes, html.Node{Type: kind, Data: data, DataAtom: a})
	n := &b.nodes[len(b.nodes)-1]
	b.made++
	if parent != nil {
		attach(parent, n)
	}
	return n
}

// attach puts a node that stands nowhere at the end of parent.
func attach(parent, n *html.Node) {
	n.Parent, n.PrevSibling = parent, parent.LastChild
	if parent.LastChild == nil {
		parent.FirstChild = n
	} else {
		parent.LastChild.NextSibling = n
	}
	parent.LastChild = n
}

func (b *builder) top() *html.Node { return b.open[len(b.open)-1] }

// enterBody ends the head, if it has not ended.
func (b *builder) enterBody() {
	if b.body == nil {
		b.body = b.add(b.root, html.ElementNode, "body", atom.Body)
		b.open = append(b.open[:0], b.root, b.body)
	}
}

func (b *builder) text(t *token) {
	blank := strings.TrimLeft(t.text, " \t\n\r\f") == ""
	if b.body == nil {
		if blank {
			return
		}
		b.enterBody()
	}
	top := b.top()
	if blank && b.idle(top) {
		return
	}
	if last := top.LastChild; last != nil && last.Type == html.TextNode && len(last.Data) < 64 {
		last.Data += t.text
		return
	}
	b.add(top, html.TextNode, t.text, 0)
}

// idle reports whether white space at the end of n shows nothing.
func (b *builder) idle(n *html.Node) bool {
	if n.DataAtom == atom.Pre {
		return false
	}
	if n.LastChild == nil {
		return isBlock(n.DataAtom)
	}
	return n.LastChild.Type == html.ElementNode && isBlock(n.LastChild.DataAtom)
}

func (b *builder) start(t *token) {
	switch t.atom {
	case atom.Html:
		b.merge(b.root, t)
		return
	case atom.Head:
		return
	case atom.Body:
		b.enterBody()
		b.merge(b.body, t)
		return
	case atom.Title, atom.Meta, atom.Link, atom.Base, atom.Script, atom.Style, atom.Template, atom.Noscript:
	case atom.Img, atom.Iframe:
		if b.top().DataAtom != atom.Noscript { // a counter in the head
			b.enterBody()
		}
	default:
		b.enterBody()
	}
	if b.foreign > 0 && breaksOut(t.atom) {
		b.closeForeign()
	}
	if b.foreign == 0 && !b.implied(t.atom) {
		return
	}
	n := b.add(b.top(), html.ElementNode, t.name, t.atom)
	n.Attr = t.attrs
	if raw := t.raw; raw != "" {
		b.add(n, html.TextNode, raw, 0)
	}
	switch {
	case t.closed || voidElement(t.atom), t.void && b.foreign > 0:
	case len(b.open) >= maxDepth:
		b.skipped++
	default:
		b.open = append(b.open, n)
		if t.atom == atom.Svg || t.atom == atom.Math {
			b.foreign++
		}
	}
}

// merge gives attributes to an element that is there already.
func (b *builder) merge(n *html.Node, t *token) {
	if len(n.Attr) == 0 {
		n.Attr = t.attrs
	}
}

func (b *builder) end(t *token) {
	if b.skipped > 0 {
		b.skipped--
		return
	}
	switch t.atom {
	case atom.Html, atom.Body:
		return
	case atom.Head:
		b.enterBody()
		return
	case atom.Br:
		b.add(b.top(), html.ElementNode, "br", atom.Br)
		return
	}
	within := scope
	if !special(t.atom) {
		within = special
	}
	switch t.atom {
	case atom.Td, atom.Th, atom.Tr, atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption:
		within = func(a atom.Atom) bool { return a == atom.Table }
	case atom.Li:
		within = func(a atom.Atom) bool { return scope(a) || a == atom.Ul || a == atom.Ol }
	}
	for i := len(b.open) - 1; i > 1; i-- {
		n := b.open[i]
		switch {
		case n.DataAtom == t.atom && n.Data == t.name || heading(t.atom) > 0 && heading(n.DataAtom) > 0:
			b.pop(i)
			return
		case within(n.DataAtom):
			if t.atom == atom.A || t.atom == atom.B || t.atom == atom.Strong || t.atom == atom.I || t.atom == atom.Em || t.atom == atom.Font {
				b.adopt(t.atom, i)
			}
			return
		}
	}
}

// pop closes the i-th of the open elements and what is open inside it.
func (b *builder) pop(i int) {
	for _, n := range b.open[i:] {
		if n.DataAtom == atom.Svg || n.DataAtom == atom.Math {
			b.foreign--
		}
	}
	b.open = b.open[:i]
}
