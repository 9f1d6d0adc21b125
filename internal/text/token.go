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
// d'Haïti) apart in the languages that write them so. What stands between
// words may be left out.
func wordBounds(s, lang string) iter.Seq2[int, int] {
	elides := lang == "fr" || lang == "it" || lang == "ca"
	return func(yield func(int, int) bool) {
		for at := 0; at < len(s); {
			if end := plainWord(s[at:]); end > 0 {
				if !yield(at, at+end) {
					return
				}
				at += end
				for at < len(s) && s[at] == ' ' {
					at++
				}
				continue
			}
			it := words.FromString(s[at:])
			for from := at; it.Next(); {
				start, end := from+it.Start(), from+it.End()
				if elides {
					if cut := elision(s[start:end]); cut > 0 {
						if !yield(start, start+cut) {
							return
						}
						start += cut
					}
				}
				if !yield(start, end) {
					return
				}
				if at = end; s[end-1] == ' ' && plainWord(s[end:]) > 0 {
					break
				}
			}
		}
	}
}

// plainWord gives the length of a run of letters at the beginning of s that is
// a word by itself whatever the finer rules are, because white space follows, or
// a mark that joins nothing to a letter: most words are such. 0: look closer.
func plainWord(s string) int {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			i++
			continue
		case c < utf8.RuneSelf:
			switch c {
			case ' ', '\n', ',', '!', '?', '(', ')', '"', '/', '-':
				if i+1 == len(s) || s[i+1] < utf8.RuneSelf || c == ' ' && plainRune(s[i+1:]) {
					return i
				}
			}
			return 0
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !plainLetter(r) {
			return 0
		}
		i += size
	}
	return len(s)
}

func plainRune(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return plainLetter(r) || r == '«' || r == '¿' || r == '¡'
}

// plainLetter tells letters beyond ASCII that begin and continue a word, and
// that folding takes one by one: of Latin, Cyrillic and Arabic script.
func plainLetter(r rune) bool {
	switch {
	case r < 0xC0:
		return false
	case r < 0x180:
		return r != '×' && r != '÷' && r != 'İ' && r != 'Ĳ' && r != 'ĳ' && r != 'Ŀ' && r != 'ŀ' && r != 'ŉ' && r != 'ſ'
	case r < 0x460:
		return r >= 0x400
	case r < 0x64B:
		return r >= 0x620 && r != 0x640
	}
	return r == 'پ' || r == 'چ' || r == 'ژ' || r == 'ک' || r == 'گ' || r == 'ی'
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
