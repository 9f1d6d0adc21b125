package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/text"
)

// token is a piece of a text: a word, a numeral with its separators, or one
// other sign. White space is not a token.
type token struct {
	raw        string
	folded     string // lower case, European digits
	bare       string // of words and numerals: folded, without diacritics ("Díaz" and "Diaz" are one name)
	start, end int
	kind       tokenKind
}

type tokenKind int

const (
	word tokenKind = iota
	numeral
	sign
)

// tokens cuts s. Words with digits inside (G20, R18) are words. Runs of Han
// are cut into single characters, because Chinese writes no blanks.
func tokens(s, lang string) []token {
	var out []token
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		end, kind := i+size, sign
		switch {
		case unicode.IsSpace(r):
			i = end
			continue
		case unicode.Is(unicode.Han, r):
			kind = word
		case unicode.IsDigit(r):
			end, kind = numeralEnd(s, i, lang), numeral
		case unicode.IsLetter(r):
			end, kind = wordEnd(s, i), word
		}
		t := token{raw: s[i:end], folded: fold(s[i:end]), start: i, end: end, kind: kind}
		if kind != sign {
			t.bare = text.Bare(t.folded)
		}
		out = append(out, t)
		i = end
	}
	return out
}

// wordEnd gives the end of the word that begins at i.
func wordEnd(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '\u200c' || unicode.Is(unicode.Han, r) {
			break
		}
		i += size
	}
	return i
}

// numeralEnd gives the end of the numeral that begins at i: digits, and
// separators between digits. A blank parts groups of three only where the
// language writes them so.
func numeralEnd(s string, i int, lang string) int {
	group := 0 // digits since the last separator
	first := true
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsDigit(r) {
			group++
			i += size
			continue
		}
		n := digits(s[i+size:])
		switch {
		case n == 0:
			return i
		case r == '.' || r == ',' || r == '٫' || r == '٬' || r == '\'' || r == '’':
		case r == '\u00a0' || r == '\u202f' || r == '\u2009' || r == ' ' && (lang == "ru" || lang == "fr"):
			if n != 3 || group > 3 || !first && group != 3 {
				return i
			}
		default:
			return i
		}
		group, first = 0, false
		i += size
	}
	return i
}

// digits counts the digits at the beginning of s.
func digits(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsDigit(r) {
			break
		}
		n++
	}
	return n
}

// fold is text.Fold with the two Russian spellings of е made one.
func fold(s string) string { return strings.ReplaceAll(text.Fold(s), "ё", "е") }

// script is the writing system that matters for comparing names.
func script(s string) string {
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Latin, r):
			return "Latn"
		case unicode.Is(unicode.Cyrillic, r):
			return "Cyrl"
		case unicode.Is(unicode.Arabic, r):
			return "Arab"
		case unicode.Is(unicode.Han, r):
			return "Hani"
		}
	}
	return ""
}

// base gives the language of a tag without script and region, and guesses by
// the writing where there is none.
func base(tag, s, fallback string) string {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	if tag != "" {
		return tag
	}
	switch script(s) {
	case "Cyrl":
		return "ru"
	case "Arab":
		return "fa"
	case "Hani":
		return "zh"
	}
	switch fallback {
	case "ru", "fa", "ar", "zh":
		return "en" // s is not in their script
	}
	return fallback
}
