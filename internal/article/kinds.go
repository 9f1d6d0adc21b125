package article

import "unicode/utf8"

// kind is what a letter is to the counts.
type kind uint8

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
