package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Simplified writes the characters of s that names are made of in the way that
// Beijing and Taipei share. Every rune stays where it stands, byte for byte.
func Simplified(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if out := simplified(r); unicode.Is(unicode.Han, r) && len(out) == size {
			b.WriteString(out)
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}
