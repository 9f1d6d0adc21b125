package article

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// decode brings a page to valid UTF-8, once, at the edge: a byte order mark,
// then the transport's word, then the page's own, then a detector. What is
// valid UTF-8 beyond ASCII is UTF-8, whoever says otherwise; and a word that
// does not fit the bytes is not believed.
func decode(b []byte, contentType string) (s, name string) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return valid(b[3:]), "utf-8"
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return convert(b, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)), "utf-16le"
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return convert(b, unicode.UTF16(unicode.BigEndian, unicode.UseBOM)), "utf-16be"
	case bytes.HasPrefix(b, []byte("<\x00")):
		return convert(b, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)), "utf-16le"
	case bytes.HasPrefix(b, []byte("\x00<")):
		return convert(b, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)), "utf-16be"
	}
	labels := []string{fromHeader(contentType), fromMeta(b)}
	if utf8.Valid(b) && !escapes(labels, b) {
		return string(b), "utf-8"
	}
	for _, label := range labels {
		enc, name := lookup(label)
		if enc == nil {
			continue
		}
		if out := convert(b, enc); fits(out) {
			return out, name
		}
	}
	if mostlyUTF8(b) {
		return valid(b), "utf-8"
	}
	return detected(b)
}

// escapes reports whether a label names an encoding that hides other letters
// behind escape sequences in ASCII bytes.
func escapes(labels []string, b []byte) bool {
	for _, l := range labels {
		if strings.HasPrefix(strings.ToLower(l), "iso-2022") {
			return bytes.IndexByte(b, 0x1B) >= 0
		}
	}
	return false
}

func fromHeader(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

var metaCharset = regexp.MustCompile(`(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.\-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-z0-9_:.\-]+)`)

// fromMeta reads the page's own word, from further down than browsers look.
func fromMeta(b []byte) string {
	m := metaCharset.FindSubmatch(b[:min(len(b), 16<<10)])
	if m == nil {
		return ""
	}
	return string(m[1]) + string(m[2])
}

// lookup finds what a name means on the web; nil for UTF-8 and for unknown
// names. Wide encodings would have shown themselves by their bytes.
func lookup(label string) (encoding.Encoding, string) {
	label = strings.ToLower(strings.TrimSpace(label))
	if label == "" || strings.HasPrefix(label, "utf") || strings.HasPrefix(label, "unicode") {
		return nil, ""
	}
	enc, name := charset.Lookup(label)
	if enc == encoding.Replacement || name == "utf-8" || strings.HasPrefix(name, "utf-16") {
		return nil, ""
	}
	return enc, name
}

func convert(b []byte, enc encoding.Encoding) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return valid(b)
	}
	return strings.TrimPrefix(valid(out), "\uFEFF")
}

func valid(b []byte) string { return strings.ToValidUTF8(string(b), "\uFFFD") }

// fits reports whether a decoded text has few replacement characters: one in
// a thousand letters is a slip, more is the wrong encoding.
func fits(s string) bool {
	bad := strings.Count(s, "\uFFFD")
	return bad <= 3 || bad*200 < nonASCII(s)
}

func nonASCII(s string) int {
	n := 0
	for _, r := range s {
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// mostlyUTF8 reports whether the bytes are UTF-8 with some bad ones.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
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
	return good > 8*bad
}

// detected asks the detector, on the text without its markup.
func detected(b []byte) (s, name string) {
	r, err := chardet.NewTextDetector().DetectBest(withoutTags(b))
	if err == nil {
		if enc, name := lookup(strings.Replace(r.Charset, "GB-18030", "gb18030", 1)); enc != nil {
			if out := convert(b, enc); fits(out) {
				return out, name
			}
		}
	}
	enc, name := charset.Lookup("windows-1252")
	return convert(b, enc), name
}

// withoutTags leaves the bytes between tags, enough for a detector.
func withoutTags(b []byte) []byte {
	const enough = 64 << 10
	out := make([]byte, 0, min(len(b), enough))
	inTag := false
	for i := 0; i < len(b) && len(out) < enough; i++ {
		switch {
		case b[i] == '<':
			inTag = true
			for _, name := range []string{"<script", "<style"} {
				if len(b) > i+8 && bytes.EqualFold(b[i:i+len(name)], []byte(name)) {
					if j := bytes.Index(b[i:], []byte("</")); j > 0 {
						i += j
					}
				}
			}
		case b[i] == '>':
			inTag = false
			out = append(out, ' ')
		case !inTag:
			out = append(out, b[i])
		}
	}
	return out
}

// sniff names what bytes are that are no page, "" if they may be one.
func sniff(b []byte) string {
	for _, m := range []struct{ magic, kind string }{
		{"%PDF-", "a PDF file"}, {"\x89PNG", "a PNG image"}, {"\xFF\xD8\xFF", "a JPEG image"}, {"GIF8", "a GIF image"}, {"RIFF", "a media file"},
		{"PK\x03\x04", "a zip archive or Office document"}, {"\xD0\xCF\x11\xE0", "an Office document"}, {"\x1F\x8B", "a gzip file"}, {"BZh", "a bzip2 file"},
		{"\xFD7zXZ", "an xz file"}, {"7z\xBC\xAF", "a 7z archive"}, {"Rar!", "a RAR archive"}, {"\x28\xB5\x2F\xFD", "a zstd file"}, {"OggS", "a media file"},
		{"ID3", "an MP3 file"}, {"\x00\x00\x00\x18ftyp", "a video file"}, {"\x00\x00\x00\x1Cftyp", "a video file"}, {"\x00\x00\x00 ftyp", "a video file"},
		{"\x1A\x45\xDF\xA3", "a video file"}, {"\x7FELF", "a program"}, {"MZ\x90", "a program"}, {"wOFF", "a font"}, {"wOF2", "a font"}, {"{\\rtf", "an RTF document"}, {"WARC/", "a WARC file"},
	} {
		if bytes.HasPrefix(b, []byte(m.magic)) {
			return m.kind
		}
	}
	head := b[:min(len(b), 2048)]
	wide := bytes.HasPrefix(b, []byte("\xFF\xFE")) || bytes.HasPrefix(b, []byte("\xFE\xFF")) || bytes.HasPrefix(b, []byte("<\x00")) || bytes.HasPrefix(b, []byte("\x00<"))
	if !wide && bytes.Count(head, []byte{0}) > len(head)/32 {
		return "a binary file"
	}
	return ""
}
