package linear

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

func row(names ...string) (x []Feature) {
	for _, n := range names {
		x = append(x, Feature{Key(n), 1})
	}
	return x
}

func samples() []Sample {
	return []Sample{{X: row("sun", "warm"), Yes: true}, {X: row("sun", "cold"), Yes: true}, {X: row("rain", "warm")}, {X: row("rain", "cold")}, {X: row("sun"), Yes: true}, {X: row("rain")}}
}

func TestLearn(t *testing.T) {
	m := Learn(samples(), Options{Cost: 10})
	for name, c := range map[string]struct {
		x   []Feature
		yes bool
	}{"seen": {row("sun", "warm"), true}, "no": {row("rain"), false}, "with strangers": {row("sun", "never seen"), true}} {
		if got := m.Score(c.x) > 0; got != c.yes {
			t.Errorf("%s: %v, want %v", name, got, c.yes)
		}
	}
	if w := math.Abs(float64(m.Weights[Key("warm")])); w > 0.2 {
		t.Errorf("what says nothing weighs %.2f", w)
	}
}

// TestOptimum compares with the gradient: at the optimum of the penalised
// problem each weight is the sum of what the samples pull.
func TestOptimum(t *testing.T) {
	const cost = 2
	m := Learn(samples(), Options{Cost: cost, Rounds: 500})
	for _, name := range []string{"sun", "rain", "warm"} {
		pull := 0.0
		for _, s := range samples() {
			for _, f := range s.X {
				if f.Key == Key(name) {
					y := sign(s.Yes)
					pull += cost * y * Odds(-y*m.Score(s.X))
				}
			}
		}
		if w := float64(m.Weights[Key(name)]); math.Abs(w-pull) > 1e-3 {
			t.Errorf("%s weighs %.5f, the samples pull %.5f", name, w, pull)
		}
	}
}

func TestNothingToLearn(t *testing.T) {
	if got := Learn(nil, Options{}).Score(row("a")); got != 0 {
		t.Errorf("nothing was learned, and it scores %f", got)
	}
	for name, s := range map[string][]Sample{"only yes": {{X: row("a"), Yes: true}}, "empty row": {{Yes: true}, {}}} {
		if v := Learn(s, Options{}).Score(row("a")); math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("%s: %f", name, v)
		}
	}
}

func TestStore(t *testing.T) {
	m := Learn(samples(), Options{})
	b, _ := m.MarshalBinary()
	again, _ := Learn(samples(), Options{}).MarshalBinary()
	if !bytes.Equal(b, again) {
		t.Error("the same samples give other bytes")
	}
	var got Model
	if err := got.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if d := math.Abs(got.Score(row("sun")) - m.Score(row("sun"))); d > 0.02 {
		t.Errorf("stored weights score %.3f off", d)
	}
	many := Join(map[string]*Model{"a": m, "b": Learn(nil, Options{})}, 0)
	mb, _ := many.MarshalBinary()
	var gotMany Many
	if err := gotMany.UnmarshalBinary(mb); err != nil {
		t.Fatal(err)
	}
	if s := gotMany.Scores(row("sun")); len(s) != 2 || math.Abs(float64(s[0])-m.Score(row("sun"))) > 0.02 || s[1] != 0 {
		t.Errorf("scores %v", s)
	}
	for cut := range mb { // damaged in any way: an error or a model, never a panic
		_ = new(Many).UnmarshalBinary(mb[:cut])
		bad := bytes.Clone(mb)
		bad[cut] ^= 0xff
		_ = new(Many).UnmarshalBinary(bad)
	}
	for cut := range b {
		_ = new(Model).UnmarshalBinary(b[:cut])
	}
}

func TestPrune(t *testing.T) {
	m := &Model{Weights: map[uint32]float32{1: 0.1, 2: -3, 3: 2}}
	m.Prune(2)
	if len(m.Weights) != 2 || m.Weights[1] != 0 {
		t.Errorf("%v", m.Weights)
	}
}

// TestBeside: two models side by side score as each does alone.
func TestBeside(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	models := [2]*Model{{Bias: 0.5, Weights: map[uint32]float32{0: 2, 7: -1}}, {Bias: -1, Weights: map[uint32]float32{7: 3}}}
	for range 5000 {
		models[r.IntN(2)].Weights[r.Uint32N(9000)*4096] = float32(r.NormFloat64())
	}
	table := Beside(models[0], models[1])
	for range 200 {
		x := []Feature{{Key: 0, Value: 1}, {Key: 7, Value: 0.5}}
		for range 50 {
			x = append(x, Feature{Key: r.Uint32N(9000) * 4096, Value: r.Float32()})
		}
		a, b := table.Scores(x)
		if a != models[0].Score(x) || b != models[1].Score(x) {
			t.Fatalf("%v, %v; alone %v, %v", a, b, models[0].Score(x), models[1].Score(x))
		}
	}
	if a, b := Beside(&Model{}, &Model{}).Scores([]Feature{{Key: 0, Value: 1}, {Key: 5, Value: 1}}); a != 0 || b != 0 {
		t.Errorf("models without weights: %v, %v", a, b)
	}
}
