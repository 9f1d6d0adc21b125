package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/text"
)

// The limits of a layout. Honest pages have a tenth of them; what lies beyond
// is not read, and the report says so.
const (
	maxBlocks = 20000
	maxElems  = 60000
	maxShown  = 4 << 20 // bytes of text
)

// layout is a page as its reader sees it: blocks of text in order, and the
// elements in which they stand.
type layout struct {
	text    []byte // of all blocks
	words   []uint32
	blocks  []block
	elems   []elem
	anchors []anchor
	cut     bool // a limit was met
}

// block is a line or a paragraph: what stands between two breaks.
type block struct {
	from, to int32 // its text
	w0, w1   int32 // its words
	in       int32 // the innermost element that holds its beginning
	tag      atom.Atom
	follows  bool // on the line before by a single <br>: they are one paragraph
	counts   counts
	links    int32 // runes in links
	strong   int32 // runes in bold or italics
	refs     int32 // links in it
	images   int32 // since the block before
	size     float32
}

// anchor is a link, and the block in which it begins.
type anchor struct {
	node  *html.Node
	block int32
}

// elem is an element that may say something about the blocks in it.
type elem struct {
	node        *html.Node
	parent      int32
	first, end  int32 // its blocks
	sig         uint32
	hints       uint32
	inherited   uint32 // hints and states of the ancestors and itself
	tag         atom.Atom
	depth       uint16
	like        int32 // siblings of its kind
	up          int32 // the nearest ancestor that has more blocks
	near, far   float32
	size, prose float32 // words in it; words of sentences, by blocks that look like text
	linked      float32 // words in links
	direct      float32 // prose that stands right in it
	heads       int32
	images      int32
}

// newLayout lays a page out.
func newLayout(doc *html.Node, lex *Lexicon) *layout {
	l := &layout{text: make([]byte, 0, 16<<10), words: make([]uint32, 0, 2048), blocks: make([]block, 0, 256), elems: make([]elem, 0, 1024)}
	w := walker{layout: l, lex: lex}
	l.elems = append(l.elems, elem{node: doc, parent: -1, up: -1})
	from := doc
	if body := first(doc, func(n *html.Node) bool { return n.DataAtom == atom.Body || n.DataAtom == atom.Frameset }); body != nil {
		from = body
	}
	w.node(from, 0)
	w.flush(false)
	l.sum()
	return l
}

// string gives the text of a block.
func (l *layout) string(b *block) string { return string(l.text[b.from:b.to]) }

// walker lays out a tree.
type walker struct {
	*layout
	lex    *Lexicon
	line   scan
	cur    block
	holder int32 // element of the first text of the block at hand; -1: none yet
	link   int
	bold   int
	pre    int
	cell   int  // inside a cell of a table with data
	broke  bool // a single <br> stands before the block at hand
}

