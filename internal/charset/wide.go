package charset

import (
	"bytes"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

var (
	utf16le = codec{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	utf16be = codec{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	utf32le = codec{"utf-32le", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}
	utf32be = codec{"utf-32be", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}
	ebcdic  = codec{"ibm037", charmap.CodePage037}
)

// marked knows the encodings that show themselves: by a byte order mark, by
// NUL bytes in every other place, or by "<?xm" in EBCDIC. UTF-8 is not among
// them; its mark is taken off by withoutMark.
func marked(b []byte) (e codec, skip int) {
	has := func(p string) bool { return bytes.HasPrefix(b, []byte(p)) }
	switch {
	case has("\xFF\xFE\x00\x00"):
		return utf32le, 4
	case has("\x00\x00\xFE\xFF"):
		return utf32be, 4
	case has("\xFE\xFF"):
		return utf16be, 2
	case has("\xFF\xFE"):
		return utf16le, 2
	case has("\x4C\x6F\xA7\x94"):
		return ebcdic, 0
	}
	if e = byZeros(b); e.name != "" {
		return e, 0
	}
	switch { // little markup, much Chinese
	case has("<\x00") || has("{\x00"):
		return utf16le, 0
	case has("\x00<") || has("\x00{"):
		return utf16be, 0
	}
	return codec{}, 0
}

// byZeros tells the wide encodings by where NUL bytes stand in the first
// kilobyte: markup is ASCII in every language.
func byZeros(b []byte) codec {
	head := b[:min(len(b), 1024)&^3]
	var zeros [4]int
	for i, c := range head {
		if c == 0 {
			zeros[i&3]++
		}
	}
	quarter := len(head) / 4
	all, most := quarter*9/10, quarter/3
	switch z := zeros; {
	case quarter == 0 || z == [4]int{}:
	case z[0] > all && z[1] > all && z[2] > most && z[3] < z[2]/8+1:
		return utf32be
	case z[3] > all && z[2] > all && z[1] > most && z[0] < z[1]/8+1:
		return utf32le
	case z[0] > most && z[2] > most && z[1]+z[3] <= (z[0]+z[2])/8:
		return utf16be
	case z[1] > most && z[3] > most && z[0]+z[2] <= (z[1]+z[3])/8:
		return utf16le
	}
	return codec{}
}

func withoutMark(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")) }
