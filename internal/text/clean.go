package text

import (
	"strings"
	"unicode"
)

// Clean makes a one-line text fit to be shown: valid UTF-8, no control
// characters (C0, C1, escape sequences), no bidirectional overrides, no soft
// hyphens or byte order marks, and each run of white space one blank. It is
// for titles, bylines and names; ZERO WIDTH (NON-)JOINER stay, because Persian
// and the Indic scripts spell with them.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case unicode.IsSpace(r) || r == '\u200B' || r == '\u2028' || r == '\u2029':
			space = true
			continue
		case hidden(r):
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), "\u200C\u200D ")
}

// isClean is the quick way out for printable ASCII with single inner blanks.
func isClean(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7F || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// hidden tells the runes that a reader cannot see and that may deceive one.
func hidden(r rune) bool {
	switch {
	case r < ' ', 0x7F <= r && r <= 0x9F: // C0, DEL, C1
		return true
	case 0x202A <= r && r <= 0x202E, 0x2066 <= r && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C: // bidi controls
		return true
	case r == 0xAD, r == 0xFEFF, 0xFFF9 <= r && r <= 0xFFFB, 0x2060 <= r && r <= 0x2064:
		return true
	case 0xE0000 <= r && r <= 0xE007F: // tag characters: invisible text
		return true
	case 0xFDD0 <= r && r <= 0xFDEF, r&0xFFFE == 0xFFFE: // noncharacters
		return true
	}
	return false
}

// Cut shortens s to at most n runes, never inside one.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
