package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings s to the form in which words are compared: valid UTF-8, NFKC,
// lower case, the letters that Arabic and Persian writers use for one another
// made one, marks that many leave out (harakat, tatweel, joiners) taken away,
// and all decimal digits European.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	if plain(s) {
		return strings.Map(foldRune, s)
	}
	// norm loops for ever on some invalid input: it must never see any.
	s = norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD"))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if f := foldRune(r); f != drop {
			b.WriteRune(f)
		}
	}
	// Lower case and dropped runes may bring a letter and a mark together.
	return norm.NFKC.String(b.String())
}

// plain reports whether s is made of letters that no normal form changes, one by
// one or beside each other, before folding or after.
func plain(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && !plainLetter(r) {
			return false
		}
	}
	return true
}

// Bare is Fold without diacritics, which many writers leave out: "Díaz" and
// "Diaz" are one name.
func Bare(s string) string {
	s = Fold(s)
	if isASCII(s) {
		return s
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// drop marks a rune that folding takes away.
const drop = rune(-1)

func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case r < 0x600:
		switch r {
		case '\u00AD', '\u0307': // soft hyphen; the dot that lower-cased İ leaves
			return drop
		}
		return unicode.ToLower(r)
	case r < 0x700:
		return foldArabic(r)
	}
	switch r {
	case '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u2060', '\uFEFF':
		return drop
	case '\u2018', '\u2019', '\u201B', '\u02BC':
		return '\''
	}
	if unicode.IsDigit(r) {
		return digit(r)
	}
	return unicode.ToLower(r)
}

// foldArabic folds one rune of the Arabic block.
func foldArabic(r rune) rune {
	switch r {
	case 'ي', 'ى', 'ئ', 'ې', 'ے':
		return 'ی'
	case 'ك':
		return 'ک'
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ؤ':
		return 'و'
	case 'ة', 'ۀ', 'ە', 'ہ', 'ھ':
		return 'ه'
	case '\u0640', '\u0670', '\u061C': // tatweel, dagger alef, Arabic letter mark
		return drop
	}
	switch {
	case 0x0610 <= r && r <= 0x061A, 0x064B <= r && r <= 0x065F, 0x06D6 <= r && r <= 0x06ED && unicode.Is(unicode.Mn, r):
		return drop
	case unicode.IsDigit(r):
		return digit(r)
	}
	return r
}

// digit gives the European digit of the same value: the decimal digits of
// Unicode stand in runs of ten that begin at a multiple the block knows.
func digit(r rune) rune {
	switch {
	case 0x0660 <= r && r <= 0x0669:
		return '0' + r - 0x0660
	case 0x06F0 <= r && r <= 0x06F9:
		return '0' + r - 0x06F0
	case 0x0966 <= r && r <= 0x096F:
		return '0' + r - 0x0966
	}
	return r
}
