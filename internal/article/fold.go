package article

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigia/internal/text"
)

// fold brings a short text to lower case without accents, to compare names.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text.Fold(s)))
}
