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
