package charset

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// withoutCutRune takes an unfinished character off the end of bytes that were
// cut.
func withoutCutRune(b []byte) []byte {
	for k := 1; k <= 3 && k <= len(b); k++ {
		c := b[len(b)-k]
		if utf8.RuneStart(c) {
			if c >= 0xC2 && !utf8.FullRune(b[len(b)-k:]) {
				return b[:len(b)-k]
			}
			return b
		}
	}
	return b
}

// mostlyUTF8 reports whether the bytes are UTF-8 with some bad ones: well
// formed sequences, of which long ones hardly come about by chance, outweigh
// the bytes outside them, by far where another encoding is declared.
func mostlyUTF8(b []byte, labels []string) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case surrogates(b[i:]) > 0:
			good, n = good+4, 6
		case r == utf8.RuneError && n == 1:
			bad++
		case n == 2:
			good += 2
		default:
			good += 4
		}
		i += n
	}
	for _, l := range labels {
		if lookup(l).name != "" {
			return good > 4*bad
		}
	}
	return good > bad
}

// repair reads UTF-8 with stray bytes: each bad run, and nothing else, is read
// in the encoding that is declared beside it, or windows-1252, which editors
// paste in; what remains of a character cut in two becomes U+FFFD.
func repair(b []byte, labels []string) (string, []string) {
	table, name := strayTable(labels)
	var out strings.Builder
	out.Grow(len(b) + len(b)/64)
	read, broken := 0, 0
	begin := 0 // of what is copied as it stands
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		if r, n := utf8.DecodeRune(b[i:]); r != utf8.RuneError || n > 1 {
			i += n
			continue
		}
		out.Write(b[begin:i])
		r, n := surrogates(b[i:]), 6
		if r == 0 {
			r, n = utf8.RuneError, cutShort(b[i:])
			if n == 0 {
				r, n = table[b[i]-utf8.RuneSelf], 1
			}
			if r == utf8.RuneError {
				broken++
			} else {
				read++
			}
		}
		out.WriteRune(r)
		i += n
		begin = i
	}
	out.Write(b[begin:])
	var doubts []string
	if read > 0 {
		doubts = append(doubts, fmt.Sprintf("stray bytes in UTF-8 were read as %s: %d", name, read))
	}
	if broken > 0 {
		doubts = append(doubts, fmt.Sprintf("characters that could not be read: %d", broken))
	}
	return out.String(), doubts
}

// strayTable is what bytes from 0x80 on mean outside UTF-8: in the first
// encoding of one byte a letter that is declared, else in windows-1252.
func strayTable(labels []string) (table [128]rune, name string) {
	for _, l := range append(labels, "windows-1252") {
		e := lookup(l)
		if e.name == "" {
			continue
		}
		name = e.name
		oneByte := 0
		for i := range table {
			r, _ := utf8.DecodeRuneInString(convert([]byte{byte(utf8.RuneSelf + i)}, e))
			if r < 0xA0 || r == 'ÿ' || r == 'þ' { // noise, rather
				r = utf8.RuneError
			}
			if table[i] = r; r != utf8.RuneError {
				oneByte++
			}
		}
		if oneByte > 80 {
			break
		}
	}
	return table, name
}

// surrogates reads a character above U+FFFF that was written as two of three
// bytes each (CESU-8); 0 if there is none.
func surrogates(b []byte) rune {
	if len(b) < 6 || b[0] != 0xED || b[1]&0xF0 != 0xA0 || b[3] != 0xED || b[4]&0xF0 != 0xB0 || b[2]&0xC0 != 0x80 || b[5]&0xC0 != 0x80 {
		return 0
	}
	return 0x10000 + (rune(b[1]&0x0F)<<6|rune(b[2]&0x3F))<<10 + (rune(b[4]&0x0F)<<6 | rune(b[5]&0x3F))
}

// cutShort is the length of the beginning of a character whose end is missing.
// One byte is enough if it begins no letter of western Europe, unless a small
// letter follows: "\xC9tat" is a stray É.
func cutShort(b []byte) int {
	want := 0
	switch c := b[0]; {
	case c >= 0xC2 && c < 0xE0:
		if len(b) > 1 && 'a' <= b[1]|0x20 && b[1]|0x20 <= 'z' {
			return 0
		}
		return 1
	case c >= 0xE0 && c < 0xF0:
		want = 3
	case c >= 0xF0 && c < 0xF5:
		want = 4
	default:
		return 0
	}
	n := 1
	for n < want && n < len(b) && b[n]&0xC0 == 0x80 {
		n++
	}
	if n == 1 || n == want {
		return 0
	}
	return n
}

// doubleEncoded doubts a text much of which is UTF-8 that was taken for
// windows-1252 and encoded again: "Ã©" for "é", "â€™" for an apostrophe.
func doubleEncoded(s string) []string {
	found, example := 0, ""
	other := 0
	for i := strings.IndexByte(s, 0xC3); i >= 0; { // the first byte of À to ÿ
		step := 2
		if len(s) < i+4 || s[i+2] < utf8.RuneSelf {
			other++
		} else if k := again(s[i:]); k > 0 {
			if found++; found == 1 {
				example = s[i : i+k]
			}
			step = k
		} else {
			other++
		}
		next := strings.IndexByte(s[i+step:], 0xC3)
		if next < 0 {
			break
		}
		i += step + next
	}
	if found < 3 || found < other/4 {
		return nil
	}
	return []string{fmt.Sprintf("characters that look as if they had been encoded twice, such as %q: %d", example, found)}
}

// again is the length of the characters at the beginning of s that, as bytes
// of windows-1252, are one character of UTF-8; 0 if they are none.
func again(s string) int {
	var buf [4]byte
	size := 0
	for k, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r < 0x100 {
			c, ok = byte(r), true // C1 controls, which windows-1252 leaves free
		}
		if !ok || size == len(buf) || c < 0x80 {
			return 0
		}
		buf[size] = c
		size++
		if utf8.FullRune(buf[:size]) {
			if got, n := utf8.DecodeRune(buf[:size]); got != utf8.RuneError && n == size && size > 1 {
				return k + utf8.RuneLen(r)
			}
			return 0
		}
	}
	return 0
}
