package story

import (
	"cmp"
	"slices"
)

// lookup is what a report is found by, and what it looks others up by.
type lookup struct {
	own   []uint32 // every key that it can be found by
	text  []uint32 // bands of its signature: whoever shares one may have its text
	words []wanted // keys of those that may tell the same
}

// wanted is a key with what sharing it is worth.
type wanted struct {
	key   uint32
	worth float32
}

// How many of its terms and keys a report is found by, and what a credited
// outlet is worth beside a word.
const (
	termKeys    = 24
	nameKeys    = 12
	creditWorth = 5
	briefWorth  = 1
)

// lookupOf gives the keys of a report: the bands of its signature, its rarest
// terms and names, its outlet and the outlets that it credits.
func lookupOf(e *entry, rare *rarity) (l lookup) {
	for _, b := range e.sig.Bands() {
		l.text = append(l.text, uint32(b>>32))
	}
	l.own = slices.Clone(l.text)
	add := func(own, wants uint32, worth float32) {
		l.own = append(l.own, own)
		l.words = append(l.words, wanted{wants, worth})
	}
	for _, t := range rarest(rare, e.language, e.profile[stems], termKeys) {
		add(t.id, t.id, t.weight)
	}
	for _, t := range rarest(rare, shared, e.profile[keyed], nameKeys) {
		add(t.id, t.id, t.weight)
	}
	if e.tongue.brief {
		k := termID(views, "brief", "")
		add(k, k, briefWorth)
	}
	outlet := func(as, key string) uint32 { return termID(views, as, key) }
	add(outlet("outlet", e.outlet), outlet("credit", e.outlet), creditWorth)
	for _, c := range e.credits {
		add(outlet("credit", c.Outlet), outlet("outlet", c.Outlet), creditWorth)
	}
	return l
}

// rarest gives the n terms that weigh most for being rare, so weighed.
func rarest(rare *rarity, language string, ts []term, n int) []term {
	of := rare.in(language)
	out := make([]term, len(ts))
	for i, t := range ts {
		out[i] = term{t.id, t.weight * of(t.id)}
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.id, b.id)) })
	return out[:min(len(out), n)]
}

// best keeps the n reports that scored most, the first of equals.
type best struct {
	n    int
	heap []scored // the worst on top
}

type scored struct {
	place int32
	score float32
}

func (s scored) compare(t scored) int {
	return cmp.Or(cmp.Compare(t.score, s.score), cmp.Compare(s.place, t.place))
}

func (s scored) before(t scored) bool { return s.compare(t) < 0 }

func (b *best) put(s scored) {
	switch {
	case len(b.heap) < b.n:
		b.heap = append(b.heap, s)
		for i := len(b.heap) - 1; i > 0 && b.heap[(i-1)/2].before(b.heap[i]); i = (i - 1) / 2 {
			b.heap[i], b.heap[(i-1)/2] = b.heap[(i-1)/2], b.heap[i]
		}
	case b.n > 0 && s.before(b.heap[0]):
		b.heap[0] = s
		b.sink()
	}
}

func (b *best) sink() {
	for i := 0; ; {
		worst := i
		for _, c := range []int{2*i + 1, 2*i + 2} {
			if c < len(b.heap) && b.heap[worst].before(b.heap[c]) {
				worst = c
			}
		}
		if worst == i {
			return
		}
		b.heap[i], b.heap[worst] = b.heap[worst], b.heap[i]
		i = worst
	}
}

// sorted gives them, the best first.
func (b *best) sorted() []scored {
	slices.SortFunc(b.heap, scored.compare)
	return b.heap
}
