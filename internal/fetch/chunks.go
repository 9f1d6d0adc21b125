package fetch

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// chunkLine is the longest line that may frame a chunk.
const chunkLine = 4 << 10

// readChunks reads a chunked body with its trailer.
func readChunks(r *bufio.Reader, limit int64) (wire, body []byte, err error) {
	for {
		line, err := chunkText(r)
		wire = append(wire, line...)
		if err != nil {
			return wire, body, err
		}
		digits, _, _ := strings.Cut(string(bytes.TrimRight(line, "\r\n")), ";")
		n, err := strconv.ParseUint(strings.TrimRight(digits, " \t"), 16, 62)
		switch {
		case err != nil:
			return wire, body, fmt.Errorf("%w: size %.20q", errChunk, digits)
		case n == 0:
			wire, err = readTrailer(r, wire)
			return wire, body, err
		}
		room := limit - int64(len(wire))
		piece, err := readPiece(r, min(int64(n), room+1))
		wire, body = append(wire, piece...), append(body, piece...)
		if over := int64(len(wire)) - limit; over > 0 {
			cut := min(over, int64(len(piece)))
			return wire[:int64(len(wire))-cut], body[:int64(len(body))-cut], errTooLong
		}
		if err != nil {
			return wire, body, err
		}
		end, err := chunkText(r)
		wire = append(wire, end...)
		if err == nil && len(bytes.TrimRight(end, "\r\n")) > 0 {
			err = fmt.Errorf("%w: no line end after %d bytes", errChunk, n)
		}
		if err != nil {
			return wire, body, err
		}
	}
}

// readPiece reads n bytes, or what comes of them.
func readPiece(r io.Reader, n int64) ([]byte, error) {
	var b bytes.Buffer
	_, err := io.CopyN(&b, r, max(n, 0))
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return b.Bytes(), err
}

// readTrailer reads the fields after the last chunk. Servers that hang up
// before its end have sent the whole body.
func readTrailer(r *bufio.Reader, wire []byte) ([]byte, error) {
	for size := 0; ; {
		line, err := chunkText(r)
		wire = append(wire, line...)
		if err == io.ErrUnexpectedEOF {
			return wire, nil
		}
		if size += len(line); err == nil && size > chunkLine {
			err = fmt.Errorf("%w: the trailer is too long", errChunk)
		}
		if err != nil || len(bytes.TrimRight(line, "\r\n")) == 0 {
			return wire, err
		}
	}
}

func chunkText(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	switch {
	case err == io.EOF:
		err = io.ErrUnexpectedEOF
	case errors.Is(err, bufio.ErrBufferFull) || len(line) > chunkLine:
		err = fmt.Errorf("%w: its line is too long", errChunk)
	}
	return line, err
}
