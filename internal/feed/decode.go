package feed

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// gunzip unpacks a gzip stream, as sitemaps come in, once and up to maxInput.
// A stream that breaks off gives what there was.
func gunzip(b []byte) (out []byte, broken bool, err error) {
	if !bytes.HasPrefix(b, []byte{0x1F, 0x8B}) {
		return b, false, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, false, fmt.Errorf("opening gzip: %w", err)
	}
	out, err = io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil && len(out) == 0 {
		return nil, false, fmt.Errorf("reading gzip: %w", err)
	}
	return out, err != nil, nil
}

// decode brings a document to valid UTF-8. The order is that of RFC 7303: a
// byte order mark, then the transport, then the document's own word; but what
// is valid UTF-8 beyond ASCII is UTF-8, whoever says otherwise.
func decode(b []byte, contentType string) (s, name string) {
	if enc, n, label := byMark(b); enc != nil {
		return convert(b[n:], enc), label
	}
	label := contentCharset(contentType)
	if label == "" {
		label = declared(b)
	}
	if utf8.Valid(b) && (!ascii(b) || !statefulASCII(label)) {
		return string(b), "utf-8"
	}
	if enc := byLabel(label); enc != nil {
		return convert(b, enc), label
	}
	if mostlyUTF8(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD"), "utf-8"
	}
	return convert(b, charmap.Windows1252), "windows-1252"
}

// byMark knows byte order marks, and the first characters of XML in the wide
// encodings and EBCDIC when the mark is missing.
func byMark(b []byte) (enc encoding.Encoding, skip int, name string) {
	has := func(p string) bool { return bytes.HasPrefix(b, []byte(p)) }
	switch {
	case has("\xEF\xBB\xBF"):
		return encoding.Replacement, 3, "utf-8"
	case has("\xFF\xFE\x00\x00"), has("<\x00\x00\x00"):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), 0, "utf-32le"
	case has("\x00\x00\xFE\xFF"), has("\x00\x00\x00<"):
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), 0, "utf-32be"
	case has("\xFE\xFF"), has("\x00<\x00"), has("\x00{\x00"):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), 0, "utf-16be"
	case has("\xFF\xFE"), has("<\x00?\x00"), has("<\x00r\x00"), has("<\x00f\x00"), has("{\x00"):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), 0, "utf-16le"
	case has("\x4C\x6F\xA7\x94"):
		return charmap.CodePage037, 0, "ebcdic"
	}
	return nil, 0, ""
}

func convert(b []byte, enc encoding.Encoding) string {
	if enc == encoding.Replacement { // marked UTF-8
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		out = b
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(out), "\uFFFD"), "\uFEFF")
}

func contentCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

var declaration = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([A-Za-z0-9._:-]+)`)

// declared reads the encoding of the XML declaration.
func declared(b []byte) string {
	if m := declaration.FindSubmatch(b[:min(len(b), 512)]); m != nil {
		return string(m[1])
	}
	return ""
}

// byLabel finds an encoding that the name means on the web; nil for UTF-8 and
// for unknown names.
func byLabel(label string) encoding.Encoding {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be", "utf-7":
		return nil // no wide encoding: the bytes would have shown it
	case "cp037", "ibm037", "ebcdic-cp-us":
		return charmap.CodePage037
	}
	enc, _ := charset.Lookup(label)
	if enc == encoding.Replacement {
		return nil
	}
	return enc
}

// statefulASCII tells the encodings that hide other letters in ASCII bytes.
func statefulASCII(label string) bool {
	label = strings.ToLower(label)
	return strings.HasPrefix(label, "iso-2022") || strings.HasPrefix(label, "hz") || label == "csiso2022jp" || strings.HasPrefix(label, "cp037")
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mostlyUTF8 reports whether the text is UTF-8 with a few bad bytes.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b) && good+bad < 1<<16; {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 4*bad
}

// repairXML takes out what no XML parser accepts and what none should obey:
// control characters, the declaration (the text is UTF-8 now), and the
// document type with the entities that it defines.
func repairXML(s string) string {
	if i := strings.Index(s[:min(len(s), 1024)], "<?xml"); i >= 0 {
		if j := strings.Index(s[i:], "?>"); j > 0 && j < 1024 {
			s = s[i+j+2:]
		}
	}
	s = dropDoctype(s)
	if strings.IndexFunc(s, func(r rune) bool { return repairRune(r) != r }) < 0 {
		return s
	}
	return strings.Map(repairRune, s)
}

// repairRune drops what XML forbids, and turns C1 controls into what their
// writer meant: Windows 1252 that was taken for Latin 1.
func repairRune(r rune) rune {
	switch {
	case r < ' ' && r != '\n' && r != '\r' && r != '\t', r == 0xFFFE, r == 0xFFFF:
		return -1
	case 0x80 <= r && r <= 0x9F && r != 0x85:
		return charmap.Windows1252.DecodeByte(byte(r))
	}
	return r
}

// dropDoctype removes <!DOCTYPE …> with its internal subset.
func dropDoctype(s string) string {
	head := s[:min(len(s), 4096)]
	i := strings.Index(head, "<!DOCTYPE")
	if i < 0 {
		i = strings.Index(head, "<!doctype")
	}
	if i < 0 || strings.Contains(head[:i], "<r") || strings.Contains(head[:i], "<f") {
		return s // inside the content
	}
	depth := 0
	for j := i; j < len(s); j++ {
		switch s[j] {
		case '"', '\'':
			k := strings.IndexByte(s[j+1:], s[j])
			if k < 0 {
				return s[:i]
			}
			j += k + 1
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return s[:i] + s[j+1:]
			}
		}
	}
	return s[:i]
}
