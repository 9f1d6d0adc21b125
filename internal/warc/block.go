package warc

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// block reads the block of a record and feeds the digests on the way.
type block struct {
	r       io.Reader
	left    int64
	err     error // why it ended too early
	over    bool  // the next record was asked for
	all     *want
	payload *want
	head    *headSplit // nil: the payload is the whole block
}

var errOver = errors.New("warc: block read after the next record was asked for")

func (b *block) Read(p []byte) (int, error) {
	switch {
	case b.over:
		return 0, errOver
	case b.err != nil:
		return 0, b.err
	case b.left == 0:
		return 0, io.EOF
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	b.feed(p[:n])
	if err == io.EOF && b.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && b.left > 0 {
		b.err = err
		return n, err
	}
	return n, nil
}

func (b *block) feed(p []byte) {
	if b.all != nil {
		b.all.h.Write(p)
	}
	if b.payload == nil {
		return
	}
	if b.head != nil {
		p = b.head.body(p)
	}
	b.payload.h.Write(p)
}

// newBlock prepares the block of rec and the digests that it declares.
func (r *Reader) newBlock(rec *Record) *block {
	b := &block{r: r.src.in, left: rec.Size}
	b.all = r.declared(rec, "WARC-Block-Digest")
	payload := r.declared(rec, "WARC-Payload-Digest")
	// The payload digest of a revisit is that of another record, and that of a
	// segment may be of the whole.
	if rec.Type == Revisit || rec.Type == Continuation || rec.Header.Get("WARC-Segment-Number") != "" {
		return b
	}
	b.payload = payload
	if strings.HasPrefix(strings.ToLower(rec.Header.Get("Content-Type")), "application/http") {
		b.head = &headSplit{}
	}
	return b
}

func (r *Reader) declared(rec *Record, field string) *want {
	value := rec.Header.Get(field)
	w, err := parseDigest(field, value)
	if err != nil {
		r.note(Issue{Kind: BadHeader, Offset: rec.Offset, Message: err.Error()})
	} else if w == nil && value != "" {
		r.note(Issue{Kind: OddDigest, Offset: rec.Offset, Warning: true, Message: field + " is of an unknown kind: " + clip(value)})
	}
	return w
}

// judge compares the digests with what was read.
func (r *Reader) judge(rec *Record, b *block) {
	if !b.all.matches() {
		r.note(Issue{Kind: BadDigest, Offset: rec.Offset, Message: "the block is not the one that its digest was made of"})
	}
	if b.payload.matches() {
		return
	}
	i := Issue{Kind: BadDigest, Offset: rec.Offset, Message: "the payload is not the one that its digest was made of"}
	if b.head != nil && b.head.chunked() && b.all != nil && b.all.matches() {
		// Some tools make the digest of the body without its chunks.
		i.Kind, i.Warning = OddDigest, true
		i.Message = "the payload digest is not that of the payload as stored; it may be that of the body without its chunks"
	}
	r.note(i)
}

// headSplit tells the body of an HTTP message from its head, however the
// bytes come in pieces.
type headSplit struct {
	head []byte // its beginning, at most headKept
	line int    // bytes of the current line, CR left out
	any  bool   // a line was seen
	done bool
}

const headKept = 16 << 10

func (h *headSplit) body(p []byte) []byte {
	if h.done {
		return p
	}
	for i, c := range p {
		switch {
		case c == '\n' && h.line == 0 && h.any:
			h.keep(p[:i+1])
			h.done = true
			return p[i+1:]
		case c == '\n':
			h.line, h.any = 0, true
		case c != '\r':
			h.line++
		}
	}
	h.keep(p)
	return nil
}

func (h *headSplit) keep(p []byte) {
	h.head = append(h.head, p[:min(len(p), headKept-len(h.head))]...)
}

func (h *headSplit) chunked() bool {
	low := bytes.ToLower(h.head)
	_, after, ok := bytes.Cut(low, []byte("\ntransfer-encoding:"))
	line, _, _ := bytes.Cut(after, []byte("\n"))
	return ok && bytes.Contains(line, []byte("chunked"))
}
