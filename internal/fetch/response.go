package fetch

import (
	"bufio"
	"bytes"
	"errors"
	"net/http"
)

// Response is a response that was kept as it was received.
type Response struct {
	Proto  string
	Status int
	Header http.Header
	Body   []byte // without transfer coding, still content-coded
}

// ParseResponse reads what RawHead and Wire of an Exchange were, put together
// again. A body that ends too early gives what there is, and one from which
// another program has taken the chunks is taken as it stands.
func ParseResponse(block []byte) (Response, error) {
	raw, err := readHead(bufio.NewReader(bytes.NewReader(block)), int64(len(block)))
	if err != nil {
		return Response{}, err
	}
	h, err := parseHead(raw)
	if err != nil {
		return Response{}, err
	}
	r := Response{h.proto, h.status, h.header, block[len(raw):]}
	if f, err := h.frame(); err == nil && f.chunked {
		_, body, err := readChunks(bufio.NewReader(bytes.NewReader(r.Body)), int64(len(r.Body)))
		if !errors.Is(err, errChunk) || len(body) > 0 {
			r.Body = body
		}
	}
	return r, nil
}

// Decoded is the body without its content coding, at most limit bytes. With
// an error it is what could be decoded.
func (r Response) Decoded(limit int64) ([]byte, error) {
	return decode(r.Body, r.Header, Size{Decoded: limit}, Limits{RatioFrom: limit})
}
