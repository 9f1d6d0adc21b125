package article

import (
	"math/bits"

	"golang.org/x/net/html/atom"
)

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
