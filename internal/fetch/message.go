package fetch

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// What a message can be wrong in. The reading of a body may also end with the
// error of its source.
var (
	errHeadTooLong = errors.New("the head is longer than the limit")
	errTooLong     = errors.New("the body is longer than the limit")
	errNotHTTP     = errors.New("the answer does not begin with HTTP/1")
	errFraming     = errors.New("it is not clear where the body ends")
	errChunk       = errors.New("a chunk is malformed")
)

// head is the head of a response.
type head struct {
	proto  string
	status int
	header http.Header
}

// readHead reads up to the empty line, at most limit bytes.
func readHead(r *bufio.Reader, limit int64) ([]byte, error) {
	var raw []byte
	lineStart := 0
	for {
		part, err := r.ReadSlice('\n')
		raw = append(raw, part...)
		switch {
		case int64(len(raw)) > limit:
			return raw[:limit], errHeadTooLong
		case len(raw) >= 7 && !bytes.HasPrefix(raw, []byte("HTTP/1.")):
			return raw, errNotHTTP
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil:
			return raw, err
		}
		if line := raw[lineStart:]; len(bytes.TrimRight(line, "\r\n")) == 0 && lineStart > 0 {
			return raw, nil
		}
		lineStart = len(raw)
	}
}

// parseHead reads a head. Lines that are no fields are passed over, as
// browsers do; what decides where the body ends is judged by framing.
func parseHead(raw []byte) (head, error) {
	first, rest, _ := bytes.Cut(raw, []byte("\n"))
	proto, after, _ := strings.Cut(strings.TrimRight(string(first), "\r"), " ")
	code, _, _ := strings.Cut(strings.TrimLeft(after, " "), " ")
	status, err := strconv.Atoi(code)
	if err != nil || len(code) != 3 || status < 100 || !strings.HasPrefix(proto, "HTTP/1.") {
		return head{}, errNotHTTP
	}
	h := head{proto, status, http.Header{}}
	last := ""
	for line := range bytes.Lines(rest) {
		text := strings.TrimRight(string(line), "\r\n")
		if vs := h.header[last]; text != "" && (text[0] == ' ' || text[0] == '\t') && len(vs) > 0 {
			vs[len(vs)-1] += " " + strings.TrimSpace(text)
			continue
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok || name == "" || strings.ContainsAny(name, " \t") && !isFraming(name) {
			continue
		}
		last = textproto.CanonicalMIMEHeaderKey(name)
		h.header[last] = append(h.header[last], strings.TrimSpace(value))
	}
	return h, nil
}

// isFraming tells a name that would decide where the body ends but for a
// space before its colon. It is kept, as a key that framing refuses.
func isFraming(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	return name == "content-length" || name == "transfer-encoding"
}

// framing is how the end of a body is known.
type framing struct {
	chunked bool
	length  int64 // -1: it ends with the connection
}

// frame decides how the body ends, and refuses heads that programs could read
// in two ways.
func (h head) frame() (framing, error) {
	lengths, codings := h.header["Content-Length"], h.header["Transfer-Encoding"]
	for name := range h.header {
		if isFraming(name) && name != "Content-Length" && name != "Transfer-Encoding" {
			return framing{}, fmt.Errorf("%w: %q", errFraming, name)
		}
	}
	switch {
	case h.status == 204 || h.status == 304:
		return framing{length: 0}, nil
	case len(codings) > 0 && len(lengths) > 0:
		return framing{}, fmt.Errorf("%w: both Transfer-Encoding and Content-Length", errFraming)
	case len(codings) > 1 || len(codings) == 1 && !strings.EqualFold(codings[0], "chunked"):
		return framing{}, fmt.Errorf("%w: Transfer-Encoding %q", errFraming, codings)
	case len(codings) == 1:
		return framing{chunked: true}, nil
	case len(lengths) == 0:
		return framing{length: -1}, nil
	}
	for _, l := range lengths {
		if l != lengths[0] {
			return framing{}, fmt.Errorf("%w: two values of Content-Length", errFraming)
		}
	}
	n, err := strconv.ParseUint(lengths[0], 10, 62)
	if err != nil {
		return framing{}, fmt.Errorf("%w: Content-Length %.40q", errFraming, lengths[0])
	}
	return framing{length: int64(n)}, nil
}

// readBody reads a body of at most limit bytes: as received and without its
// transfer coding. With an error it gives what came before.
func readBody(r *bufio.Reader, f framing, limit int64) (wire, body []byte, err error) {
	if f.chunked {
		return readChunks(r, limit)
	}
	if f.length > limit {
		return nil, nil, fmt.Errorf("%w: it declares %d bytes", errTooLong, f.length)
	}
	n := f.length
	if n < 0 {
		n = limit + 1
	}
	var b bytes.Buffer
	_, err = io.CopyN(&b, r, n)
	wire = b.Bytes()
	switch {
	case int64(len(wire)) > limit:
		wire, err = wire[:limit], errTooLong
	case err == io.EOF && f.length < 0:
		err = nil
	case err == io.EOF:
		err = io.ErrUnexpectedEOF
	}
	return wire, wire, err
}
