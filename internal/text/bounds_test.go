package text

import (
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/google/go-cmp/cmp"
)

// whole gives the words of s by the whole algorithm.
func whole(s string) (out []string) {
	it := words.FromString(s)
	for it.Next() {
		if hasLetterOrDigit(Fold(it.Value())) {
			out = append(out, it.Value())
		}
	}
	return out
}

func quick(s string) (out []string) {
	for i, j := range bounds(s) {
		if w := s[i:j]; hasLetterOrDigit(Fold(w)) {
			out = append(out, w)
		}
	}
	return out
}

// The table finds the words that the whole algorithm finds.
func FuzzBounds(f *testing.F) {
	for _, s := range []string{"a:b a.b a,b 1,2 1.2 1:2 a'b a’b a·b a_b 1_ x1y a;b 1;2 ªa a–b l’“x a..b a.'b _.a __ 1_2.3_a", "Díaz-Canel, «Иван» О'Нил ём",
		"委内瑞拉 a委b 東京トヨタ", "دولت\u200cها را", "e\u0301a \u0301a a\u0301 b", "\u200ba\u200bb a\u00adb", "\xff\xfe a\xffb", "🇻🇪🇵🇪 👩‍👩‍👧 x", "a\u00a0b\u2003c\vd\fe", "a\r\nb\u0085c\u2028d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if diff := cmp.Diff(whole(s), quick(s)); diff != "" {
			t.Errorf("%q: %s", s, diff)
		}
	})
}

func BenchmarkBounds(b *testing.B) {
	s := strings.Repeat("El ministro de Petróleo, Tareck El Aissami, viajó a Teherán el 3 de mayo de 2021. ", 50)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		for range bounds(s) {
		}
	}
}