func (w *walker) node(n *html.Node, in int32) {
	switch n.Type {
	case html.TextNode:
		w.write(n.Data, in)
		return
	case html.ElementNode:
		if unseen(n.DataAtom) && n.DataAtom != atom.Noscript || len(w.elems) >= maxElems || len(w.blocks) >= maxBlocks || len(w.text) >= maxShown {
			w.cut = w.cut || !unseen(n.DataAtom)
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	switch n.DataAtom {
	case atom.Br:
		w.lineBreak()
		return
	case atom.Img, atom.Picture:
		w.cur.images++
	case atom.A:
		w.link++
		w.cur.refs++
		w.anchors = append(w.anchors, anchor{n, int32(len(w.blocks))})
		defer func() { w.link-- }()
	case atom.B, atom.Strong, atom.I, atom.Em:
		w.bold++
		defer func() { w.bold-- }()
	case atom.Pre:
		w.pre++
		defer func() { w.pre-- }()
	case atom.Td, atom.Th:
		if w.cell == 0 && short(n) {
			w.cell++
			defer func() { w.cell-- }()
			w.bar()
		}
	}
	w.inside(n, in)
}

// inside lays out what an element holds.
func (w *walker) inside(n *html.Node, in int32) {
	apart := w.cell == 0 && (isBlock(n.DataAtom) || n.DataAtom == atom.Td || n.DataAtom == atom.Th)
	if apart {
		w.flush(false)
	} else if w.cell > 0 && isBlock(n.DataAtom) {
		w.line.space()
	}
	if tells(n) {
		w.elems = append(w.elems, w.newElem(n, in))
		in = int32(len(w.elems) - 1)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, in)
	}
	if apart {
		w.flush(false)
	} else if w.cell > 0 && isBlock(n.DataAtom) {
		w.line.space()
	}
	if int(in) < len(w.elems) {
		w.elems[in].end = int32(len(w.blocks))
	}
}

// tells leaves out the elements that only dress a few letters.
func tells(n *html.Node) bool {
	switch n.DataAtom {
	case atom.B, atom.I, atom.Em, atom.Strong, atom.U, atom.Sup, atom.Sub, atom.Small, atom.Wbr, atom.Img, atom.Font, atom.Hr:
		return false
	case atom.A, atom.Span:
		return len(n.Attr) > 0
	}
	return n.Type == html.ElementNode
}

func (w *walker) newElem(n *html.Node, in int32) elem {
	p := &w.elems[in]
	e := elem{node: n, parent: in, tag: n.DataAtom, depth: p.depth + 1, first: int32(len(w.blocks)), end: int32(len(w.blocks)), up: -1}
	w.lex.read(&e, n)
	e.far += p.far
	e.inherited = p.inherited | e.hints
	return e
}

// write adds a text to the block at hand.
func (w *walker) write(s string, in int32) {
	if w.pre > 0 && w.cell == 0 && strings.Contains(s, "\n") {
		for i, l := range strings.Split(s, "\n") {
			if i > 0 {
				w.lineBreak()
			}
			w.put(l, in)
		}
		return
	}
	w.put(s, in)
}

func (w *walker) put(s string, in int32) {
	before := w.line.runes
	w.text, w.words = w.line.add(w.text, w.words, s)
	added := int32(w.line.runes - before)
	if added == 0 {
		return
	}
	if w.holder < 0 {
		w.holder = in
	}
	if w.link > 0 {
		w.cur.links += added
	}
	if w.bold > 0 {
		w.cur.strong += added
	}
}

// bar parts two cells of a row.
func (w *walker) bar() {
	if w.line.runes > 0 {
		w.line.space()
		w.text, w.words = w.line.add(w.text, w.words, "| ")
	}
}

// lineBreak ends a line; an empty one ends the paragraph.
func (w *walker) lineBreak() {
	if w.cell > 0 {
		w.line.space()
		return
	}
	w.flush(true)
}

// flush ends the block at hand. soft says that a <br> does it.
func (w *walker) flush(soft bool) {
	if w.line.runes == 0 {
		w.broke = w.broke && !soft // a second <br>
		w.reset()
		if !soft {
			w.broke = false
		}
		return
	}
	w.words = w.line.end(w.words)
	b := w.cur
	b.to = int32(len(w.text))
	if w.line.odd {
		s := text.Clean(string(w.text[b.from:]))
		w.text = append(w.text[:b.from], s...)
		b.to = int32(len(w.text))
	}
	if s := strings.TrimSpace(string(w.text[b.from:b.to])); s != "" && s != "|" {
		b.w1, b.in, b.counts, b.size, b.follows = int32(len(w.words)), w.holder, w.line.counts, w.line.size(), w.broke
		b.tag = w.blockTag(w.holder)
		w.blocks = append(w.blocks, b)
		w.broke = soft
	} else {
		w.text = w.text[:b.from]
	}
	w.cur.images, w.cur.refs = 0, 0
	w.reset()
}

func (w *walker) reset() {
	w.line = scan{}
	w.holder = -1
	images := w.cur.images
	w.cur = block{from: int32(len(w.text)), w0: int32(len(w.words)), images: images}
}

// blockTag is the tag of the nearest block that holds an element.
func (w *walker) blockTag(e int32) atom.Atom {
	for ; e > 0; e = w.elems[e].parent {
		if isBlock(w.elems[e].tag) || w.elems[e].tag == atom.Td {
			return w.elems[e].tag
		}
	}
	return atom.Body
}

// short reports whether a cell is of a table with data. Those of a page laid
// out by tables are long.
func short(cell *html.Node) bool {
	nodes, bytes := 0, 0
	var look func(n *html.Node) bool
	look = func(n *html.Node) bool {
		if nodes++; nodes > 40 {
			return false
		}
		switch n.Type {
		case html.TextNode:
			bytes += len(strings.TrimSpace(n.Data))
			return bytes <= 200
		case html.ElementNode:
			if unseen(n.DataAtom) {
				return true
			}
			if n.DataAtom == atom.Table {
				return false
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if !look(c) {
				return false
			}
		}
		return true
	}
	return look(cell)
}
