package text

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is a word of a text: its folded form, its stem, and where it stands,
// in bytes of the text that was given. Words that are written alike have one
// Form: a number from 0 on, in order of their first appearance. What is asked
// of a word can so be asked once for each form.
type Token struct {
	Text, Stem string
	Start, End int
	Form       int
}

// Tokens cuts s into words by Unicode's word boundaries (UAX #29) and stems
// them for lang. Runs of Han (and kana) have no spaces: they give overlapping pairs, as
// search in Chinese wants them.
func Tokens(s, lang string) []Token { return newCutter(lang, len(s)).cut(s) }

// cutter cuts texts of one language and knows the words that it has seen: most
// words of a text come again.
type cutter struct {
	lang  string
	stem  func(raw, folded string) string
	seen  map[string]int // form by the word as it is written
	forms []form
	words int // forms that are words
}

// form is a word as it is written, folded and stemmed.
type form struct {
	text, stem string
	none       bool // no word: white space or marks
	number     int
}

// newCutter makes a cutter for about so many bytes.
func newCutter(lang string, size int) *cutter {
	return &cutter{lang: lang, stem: stemmer(lang), seen: make(map[string]int, min(size/12, 1000)), forms: make([]form, 0, min(size/12, 1000))}
}

func (c *cutter) cut(s string) []Token {
	out := make([]Token, 0, len(s)/6+1)
	run := -1 // start of the current run of ideographs
	end := 0
	for start, stop := range Words(s, c.lang) {
		w := s[start:stop]
		if len(w) == 1 && !alphanumeric(w[0]) { // a blank or a mark: most of what lies between words
			if run >= 0 {
				out, run = c.pairs(out, s, run, end), -1
			}
			continue
		}
		if isIdeographic(w) {
			if run >= 0 && start != end {
				out, run = c.pairs(out, s, run, end), -1
			}
			if run < 0 {
				run = start
			}
			end = stop
			continue
		}
		if run >= 0 {
			out, run = c.pairs(out, s, run, end), -1
		}
		out = c.add(out, s, start, stop, false)
	}
	if run >= 0 {
		out = c.pairs(out, s, run, end)
	}
	return out
}

// add adds the word s[start:stop], if it is one.
func (c *cutter) add(out []Token, s string, start, stop int, whole bool) []Token {
	w := s[start:stop]
	i, ok := c.seen[w]
	if !ok {
		i = len(c.forms)
		c.seen[w] = i
		c.forms = append(c.forms, c.form(w, whole))
	}
	if f := &c.forms[i]; !f.none {
		out = append(out, Token{Text: f.text, Stem: f.stem, Start: start, End: stop, Form: f.number})
	}
	return out
}

// form looks at a word for the first time. What is whole has no stem.
func (c *cutter) form(w string, whole bool) form {
	t := Fold(w)
	f := form{text: t, stem: t, number: c.words}
	if !whole {
		if !hasLetterOrDigit(t) {
			return form{none: true}
		}
		f.stem = c.stem(w, t)
	}
	c.words++
	return f
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

// Words yields the bounds, in bytes, of the words of s, elided articles (l'eau,
// d'Haïti) apart in the languages that write them so. What it yields may hold
// neither letter nor digit; ideographs come one by one.
func Words(s, lang string) iter.Seq2[int, int] {
	elides := lang == "fr" || lang == "it" || lang == "ca"
	return func(yield func(int, int) bool) {
		for start, end := range bounds(s) {
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

// pairs adds the overlapping pairs of the ideographs in s[start:end], or the
// single one.
func (c *cutter) pairs(out []Token, s string, start, end int) []Token {
	prev, n := start, 0
	for i := start; i < end; {
		_, size := utf8.DecodeRuneInString(s[i:end])
		if n > 0 {
			out = c.add(out, s, prev, i+size, true)
		}
		prev, i, n = i, i+size, n+1
	}
	if n == 1 {
		out = c.add(out, s, start, end, true)
	}
	return out
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
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
