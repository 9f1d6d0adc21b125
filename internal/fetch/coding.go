package fetch

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding names the codings that decode takes.
const acceptEncoding = "gzip, deflate, br, zstd"

// What a content coding can be wrong in.
var (
	errCodings = errors.New("more than one coding, or an unknown one")
	errRatio   = errors.New("it unpacks to far more than was sent")
	errPacked  = errors.New("the packed data is damaged")
)

// window is the most memory a coding may ask for to unpack: what RFC 9659
// allows zstd on the web.
const window = 8 * mib

// decode takes off the one content coding that a body may have. With an
// error it gives what came before.
func decode(body []byte, h http.Header, size Size, l Limits) ([]byte, error) {
	coding, err := contentCoding(h)
	if err != nil {
		return nil, err
	}
	if coding == "" {
		if int64(len(body)) > size.Decoded {
			return body[:size.Decoded], errTooLong
		}
		return body, nil
	}
	if len(body) == 0 {
		return nil, nil
	}
	r, err := unpacker(coding, body)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %v", errPacked, coding, err)
	}
	defer r.Close()
	return unpack(r, int64(len(body)), size.Decoded, l)
}

// contentCoding is the coding of a body, "" if it has none.
func contentCoding(h http.Header) (string, error) {
	coding := ""
	for _, v := range h["Content-Encoding"] {
		for c := range strings.SplitSeq(v, ",") {
			c = strings.ToLower(strings.TrimSpace(c))
			if c == "" || c == "identity" || c == "none" || c == "utf-8" { // the last two are what careless servers send
				continue
			}
			if coding != "" {
				return "", fmt.Errorf("%w: %.60q", errCodings, v)
			}
			coding = strings.TrimPrefix(c, "x-")
		}
	}
	switch coding {
	case "", "gzip", "deflate", "br", "zstd":
		return coding, nil
	}
	return "", fmt.Errorf("%w: %.60q", errCodings, coding)
}

func unpacker(coding string, body []byte) (io.ReadCloser, error) {
	r := bytes.NewReader(body)
	switch coding {
	case "gzip":
		return gzip.NewReader(r)
	case "br":
		return io.NopCloser(brotli.NewReader(r)), nil
	case "zstd":
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	// "deflate" is zlib by the standard and bare deflate by the habit of some.
	if z, err := zlib.NewReader(r); err == nil {
		return z, nil
	}
	return flate.NewReader(bufio.NewReader(bytes.NewReader(body))), nil
}

// unpack reads r within the limits.
func unpack(r io.Reader, packed, limit int64, l Limits) ([]byte, error) {
	var b bytes.Buffer
	for {
		_, err := io.CopyN(&b, r, 32<<10)
		n := int64(b.Len())
		switch {
		case n > l.RatioFrom && n > l.Ratio*packed:
			return b.Bytes()[:min(n, limit)], fmt.Errorf("%w: over %d bytes from %d", errRatio, n, packed)
		case n > limit:
			return b.Bytes()[:limit], errTooLong
		case err == io.EOF, errors.Is(err, gzip.ErrHeader) && n > 0: // the second: something stands after the packed data
			return b.Bytes(), nil
		case err != nil:
			return b.Bytes(), fmt.Errorf("%w: %v", errPacked, err)
		}
	}
}
