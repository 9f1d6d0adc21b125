package rank

import (
	"cmp"
	"hash/fnv"
	"iter"
	"math"
	"slices"
)

// Pool is texts as vectors: of each word that two of them have, the dampened
// count times its rarity (idf), with length one.
type Pool struct {
	ids     []string
	sources []string
	ties    []uint64
	kins    []string
	vectors []vector
	space   space
}

// vector is the places of a text's features, ascending, and their weights.
type vector struct {
	at     []int32
	weight []float32
}

// space is the features that a pool knows, and how rare each one is.
type space struct {
	place map[feature]int32
	idf   []float32
	names []feature
	rare  float32 // the idf of what it does not know
}

// NewPool reads texts. It keeps no text.
func NewPool(docs iter.Seq[Doc]) *Pool {
	p := &Pool{}
	type counted struct {
		f feature
		n float32
	}
	var all [][]counted
	df, counts := map[feature]int{}, 0
	for d := range docs {
		ts := terms(d)
		row := make([]counted, 0, len(ts))
		for f, t := range ts {
			row = append(row, counted{f, float32(often(t.count))})
			if !d.New {
				df[f]++
			}
		}
		slices.SortFunc(row, func(a, b counted) int { return cmp.Compare(a.f, b.f) })
		all = append(all, row)
		if !d.New {
			counts++
		}
		p.ids, p.sources, p.ties = append(p.ids, d.ID), append(p.sources, d.Source), append(p.ties, tie(d.ID))
		p.kins = append(p.kins, kin(ts))
	}
	p.space = newSpace(df, counts)
	for _, row := range all {
		var v vector
		length := 0.0
		for _, c := range row {
			at, known := p.space.place[c.f]
			if !known {
				continue
			}
			w := c.n * p.space.idf[at]
			v.at, v.weight = append(v.at, at), append(v.weight, w)
			length += float64(w) * float64(w)
		}
		v.scale(length)
		p.vectors = append(p.vectors, v)
	}
	return p
}

// leastDocs is how many texts must have a feature: one that a single text has
// joins it to no other.
const leastDocs = 2

func newSpace(df map[feature]int, docs int) space {
	s := space{place: map[feature]int32{}, rare: float32(math.Log(float64(docs + 1)))}
	for f, n := range df {
		if n >= leastDocs {
			s.names = append(s.names, f)
		}
	}
	slices.Sort(s.names)
	for i, f := range s.names {
		s.place[f] = int32(i)
		s.idf = append(s.idf, float32(math.Log(float64(docs+1)/float64(df[f]))))
	}
	return s
}

// vector places a text that need not be one of the pool's.
func (s space) vector(ts map[feature]term) vector {
	var v vector
	for f := range ts {
		if at, ok := s.place[f]; ok {
			v.at = append(v.at, at)
		}
	}
	slices.Sort(v.at)
	length := 0.0
	for _, at := range v.at {
		w := float32(often(ts[s.names[at]].count)) * s.idf[at]
		v.weight = append(v.weight, w)
		length += float64(w) * float64(w)
	}
	v.scale(length)
	return v
}

// scale gives a vector the length one; square is that of its present length.
func (v vector) scale(square float64) {
	if square == 0 {
		return
	}
	by := float32(1 / math.Sqrt(square))
	for i := range v.weight {
		v.weight[i] *= by
	}
}

func (v vector) dot(w []float32) float32 {
	sum := float32(0)
	for i, at := range v.at {
		sum += v.weight[i] * w[at]
	}
	return sum
}

// Len is how many texts there are.
func (p *Pool) Len() int { return len(p.ids) }

// tie decides between texts with the same score: by the id's hash, so that the
// order in which they came says nothing.
func tie(id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id))
	return h.Sum64()
}
