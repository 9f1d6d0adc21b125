package forest

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// Sample is a row with its answer.
type Sample struct {
	X      []float32
	Yes    bool
	Weight float32 // how much it counts; 0 counts nothing
}

// Options of growing. Zero fields take the default.
type Options struct {
	Trees     int     // 200
	Depth     int     // 6, at most 10
	Rate      float64 // 0.08: how far a tree goes towards what it believes
	Shrink    float64 // 3: pulls leaves of few samples to zero, in units of weight
	Rows      float64 // 0.7: share of the samples that a tree sees
	Columns   float64 // 0.7: share of the features that a level may ask for
	LeastRows float64 // 1: weight that a split must leave on both sides
	Seed      uint64
}

// bins is the number of steps that a feature is cut into.
const bins = 64

// Grow learns a forest. All samples must be of one width.
func Grow(samples []Sample, o Options) (*Forest, error) {
	g, err := newGrower(samples, o.withDefaults())
	if err != nil {
		return nil, err
	}
	f := &Forest{width: len(samples[0].X), base: g.base, depth: g.Depth}
	for range g.Trees {
		asks, leafs := g.tree()
		f.asks = append(f.asks, asks...)
		f.leafs = append(f.leafs, leafs...)
	}
	return f, nil
}

func (o Options) withDefaults() Options {
	def := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	if o.Trees == 0 {
		o.Trees = 200
	}
	if o.Depth == 0 {
		o.Depth = 6
	}
	o.Depth = min(o.Depth, maxDepth)
	def(&o.Rate, 0.08)
	def(&o.Shrink, 3)
	def(&o.Rows, 0.7)
	def(&o.Columns, 0.7)
	def(&o.LeastRows, 1)
	return o
}

// grower holds the samples by feature, cut into bins, and how far the trees
// before have come.
type grower struct {
	Options
	samples []Sample
	cuts    [][]float32 // by feature: upper bounds of its bins
	binned  [][]uint8   // by feature, by sample
	base    float32
	score   []float32
	g, h    []float32 // gradient and curvature of the loss
	leaf    []uint16  // where each sample stands in the tree that grows
	seen    []pair    // gradient and curvature of the rows that it sees
	rand    *rand.Rand
}

func newGrower(samples []Sample, o Options) (*grower, error) {
	if len(samples) == 0 {
		return nil, errors.New("no samples to learn from")
	}
	width := len(samples[0].X)
	if width == 0 || width > math.MaxUint16 {
		return nil, fmt.Errorf("samples of %d features", width)
	}
	var yes, all float64
	for i, s := range samples {
		if len(s.X) != width {
			return nil, fmt.Errorf("sample %d has %d features, the first has %d", i, len(s.X), width)
		}
		all += float64(s.Weight)
		if s.Yes {
			yes += float64(s.Weight)
		}
	}
	if yes == 0 || yes == all {
		return nil, errors.New("all samples have the same answer: there is nothing to tell apart")
	}
	n := len(samples)
	g := &grower{Options: o, samples: samples, cuts: make([][]float32, width), binned: make([][]uint8, width),
		base: float32(math.Log(yes / (all - yes))), score: make([]float32, n), g: make([]float32, n), h: make([]float32, n),
		leaf: make([]uint16, n), rand: rand.New(rand.NewPCG(o.Seed, 1))}
	for i := range g.score {
		g.score[i] = g.base
	}
	each(width, func(f int) { g.cuts[f], g.binned[f] = bin(samples, f) })
	return g, nil
}

// pair is a sum of gradients and of curvatures.
type pair struct{ g, h float64 }

// bin cuts a feature where its values divide into equal shares.
func bin(samples []Sample, f int) ([]float32, []uint8) {
	values := make([]float32, len(samples))
	for i, s := range samples {
		values[i] = s.X[f]
	}
	slices.Sort(values)
	distinct := slices.Compact(slices.Clone(values))
	var cuts []float32
	if len(distinct) <= bins {
		for i := range len(distinct) - 1 {
			cuts = append(cuts, (distinct[i]+distinct[i+1])/2)
		}
	} else {
		for i := 1; i < bins; i++ {
			v := values[i*len(values)/bins]
			if v < values[len(values)-1] && (len(cuts) == 0 || v > cuts[len(cuts)-1]) {
				cuts = append(cuts, v)
			}
		}
	}
	out := make([]uint8, len(samples))
	for i, s := range samples {
		at, _ := slices.BinarySearch(cuts, s.X[f]) // the first cut that is not below the value
		out[i] = uint8(at)
	}
	return cuts, out
}

