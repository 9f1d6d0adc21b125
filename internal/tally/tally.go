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

// Clumping is how many times more counts vary about a level that may change than
// chance makes them: the mean squared difference of neighbours over twice the mean
// (the index of dispersion of Cox and Lewis, The Statistical Analysis of Series of
// Events, 1966, by von Neumann's differences), 1 for chance and at least that. Events that are told
// several times come in clumps of their number. Nothing is left out: the odd weeks
// are what tells of clumps.
func Clumping(counts []float64) float64 {
	if len(counts) < 5 {
		return 1
	}
	sum, squares := counts[0], 0.0
	for i := 1; i < len(counts); i++ {
		sum += counts[i]
		squares += (counts[i] - counts[i-1]) * (counts[i] - counts[i-1])
	}
	if sum <= 0 {
		return 1
	}
	n := float64(len(counts))
	return max(1, squares/(n-1)/(2*sum/n))
}

// Median is the middle of some numbers, 0 of none.
func Median(xs []float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(xs))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
