package article

import "unicode/utf8"

// counts are of the letters and marks of a block.
type counts struct {
	runes, words                        int32
	letters, digits, upper, wide        int32 // wide: ideographs and kana
	commas, ends, marks                 int32 // ends: of sentences; marks: bars, bullets, arrows
	begins                              kind
	last, before                        rune
	lastEnd, quoted, at, copyright, url bool
}

type kind uint8

const (
	kOther kind = iota
	kSpace
	kLower
	kUpper
	kDigit
	kWide
	kEnd   // . ! ?
	kComma // , ;
	kMark  // | • »
	kQuote
	kHidden
)

// scan reads text letter by letter: it folds white space, counts, and hashes
// words.
type scan struct {
	counts
	word  uint32
	blank bool // white space stands before the next letter
	odd   bool // holds letters that text.Clean must look at
}

const hashSeed, hashPrime = 2166136261, 16777619

// add appends s to the text and its words to the words.
func (c *scan) add(out []byte, words []uint32, s string) ([]byte, []uint32) {
	for i := 0; i < len(s); {
		b := s[i]
		if b < utf8.RuneSelf {
			k := ascii[b]
			if k == kSpace {
				c.space()
				i++
				continue
			}
			if c.blank {
				out, words = c.gap(out, words)
			}
			out = append(out, b)
			words = c.see(rune(b), k, words)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		k := kindOf(r)
		switch k {
		case kSpace:
			c.space()
		case kHidden:
			c.odd = true
			if c.runes > 0 || r == 0x200C || r == 0x200D {
				out = append(out, s[i:i+n]...)
			}
		default:
			if c.blank {
				out, words = c.gap(out, words)
			}
			out = append(out, s[i:i+n]...)
			words = c.see(r, k, words)
		}
		i += n
	}
	return out, words
}

func (c *scan) space() { c.blank = c.runes > 0 }

// gap writes the blank that stands between two words.
func (c *scan) gap(out []byte, words []uint32) ([]byte, []uint32) {
	c.blank = false
	c.runes++
	if c.last == '.' || c.last == '!' || c.last == '?' || c.last == '…' || c.quoted {
		if c.lastEnd {
			c.ends++
		}
	}
	return append(out, ' '), c.end(words)
}

// end ends the word at hand.
func (c *scan) end(words []uint32) []uint32 {
	if c.word != 0 {
		words = append(words, c.word)
		c.word = 0
		c.words++
	}
	return words
}

// see takes in a letter.
func (c *scan) see(r rune, k kind, words []uint32) []uint32 {
	if c.runes == 0 {
		c.begins = k
	}
	c.runes++
	c.quoted = false
	switch k {
	case kLower, kUpper, kDigit:
		switch k {
		case kDigit:
			c.digits++
		case kUpper:
			c.upper++
			c.letters++
			r = lower(r)
		default:
			c.letters++
		}
		if c.word == 0 {
			c.word = hashSeed
		}
		c.word = (c.word ^ uint32(r)) * hashPrime
		c.lastEnd = false
	case kWide:
		words = c.end(words)
		words = append(words, (hashSeed^uint32(r))*hashPrime)
		c.words++
		c.wide++
		c.lastEnd = false
	default:
		if r != '\'' && r != '’' && r != '-' {
			words = c.end(words)
		}
		switch k {
		case kEnd:
			c.lastEnd = true
			if r > 0x3000 {
				c.ends++
			}
		case kQuote:
			c.quoted = true // a sentence may end before it
		case kComma:
			c.commas++
			c.lastEnd = false
		case kMark:
			c.marks++
			c.lastEnd = false
		default:
			c.at = c.at || r == '@'
			c.copyright = c.copyright || r == '©'
			c.url = c.url || r == '/' && c.last == '/'
			c.lastEnd = false
		}
	}
	c.before, c.last = c.last, r
	return words
}

// size is the length of a text in words; two ideographs make one.
func (c *counts) size() float32 { return float32(c.words-c.wide) + float32(c.wide)/2 }

// ascii is the kind of each ASCII letter.
var ascii = func() (t [utf8.RuneSelf]kind) {
	for c := range t {
		switch {
		case c <= ' ' || c == 0x7F:
			t[c] = kSpace
		case 'a' <= c && c <= 'z' || c == '_':
			t[c] = kLower
		case 'A' <= c && c <= 'Z':
			t[c] = kUpper
		case '0' <= c && c <= '9':
			t[c] = kDigit
		case c == '.' || c == '!' || c == '?':
			t[c] = kEnd
		case c == ',' || c == ';':
			t[c] = kComma
		case c == '|' || c == '>' || c == '*':
			t[c] = kMark
		case c == '"' || c == '\'' || c == ')':
			t[c] = kQuote
		}
	}
	return t
}()

// kindOf sorts the letters beyond ASCII, roughly: tables of all of Unicode
// cost more than the rest of the reader.
func kindOf(r rune) kind {
	switch {
	case r < 0xA0 || r == 0xAD:
		return kHidden
	case r == 0xA0:
		return kSpace
	case r < 0xC0:
		switch r {
		case '«', '»':
			return kQuote
		case '·':
			return kMark
		case 'ª', 'µ', 'º':
			return kLower
		}
		return kOther
	case r == 0xD7 || r == 0xF7:
		return kOther
	case lower(r) != r:
		return kUpper
	case r < 0x2000:
		return kindOfLetter(r)
	case r < 0x3400:
		return kindOfMark(r)
	case r <= 0x9FFF || 0xF900 <= r && r <= 0xFAFF || 0x20000 <= r && r < 0x40000:
		return kWide
	case r >= 0xFF00:
		return kindOfWide(r)
	}
	return kLower
}

func kindOfLetter(r rune) kind {
	switch r {
	case 0x60C, 0x61B: // Arabic comma, semicolon
		return kComma
	case 0x61F, 0x6D4, 0x964, 0x965, 0x589: // Arabic, Indic and Armenian ends
		return kEnd
	case 0x61C, 0x180E:
		return kHidden
	case 0x1680:
		return kSpace
	}
	if 0x660 <= r && r <= 0x669 || 0x6F0 <= r && r <= 0x6F9 {
		return kDigit
	}
	return kLower
}

func kindOfMark(r rune) kind {
	switch {
	case r <= 0x200B || r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F || r == 0x3000:
		return kSpace
	case r <= 0x200F || 0x202A <= r && r <= 0x202E || 0x2060 <= r && r <= 0x206F:
		return kHidden
	case 0x2018 <= r && r <= 0x201F || r == 0x2039 || r == 0x203A || 0x3008 <= r && r <= 0x3011:
		return kQuote
	case r == 0x2026 || r == 0x3002:
		return kEnd
	case r == 0x3001:
		return kComma
	case r == 0x2022 || 0x2190 <= r && r <= 0x21FF || 0x25A0 <= r && r <= 0x27BF:
		return kMark
	case 0x3040 <= r && r <= 0x30FF || r == 0x3005 || r == 0x3007:
		return kWide
	case 0x2C00 <= r && r <= 0x2DFF || 0x3100 <= r && r <= 0x31BF:
		return kLower
	}
	return kOther
}

func kindOfWide(r rune) kind {
	switch r {
	case 0xFF01, 0xFF0E, 0xFF1F, 0xFF61:
		return kEnd
	case 0xFF0C, 0xFF1B, 0xFF64:
		return kComma
	case 0xFF5C:
		return kMark
	case 0xFF09:
		return kQuote
	}
	switch {
	case 0xFF10 <= r && r <= 0xFF19:
		return kDigit
	case 0xFF21 <= r && r <= 0xFF3A, 0xFF41 <= r && r <= 0xFF5A, 0xFF66 <= r && r <= 0xFFDC:
		return kLower
	case 0xFFF9 <= r && r <= 0xFFFB, r == 0xFFFE, r == 0xFFFF, 0xE0000 <= r && r <= 0xE007F:
		return kHidden
	}
	return kOther
}

// lower gives the small letter of the alphabets that have two, as far as
// arithmetic does.
func lower(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z', 0xC0 <= r && r <= 0xDE && r != 0xD7, 0x391 <= r && r <= 0x3A9, 0x410 <= r && r <= 0x42F:
		return r + 0x20
	case 0x400 <= r && r <= 0x40F:
		return r + 0x50
	case 0x100 <= r && r <= 0x137 && r&1 == 0, 0x14A <= r && r <= 0x177 && r&1 == 0:
		return r + 1
	case 0x139 <= r && r <= 0x148 && r&1 == 1:
		return r + 1
	}
	return r
}
