package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"vigia"
	"vigia/internal/fetch"
	"vigia/internal/warc"
)

// revisitProfile says that the body is the same (WARC 1.1, 6.7.2).
const revisitProfile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

// revisitLeast is the size of a body, in bytes, from which on it is kept once:
// below it the record would be no shorter.
const revisitLeast = 2 << 10

// lender is a capture whose body another one has too.
type lender struct {
	capture Capture
	record  Record // its response, as it stands
	id, uri string
	digest  string
	date    string
}

const sameBodySQL = `
	SELECT ` + columns + ` FROM captures
	WHERE sha256 = ? AND size = ? AND status = ? AND content_type = ? AND file <> '' AND reason = '' AND truncated = '' AND refers = '' AND via = 'fetch'
		AND NOT EXISTS (SELECT 1 FROM removals x WHERE x.capture = captures.id)
	ORDER BY at, id LIMIT 1`

// sameBody finds a capture, of any address, that has the body of an exchange.
// It is read back first: a body is lent only if it is whole and unpacks in the
// same way. ok is false if there is none, for whatever reason: then the body
// is kept once more.
func (s *Store) sameBody(ctx context.Context, c Capture, x *fetch.Exchange) (l lender, ok bool) {
	if c.Truncated != "" || c.Size < revisitLeast {
		return l, false
	}
	was, err := scan(s.d.QueryRow(ctx, sameBodySQL, c.SHA256, c.Size, c.Status, c.ContentType))
	if errors.Is(err, vigia.ErrNotFound) {
		return l, false
	}
	var p Page
	if err == nil {
		p, err = s.Open(ctx, was)
	}
	if err == nil && strings.Join(p.Header["Content-Encoding"], ",") != strings.Join(x.Header["Content-Encoding"], ",") {
		return l, false
	}
	if err == nil {
		l, err = s.lend(ctx, was)
	}
	if err != nil {
		s.lg.Warn("a body is kept once more, since the capture that has it cannot be read", "capture", was.ID, "err", err)
	}
	return l, err == nil
}

func (s *Store) lend(ctx context.Context, c Capture) (l lender, err error) {
	f, err := s.openFile(ctx, c.File)
	if err != nil {
		return l, err
	}
	defer f.Close()
	sha, err := sumAt(f, c.Start, c.Length)
	if err != nil {
		return l, err
	}
	rec, err := warc.NewReader(io.NewSectionReader(f, c.Start, c.Length)).Next()
	if err != nil {
		return l, err
	}
	return lender{c, Record{Type: warc.Response, Start: c.Start, Length: c.Length, SHA256: sha, File: c.File}, rec.ID, rec.TargetURI,
		rec.Header.Get("WARC-Payload-Digest"), rec.Header.Get("WARC-Date")}, nil
}

// revisit makes the record of a response whose body another one has.
func (l lender) revisit(r warc.Record) warc.Record {
	r.Type = warc.Revisit
	r.Header.Add("WARC-Profile", revisitProfile)
	r.Header.Add("WARC-Refers-To", l.id)
	r.Header.Add("WARC-Refers-To-Target-URI", l.uri)
	r.Header.Add("WARC-Refers-To-Date", l.date)
	r.Header.Add("WARC-Payload-Digest", l.digest)
	return r
}

// lent gives a page the body of the capture that it refers to.
func (s *Store) lent(ctx context.Context, c Capture, p Page) (Page, error) {
	was, err := Get(ctx, s.d, c.Refers)
	if err != nil {
		return p, c.damaged("the capture that has its body is not there: " + err.Error())
	}
	if was.Refers != "" {
		return p, c.damaged("it refers to one that has no body of its own")
	}
	o, err := s.Open(ctx, was)
	if err != nil {
		return p, fmt.Errorf("body of capture %s: %w", c.ID, err)
	}
	if Sum(o.Raw) != c.SHA256 {
		return p, c.damaged("the capture that it refers to has another body")
	}
	p.Raw, p.Body = o.Raw, o.Body
	return p, nil
}

// lentRecord is the response that has the body of a capture, as it stands in
// its file; nil if the capture has its own.
func (s *Store) lentRecord(ctx context.Context, c Capture) ([]byte, error) {
	if c.Refers == "" {
		return nil, nil
	}
	was, err := Get(ctx, s.d, c.Refers)
	if err != nil {
		return nil, err
	}
	f, err := s.openFile(ctx, was.File)
	if err != nil {
		return nil, was.unread(err)
	}
	defer f.Close()
	b := make([]byte, min(max(was.Length, 0), blockMax))
	if n, err := f.ReadAt(b, was.Start); n < len(b) {
		return nil, was.unread(err)
	}
	return b, nil
}
