package text

import (
	"iter"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// bounds yields the bounds, in bytes, of the words of s by Unicode's word
// boundaries (UAX #29): what stands between them, and some of what holds neither
// letter nor digit, is left out. Words in Latin, Cyrillic and Arabic letters
// without combining marks are found by a table of their classes, which is most of the
// work saved; everything else by the whole algorithm.
func bounds(s string) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		if !utf8.ValidString(s) {
			allWords(s, 0, len(s), yield)
			return
		}
		for i := 0; i < len(s); {
			if isBlank(s[i]) {
				i++
				continue
			}
			end, simple := chunk(s, i)
			if simple {
				if !simpleWords(s, i, end, yield) {
					return
				}
			} else if !allWords(s, i, end, yield) {
				return
			}
			i = end
		}
	}
}

// isBlank reports whether a byte is a blank: words always end there.
func isBlank(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// chunk is where the run of what is not blank ends that begins at i, and whether
// the table knows all of it.
func chunk(s string, i int) (end int, simple bool) {
	simple = true
	for i < len(s) && !isBlank(s[i]) {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		simple = simple && classOf(r) != unknownClass
		i += size
	}
	return i, simple
}

// allWords yields the words of s[from:to] by the whole algorithm. Letters that
// only a zero-width space parts are one word: in the scripts that part words by
// spaces it is a disguise.
func allWords(s string, from, to int, yield func(int, int) bool) bool {
	it := words.FromString(s[from:to])
	start, end, hides := 0, 0, false // what was not yielded yet; whether a zero-width space follows it
	for it.Next() {
		w := it.Value()
		if w == zeroWidth && end > start && !hides {
			hides = true
			continue
		}
		if hides && spaced(w) && spaced(s[from+start:from+end]) {
			end, hides = it.End(), false
			continue
		}
		if end > start && !yield(from+start, from+end) {
			return false
		}
		start, end, hides = it.Start(), it.End(), false
	}
	return end == start || yield(from+start, from+end)
}

const zeroWidth = "\u200b"

// spaced reports whether w begins with a digit, or a letter of a script that
// parts words by spaces.
func spaced(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsDigit(r) || unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Arabic, unicode.Hebrew)
}

// The classes of UAX #29 that the table knows.
type class uint8

const (
	otherClass class = iota
	letter
	numeric
	underscore // ExtendNumLet
	midLetter
	midNumber
	midBoth // MidNumLet, and the single quote
	unknownClass
)

func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		return asciiClass[r]
	case r >= 0xC0 && r < 0x250 && r != 0xD7 && r != 0xF7, r >= 0x400 && r < 0x482, r >= 0x48A && r < 0x500, r == 0xAA, r == 0xBA,
		r >= 0x620 && r < 0x64B, r >= 0x671 && r < 0x6D4:
		return letter
	}
	switch r {
	case '\u2019', '\u2018':
		return midBoth
	case '\u00B7':
		return midLetter
	case '\u00AB', '\u00BB', '\u00A1', '\u00BF', '\u2013', '\u2014', '\u201C', '\u201D', '\u2026', '\u20AC', '\u00B0', '\u00A0':
		return otherClass
	}
	return unknownClass
}

var asciiClass = func() (t [utf8.RuneSelf]class) {
	for b := range t {
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z':
			t[b] = letter
		case b >= '0' && b <= '9':
			t[b] = numeric
		}
	}
	t['_'], t[':'], t[','], t[';'], t['.'], t['\''] = underscore, midLetter, midNumber, midNumber, midBoth, midBoth
	return t
}()

// simpleWords yields the words of a chunk that the table knows (rules WB5 to
// WB13b).
func simpleWords(s string, i, end int, yield func(int, int) bool) bool {
	start, last := -1, otherClass // of the word that is open
	for i < end {
		c, size := at(s, i)
		switch c {
		case letter, numeric, underscore:
			if start < 0 {
				start = i
			}
			last = c
			i += size
			continue
		case midLetter, midNumber, midBoth:
			if start >= 0 && i+size < end {
				next, _ := at(s, i+size)
				if last == letter && next == letter && c != midNumber || last == numeric && next == numeric && c != midLetter {
					i += size
					continue
				}
			}
		}
		if start >= 0 {
			if !yield(start, i) {
				return false
			}
			start = -1
		}
		i += size
	}
	return start < 0 || yield(start, end)
}

func at(s string, i int) (class, int) {
	if s[i] < utf8.RuneSelf {
		return asciiClass[s[i]], 1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	return classOf(r), size
}
