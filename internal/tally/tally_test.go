package tally

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestRaisedAndCounted(t *testing.T) {
	for _, x := range []float64{0, 1, 3, 10, 1000, 1e9} {
		if got := Counted(Raised(x)); math.Abs(got-x) > 1e-6*max(1, x) {
			t.Errorf("%v comes back as %v", x, got)
		}
	}
	for _, y := range []float64{-5, 0, 0.1} {
		if got := Counted(y); got != 0 {
			t.Errorf("Counted(%v) is %v, below what any count gives", y, got)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		xs   []float64
		want float64
	}{{nil, 0}, {[]float64{7}, 7}, {[]float64{3, 1}, 2}, {[]float64{9, 1, 5}, 5}, {[]float64{1, 1, 1, 900}, 1}} {
		given := append([]float64(nil), c.xs...)
		if got := Median(c.xs); got != c.want {
			t.Errorf("the middle of %v is %v, want %v", c.xs, got, c.want)
		}
		for i := range given {
			if given[i] != c.xs[i] {
				t.Fatal("the numbers were put in another order")
			}
		}
	}
}

// chance gives counts that come one by one, or in clumps of so many.
func chance(r *rand.Rand, n int, mean, clump float64) (counts []float64) {
	for range n {
		events := 0.0
		for p := r.Float64(); p > math.Exp(-mean/clump); p *= r.Float64() {
			events++
		}
		counts = append(counts, events*clump)
	}
	return counts
}

// TestWobble: of counts by chance it is one, whatever their level; of a level
// that changes once, hardly more.
func TestWobble(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, mean := range []float64{5, 30, 300} {
		sum := 0.0
		for range 200 {
			var y []float64
			for i, x := range chance(r, 60, mean, 1) {
				if i >= 30 {
					x *= 4
				}
				y = append(y, Raised(x))
			}
			sum += Wobble(y)
		}
		if got := sum / 200; got < 1 || got > 1.5 {
			t.Errorf("at %v the spread is %.2f", mean, got)
		}
	}
	for _, y := range [][]float64{nil, {3}, {4, 4, 4, 4}} {
		if got := Wobble(y); got != 1 {
			t.Errorf("the spread of %v is %v, want that of chance", y, got)
		}
	}
}

func TestClumping(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, clump := range []float64{1, 2, 5} {
		for _, mean := range []float64{2, 40} {
			sum := 0.0
			for range 300 {
				sum += Clumping(chance(r, 52, mean, clump))
			}
			if got := sum / 300; got < 0.8*clump || got > 1.3*clump {
				t.Errorf("%v a week in clumps of %v: %.2f", mean, clump, got)
			}
		}
	}
	slow := make([]float64, 52)
	for i := range slow {
		slow[i] = float64(10 * i)
	}
	for _, c := range [][]float64{nil, {9, 0, 9}, make([]float64, 26), slow} {
		if got := Clumping(c); got != 1 {
			t.Errorf("%v: %v, want that of chance", c, got)
		}
	}
}
