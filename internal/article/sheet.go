package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// sheet is the page as it is printed, for those who look for the few short
// lines that name it: its texts in document order, broken into rows, with the
// parts of the page that they stand in and the marks that say "author".
type sheet struct {
	bits  []bit
	rows  []row
	marks []mark
	heads []head
	parts []span

	labels   []mark // the small words above headlines
	captions []mark // of pictures
}

// span is an element whose class says what part of the page it is.
type span struct {
	from, to int32 // rows
	size     int   // bytes of text
	in       zone
}

// bit is one text node. Bits are kept apart because a page tells a name from
// the date behind it by an element, and often by nothing else.
type bit struct {
	text string
	row  int32
}

// row is what stands between two breaks of a line.
type row struct {
	from, to int32 // bits
	size     int32 // bytes
	in       zone
	head     bool // inside <h1> to <h4>
}

// mark is an element that is said to hold an author.
type mark struct {
	from, to int32 // bits
	row      int32
	in       zone
	kind     hint
}

// head is an element that may be the headline.
type head struct {
	node     *html.Node
	row      int32 // its first
	from, to int32 // bits
	in       zone
	level    int8 // 1 to 3; 0 for one that is marked as headline
	kind     hint
}

// zone tells the parts of a page, as bits of a set.
type zone uint8

const (
	inComments zone = 1 << iota
	inAside         // beside the report: teasers, related notes, widgets
	inFoot          // navigation and the foot of the page
	inBio           // about an author
	inHeader
	inArticle
	inLink
)

// The limits of a sheet: no honest page has more, and what stands behind them
// names nobody.
const (
	maxBits  = 40000
	maxMarks = 400
	maxMark  = 240 // bytes of text in an element that names an author

	maxLabel   = 80
	maxCaption = 1000
)

// scribe writes a sheet.
type scribe struct {
	sheet
	size int // bytes of text so far
	open bool
}

// newSheet reads a page. It visits each node once.
func newSheet(doc *html.Node) *sheet {
	var w scribe
	w.children(doc, 0)
	w.endRow()
	w.zones()
	return &w.sheet
}

// zones gives the rows the parts that they stand in by class. A class is
// believed only of a part: what holds most of the text is the page itself,
// whatever its maker has called it.
func (w *scribe) zones() {
	if len(w.parts) == 0 {
		return
	}
	var open [8][]int32 // by bit of the zone: how many parts begin at each row
	for _, p := range w.parts {
		if p.in&inComments != 0 && p.size*10 > w.size*8 || p.in&inComments == 0 && p.size*10 > w.size*3 {
			continue
		}
		for b := range open {
			if p.in&(1<<b) != 0 {
				if open[b] == nil {
					open[b] = make([]int32, len(w.rows)+1)
				}
				open[b][p.from]++
				open[b][p.to]--
			}
		}
	}
	for b, starts := range open {
		n := int32(0)
		for i := range starts {
			if n += starts[i]; n > 0 && i < len(w.rows) {
				w.rows[i].in |= 1 << b
			}
		}
	}
	for i := range w.marks {
		w.marks[i].in |= w.rows[w.marks[i].row].in &^ inLink
	}
	for i := range w.labels {
		w.labels[i].in |= w.rows[w.labels[i].row].in &^ inLink
	}
	for i := range w.captions {
		w.captions[i].in |= w.rows[w.captions[i].row].in &^ inLink
	}
	for i := range w.heads {
		w.heads[i].in |= w.rows[w.heads[i].row].in &^ inLink
	}
}

func (w *scribe) children(n *html.Node, in zone) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			w.text(c.Data, in)
		case html.ElementNode:
			w.element(c, in)
		}
	}
}

func (w *scribe) text(s string, in zone) {
	s = strings.TrimSpace(s)
	if s == "" || len(w.bits) >= maxBits {
		return
	}
	if !w.open {
		w.open = true
		w.rows = append(w.rows, row{from: int32(len(w.bits)), in: in})
	}
	r := &w.rows[len(w.rows)-1]
	r.size += int32(len(s))
	r.in &= in | ^inLink // a row is a link if all of it is
	w.size += len(s)
	w.bits = append(w.bits, bit{s, int32(len(w.rows) - 1)})
}

