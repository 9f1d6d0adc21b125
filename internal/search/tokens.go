package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigia/internal/text"
)

// The longest document, in words: PostgreSQL tells no more positions apart.
const (
	maxTitle = 200
	maxBody  = 16_000
	maxWord  = 100 // letters of one word
)

// tokens are the words of s as both engines keep them: stems of letters and
// digits alone, Latin ones without their accents, since many type none.
func tokens(s, lang string) []string {
	terms := text.Terms(s, lang)
	out := terms[:0]
	for _, t := range terms {
		if w := word(t); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func cut(ts []string, n int) []string { return ts[:min(len(ts), n)] }

// word leaves the letters and digits of a term, and marks where they are part
// of the letter (Devanagari), not where Latin script wears them (é, ñ).
func word(term string) string {
	if isPlain(term) {
		return term
	}
	var b strings.Builder
	n, latin := 0, false
	for _, r := range norm.NFD.String(term) {
		mark := unicode.Is(unicode.M, r)
		if mark && (latin || n == 0) || !mark && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if !mark {
			latin = unicode.Is(unicode.Latin, r)
		}
		if n++; n > maxWord {
			break
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return len(s) <= maxWord
}
