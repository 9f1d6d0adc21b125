package charset

import "bytes"

// Binary names what bytes are that are no text in any encoding, as "a PDF
// file"; "" if they may be text.
func Binary(b []byte) string {
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
	if e, _ := marked(b); e.name == "" && (bytes.Count(head, []byte{0}) > len(head)/32 || controls(head) > 4+len(head)/16) {
		return "a binary file"
	}
	return ""
}

// controls counts the control characters that no text has: neither white space
// nor the shifts and escapes of encodings.
func controls(b []byte) (n int) {
	for _, c := range b {
		if c < ' ' && (c < '\a' || c > '\r') && c != 0x0E && c != 0x0F && c != 0x1B {
			n++
		}
	}
	return n
}
