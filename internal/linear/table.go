package linear

import "math/bits"

// Table holds two models side by side, to score rows with both at once: one
// look tells what a feature weighs in each. It does not change.
type Table struct {
	bias  [2]float64
	shift int
	slots []slot // by key, in the first free place from there on
}

// slot is a feature with its weights; without weights it is free.
type slot struct {
	key uint32
	w   [2]float32
}

// Beside puts two models side by side.
func Beside(a, b *Model) *Table {
	n := len(a.Weights)
	for k := range b.Weights {
		if _, both := a.Weights[k]; !both {
			n++
		}
	}
	size := bits.Len(uint(2*n + 16)) // half of it stays free
	t := &Table{bias: [2]float64{a.Bias, b.Bias}, shift: 32 - size, slots: make([]slot, 1<<size)}
	for i, m := range []*Model{a, b} {
		for k, w := range m.Weights {
			if w != 0 {
				s := t.find(k)
				s.key, s.w[i] = k, w
			}
		}
	}
	return t
}

// find gives the slot of a key, or the free one where it belongs.
func (t *Table) find(key uint32) *slot {
	for at := key * 0x9E3779B1 >> t.shift; ; at++ { // multiplicative hashing, Knuth 6.4
		s := &t.slots[int(at)&(len(t.slots)-1)]
		if s.key == key || s.w == [2]float32{} {
			return s
		}
	}
}

// Size is how many features have a weight.
func (t *Table) Size() (n int) {
	for _, s := range t.slots {
		if s.w != [2]float32{} {
			n++
		}
	}
	return n
}

// Scores gives the log-odds that a row is a yes, by each of the two models.
func (t *Table) Scores(x []Feature) (a, b float64) { return t.add(t.bias[0], t.bias[1], x) }

// Say gives what some features add to the score of a row, in each of the two
// models.
func (t *Table) Say(x []Feature) (a, b float64) { return t.add(0, 0, x) }

func (t *Table) add(a, b float64, x []Feature) (float64, float64) {
	for _, f := range x {
		if s := t.find(f.Key); s.key == f.Key {
			a += float64(s.w[0]) * float64(f.Value)
			b += float64(s.w[1]) * float64(f.Value)
		}
	}
	return a, b
}
