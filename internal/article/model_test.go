package article

import (
	"testing"

	"vigia/internal/forest"
)

// The weights can be read, fit the features, and stay small.
func TestModel(t *testing.T) {
	var x Lexicon
	if err := x.UnmarshalBinary(lexiconBytes); err != nil {
		t.Error(err)
	}
	for name, b := range map[string][]byte{"first": firstBytes, "second": secondBytes} {
		var f forest.Forest
		if err := f.UnmarshalBinary(b); err != nil || f.Trees() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(lexiconBytes) + len(firstBytes) + len(secondBytes); n > 300<<10 {
		t.Errorf("%d bytes of weights", n)
	}
}

func TestLexiconStored(t *testing.T) {
	w := make([]float64, LexiconWords)
	w[0], w[nearWords], w[2*nearWords+5] = 1, -2, 0.5
	x := NewLexicon(w)
	b, err := x.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var y Lexicon
	if err := y.UnmarshalBinary(b); err != nil || y != *x || y.far[0] != -127 {
		t.Errorf("%v, %d", err, y.far[0])
	}
	for _, bad := range [][]byte{nil, b[:100], append([]byte("x"), b[1:]...)} {
		if y.UnmarshalBinary(bad) == nil {
			t.Error("taken for a lexicon")
		}
	}
}
