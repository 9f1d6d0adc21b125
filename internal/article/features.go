package article

import (
	"math"
	"math/bits"

	"golang.org/x/net/html/atom"
)

// claims are what a page's head says about its text: witnesses for blocks.
type claims struct {
	title map[uint32]bool // words of its titles
	long  int             // words of the longest title
	about map[uint32]bool // triples of words of its descriptions
	body  map[uint32]bool // triples of words of its articleBody
}

// newClaims reads the claims of a page.
func newClaims(titles, descriptions []string, body string) claims {
	c := claims{title: map[uint32]bool{}, about: map[uint32]bool{}}
	for _, t := range titles {
		ws := hashWords(t)
		for _, w := range ws {
			c.title[w] = true
		}
		c.long = max(c.long, len(ws))
	}
	for _, d := range descriptions {
		triples(hashWords(d), func(h uint32) { c.about[h] = true })
	}
	if ws := hashWords(body); len(ws) >= 60 {
		c.body = make(map[uint32]bool, len(ws))
		triples(ws, func(h uint32) { c.body[h] = true })
	}
	return c
}

// hashWords hashes the words of a text as scan does.
func hashWords(s string) []uint32 {
	var c scan
	_, words := c.add(nil, nil, s)
	return c.end(words)
}

func triples(ws []uint32, visit func(uint32)) {
	for i := 2; i < len(ws); i++ {
		visit(mix32(mix32(ws[i-2], ws[i-1]), ws[i]))
	}
}

// share is the share of a block's triples that are in a set; -1 if the set or
// the block is too small to tell.
func share(ws []uint32, set map[uint32]bool) float32 {
	if len(set) == 0 || len(ws) < 3 {
		return -1
	}
	in := 0
	triples(ws, func(h uint32) {
		if set[h] {
			in++
		}
	})
	return float32(in) / float32(len(ws)-2)
}

// levels is how many of the elements around a block are looked at, from the
// innermost that holds another block too.
const levels = 4

// facts are what is known of each block before anything is learned of it.
type facts struct {
	*layout
	x       *Lexicon
	claims  claims
	home    []int32 // by block: the block element that holds it
	around  [][levels]int32
	kin     []int32 // by block: its cluster of blocks in elements of the same names
	kins    []kinship
	twins   []int32   // by block: blocks of the same words
	earlier []int32   // and of those before it
	common  []float32 // by block: how common its words are on the page
	titled  []float32 // by block: share of its words that are in the title
	head    int       // the block with the headline, -1
	size    []float32 // prefix sums of block sizes
	top     int32     // the element with most prose right in it
}

// kinship is a cluster of blocks in elements of the same names.
type kinship struct {
	blocks              int32
	size, linked, prose float32
}

func newFacts(l *layout, c claims, x *Lexicon) *facts {
	n := len(l.blocks)
	f := &facts{layout: l, x: x, claims: c, home: make([]int32, n), around: make([][levels]int32, n), kin: make([]int32, n),
		twins: make([]int32, n), earlier: make([]int32, n), common: make([]float32, n), titled: make([]float32, n), size: make([]float32, n+1), head: -1}
	f.findHomes()
	f.findTwins()
	f.findHead()
	for i := range l.elems {
		if l.elems[i].direct > l.elems[f.top].direct {
			f.top = int32(i)
		}
	}
	return f
}

func (f *facts) findHomes() {
	kins := map[uint32]int32{}
	for i := range f.blocks {
		b := &f.blocks[i]
		f.size[i+1] = f.size[i] + b.size
		e := b.in
		for e > 0 && !isBlock(f.elems[e].tag) && f.elems[e].tag != atom.Td && f.elems[e].tag != atom.Th {
			e = f.elems[e].parent
		}
		f.home[i] = e
		sig := f.elems[e].sig
		if p := f.elems[e].parent; p >= 0 {
			sig = mix32(sig, f.elems[p].sig)
		}
		k, known := kins[sig]
		if !known {
			k = int32(len(f.kins))
			kins[sig] = k
			f.kins = append(f.kins, kinship{})
		}
		f.kin[i] = k
		c := &f.kins[k]
		c.blocks++
		c.size += b.size
		c.linked += b.size * b.linkShare()
		c.prose += b.prose()
		at := b.in
		if f.elems[at].end-f.elems[at].first < 2 {
			at = f.elems[at].up
		}
		for j := range levels {
			at = max(at, 0)
			f.around[i][j] = at
			at = f.elems[at].up
		}
	}
}

