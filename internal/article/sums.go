package article

// sum gathers what the blocks of each element come to, in one pass upward.
func (l *layout) sum() {
	for i := range l.blocks {
		b := &l.blocks[i]
		prose := b.prose()
		for e := b.in; e >= 0 && l.elems[e].end <= int32(i); e = l.elems[e].parent {
			l.elems[e].end = int32(i) + 1
		}
		e := &l.elems[b.in]
		e.size += b.size
		e.linked += b.size * b.linkShare()
		e.prose += prose
		e.images += b.images
		if heading(b.tag) > 0 {
			e.heads++
		}
		for e, share := b.in, float32(1); e > 0 && share > 0.2; e, share = l.elems[e].parent, share*0.7 {
			l.elems[e].direct += prose * share
		}
	}
	for i := len(l.elems) - 1; i > 0; i-- {
		e, p := &l.elems[i], &l.elems[l.elems[i].parent]
		p.size += e.size
		p.linked += e.linked
		p.prose += e.prose
		p.heads += e.heads
		p.images += e.images
		p.end = max(p.end, e.end)
	}
	seen := newTally(len(l.elems))
	for i := 1; i < len(l.elems); i++ {
		e := &l.elems[i]
		e.like = seen.add(mix32(uint32(e.parent), e.sig))
		p := &l.elems[e.parent]
		if p.end-p.first > e.end-e.first {
			e.up = e.parent
		} else {
			e.up = p.up
		}
	}
	for i := 1; i < len(l.elems); i++ {
		e := &l.elems[i]
		e.like = seen.count(mix32(uint32(e.parent), e.sig))
	}
}

// prose is the size of a block that looks like sentences, else 0.
func (b *block) prose() float32 {
	if b.size < 6 || b.linkShare() > 0.4 || b.counts.ends == 0 && !b.counts.ended() {
		return 0
	}
	return b.size
}

func (b *block) linkShare() float32 {
	if b.counts.runes == 0 {
		return 0
	}
	return min(1, float32(b.links)/float32(b.counts.runes))
}

// ended reports whether a text ends as a sentence does.
func (c *counts) ended() bool { return c.lastEnd }

// tally counts hashes in a table that never grows; two that meet in one place
// look on.
type tally struct {
	keys   []uint32
	counts []int32
}

func newTally(n int) *tally {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return &tally{make([]uint32, size), make([]int32, size)}
}

func (t *tally) at(key uint32) int {
	mask := len(t.keys) - 1
	i := int(mix32(key, 11)) & mask
	for t.counts[i] > 0 && t.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

func (t *tally) add(key uint32) int32 {
	i := t.at(key)
	t.keys[i] = key
	t.counts[i]++
	return t.counts[i]
}

func (t *tally) count(key uint32) int32 { return t.counts[t.at(key)] }
