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
// letters that only look like those of a word's script (homoglyphs) written in
// it, and all decimal digits European.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		f := loner(r)
		end := i + size
		if next, _ := utf8.DecodeRuneInString(s[end:]); f < 0 || end < len(s) && loner(next) < 0 {
			end = knot(s, end)
			b.WriteString(foldKnot(s[i:end]))
		} else {
			b.WriteRune(f)
		}
		i = end
	}
	out := b.String()
	if Mixed(out) {
		return norm.NFKC.String(unmask(out)) // letters and marks may come together
	}
	return out
}

// loners gives, for the runes of the first blocks, the folded form of those
// that fold alone, whatever stands beside them; -1 for all others.
var loners = func() (t [0x700]rune) {
	for r := range t {
		t[r] = alone(rune(r))
	}
	return t
}()

// loner is loners for all runes. Of the others it knows those that fill texts:
// typographic marks and Chinese characters.
func loner(r rune) rune {
	switch {
	case r < 0x700:
		return loners[r]
	case 0x2018 <= r && r <= 0x201F, 0x2012 <= r && r <= 0x2015, 0x3001 <= r && r <= 0x3011, 0x4E00 <= r && r <= 0x9FFF:
		return foldRune(r)
	}
	return -1
}

// alone folds a rune if NFKC neither changes it nor joins it with what stands
// before it, and as little its folded form; otherwise it gives -1.
func alone(r rune) rune {
	f := foldRune(r)
	for _, x := range []rune{r, f} {
		if x == drop || norm.NFKC.String(string(x)) != string(x) || !norm.NFKC.PropertiesString(string(x)).BoundaryBefore() {
			return -1
		}
	}
	return f
}

// knot gives the end of the runes that do not fold alone.
func knot(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if loner(r) >= 0 {
			break
		}
		i += size
	}
	return i
}

// foldKnot folds runes that change each other.
func foldKnot(s string) string {
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
