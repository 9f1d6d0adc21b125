package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"vigia"
)

// sampleSize is how much of a document is read before its encoding is told.
// Almost every feed is shorter.
const sampleSize = 1 << 20

// input is a document as text: r gives UTF-8, though not always valid.
type input struct {
	head   []byte // its first bytes, undecoded, for what it is if it is no feed
	r      io.Reader
	limit  *limited
	broken *unpacked // nil if it came as it is
}

// limited ends after maxInput bytes.
type limited struct {
	r    io.Reader
	left int
}

func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	n, err := l.r.Read(b[:min(len(b), l.left)])
	l.left -= n
	return n, err
}

// unpacked reads a gzip stream as far as it goes.
type unpacked struct {
	r   io.Reader
	err error
}

func (u *unpacked) Read(b []byte) (int, error) {
	n, err := u.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		u.err, err = err, io.EOF
	}
	return n, err
}

// openInput unpacks and decodes a document as it is read. An error is a
// *vigia.Problem: it is empty, damaged, or no text.
func openInput(r io.Reader, contentType, address string) (*input, error) {
	in := &input{}
	head, rest, err := readSample(r)
	if err == nil && bytes.HasPrefix(head, []byte{0x1F, 0x8B}) {
		z, zerr := gzip.NewReader(io.MultiReader(bytes.NewReader(head), rest))
		if zerr != nil {
			return nil, problem(address, "is a damaged gzip file", "fetch it again")
		}
		in.broken = &unpacked{r: z}
		if head, rest, err = readSample(in.broken); len(head) == 0 && in.broken.err != nil {
			return nil, problem(address, "is a damaged gzip file", "fetch it again")
		}
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading a feed: %w", err)
	case len(bytes.TrimSpace(head)) == 0 && len(head) < sampleSize:
		return nil, problem(address, "is empty", "open it in a browser and check the address")
	}
	if kind := binary(head); kind != "" {
		return nil, problem(address, "is "+kind+", not a feed", "check the address")
	}
	in.head = head
	in.limit = &limited{rest, maxInput - len(head)}
	in.r = text(head, in.limit, contentType)
	return in, nil
}

// readSample reads the beginning of r, or all of it if it is short.
func readSample(r io.Reader) (head []byte, rest io.Reader, err error) {
	if b, ok := r.(*bytes.Reader); ok && b.Size() < sampleSize {
		head = make([]byte, b.Len())
		_, err = io.ReadFull(b, head)
		return head, eof{}, err
	}
	var buf bytes.Buffer
	if _, err = io.CopyN(&buf, r, sampleSize); errors.Is(err, io.EOF) {
		return buf.Bytes(), eof{}, nil
	}
	return buf.Bytes(), r, err
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// text decodes a document whose beginning has been read. The encoding is that
// of the beginning; behind it, what is not valid in it becomes U+FFFD.
func text(head []byte, rest io.Reader, contentType string) io.Reader {
	if len(head) < sampleSize {
		s, _ := decode(head, contentType)
		return strings.NewReader(s)
	}
	whole := bytes.LastIndexByte(head[:len(head)-1], '>') + 1 // not within a letter
	_, name := decode(head[:whole], contentType)
	all := io.MultiReader(bytes.NewReader(head), rest)
	enc, _ := charset.Lookup(name)
	if enc == nil || enc == encoding.Nop || strings.EqualFold(name, "utf-8") {
		return all
	}
	return enc.NewDecoder().Reader(all)
}

// problem makes the error that a user reads.
func problem(address, what, remedy string) error {
	name := "the document"
	if address != "" {
		name = cutRunes(address, 200)
	}
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: name + " " + what, Remedy: remedy}
}

// binary names what bytes are that cannot be a feed, "" if they may be one.
func binary(b []byte) string {
	for _, m := range []struct{ magic, kind string }{
		{"%PDF-", "a PDF file"}, {"\x89PNG", "a PNG image"}, {"\xFF\xD8\xFF", "a JPEG image"}, {"GIF8", "a GIF image"},
		{"RIFF", "a RIFF media file"}, {"PK\x03\x04", "a zip archive"}, {"\x1F\x8B", "a gzip file in a gzip file"}, {"BZh", "a bzip2 file"},
		{"\xFD7zXZ", "an xz file"}, {"7z\xBC\xAF", "a 7z archive"}, {"Rar!", "a RAR archive"}, {"\x28\xB5\x2F\xFD", "a zstd file"},
		{"OggS", "an Ogg media file"}, {"ID3", "an MP3 file"}, {"\x7FELF", "a program"}, {"MZ\x90", "a program"}, {"wOFF", "a font"}, {"\xD0\xCF\x11\xE0", "an Office document"},
	} {
		if bytes.HasPrefix(b, []byte(m.magic)) {
			return m.kind
		}
	}
	head := b[:min(len(b), 1024)]
	if enc, _, _ := byMark(b); enc == nil && bytes.Count(head, []byte{0}) > len(head)/16 {
		return "a binary file"
	}
	return ""
}
