package text

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// Token is a word of a text: its folded form, its stem, and where it stands,
// in bytes of the text that was given.
type Token struct {
	Text, Stem string
	Start, End int
}

// Tokens cuts s into words by Unicode's word boundaries (UAX #29) and stems
// them for lang. Runs of Han (and kana) have no spaces: they give overlapping pairs, as
// search in Chinese wants them.
func Tokens(s, lang string) []Token {
	stem := stemmer(lang)
	var out []Token
	run := -1 // start of the current run of ideographs
	end := 0
	flush := func() {
		if run >= 0 {
			out = appendBigrams(out, s, run, end)
			run = -1
		}
	}
	for start, stop := range wordBounds(s, lang) {
		w := s[start:stop]
		if isIdeographic(w) {
			if run >= 0 && start != end {
				flush()
			}
			if run < 0 {
				run = start
			}
			end = stop
			continue
		}
		flush()
		if t := Fold(w); hasLetterOrDigit(t) {
			out = append(out, Token{Text: t, Stem: stem(w, t), Start: start, End: stop})
		}
	}
	flush()
	return out
}

// Terms gives the stems of s, in order and with repetitions: what search
// indexes and matchers compare.
func Terms(s, lang string) []string {
	toks := Tokens(s, lang)
	out := make([]string, len(toks))
	for i, t := range toks {
		out[i] = t.Stem
	}
	return out
}

// wordBounds yields the bounds of the words of s, elided articles (l'eau,
// d'Haïti) apart in the languages that write them so.
func wordBounds(s, lang string) iter.Seq2[int, int] {
	elides := lang == "fr" || lang == "it" || lang == "ca"
	return func(yield func(int, int) bool) {
		for start, end := range segments(s) {
			if elides {
				if at := elision(s[start:end]); at > 0 {
					if !yield(start, start+at) {
						return
					}
					start += at
				}
			}
			if !yield(start, end) {
				return
			}
		}
	}
}

// segments yields the segments of s. Letters that only a zero-width space
// parts are one: in the scripts that part words by spaces it is a disguise.
func segments(s string) iter.Seq2[int, int] {
	hidden := strings.Contains(s, zeroWidth)
	return func(yield func(int, int) bool) {
		it := words.FromString(s)
		start, end, hides := 0, 0, false // what was not yielded yet; whether a zero-width space follows it
		for it.Next() {
			if w := it.Value(); hidden && end > start {
				if w == zeroWidth && !hides {
					hides = true
					continue
				}
				if hides && spaced(w) && spaced(s[start:end]) {
					end, hides = it.End(), false
					continue
				}
			}
			if end > start && !yield(start, end) {
				return
			}
			start, end, hides = it.Start(), it.End(), false
		}
		if end > start {
			yield(start, end)
		}
	}
}

const zeroWidth = "\u200b"

// spaced reports whether w begins with a digit, or a letter of a script that
// parts words by spaces.
func spaced(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsDigit(r) || unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Arabic, unicode.Hebrew)
}

// elision gives the length of an elided prefix with its apostrophe, 0 if none.
func elision(w string) int {
	at := strings.IndexAny(w, "'\u2019")
	if at <= 0 || at > 7 {
		return 0
	}
	switch strings.ToLower(w[:at]) {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
		"dell", "all", "nell", "sull", "dall", "un", "quest", "quell":
		_, size := utf8.DecodeRuneInString(w[at:])
		if at+size < len(w) {
			return at + size
		}
	}
	return 0
}

// appendBigrams adds the overlapping pairs of the ideographs in s[start:end],
// or the single one.
func appendBigrams(out []Token, s string, start, end int) []Token {
	prev, n := start, 0
	for i := start; i < end; {
		_, size := utf8.DecodeRuneInString(s[i:end])
		if n > 0 {
			t := Fold(s[prev : i+size])
			out = append(out, Token{Text: t, Stem: t, Start: prev, End: i + size})
		}
		prev, i, n = i, i+size, n+1
	}
	if n == 1 {
		t := Fold(s[start:end])
		out = append(out, Token{Text: t, Stem: t, Start: start, End: end})
	}
	return out
}

// isIdeographic reports whether w is made of Han or kana alone.
func isIdeographic(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	if r < 0x2E80 {
		return false
	}
	for _, r := range w {
		if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && r != 'ー' && r != '々' {
			return false
		}
	}
	return true
}

func hasLetterOrDigit(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}
