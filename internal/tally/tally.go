// Package tally is what a series of counts says of its own habit: a level and
// a spread that a few odd days do not move.
package tally

import (
	"math"
	"slices"
)

// Raised evens a count by Anscombe's transform 2√(x+3/8) (Biometrika 35
// (1948)), in which chance has a spread of 1.
func Raised(x float64) float64 { return 2 * math.Sqrt(x+3.0/8) }

// Counted takes a transformed count back; it is never below 0.
func Counted(y float64) float64 { y = max(y, 0); return max(0, y*y/4-3.0/8) }

// Wobble is the robust spread of a series about a level that may change: the
// median absolute difference of neighbours, at least that of chance.
func Wobble(y []float64) float64 {
	ds := make([]float64, 0, len(y))
	for i := 1; i < len(y); i++ {
		ds = append(ds, math.Abs(y[i]-y[i-1]))
	}
	return max(1, 1.4826*Median(ds)/math.Sqrt2)
}

// Median is the middle of some numbers, 0 of none.
func Median(xs []float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(xs))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
