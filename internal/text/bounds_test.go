package text

import (
	"math/rand/v2"
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

// FuzzBounds: the table finds the words that the whole algorithm finds.
func FuzzBounds(f *testing.F) {
	for _, s := range []string{"a:b a.b a,b 1,2 1.2 1:2 a'b a’b a·b a_b 1_ x1y a;b 1;2 ªa a–b l’“x a..b a.'b _.a __ 1_2.3_a", "Díaz-Canel, «Иван» О'Нил ём",
		"委内瑞拉 a委b 東京トヨタ", "دولت\u200cها را", "e\u0301a \u0301a a\u0301 b", "a\u00adb \u200d", "سلام كتاب ئ أ \u064bـ", "\xff\xfe a\xffb", "🇻🇪🇵🇪 👩‍👩‍👧 x", "a\u00a0b\u2003c\vd\fe", "a\r\nb\u0085c\u2028d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ReplaceAll(s, zeroWidth, "") // what it parts is a rule of ours
		if diff := cmp.Diff(whole(s), quick(s)); diff != "" {
			t.Errorf("%q: %s", s, diff)
		}
	})
}

// TestBounds compares the table with the whole algorithm on texts that mix
// plain words with whatever makes the rules matter.
func TestBounds(t *testing.T) {
	parts := []string{"a", "Ab", "é", "ñandú", "о", "ЁЖ", "й", "ک", "سلام", "ئ", "أ", " ", "  ", "\n", ",", ".", "'", "’", "-", "/", ":", ";", "_",
		"1", "23", "٣", "\u0301", "\u200d", "\u200c", "\u00ad", "中", "国", "カ", "に", "ー", "İ", "ſ", "ŀ", "ŉ", "Ĳ", "😀", "🇪", "🇸", "«", "»", "¿", "“",
		"\u064b", "ـ", "\xff", "ה", "ก", "\u00a0", "\u2009", "\t", "\"", "(", ")", "!", "?", "%", "·", "l'", "d’", "×", "ß", "đ", "ı"}
	r := rand.New(rand.NewPCG(4, 5))
	for range 200_000 {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		if diff := cmp.Diff(whole(b.String()), quick(b.String())); diff != "" {
			t.Fatalf("%q: %s", b.String(), diff)
		}
	}
}

func BenchmarkBounds(b *testing.B) {
	s := strings.Repeat("El ministro de Petróleo, Tareck El Aissami, viajó a Teherán el 3 de mayo de 2021. ", 50)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		for range bounds(s) {
		}
	}
}
