package source

import (
	"math"
	"slices"

	"vigia/internal/tally"
)

func weekday(day int64) int { return int((day + 4) % 7) } // 1 January 1970 was a Thursday

// evened gives the transformed counts without the week's pattern, and that.
func evened(series []int, today int64) (y []float64, pattern [7]float64) {
	var by [7][]float64
	y = make([]float64, len(series))
	first := today - int64(len(series))
	for i, n := range series {
		y[i] = tally.Raised(float64(n))
		w := weekday(first + int64(i))
		by[w] = append(by[w], y[i])
	}
	all := tally.Median(y)
	for w, ys := range by {
		if n := float64(len(ys)); n > 0 {
			pattern[w] = (tally.Median(ys) - all) * n / (n + 3)
		}
	}
	for i := range y {
		y[i] -= pattern[weekday(first+int64(i))]
	}
	return y, pattern
}

// habit is the level of the days before the last change, and where that was:
// the level of the whole if there was none or it has lasted.
func habit(y []float64, starts []int) (level float64, last int) {
	last = starts[len(starts)-1]
	if last == 0 || len(y)-last > alertDays {
		return tally.Median(y[last:]), last
	}
	return tally.Median(y[starts[len(starts)-2]:last]), last
}

// leastSegment is the shortest span of days that counts as a level of its own.
const leastSegment = 2

// pelt finds where the level of a series changes: the beginnings of its
// segments, the first of which is 0. The cost of a segment is the squared
// error about its mean; a change must save the penalty 3·ln n (the modified BIC of Zhang and
// Siegmund, Biometrics 63 (2007)).
func pelt(y []float64, sigma float64) []int {
	n := len(y)
	sum, square := make([]float64, n+1), make([]float64, n+1)
	for i, v := range y {
		v /= sigma
		sum[i+1], square[i+1] = sum[i]+v, square[i]+v*v
	}
	cost := func(a, b int) float64 {
		d := sum[b] - sum[a]
		return square[b] - square[a] - d*d/float64(b-a)
	}
	penalty := 3 * math.Log(float64(max(n, 2)))
	best, from := make([]float64, n+1), make([]int, n+1)
	best[0] = -penalty
	candidates := []int{0}
	for end := leastSegment; end <= n; end++ {
		best[end] = math.Inf(1)
		for _, a := range candidates {
			if end-a < leastSegment {
				continue
			}
			if c := best[a] + cost(a, end) + penalty; c < best[end] {
				best[end], from[end] = c, a
			}
		}
		candidates = slices.DeleteFunc(candidates, func(a int) bool {
			return end-a >= leastSegment && best[a]+cost(a, end) > best[end]
		})
		candidates = append(candidates, end)
	}
	var starts []int
	for at := n; at > 0; at = from[at] {
		starts = append(starts, from[at])
	}
	slices.Reverse(starts)
	return starts
}
