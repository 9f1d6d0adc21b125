package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"vigia"
	"vigia/internal/fetch"
	"vigia/internal/warc"
)

// blockMax is the largest block that is read back, and unpacked.
const blockMax = 128 << 20

// Page is what a capture holds.
type Page struct {
	Proto  string
	Status int
	Header http.Header
	Body   []byte // without content coding
	Raw    []byte // content-coded, as its sha256 was made
}

// Open reads a capture back and proves it: the digests of its record, and the
// sha256 of its body.
func (s *Store) Open(ctx context.Context, c Capture) (Page, error) {
	if err := ctx.Err(); err != nil {
		return Page{}, fmt.Errorf("open capture %s: %w", c.ID, err)
	}
	kind, block, err := s.block(ctx, c)
	if err != nil {
		return Page{}, err
	}
	p, r, err := parse(kind, block)
	if err != nil {
		return Page{}, c.damaged(err.Error())
	}
	if kind == warc.Revisit {
		return s.lent(ctx, c, p)
	}
	if got := Sum(p.Raw); got != c.SHA256 {
		return Page{}, c.damaged("its body has sha256 " + got + ", not " + c.SHA256)
	}
	if kind == warc.Resource {
		p.Header.Set("Content-Type", c.ContentType)
		return p, nil
	}
	if p.Body, err = r.Decoded(blockMax); err != nil && c.Truncated == "" {
		return Page{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("capture %s of %s cannot be unpacked: %v", c.ID, c.FinalURL, err),
			Remedy: "the server sent it so; capture the address again"}
	}
	return p, nil
}

// parse reads the block of a response or resource record.
func parse(kind string, block []byte) (Page, fetch.Response, error) {
	if kind == warc.Resource {
		return Page{Status: 200, Header: http.Header{}, Body: block, Raw: block}, fetch.Response{}, nil
	}
	r, err := fetch.ParseResponse(block)
	return Page{Proto: r.Proto, Status: r.Status, Header: r.Header, Raw: r.Body}, r, err
}

// damaged is the error for evidence that is not as it was kept.
func (c Capture) damaged(why string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("capture %s is not as it was kept (%s at %d): %s", c.ID, c.File, c.Start, why),
		Remedy: "restore the file from a backup, and find out who or what changed it"}
}

// unread is the error for evidence that could not be read: it was removed by
// a rule, its store does not answer now, or it is damaged.
func (c Capture) unread(err error) error {
	var p *vigia.Problem
	switch {
	case errors.Is(err, errRemoved):
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "the bytes of capture " + c.ID + " were removed by a rule of retention",
			Remedy: "its entry in the log stands, with its SHA-256; 'vigia evidence removed' says when, by whom and why"}
	case errors.As(err, &p) && p.Kind == vigia.ErrRefused:
		return err // the store; nothing is said of the evidence
	}
	return c.damaged(err.Error())
}

// block reads the record of a capture, checking it.
func (s *Store) block(ctx context.Context, c Capture) (kind string, block []byte, err error) {
	if c.File == "" {
		return "", nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: "capture " + c.ID + " has no bytes: " + c.Reason, Remedy: c.Remedy}
	}
	f, err := s.openFile(ctx, c.File)
	if err != nil {
		return "", nil, c.unread(err)
	}
	defer f.Close()
	raw := make([]byte, min(max(c.Length, 0), blockMax))
	if n, err := f.ReadAt(raw, c.Start); n < len(raw) && err != nil {
		return "", nil, c.unread(fmt.Errorf("its record cannot be read: %w", err))
	}
	r := warc.NewReader(bytes.NewReader(raw))
	rec, err := r.Next()
	if err == nil {
		if block, err = readBlock(rec); err == nil {
			_, err = r.Next()
		}
	}
	bad := firstError(r.Issues())
	switch {
	case err != nil && err != io.EOF:
		return "", nil, c.damaged(err.Error())
	case bad != nil:
		return "", nil, c.damaged(bad.Message)
	case rec == nil || r.End() != c.Length || err == nil:
		return "", nil, c.damaged("there is not one whole record")
	case (rec.Type == warc.Revisit) != (c.Refers != ""):
		return "", nil, c.damaged("its record is a " + rec.Type)
	case rec.Type != warc.Response && rec.Type != warc.Resource && rec.Type != warc.Revisit:
		return "", nil, c.damaged("its record is a " + rec.Type)
	case rec.Header.Get("WARC-Block-Digest") == "":
		return "", nil, c.damaged("its record has no digest")
	}
	return rec.Type, block, nil
}

// readBlock reads the block of a record into memory.
func readBlock(rec *warc.Record) ([]byte, error) {
	if rec.Size > blockMax {
		return nil, fmt.Errorf("a block of %d bytes", rec.Size)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(rec.Block); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