func (f *facts) findTwins() {
	words, same := newTally(len(f.words)), newTally(len(f.blocks))
	for _, h := range f.words {
		words.add(h)
	}
	keys := make([]uint32, len(f.blocks))
	for i := range f.blocks {
		b := &f.blocks[i]
		key, sum := uint32(hashSeed), float32(0)
		for _, h := range f.words[b.w0:b.w1] {
			key = mix32(key, h)
			sum += logs[min(int(words.count(h)), len(logs)-1)]
		}
		if b.w1 > b.w0 {
			f.common[i] = sum / float32(b.w1-b.w0)
		}
		keys[i] = key
		f.earlier[i] = same.add(key) - 1
	}
	for i, key := range keys {
		f.twins[i] = same.count(key)
	}
}

// logs are logarithms of small counts.
var logs = func() (t [256]float32) {
	for i := range t {
		t[i] = float32(math.Log(1 + float64(i)))
	}
	return t
}()

// findHead finds the headline: the first heading, else the first block, that
// says the title.
func (f *facts) findHead() {
	h1, plain := -1, -1
	for i := range f.blocks {
		b := &f.blocks[i]
		n := int(b.w1 - b.w0)
		if n == 0 || n > 60 || len(f.claims.title) == 0 {
			continue
		}
		in := 0
		for _, h := range f.words[b.w0:b.w1] {
			if f.claims.title[h] {
				in++
			}
		}
		f.titled[i] = float32(in) / float32(n)
		whole := in*10 >= n*8 && n*2 >= f.claims.long
		switch level := heading(b.tag); {
		case whole && level > 0 && f.head < 0:
			f.head = i
		case level == 1 && h1 < 0:
			h1 = i
		case whole && plain < 0:
			plain = i
		}
	}
	if f.head < 0 {
		f.head = plain
	}
	if f.head < 0 {
		f.head = h1
	}
}

// heading is the level of a heading, 0 for what is none.
func heading(a atom.Atom) int {
	switch a {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5, atom.H6:
		return 5
	}
	return 0
}

// rows gives the features of all blocks, the same for each page.
func (f *facts) rows() [][]float32 {
	n := len(f.blocks)
	out := make([][]float32, n)
	slab := make([]float32, 0, n*firstWidth)
	for i := range f.blocks {
		from := len(slab)
		slab = f.own(slab, i)
		slab = f.names(slab, i)
		slab = f.places(slab, i)
		slab = f.containers(slab, i)
		slab = f.neighbours(slab, i)
		out[i] = slab[from:len(slab):len(slab)]
	}
	return out
}

// firstWidth is the number of features of a block; TestWidths checks it.
const firstWidth = 183

// own is what the words and letters of a block tell.
func (f *facts) own(x []float32, i int) []float32 {
	b := &f.blocks[i]
	c := &b.counts
	runes, letters := float32(max(c.runes, 1)), float32(max(c.letters, 1))
	words := f.words[b.w0:b.w1]
	return append(x, b.size, float32(min(c.words, 200)), float32(c.runes-c.words)/float32(max(c.words, 1)), b.linkShare(), float32(min(b.refs, 20)),
		float32(min(c.ends, 20)), float32(min(c.commas, 20)), float32(c.commas)/max(b.size, 1), yes(c.ended()), yes(c.last == ':' || c.last == '：'), yes(c.last == '…' || c.last == '.' && c.before == '.'),
		float32(c.begins), float32(c.digits)/runes, float32(c.upper)/letters, float32(c.marks)/max(b.size, 1), yes(c.marks > 0), yes(c.copyright), yes(c.at), yes(c.url),
		float32(c.wide)/runes, float32(b.strong)/runes, float32(min(b.images, 9)), float32(min(f.twins[i], 9)), float32(min(f.earlier[i], 9)), f.common[i], f.titled[i],
		share(words, f.claims.about), share(words, f.claims.body), f.x.said(words), yes(b.follows), yes(c.last == '?'), yes(c.quoted),
		float32(heading(b.tag)), float32(tagOf(b.tag)))
}

