package text

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"
)

// TestPlainWords compares the short ways for plain words with the whole rules,
// on texts that mix them with whatever makes the rules matter.
func TestPlainWords(t *testing.T) {
	parts := []string{"a", "Ab", "é", "ñandú", "о", "ЁЖ", "й", "ک", "سلام", "ئ", "أ", " ", "  ", "\n", ",", ".", "'", "’", "-", "/", ":", ";", "_",
		"1", "23", "٣", "\u0301", "\u200d", "\u200c", "\u00ad", "中", "国", "カ", "に", "ー", "İ", "ſ", "ŀ", "ŉ", "Ĳ", "😀", "🇪", "🇸", "«", "»", "¿", "“",
		"\u064b", "ـ", "\xff", "ה", "ก", "\u00a0", "\u2009", "\t", "\"", "(", ")", "!", "?", "%", "·", "l'", "d’", "×", "ß", "đ", "ı"}
	r := rand.New(rand.NewPCG(4, 5))
	for range 200_000 {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		s := b.String()
		lang := []string{"es", "fr"}[r.IntN(2)]
		var got, want []string
		for start, end := range wordBounds(s, lang) {
			got = lettered(got, s[start:end])
		}
		for it := words.FromString(s); it.Next(); {
			w := it.Value()
			if cut := elision(w); lang == "fr" && cut > 0 {
				want, w = lettered(want, w[:cut]), w[cut:]
			}
			want = lettered(want, w)
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Fatalf("%q in %s: %q; want %q", s, lang, got, want)
		}
		if f, w := Fold(s), foldWhole(s); f != w {
			t.Fatalf("Fold(%q) = %q; want %q", s, f, w)
		}
	}
}

// lettered adds what is left of a word where it matters.
func lettered(ws []string, w string) []string {
	if hasLetterOrDigit(Fold(w)) {
		return append(ws, w)
	}
	return ws
}

// foldWhole is Fold without short ways.
func foldWhole(s string) string {
	s = norm.NFKC.String(strings.ToValidUTF8(s, string(utf8.RuneError)))
	return norm.NFKC.String(strings.Map(foldRune, s))
}