// tree grows one more tree and moves the scores of all samples by it.
func (g *grower) tree() ([]question, []float32) {
	rows := g.step()
	asks := make([]question, g.Depth)
	clear(g.leaf)
	for level := range g.Depth {
		f, cut := g.best(rows, level)
		asks[level] = question{feature: uint16(f), at: float32(math.Inf(1))} // nobody says yes
		if cut < 0 {
			continue
		}
		asks[level].at = g.cuts[f][cut]
		for i, b := range g.binned[f] {
			if int(b) > cut {
				g.leaf[i] |= 1 << level
			}
		}
	}
	leafs := g.leafs(rows)
	for i, l := range g.leaf {
		g.score[i] += leafs[l]
	}
	return asks, leafs
}

// step computes gradients and draws the rows that this tree sees.
func (g *grower) step() []int32 {
	rows := make([]int32, 0, len(g.samples))
	g.seen = g.seen[:0]
	for i, s := range g.samples {
		p := float32(1 / (1 + math.Exp(-float64(g.score[i]))))
		y := float32(0)
		if s.Yes {
			y = 1
		}
		g.g[i], g.h[i] = s.Weight*(y-p), s.Weight*max(p*(1-p), 1e-6)
		if s.Weight > 0 && g.rand.Float64() < g.Rows {
			rows = append(rows, int32(i))
			g.seen = append(g.seen, pair{float64(g.g[i]), float64(g.h[i])})
		}
	}
	return rows
}

// best finds the question that divides all leaves of a level best: the bin
// after which to cut, -1 if none helps.
func (g *grower) best(rows []int32, level int) (feature, cut int) {
	type answer struct {
		gain float64
		cut  int
	}
	found := make([]answer, len(g.cuts))
	var columns []int
	for f := range g.cuts {
		if len(g.cuts[f]) > 0 && g.rand.Float64() < g.Columns {
			columns = append(columns, f)
		}
	}
	each(len(columns), func(i int) {
		f := columns[i]
		found[f].gain, found[f].cut = g.gain(rows, f, 1<<level)
	})
	feature, cut = 0, -1
	most := 1e-9
	for _, f := range columns {
		if found[f].gain > most {
			most, feature, cut = found[f].gain, f, found[f].cut
		}
	}
	return feature, cut
}

// gain gives the best cut of one feature over all leaves, and what it gains.
func (g *grower) gain(rows []int32, f, leafs int) (float64, int) {
	sums := make([]pair, leafs*bins)
	b := g.binned[f]
	for k, i := range rows {
		s := &sums[int(g.leaf[i])*bins+int(b[i])]
		s.g += g.seen[k].g
		s.h += g.seen[k].h
	}
	all, left := make([]pair, leafs), make([]pair, leafs)
	for l := range leafs {
		for _, s := range sums[l*bins : (l+1)*bins] {
			all[l].g += s.g
			all[l].h += s.h
		}
	}
	worth := func(s pair) float64 { return s.g * s.g / (s.h + g.Shrink) }
	before := 0.0
	for _, s := range all {
		before += worth(s)
	}
	best, at := 0.0, -1
	for c := range g.cuts[f] {
		gain, lh, rh := -before, 0.0, 0.0
		for l := range leafs {
			s := sums[l*bins+c]
			left[l].g += s.g
			left[l].h += s.h
			right := pair{all[l].g - left[l].g, all[l].h - left[l].h}
			gain += worth(left[l]) + worth(right)
			lh += left[l].h
			rh += right.h
		}
		if gain > best && lh >= g.LeastRows*0.05 && rh >= g.LeastRows*0.05 {
			best, at = gain, c
		}
	}
	return best, at
}

// leafs gives each leaf its Newton step.
func (g *grower) leafs(rows []int32) []float32 {
	sg, sh := make([]float64, 1<<g.Depth), make([]float64, 1<<g.Depth)
	for _, i := range rows {
		sg[g.leaf[i]] += float64(g.g[i])
		sh[g.leaf[i]] += float64(g.h[i])
	}
	out := make([]float32, 1<<g.Depth)
	for l := range out {
		out[l] = float32(g.Rate * sg[l] / (sh[l] + g.Shrink))
	}
	return out
}

// each runs do for 0 to n-1 on all processors.
func each(n int, do func(int)) {
	var wg sync.WaitGroup
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}
