package article

import (
	"math"

	"golang.org/x/net/html/atom"
)

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
