package text

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestLoners: what folds alone is what folding it among others gives.
func TestLoners(t *testing.T) {
	n := 0
	for r := rune(0); r < 0x11000; r++ {
		f := loner(r)
		if f < 0 {
			continue
		}
		n++
		if a := alone(r); a != f {
			t.Errorf("%U folds alone to %U, in truth %U", r, f, a)
		}
	}
	if n < 0x5000 {
		t.Errorf("only %d runes fold alone", n)
	}
}

// FuzzFold: a text folded letter by letter is the same as folded at once.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Ño\u0303", "A\u00ad\u0301b", "İI\u0307", "\xff\xfeé\x80\xc3", "كتابةٌ ي\u0653", "１２３ｶﾞ…", "\u1112\u1161\u11ab가", "e" + strings.Repeat("\u0301", 50),
		"中国，“quoted” — d’Haïti", "a\u200d\u0301", "\u0301x", "ſt\ufb01n\u0323\u0307", "آ\u0627\u0653\u0654", "ё\u0308"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := foldKnot(s)
		if got := Fold(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
		if !norm.NFKC.IsNormalString(Fold(s)) && norm.NFKC.IsNormalString(want) {
			t.Errorf("%q is not normal", s)
		}
	})
}
