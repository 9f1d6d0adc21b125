package article

import "math"

// secondWidth is the number of features of the second look at a block.
const secondWidth = 90

// hopeless is the score of the first look below which a block gets no second:
// nine in ten blocks of a page are menus and teasers.
const hopeless = -3

// second gives the features of a second look: what the first look at the
// other blocks says about each; nil for those that are hopeless. scores are
// log-odds.
func (f *facts) second(rows [][]float32, scores []float64) [][]float32 {
	s := newSurvey(f, scores)
	n := len(f.blocks)
	out := make([][]float32, n)
	worth := 0
	for _, v := range scores {
		if v >= hopeless {
			worth++
		}
	}
	slab := make([]float32, 0, worth*secondWidth)
	for i := range f.blocks {
		if scores[i] < hopeless {
			continue
		}
		from := len(slab)
		slab = s.self(slab, i)
		slab = s.beside(slab, i)
		slab = s.within(slab, i)
		slab = s.along(slab, i)
		for _, k := range kept {
			slab = append(slab, rows[i][k])
		}
		out[i] = slab[from:len(slab):len(slab)]
	}
	return out
}

// kept are the features of the first look that the second wants again.
var kept = [...]int{0, 2, 3, 5, 6, 8, 9, 11, 12, 13, 20, 22, 23, 24, 25, 26, 27, 28, 32, 33, 34 + 4, 34 + 5, 34 + 8, 34 + 11, 34 + 13, 34 + 15, 34 + 19, 34 + 28, 34 + 29, 66, 68, 69, 71, 75, 76}

// survey is what the first look found, summed up.
type survey struct {
	*facts
	p          []float32 // chance of each block
	sum, count []float32 // prefix sums: of size times chance, of likely blocks
	all        float32
	first, end int // of the likely blocks that are not short
	core       int32
	kinSum     []float32
	before     []int // by block: the nearest likely one before it, -1
	behind     []int
	most       float32
}

// likely is the chance from which a block counts as found by the first look.
const likely = 0.5

func newSurvey(f *facts, scores []float64) *survey {
	n := len(f.blocks)
	s := &survey{facts: f, p: make([]float32, n), sum: make([]float32, n+1), count: make([]float32, n+1), first: n, end: 0,
		kinSum: make([]float32, len(f.kins)), before: make([]int, n), behind: make([]int, n)}
	last := -1
	for i := range f.blocks {
		b := &f.blocks[i]
		p := float32(1 / (1 + math.Exp(-scores[i])))
		s.p[i] = p
		s.most = max(s.most, p)
		s.sum[i+1] = s.sum[i] + p*b.size
		s.count[i+1] = s.count[i] + yes(p > likely)
		s.kinSum[f.kin[i]] += p * b.size
		s.before[i] = last
		if p > likely {
			if last = i; b.size >= 8 {
				s.first, s.end = min(s.first, i), i+1
			}
		}
	}
	for i, next := n-1, n; i >= 0; i-- {
		s.behind[i] = next
		if s.p[i] > likely {
			next = i
		}
	}
	s.all = max(s.sum[n], 1e-3)
	s.findCore()
	return s
}

// findCore finds the innermost element that holds nearly all that was found.
func (s *survey) findCore() {
	for i := range s.elems {
		e := &s.elems[i]
		if s.sum[e.end]-s.sum[e.first] >= 0.85*s.all && e.end > e.first {
			s.core = int32(i) // elements come before what they hold
		}
	}
}

func (s *survey) self(x []float32, i int) []float32 {
	core := &s.elems[s.core]
	k := s.kins[s.kin[i]]
	return append(x, s.p[i], s.most, s.all, s.all/max(s.size[len(s.blocks)], 1), s.count[len(s.blocks)],
		s.kinSum[s.kin[i]]/max(k.size, 1), s.kinSum[s.kin[i]]/s.all, yes(int32(i) >= core.first && int32(i) < core.end), float32(int(s.elems[s.around[i][0]].depth)-int(core.depth)))
}

// beside is what was found just before and behind.
func (s *survey) beside(x []float32, i int) []float32 {
	for _, d := range [...]int{-4, -3, -2, -1, 1, 2, 3, 4} {
		if j := i + d; j >= 0 && j < len(s.p) {
			x = append(x, s.p[j])
		} else {
			x = append(x, -0.1)
		}
	}
	for _, d := range [...]int{3, 8, 20} {
		lo, hi := max(i-d, 0), min(i+d+1, len(s.p))
		x = append(x, (s.sum[i]-s.sum[lo])/max(s.size[i]-s.size[lo], 1), (s.sum[hi]-s.sum[i+1])/max(s.size[hi]-s.size[i+1], 1))
	}
	return x
}

// within is what was found in the elements around.
func (s *survey) within(x []float32, i int) []float32 {
	for _, at := range s.around[i] {
		e := &s.elems[at]
		found, size := s.sum[e.end]-s.sum[e.first], s.size[e.end]-s.size[e.first]
		own := s.p[i] * s.blocks[i].size
		x = append(x, found/max(size, 1), (found-own)/max(size-s.blocks[i].size, 1), found/s.all,
			(s.count[e.end]-s.count[e.first])/float32(max(e.end-e.first, 1)), s.count[e.end]-s.count[e.first])
	}
	return x
}

// along is where the block stands among those that were found.
func (s *survey) along(x []float32, i int) []float32 {
	n := len(s.p)
	toFirst, toEnd := float32(max(-30, min(i-s.first, 30))), float32(max(-30, min(i-s.end+1, 30)))
	before, behind := float32(40), float32(40)
	gapBefore, gapBehind := float32(7), float32(7)
	kinBefore, kinBehind := float32(0), float32(0)
	if j := s.before[i]; j >= 0 {
		before, gapBefore, kinBefore = float32(min(i-j, 40)), s.size[i]-s.size[j+1], yes(s.kin[i] == s.kin[j])
	}
	if j := s.behind[i]; j < n {
		behind, gapBehind, kinBehind = float32(min(j-i, 40)), s.size[j]-s.size[i+1], yes(s.kin[i] == s.kin[j])
	}
	return append(x, toFirst, toEnd, before, behind, gapBefore, gapBehind, kinBefore, kinBehind,
		s.sum[i]/s.all, (s.all-s.sum[i+1])/s.all, s.count[i], s.count[n]-s.count[i])
}
