package fetch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

// transfer makes one request and reads its answer, without following where
// it leads. The Exchange is nil if no head came; a Failure beside one means
// that the answer is not whole.
//
// If ctx ended, what is returned means nothing: the caller looks.
func (c *Client) transfer(ctx context.Context, t target, r Request, left time.Duration) (*Exchange, *Failure) {
	var names []string
	conn, took, leave, f := c.connect(withNames(ctx, &names), t)
	if f != nil {
		return nil, f
	}
	defer leave()
	defer conn.Close()
	began := time.Now().Add(-took)
	// Ending the context, or this client, ends what the connection waits for.
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	m := &meter{conn: conn, l: c.limits, end: began.Add(left), first: time.Now().Add(c.limits.FirstByte)}
	x := &Exchange{FinalURL: t.url.String(), At: c.clock.Now().UTC(), Peer: conn.RemoteAddr().String(), Names: names, TLS: shown(conn)}
	x.RawRequest, x.RequestHeader = c.request(t, r)
	_ = conn.SetWriteDeadline(m.end) // Write reports what is wrong with conn
	if _, err := conn.Write(slices.Concat(x.RawRequest, r.Post)); err != nil {
		return nil, m.failure(err)
	}
	err := c.answer(x, m, r.Kind)
	x.Took = time.Since(began)
	if x.RawHead == nil {
		x = nil
	}
	if err != nil {
		return x, m.judge(x, err)
	}
	return x, nil
}

// request writes the head of a request: nothing that tells of the reader.
func (c *Client) request(t target, r Request) ([]byte, http.Header) {
	method, length := "GET", ""
	if len(r.Post) > 0 {
		method, length = "POST", strconv.Itoa(len(r.Post))
	}
	fields := [][2]string{
		{"Host", t.url.Host}, {"User-Agent", c.agent}, {"Accept", accepts[r.Kind]}, {"Accept-Encoding", acceptEncoding},
		{"If-None-Match", c.validator(r.ETag)}, {"If-Modified-Since", c.validator(r.LastModified)},
		{"Content-Type", r.PostType}, {"Content-Length", length}, {"Connection", "close"},
	}
	var b bytes.Buffer
	h := http.Header{}
	b.WriteString(method + " " + t.url.RequestURI() + " HTTP/1.1\r\n")
	for _, f := range fields {
		if f[1] != "" {
			b.WriteString(f[0] + ": " + f[1] + "\r\n")
			h.Set(f[0], f[1])
		}
	}
	b.WriteString("\r\n")
	return b.Bytes(), h
}

var accepts = map[Kind]string{
	Page:      "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.5",
	Feed:      "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
	Document:  "*/*",
	RobotsTxt: "text/plain, */*;q=0.5",
	Service:   "*/*",
}

// answer reads the head, passing over interim ones, and the body.
func (c *Client) answer(x *Exchange, m *meter, k Kind) error {
	br := bufio.NewReaderSize(m, 16<<10)
	var h head
	for interim := 0; ; interim++ {
		raw, err := readHead(br, c.limits.Head)
		if err != nil {
			return err
		}
		if h, err = parseHead(raw); err != nil {
			return err
		}
		if h.status >= 200 {
			x.RawHead = raw
			break
		}
		if h.status == 101 || interim == 5 {
			return errNotHTTP
		}
	}
	x.Status, x.Proto, x.Header = h.status, h.proto, h.header
	if h.status >= 300 && h.status < 400 {
		return nil // what stands in a redirect is of no use
	}
	f, err := h.frame()
	if err != nil {
		return err
	}
	size := c.sizeOf(h, k)
	if k == RobotsTxt && f.length > size.Wire {
		f.length = -1 // the beginning of a robots.txt counts, however long it is
	}
	x.Wire, x.Body, err = readBody(br, f, size.Wire)
	decoded, bad := decode(x.Body, x.Header, size, c.limits)
	if x.Decoded = decoded; err == nil {
		err = bad // of a body that is cut, what unpacks is enough
	}
	if err != nil && h.status >= 400 {
		x.Truncated = m.cut(err) // the beginning of an error page is enough
		return nil
	}
	return err
}

func (c *Client) sizeOf(h head, k Kind) Size {
	size := c.limits.size(k)
	if h.status >= 300 {
		size.Wire = min(size.Wire, errorBody)
	} else if t, _, _ := mime.ParseMediaType(h.header.Get("Content-Type")); k == Page && t == "application/pdf" {
		size = c.limits.Document
	}
	return size
}

// judge turns what ended the reading of an answer into a Failure, and marks
// how the Exchange is cut.
func (m *meter) judge(x *Exchange, err error) *Failure {
	f := m.failure(err)
	if x != nil {
		f.Exchange, f.Status = x, x.Status
		x.Truncated = m.cut(err)
	}
	return f
}

// cut is what WARC-Truncated says of an answer that ended with err.
func (m *meter) cut(err error) string {
	switch m.failure(err).Reason {
	case TimedOut, TooSlow:
		return "time"
	case TooLarge:
		return "length"
	case CutShort:
		return "disconnect"
	}
	return ""
}

// failure tells what an error of the connection or of the message means.
func (m *meter) failure(err error) *Failure {
	switch {
	case m.why != nil:
		return m.why
	case errors.Is(err, errHeadTooLong), errors.Is(err, errTooLong):
		return fail(TooLarge, "%v", err)
	case errors.Is(err, errRatio):
		return fail(BadRatio, "%v", err)
	case errors.Is(err, errCodings):
		return fail(BadCodings, "%v", err)
	case errors.Is(err, errNotHTTP), errors.Is(err, errFraming), errors.Is(err, errChunk), errors.Is(err, errPacked):
		return fail(BadResponse, "%v", err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return fail(CutShort, "the connection was closed after %d bytes", m.n)
	}
	var t net.Error
	if errors.As(err, &t) && t.Timeout() {
		return fail(TimedOut, "the request could not be sent in time")
	}
	return fail(CutShort, "%v", err)
}

// validator is a value to send in a header, "" if it is not fit for that, or
// could not be kept byte for byte.
func (c *Client) validator(v string) string {
	if len(v) > c.limits.Validator || !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ""
	}
	return v
}
