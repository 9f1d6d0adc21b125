package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	web "golang.org/x/net/html/charset"

	"vigia"
	"vigia/internal/charset"
)

// sampleSize is how much of a document is read before its encoding is told.
// Almost every feed is shorter.
const sampleSize = 1 << 20

// input is a document as text: r gives UTF-8, though not always valid.
type input struct {
	r           io.Reader
	limit       *limited
	raw, packed source
}

// source reads as far as it goes, and keeps why it went no further.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err, err = err, io.EOF
	}
	return n, err
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

// openInput unpacks and decodes a document as it is read. An error is a
// *vigia.Problem: it is empty, damaged, or no text.
func openInput(r io.Reader, contentType, address string) (*input, error) {
	in := &input{}
	in.raw.r = r
	head, rest := in.raw.sample()
	if bytes.HasPrefix(head, []byte{0x1F, 0x8B}) {
		z, err := gzip.NewReader(io.MultiReader(bytes.NewReader(head), rest))
		if err != nil {
			return nil, problem(address, "is a damaged gzip file", "fetch it again")
		}
		in.packed.r = z
		if head, rest = in.packed.sample(); len(head) == 0 && in.packed.err != nil {
			return nil, problem(address, "is a damaged gzip file", "fetch it again")
		}
	}
	if len(bytes.TrimSpace(head)) == 0 && len(head) < sampleSize {
		if in.raw.err != nil {
			return nil, fmt.Errorf("reading a feed: %w", in.raw.err)
		}
		return nil, problem(address, "is empty", "open it in a browser and check the address")
	}
	if kind := charset.Binary(head); kind != "" {
		return nil, problem(address, "is "+kind+", not a feed", "check the address")
	}
	in.limit = &limited{rest, maxInput - len(head)}
	in.r = text(head, in.limit, contentType)
	return in, nil
}

// sample reads the beginning of a source, or all of it if it is short.
func (s *source) sample() (head []byte, rest io.Reader) {
	if m, ok := s.r.(*memory); ok {
		head = m.b[:min(len(m.b), sampleSize)]
		m.b = m.b[len(head):]
		return head, m
	}
	head, _ = io.ReadAll(io.LimitReader(s, sampleSize)) // what is wrong stays in s
	return head, s
}

// memory reads a document that is held whole, whose beginning need not be
// copied.
type memory struct{ b []byte }

func (m *memory) Read(b []byte) (int, error) {
	if len(m.b) == 0 {
		return 0, io.EOF
	}
	n := copy(b, m.b)
	m.b = m.b[n:]
	return n, nil
}

// text decodes a document whose beginning has been read: a long one as it is
// read, in the encoding of its beginning.
func text(head []byte, rest io.Reader, contentType string) io.Reader {
	if len(head) == sampleSize {
		whole := head[:bytes.LastIndexByte(head, '>')+1] // not within a letter
		_, name, _ := charset.Decode(whole, contentType)
		all := io.MultiReader(bytes.NewReader(head), rest)
		if name == "utf-8" {
			return all
		}
		if enc, _ := web.Lookup(name); enc != nil {
			return enc.NewDecoder().Reader(all)
		}
		more, _ := io.ReadAll(rest) // as far as it goes
		head = append(bytes.Clone(head), more...)
	}
	s, _, _ := charset.Decode(head, contentType)
	return strings.NewReader(s)
}

// problem makes the error that a user reads.
func problem(address, what, remedy string) error {
	name := "the document"
	if address != "" {
		name = cutRunes(address, 200)
	}
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: name + " " + what, Remedy: remedy}
}
