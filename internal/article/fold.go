package article

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigia/internal/text"
)

// fold brings a short text to lower case without accents, to compare names.
func fold(s string) string {
	if plain(s) {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text.Fold(s)))
}

// plain reports whether s is ASCII, which has no accents.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
