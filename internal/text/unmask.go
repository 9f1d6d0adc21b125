package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Letters of other scripts that look like Latin ones, small or capital, as
// folding leaves them: what a hostile copy is disguised with (after the
// confusables of Unicode Technical Standard #39, those of one stroke of
// distance left out).
var looksLatin = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'һ': 'h', 'н': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm', 'о': 'o', 'р': 'p',
	'ԛ': 'q', 'ѕ': 's', 'т': 't', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'у': 'y', 'ү': 'y',
	'α': 'a', 'β': 'b', 'ϲ': 'c', 'ε': 'e', 'η': 'h', 'ι': 'i', 'κ': 'k', 'μ': 'm', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ζ': 'z',
}

// looksCyrillic are the Latin letters that stand in for Cyrillic ones.
var looksCyrillic = map[rune]rune{'a': 'а', 'b': 'в', 'c': 'с', 'e': 'е', 'h': 'н', 'i': 'і', 'k': 'к', 'm': 'м', 'o': 'о', 'p': 'р', 't': 'т', 'x': 'х', 'y': 'у'}

// unmask writes each word of folded text in one script, where letters of
// another only look like it: "Саracas" with a Cyrillic С is Caracas. A word in
// which two scripts say something each stays as it is.
func unmask(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for s != "" {
		n := wordLength(s)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
			b.WriteString(s[:n])
		} else {
			b.WriteString(oneScript(s[:n]))
		}
		s = s[n:]
	}
	return b.String()
}

// Mixed reports whether s has letters of Latin and of Cyrillic or Greek: in one
// word, some of them only look like others.
func Mixed(s string) bool {
	latin, other := false, false
	for _, r := range s {
		latin = latin || isLatin(r)
		other = other || isCyrillicOrGreek(r)
	}
	return latin && other
}

func isLatin(r rune) bool {
	return 'a' <= r|0x20 && r|0x20 <= 'z' && r < utf8.RuneSelf || r >= 0xC0 && r < 0x250
}

func isCyrillicOrGreek(r rune) bool { return r >= 0x370 && r < 0x530 }

// wordLength is how many bytes of letters and marks s begins with.
func wordLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			return i
		}
	}
	return len(s)
}

func oneScript(word string) string {
	if !Mixed(word) {
		return word
	}
	var latin, other bool // has letters that only this script has
	for _, r := range word {
		switch {
		case isLatin(r):
			latin = latin || looksCyrillic[r] == 0
		case isCyrillicOrGreek(r):
			other = other || looksLatin[r] == 0
		}
	}
	looks := looksLatin
	switch {
	case latin && other:
		return word
	case other:
		looks = looksCyrillic
	}
	return strings.Map(func(r rune) rune {
		if l := looks[r]; l != 0 {
			return l
		}
		return r
	}, word)
}
