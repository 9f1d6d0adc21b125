package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/text"
)

// paragraphs gives the text below n as its reader sees it: a paragraph for
// each block, lines where <br> breaks them, the cells of a table row on a
// line with bars between.
//
// loose puts a blank between letters that only a tag holds apart: for trees
// whose maker has trimmed their texts.
func paragraphs(n *html.Node, loose bool) []string {
	r := renderer{loose: loose, cells: map[*html.Node]bool{}}
	r.node(n)
	r.flush()
	return r.out
}

type renderer struct {
	out   []string
	line  strings.Builder
	lines []string
	pre   int // inside <pre>
	loose bool
	cells map[*html.Node]bool // short ones, known so far
}

func (r *renderer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if r.pre > 0 {
			for i, l := range strings.Split(n.Data, "\n") {
				if i > 0 {
					r.breakLine()
				}
				r.line.WriteString(l)
			}
			return
		}
		if r.loose && joins(r.line.String(), n.Data) {
			r.line.WriteByte(' ')
		}
		r.line.WriteString(n.Data)
		return
	case html.ElementNode:
		if unseen(n.DataAtom) {
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	switch n.DataAtom {
	case atom.Br:
		r.breakLine()
		return
	case atom.Td, atom.Th:
		if !r.short(n) {
			r.flush() // a page laid out by tables
		} else if len(r.lines) > 0 || strings.TrimSpace(r.line.String()) != "" {
			r.line.WriteString(" | ")
		}
	case atom.Pre:
		r.pre++
		defer func() { r.pre-- }()
	}
	apart := block(n.DataAtom) && !r.inCell(n)
	if apart {
		r.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.node(c)
	}
	if apart {
		r.flush()
	} else if block(n.DataAtom) {
		r.line.WriteByte(' ')
	}
}

// inCell reports whether a block stands in a cell of a table with data: its
// text belongs to the row.
func (r *renderer) inCell(n *html.Node) bool {
	for p, up := n.Parent, 0; p != nil && up < 4; p, up = p.Parent, up+1 {
		if p.DataAtom == atom.Td || p.DataAtom == atom.Th {
			return r.short(p)
		}
	}
	return false
}

// short reports whether a cell is of a table with data. Those of a page laid
// out by tables are long.
func (r *renderer) short(cell *html.Node) bool {
	is, known := r.cells[cell]
	if !known {
		var b strings.Builder
		is = gather(cell, &b, 200)
		r.cells[cell] = is
	}
	return is
}

// breakLine ends a line; an empty one ends the paragraph.
func (r *renderer) breakLine() {
	l := text.Clean(r.line.String())
	r.line.Reset()
	if l == "" {
		r.flush()
		return
	}
	r.lines = append(r.lines, l)
}

func (r *renderer) flush() {
	if l := text.Clean(r.line.String()); l != "" && l != "|" {
		r.lines = append(r.lines, l)
	}
	r.line.Reset()
	if len(r.lines) > 0 {
		r.out = append(r.out, strings.Join(r.lines, "\n"))
	}
	r.lines = nil
}

// joins reports whether two texts side by side would make one word.
func joins(before, after string) bool {
	b, _ := utf8.DecodeLastRuneInString(before)
	a, _ := utf8.DecodeRuneInString(after)
	return (unicode.IsLetter(b) || unicode.IsDigit(b)) && (unicode.IsLetter(a) || unicode.IsDigit(a)) && !unicode.Is(unicode.Han, a)
}
