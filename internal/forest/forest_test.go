package forest_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"vigia/internal/forest"
)

// ring is a task that no single question solves: yes inside a ring.
func ring(n int, seed uint64) []forest.Sample {
	r := rand.New(rand.NewPCG(seed, 7))
	out := make([]forest.Sample, n)
	for i := range out {
		x, y, noise := r.Float32()*2-1, r.Float32()*2-1, r.Float32()
		d := x*x + y*y
		out[i] = forest.Sample{X: []float32{x, noise, y}, Yes: d > 0.2 && d < 0.7, Weight: 1}
	}
	return out
}

func TestGrow(t *testing.T) {
	f, err := forest.Grow(ring(4000, 1), forest.Options{Trees: 120, Depth: 5})
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	unseen := ring(2000, 2)
	for _, s := range unseen {
		if (f.Score(s.X) > 0) == s.Yes {
			right++
		}
	}
	if right < 1880 {
		t.Errorf("%d of %d unseen samples right", right, len(unseen))
	}
}

func TestGrowTwice(t *testing.T) {
	o := forest.Options{Trees: 20, Depth: 4}
	a, err := forest.Grow(ring(500, 1), o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := forest.Grow(ring(500, 1), o)
	if err != nil {
		t.Fatal(err)
	}
	one, _ := a.MarshalBinary()
	two, _ := b.MarshalBinary()
	if !bytes.Equal(one, two) {
		t.Error("the same samples gave two forests")
	}
}

func TestStored(t *testing.T) {
	f, err := forest.Grow(ring(500, 1), forest.Options{Trees: 10, Depth: 3})
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var g forest.Forest
	if err := g.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	for _, s := range ring(50, 3) {
		if f.Score(s.X) != g.Score(s.X) {
			t.Fatalf("%v: %v, stored %v", s.X, f.Score(s.X), g.Score(s.X))
		}
	}
	if short := g.Score([]float32{0.4}); short != g.Score([]float32{0.4, 0, 0}) {
		t.Errorf("a short row scores %v", short)
	}
	for n := range b {
		if g.UnmarshalBinary(b[:n]) == nil {
			t.Fatalf("the first %d of %d bytes were taken for a forest", n, len(b))
		}
	}
}

func TestMean(t *testing.T) {
	var of []*forest.Forest
	for seed := range uint64(3) {
		f, err := forest.Grow(ring(500, 1), forest.Options{Trees: 10, Depth: 3, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		of = append(of, f)
	}
	m, err := forest.Mean(of...)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range ring(50, 3) {
		want := (of[0].Score(s.X) + of[1].Score(s.X) + of[2].Score(s.X)) / 3
		if got := m.Score(s.X); math.Abs(got-want) > 1e-5 {
			t.Fatalf("%v: %v, want %v", s.X, got, want)
		}
	}
	other, err := forest.Grow(ring(500, 1), forest.Options{Trees: 10, Depth: 4})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := forest.Mean(of[0], other); err == nil {
		t.Error("forests of two depths have a mean")
	}
	if _, err := forest.Mean(); err == nil {
		t.Error("no forests have a mean")
	}
}

func TestNothingToLearn(t *testing.T) {
	one := forest.Sample{X: []float32{1}, Yes: true, Weight: 1}
	for name, s := range map[string][]forest.Sample{
		"none": nil, "one answer": {one, one}, "no features": {{Yes: true, Weight: 1}},
		"widths": {one, {X: []float32{1, 2}, Weight: 1}},
	} {
		if _, err := forest.Grow(s, forest.Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkScore(b *testing.B) {
	f, err := forest.Grow(ring(2000, 1), forest.Options{Trees: 150})
	if err != nil {
		b.Fatal(err)
	}
	rows := ring(64, 2)
	for i := 0; b.Loop(); i++ {
		f.Score(rows[i%64].X)
	}
}
