package warc

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// dateLayout has the microseconds that WARC 1.1 allows.
const dateLayout = "2006-01-02T15:04:05.000000Z"

// Writer writes records, each a gzip member of its own.
type Writer struct {
	w  io.Writer
	gz *gzip.Writer
}

// NewWriter writes to w. It compresses fast: most bodies come compressed, where
// more effort gains nothing, and of the others it leaves a quarter.
func NewWriter(w io.Writer) *Writer {
	gz, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		gz = gzip.NewWriter(w) // unreachable: there is such a level
	}
	return &Writer{w: w, gz: gz}
}

// Reset makes the Writer write to w, so that its memory serves again.
func (w *Writer) Reset(to io.Writer) { w.w = to }

// Write writes one record and tells the length of its member in bytes. Digests
// are computed, that of the payload for HTTP messages and resources alone: a
// revisit has the one that its header says.
func (w *Writer) Write(r Record, block []byte) (int64, error) {
	head, err := writeHead(r, block)
	if err != nil {
		return 0, err
	}
	out := &counter{w: w.w}
	w.gz.Reset(out)
	for _, b := range [][]byte{head, block, []byte("\r\n\r\n")} {
		if _, err := w.gz.Write(b); err != nil {
			return out.n, fmt.Errorf("%s record %s: %w", r.Type, r.ID, err)
		}
	}
	if err := w.gz.Close(); err != nil {
		return out.n, fmt.Errorf("%s record %s: %w", r.Type, r.ID, err)
	}
	return out.n, nil
}

func writeHead(r Record, block []byte) ([]byte, error) {
	fields := Header{{"WARC-Type", r.Type}, {"WARC-Record-ID", r.ID}, {"WARC-Date", r.Date.UTC().Format(dateLayout)}}
	fields.Add("WARC-Target-URI", r.TargetURI)
	fields = append(fields, r.Header...)
	fields.Add("WARC-Block-Digest", digest(block))
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/http") && r.Type != Revisit {
		fields.Add("WARC-Payload-Digest", digest(payload(block)))
	} else if r.Type == Resource {
		fields.Add("WARC-Payload-Digest", digest(block))
	}
	fields = append(fields, Field{"Content-Length", strconv.Itoa(len(block))})
	var b bytes.Buffer
	b.WriteString("WARC/1.1\r\n")
	for _, f := range fields {
		if f.Name == "" || strings.ContainsAny(f.Name, " :\t\r\n") || strings.ContainsAny(f.Value, "\r\n\x00") {
			return nil, fmt.Errorf("%s record %s: field %q cannot be written", r.Type, r.ID, f.Name)
		}
		b.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	b.WriteString("\r\n")
	return b.Bytes(), nil
}

// payload is what follows the head of an HTTP message, nothing if the head
// does not end.
func payload(block []byte) []byte {
	if i := headEnd(block); i >= 0 {
		return block[i:]
	}
	return nil
}

// headEnd is where the body of an HTTP message begins, -1 if its head has no
// end. Lines may end with LF alone, as servers do that.
func headEnd(block []byte) int {
	for i := 0; ; {
		n := bytes.IndexByte(block[i:], '\n')
		if n < 0 {
			return -1
		}
		if line := bytes.TrimSuffix(block[i:i+n], []byte("\r")); len(line) == 0 && i > 0 {
			return i + n + 1
		}
		i += n + 1
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// WriteFields makes the block of a warcinfo or metadata record. Line breaks
// in a value become spaces.
func WriteFields(fs ...Field) []byte {
	var b bytes.Buffer
	for _, f := range fs {
		if f.Value != "" {
			b.WriteString(f.Name + ": " + strings.Join(strings.Fields(f.Value), " ") + "\r\n")
		}
	}
	return b.Bytes()
}

// Info is the warcinfo record that a file begins with.
func Info(id, filename, software string, at time.Time) (Record, []byte) {
	h := Header{{"Content-Type", Fields}}
	h.Add("WARC-Filename", filename)
	return Record{Type: Warcinfo, ID: id, Date: at, Header: h}, WriteFields(
		Field{"software", software},
		Field{"format", "WARC File Format 1.1"},
		Field{"conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"},
		Field{"robots", "obey"},
	)
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
