package article

import (
	"strings"

	"golang.org/x/net/html"

	"vigia/internal/feed"
	"vigia/internal/text"
)

// spot is where in the page a mention stands.
type spot struct {
	at     int // bytes of text before it
	line   int // letters of its line
	place  datePlace
	label  dateLabel
	inText bool // a sentence of the report
	ranges bool // another time follows: from when to when
	twins  int  // mentions in elements of the same kind
	sign   string
}

// spot describes where a mention stands: n is its element, in the text of
// which it was found, behind the words before.
func (g *dateGatherer) spot(m dateMark, n *html.Node, in string, f feed.Found) *spot {
	s, before := &spot{at: m.at}, f.Before
	var line *html.Node
	s.place, line = g.around(n)
	s.sign = n.Data + "." + attr(n, "class")
	if n.Parent != nil {
		s.sign += "<" + n.Parent.Data + "." + attr(n.Parent, "class")
	}
	s.line = len(in)
	if line != nil && line != n && len(in) < 160 {
		whole := textBelow(line, 400)
		s.line = len(whole)
		if i := strings.Index(whole, strings.TrimSpace(in)); i >= 0 {
			before = whole[:i] + before
		}
	}
	if strings.TrimSpace(before) == "" {
		before = wordsBefore(m.node)
	}
	s.label = labelOf(before)
	s.ranges = followed(in, f.Text)
	if s.line > longText {
		s.inText = g.body != "" && len(in) > 60 && strings.Contains(g.body, text.Cut(strings.TrimSpace(lastBytes(in, len(in)/2)), 30))
	}
	return s
}

// followed reports whether a date in a text goes on to another time, as that of
// an event: "23 November, 10:30 – 12:00".
func followed(s, date string) bool {
	_, rest, ok := strings.Cut(s, date)
	if !ok || date == "" {
		return false
	}
	rest = rest[:min(len(rest), 16)]
	i := strings.IndexAny(rest, "-–:")
	return i >= 0 && strings.ContainsAny(rest[:min(i+6, len(rest))], "-–") && strings.ContainsAny(rest[i:], "0123456789")
}

// above gives the elements that hold a node.
func above(n *html.Node) map[*html.Node]bool {
	out := map[*html.Node]bool{}
	for ; n != nil; n = n.Parent {
		out[n] = true
	}
	return out
}

// wordsBefore gives the end of the text that stands just before an element, in
// it or in the element before it.
func wordsBefore(n *html.Node) string {
	for up := 0; n != nil && up < 3; up, n = up+1, n.Parent {
		for b, i := n.PrevSibling, 0; b != nil && i < 3; b, i = b.PrevSibling, i+1 {
			t := ""
			switch {
			case b.Type == html.TextNode:
				t = b.Data
			case b.Type == html.ElementNode && !unseen(b.DataAtom):
				t = textBelow(b, 100)
			}
			if t = strings.TrimSpace(t); t != "" {
				if len(t) >= 100 {
					return ""
				}
				return t
			}
		}
	}
	return ""
}
