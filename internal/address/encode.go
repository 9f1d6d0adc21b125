package address

import (
	"strings"
	"unicode/utf8"
)

// encodeSet names the characters, beside controls and non-ASCII ones, that
// are percent-encoded in a part of an address.
type encodeSet string

const (
	controlSet      encodeSet = ""
	fragmentSet     encodeSet = " \"<>`"
	querySet        encodeSet = " \"#<>"
	specialQuerySet encodeSet = " \"#<>'"
	pathSet         encodeSet = " \"#<>?^`{}"
	userinfoSet     encodeSet = " \"#<>?^`{}/:;=@[\\]|"
)

const upperHex = "0123456789ABCDEF"

// encodeRune writes r, percent-encoded if the set has it.
func encodeRune(b *strings.Builder, r rune, set encodeSet) {
	if r > 0x1F && r < 0x7F && strings.IndexByte(string(set), byte(r)) < 0 {
		b.WriteByte(byte(r))
		return
	}
	var buf [utf8.UTFMax]byte
	for _, c := range buf[:utf8.EncodeRune(buf[:], r)] {
		b.WriteByte('%')
		b.WriteByte(upperHex[c>>4])
		b.WriteByte(upperHex[c&15])
	}
}

// decode undoes percent-encoding; what is not well formed stays.
func decode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c, ok := escape(s, i); ok {
			b.WriteByte(c)
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// escape reads the percent escape at i.
func escape(s string, i int) (byte, bool) {
	if s[i] != '%' || i+2 >= len(s) {
		return 0, false
	}
	hi, lo := hex(s[i+1]), hex(s[i+2])
	return hi<<4 | lo, hi < 16 && lo < 16
}

func hex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 0xFF
}

// tidyEscapes writes escapes in one way: capitals, and no escape for the
// characters that mean the same without. A text with a stray percent sign is
// left alone: what is not well formed means whatever its server thinks.
func tidyEscapes(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, ok := escape(s, i)
		switch {
		case ok && unreserved(c):
			b.WriteByte(c)
			i += 2
		case ok:
			b.WriteString(strings.ToUpper(s[i : i+3]))
			i += 2
		case s[i] == '%':
			return s
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return isAlpha(rune(c)) || isDigit(rune(c)) || c == '-' || c == '_' || c == '~' || c == '.'
}