func (w *scribe) endRow() {
	if w.open {
		w.rows[len(w.rows)-1].to = int32(len(w.bits))
		w.open = false
	}
}

func (w *scribe) element(n *html.Node, in zone) {
	level := headLevel(n.DataAtom)
	if unseen(n.DataAtom) && n.DataAtom != atom.Button && n.DataAtom != atom.Head {
		return
	}
	switch n.DataAtom {
	case atom.Br:
		w.endRow()
		return
	case atom.Rt, atom.Rp: // how a word is read aloud
		return
	}
	kind := hintsOf(n)
	in |= zoneOf(n.DataAtom)
	apart := isBlock(n.DataAtom) || n.DataAtom == atom.Td || n.DataAtom == atom.Th
	if apart {
		w.endRow()
	}
	from, size := len(w.bits), w.size
	w.children(n, in)
	if level > 0 || kind&markHeadline != 0 {
		w.markHead(n, level, from, in, kind)
	}
	if n.DataAtom == atom.Figcaption {
		kind |= markCredit
	}
	if kind&markLabel != 0 && w.size-size <= maxLabel && len(w.bits) > from && len(w.labels) < maxMarks {
		w.labels = append(w.labels, mark{int32(from), int32(len(w.bits)), w.bits[from].row, in, kind})
	}
	if kind&markCredit != 0 && w.size-size <= maxCaption && len(w.bits) > from && len(w.captions) < maxMarks {
		w.captions = append(w.captions, mark{int32(from), int32(len(w.bits)), w.bits[from].row, in, kind})
	}
	if kind&markAuthor != 0 && w.size-size <= maxMark && len(w.bits) > from && len(w.marks) < maxMarks {
		w.marks = append(w.marks, mark{int32(from), int32(len(w.bits)), w.bits[from].row, in, kind})
	}
	if apart {
		w.endRow()
	}
	if kind&markParts != 0 && len(w.bits) > from && n.DataAtom != atom.Body && n.DataAtom != atom.Html {
		w.parts = append(w.parts, span{w.bits[from].row, w.bits[len(w.bits)-1].row + 1, w.size - size, partOf(kind)})
	}
}

func (w *scribe) markHead(n *html.Node, level int8, from int, in zone, kind hint) {
	if len(w.bits) == from || len(w.heads) >= maxMarks {
		return
	}
	r := w.bits[from].row
	if level > 0 {
		for i := r; i < int32(len(w.rows)); i++ {
			w.rows[i].head = true
		}
	}
	w.heads = append(w.heads, head{n, r, int32(from), int32(len(w.bits)), in, level, kind})
}

func headLevel(a atom.Atom) int8 {
	switch a {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	}
	return 0
}

// zoneOf tells what an element says of where its children stand.
func zoneOf(a atom.Atom) zone {
	switch a {
	case atom.Aside:
		return inAside
	case atom.Nav, atom.Footer:
		return inFoot
	case atom.Header:
		return inHeader
	case atom.Article, atom.Main:
		return inArticle
	case atom.A:
		return inLink
	}
	return 0
}

// partOf tells what a class says of it.
func partOf(kind hint) (in zone) {
	if kind&markComment != 0 {
		in |= inComments
	}
	if kind&markAside != 0 {
		in |= inAside
	}
	if kind&markFoot != 0 {
		in |= inFoot
	}
	if kind&markBio != 0 {
		in |= inBio
	}
	return in
}

// joined gives the text of some bits with sep between.
func (s *sheet) joined(from, to int32, sep string) string {
	if to-from == 1 {
		return s.bits[from].text
	}
	var b strings.Builder
	for i := from; i < to && b.Len() < 2000; i++ {
		if i > from {
			b.WriteString(sep)
		}
		b.WriteString(s.bits[i].text)
	}
	return b.String()
}

// line gives a row as text.
func (s *sheet) line(i int) string { return s.joined(s.rows[i].from, s.rows[i].to, " ") }