// tagOf numbers the tags of blocks.
func tagOf(a atom.Atom) int {
	switch a {
	case atom.P:
		return 9
	case atom.Blockquote:
		return 8
	case atom.Pre:
		return 7
	case atom.Li, atom.Dd, atom.Dt:
		return 6
	case atom.Div, atom.Section, atom.Body, atom.Article, atom.Main, atom.Center:
		return 5
	case atom.Tr, atom.Td, atom.Th, atom.Table:
		return 4
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return 3
	case atom.Figcaption, atom.Caption, atom.Figure:
		return 1
	}
	return 0
}

// names is what the names of the elements around a block tell: how near each
// hint stands.
func (f *facts) names(x []float32, i int) []float32 {
	from := len(x)
	for range nHints {
		x = append(x, 0)
	}
	var seen uint32
	in := f.blocks[i].in
	for e, up := in, 0; e > 0; e, up = f.elems[e].parent, up+1 {
		for fresh := f.elems[e].hints &^ seen; fresh != 0; fresh &= fresh - 1 {
			x[from+bits.TrailingZeros32(fresh)] = 1 / (1 + float32(up))
		}
		if seen |= f.elems[e].hints; seen == f.elems[in].inherited {
			break
		}
	}
	e := &f.elems[in]
	p := &f.elems[max(e.parent, 0)]
	return append(x, e.near, p.near, e.near+p.near, e.far, float32(e.depth), float32(tagOf(p.tag)))
}

// places is where a block stands.
func (f *facts) places(x []float32, i int) []float32 {
	n := len(f.blocks)
	all := max(f.size[n], 1)
	after, apart := float32(-20), float32(0)
	if f.head >= 0 {
		after = float32(max(-20, min(i-f.head, 60)))
		apart = abs(f.size[i] - f.size[f.head])
		if i < f.head {
			apart = -apart
		}
	}
	k := f.kins[f.kin[i]]
	body := &f.elems[0]
	top := &f.elems[f.top]
	in := int32(i) >= top.first && int32(i) < top.end
	return append(x, float32(i)/float32(n), f.size[i]/all, (all-f.size[i+1])/all, after, apart, yes(f.head >= 0), yes(i == f.head),
		float32(k.blocks), k.size, k.size/all, k.linked/max(k.size, 1), k.prose/max(k.size, 1), k.prose/max(body.prose, 1), k.size/float32(k.blocks),
		yes(in), yes(f.home[i] == f.top || f.elems[f.home[i]].parent == f.top), yes(f.around[i][0] == f.top), yes(f.around[i][1] == f.top), top.prose/max(body.prose, 1), top.prose,
		all, float32(n), body.prose, body.linked/all, yes(len(f.claims.body) > 0))
}

// containers is what the elements around a block hold.
func (f *facts) containers(x []float32, i int) []float32 {
	all, prose := max(f.size[len(f.blocks)], 1), max(f.elems[0].prose, 1)
	for _, at := range f.around[i] {
		e := &f.elems[at]
		n := float32(e.end - e.first)
		x = append(x, e.size, n, e.size/max(n, 1), e.linked/max(e.size, 1), e.prose/max(e.size, 1), e.size/all, e.prose/prose,
			float32(int32(i)-e.first)/max(n, 1), (f.size[i]-f.size[e.first])/max(e.size, 1), float32(e.heads)/max(n, 1), float32(min(e.like, 30)), e.direct, e.near, float32(e.images)/max(n, 1))
	}
	return x
}

// neighbours is what the blocks before and behind look like.
func (f *facts) neighbours(x []float32, i int) []float32 {
	for _, d := range [...]int{-3, -2, -1, 1, 2, 3} {
		j := i + d
		if j < 0 || j >= len(f.blocks) {
			x = append(x, -1, -1, -1, -1, -1)
			continue
		}
		b := &f.blocks[j]
		x = append(x, b.size, b.linkShare(), yes(b.counts.ended()), yes(f.kin[i] == f.kin[j]), float32(tagOf(b.tag)))
	}
	return x
}

func yes(is bool) float32 {
	if is {
		return 1
	}
	return 0
}

func abs(x float32) float32 { return max(x, -x) }
