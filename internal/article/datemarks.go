package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// marks are the places of a page where it may say when it was published,
// gathered while the page is walked: <time>, attributes that are named after
// dates, texts with figures in them.
type dateMarks struct {
	all   []dateMark
	head  *dateMark  // the headline, once it was looked for
	title string     // of the window
	named dateMark   // the first text that begins it: a headline without a heading
	heads []dateMark // h1 to h3
	seen  int        // bytes of text so far
	lead  int        // where the first long text begins
	tail  int        // where the last one ends
	late  int        // marks beyond the first maxDateMarks
}

// mark is an element or a text, with how much text stands before it.
type dateMark struct {
	node *html.Node
	at   int
}

// maxDateMarks bounds the marks of a page: of more, the first and the last
// lateMarks are kept, for a page says when at its head or at its foot.
const (
	maxDateMarks = 600
	lateMarks    = 60
	longText     = 120 // bytes of a text that is no label
)

// take looks at an element.
func (m *dateMarks) take(n *html.Node) {
	switch n.DataAtom {
	case atom.Time:
		m.add(n)
		return
	case atom.H1, atom.H2, atom.H3:
		if len(m.heads) < maxHead {
			m.heads = append(m.heads, dateMark{n, m.seen})
		}
	case atom.Meta, atom.Input, atom.Link, atom.A, atom.Img, atom.Script:
		return
	}
	for _, a := range n.Attr {
		if len(a.Val) >= 8 && len(a.Val) <= 64 && datedAttr(a.Key) {
			m.add(n)
			return
		}
	}
}

// datedAttr tells the attributes in which pages keep a date for scripts.
func datedAttr(key string) bool {
	switch {
	case len(key) < 5 || key[0] != 'd' && key[0] != 'u':
		return false
	case key == "datetime", key == "data-utime", key == "unixtime":
		return true
	}
	return strings.HasPrefix(key, "data-") && (strings.Contains(key, "date") || strings.Contains(key, "time") || strings.Contains(key, "publi")) &&
		!strings.HasSuffix(key, "format") && !strings.Contains(key, "timeout") && !strings.Contains(key, "update")
}

// read looks at a text.
func (m *dateMarks) read(n *html.Node) {
	if n.Type != html.TextNode || n.Parent == nil || unseen(n.Parent.DataAtom) || n.Parent.DataAtom == atom.Option {
		return
	}
	size := len(strings.TrimSpace(n.Data))
	if size == 0 {
		return
	}
	if m.named.node == nil && size >= 8 && 3*size >= len(m.title) && size <= len(m.title) && strings.HasPrefix(m.title, strings.TrimSpace(n.Data)) {
		m.named = dateMark{n.Parent, m.seen}
	}
	if size >= longText && n.Parent.DataAtom != atom.A {
		if m.lead == 0 {
			m.lead = m.seen + 1
		}
		m.tail = m.seen + size
	}
	if hasFigure(n.Data) && n.Parent.DataAtom != atom.Time {
		m.add(n)
	}
	m.seen += size
}

func (m *dateMarks) add(n *html.Node) {
	switch {
	case len(m.all) < maxDateMarks:
		m.all = append(m.all, dateMark{n, m.seen})
	default:
		m.all[maxDateMarks-lateMarks+m.late%lateMarks] = dateMark{n, m.seen}
		m.late++
	}
}

// textEnds is how much of a text is looked through at either end.
const textEnds = 400

// hasFigure reports whether the ends of a text have a figure, in whatever
// script.
func hasFigure(s string) bool {
	if len(s) > 2*textEnds {
		return hasFigure(s[:textEnds]) || hasFigure(s[len(s)-textEnds:])
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c-'0' <= 9:
			return true
		case (c == 0xD9 || c == 0xDB) && i+1 < len(s) && s[i+1] >= 0xA0 && s[i+1] <= 0xB9:
			return true
		case c == 0xEF && i+2 < len(s) && s[i+1] == 0xBC && s[i+2] >= 0x90 && s[i+2] <= 0x99:
			return true
		}
	}
	return false
}
