package entity

import "slices"

// tree finds rows of words: a trie whose steps are numbers of words, so that
// what a text costs does not grow with how many names there are.
type tree struct {
	number map[string]int32 // word -> its number, from 1
	step   map[uint64]int32 // place and word -> place
	leaves []leaf           // by place; 0 is the root
	bent   map[string]bool  // beginnings of stems
}

// leaf is what ends at a place, by kind.
type leaf []bearers

// bearers are those who may be meant by one kind of name.
type bearers struct {
	kind formKind
	ids  []string
}

type formKind int8

const (
	whole   formKind = iota // the name as it is known
	short                   // one given and one family name
	office                  // what somebody is
	acronym                 // in capitals only
	hull                    // a vessel's name: only where the text speaks of ships
	town                    // a place of a gazetteer: only where the text tells which
	byname                  // words of the monitor that are no name: super facilitator
	number                  // of a vessel or aircraft
)

func newTree() *tree {
	return &tree{number: map[string]int32{}, step: map[uint64]int32{}, leaves: make([]leaf, 1), bent: map[string]bool{}}
}

func (t *tree) put(path []string, id string, kind formKind) {
	at := int32(0)
	for _, w := range path {
		n, ok := t.number[w]
		if !ok {
			n = int32(len(t.number) + 1)
			t.number[w] = n
		}
		key := stepKey(at, n)
		next, ok := t.step[key]
		if !ok {
			next = int32(len(t.leaves))
			t.leaves = append(t.leaves, nil)
			t.step[key] = next
		}
		at = next
	}
	t.leaves[at] = t.leaves[at].with(id, kind)
}

// with adds who may be meant. Whole names and short ones are one kind, the
// stronger of the two: who bears either may be meant by it.
func (l leaf) with(id string, kind formKind) leaf {
	for i := range l {
		g := &l[i]
		if g.kind == kind || g.kind <= short && kind <= short {
			g.kind = min(g.kind, kind)
			if !slices.Contains(g.ids, id) {
				g.ids = append(g.ids, id)
			}
			return l
		}
	}
	l = append(l, bearers{kind, []string{id}})
	slices.SortFunc(l, func(a, b bearers) int { return int(a.kind) - int(b.kind) })
	return l
}

// putBent is put of stems.
func (t *tree) putBent(path []string, id string, kind formKind) {
	for _, w := range path {
		t.bent[begin(w)] = true
	}
	t.put(path, id, kind)
}

// next is the place that a word leads to; 0 if none.
func (t *tree) next(at int32, w *word) int32 {
	if w.id > 0 {
		if to := t.step[stepKey(at, w.id)]; to > 0 {
			return to
		}
	}
	if w.stem > 0 {
		return t.step[stepKey(at, w.stem)]
	}
	return 0
}

func stepKey(at, word int32) uint64 { return uint64(uint32(at))<<32 | uint64(uint32(word)) }
