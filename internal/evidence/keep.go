package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"vigia"
	"vigia/internal/fetch"
	"vigia/internal/warc"
)

// The ways a capture came about.
const (
	ViaFetch  = "fetch"
	ViaImport = "import"
)

// Keep appends the records of an exchange, whole or cut, and returns when
// they are on the disk. The capture has no row yet.
func (s *Store) Keep(ctx context.Context, x *fetch.Exchange, source string) (Capture, error) {
	if err := ctx.Err(); err != nil {
		return Capture{}, fmt.Errorf("keep %s: %w", x.URL, err)
	}
	c := Capture{
		ID: vigia.NewID("cap", x.At), URL: x.URL, FinalURL: x.FinalURL, Source: source, At: x.At.UTC().Truncate(time.Microsecond),
		Status: x.Status, ContentType: oneLine(x.Header.Get("Content-Type")), SHA256: Sum(x.Body), Size: int64(len(x.Body)),
		Truncated: x.Truncated, Robots: oneLine(x.Robots.Rule), Via: ViaFetch, Peer: x.Peer,
	}
	if l, ok := s.sameBody(ctx, c, x); ok {
		return s.keepExchange(c, x, x.RawHead, &l)
	}
	return s.keepExchange(c, x, slices.Concat(x.RawHead, x.Wire), nil)
}

// keepExchange keeps the block of a response, the request and what is known of
// the exchange; of one whose body another capture has, the head alone.
func (s *Store) keepExchange(c Capture, x *fetch.Exchange, block []byte, from *lender) (Capture, error) {
	var certs []string
	if x.TLS != nil {
		var err error
		if certs, err = s.keepCerts(x.TLS.Chain); err != nil {
			return Capture{}, err
		}
	}
	id, uri := warc.NewID(), escape(x.FinalURL)
	response := warc.Record{Type: warc.Response, ID: id, TargetURI: uri, Date: c.At, Header: warc.Header{{Name: "Content-Type", Value: warc.HTTPResponse}}}
	if host, _, err := net.SplitHostPort(x.Peer); err == nil {
		response.Header.Add("WARC-IP-Address", host)
	}
	response.Header.Add("WARC-Truncated", c.Truncated)
	beside := func(kind, contentType string) warc.Record {
		return warc.Record{Type: kind, ID: warc.NewID(), TargetURI: uri, Date: c.At,
			Header: warc.Header{{Name: "WARC-Concurrent-To", Value: id}, {Name: "Content-Type", Value: contentType}}}
	}
	if from != nil {
		c.Refers, response = from.capture.ID, from.revisit(response)
	}
	c, err := s.keep(c,
		part{response, block},
		part{beside(warc.Request, warc.HTTPRequest), x.RawRequest},
		part{beside(warc.Metadata, warc.Fields), about(c, x, certs)})
	if err == nil && from != nil {
		c.Records = append(c.Records, from.record)
	}
	return c, err
}

// KeepResource appends a file that was not fetched by us, and returns when it
// is on the disk. url may be empty; via says how it came.
func (s *Store) KeepResource(ctx context.Context, url string, body []byte, contentType, via string) (Capture, error) {
	if err := ctx.Err(); err != nil {
		return Capture{}, fmt.Errorf("keep %s: %w", url, err)
	}
	now := s.clock.Now().UTC().Truncate(time.Microsecond)
	c := Capture{
		ID: vigia.NewID("cap", now), URL: url, FinalURL: url, At: now, Status: 200,
		ContentType: oneLine(contentType), SHA256: Sum(body), Size: int64(len(body)), Via: via,
	}
	r := warc.Record{Type: warc.Resource, ID: warc.NewID(), TargetURI: escape(url), Date: now}
	if r.TargetURI == "" {
		r.TargetURI = "urn:sha256:" + c.SHA256
	}
	r.Header.Add("Content-Type", c.ContentType)
	return s.keep(c, part{r, body})
}

// refusedMax is how many bytes are kept, as they came over the wire, of an
// answer that was refused: enough to show what it was.
const refusedMax = 256 << 10

// KeepRefused keeps what came with a refusal, or what had come when an answer
// was cut off, and gives the capture with the reason. The record says that it
// is cut (WARC-Truncated) and in which way. If nothing came that is an answer,
// the capture has no bytes.
func (s *Store) KeepRefused(ctx context.Context, f *fetch.Failure, url, source string) (Capture, error) {
	if err := ctx.Err(); err != nil {
		return Capture{}, fmt.Errorf("keep %s: %w", url, err)
	}
	c, x := s.Refusal(f, url, source), f.Exchange
	if x == nil || len(x.RawHead) == 0 || x.NotModified {
		return c, nil
	}
	block := slices.Concat(x.RawHead, x.Wire[:min(len(x.Wire), refusedMax)])
	if len(x.Wire) > refusedMax {
		c.Truncated = "length"
	}
	p, _, err := parse(warc.Response, block)
	if err != nil {
		return c, nil // no answer of a web server: the reason says so
	}
	c.SHA256, c.Size = Sum(p.Raw), int64(len(p.Raw))
	return s.keepExchange(c, x, block, nil)
}

// Refusal is the capture of an address of which nothing was kept.
func (s *Store) Refusal(f *fetch.Failure, url, source string) Capture {
	now := s.clock.Now().UTC().Truncate(time.Microsecond)
	c := Capture{
		ID: vigia.NewID("cap", now), URL: url, FinalURL: url, Source: source, At: now, Status: f.Status,
		Reason: string(f.Reason), Detail: f.Detail, Remedy: f.Remedy, Robots: oneLine(f.Robots.Rule), Via: ViaFetch,
	}
	if x := f.Exchange; x != nil {
		c.FinalURL, c.At, c.Peer, c.Truncated = x.FinalURL, x.At.UTC().Truncate(time.Microsecond), x.Peer, x.Truncated
		c.ContentType = oneLine(x.Header.Get("Content-Type"))
	}
	return c
}

// part is a record with its block.
type part struct {
	record warc.Record
	block  []byte
}

// keep compresses the parts, the first of which is the capture's own, and
// appends them.
func (s *Store) keep(c Capture, parts ...part) (Capture, error) {
	if len(parts[0].block) == 0 && parts[0].record.Type == warc.Response {
		return Capture{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "there is nothing of " + c.URL + " to keep", Remedy: "keep it as a refusal"}
	}
	var b bytes.Buffer
	w := s.writers.Get().(*warc.Writer)
	w.Reset(&b)
	for i, p := range parts {
		n, err := w.Write(p.record, p.block)
		if err != nil {
			return Capture{}, fmt.Errorf("keep %s: %w", c.URL, err)
		}
		if i == 0 {
			c.Length = n
		}
		member := b.Bytes()[int64(b.Len())-n:]
		c.Records = append(c.Records, Record{Type: p.record.Type, Start: int64(b.Len()) - n, Length: n, SHA256: Sum(member)})
	}
	s.writers.Put(w)
	at, err := s.append(b.Bytes())
	if err != nil {
		return Capture{}, err
	}
	c.File, c.Start = at.file, at.start
	for i := range c.Records {
		c.Records[i].Start += at.start
	}
	c.Records = slices.Insert(c.Records, 0, at.info)
	return c, nil
}

// about is what else is known of an exchange.
func about(c Capture, x *fetch.Exchange, certs []string) []byte {
	fs := []warc.Field{{Name: "fetchTimeMs", Value: strconv.FormatInt(x.Took.Milliseconds(), 10)}}
	add := func(name, value string) { fs = append(fs, warc.Field{Name: name, Value: value}) }
	if x.URL != x.FinalURL {
		add("requested", x.URL)
	}
	for _, h := range x.Redirects {
		add("redirect", fmt.Sprintf("%d %s %s %s", h.Status, h.At.UTC().Format(time.RFC3339Nano), h.URL, h.Location))
	}
	add("robots", x.Robots.URL)
	add("robots-rule", x.Robots.Rule)
	add("robots-sha256", x.Robots.SHA256)
	if at := x.Robots.At; !at.IsZero() {
		add("robots-read", at.UTC().Format(time.RFC3339))
	}
	for _, name := range x.Names {
		add("dns-answer", name)
	}
	add("peer", x.Peer)
	if c.Reason != "" {
		add("refused", c.Reason+": "+c.Detail)
	}
	if x.TLS != nil {
		add("tls", x.TLS.Version+" "+x.TLS.Cipher)
	}
	for _, sha := range certs {
		add("tls-certificate-sha256", sha)
	}
	add("software", software+" "+built())
	return warc.WriteFields(fs...)
}

// built names this program as it was built.
var built = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "development"
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			version += " " + s.Value
		}
	}
	return version + " " + info.GoVersion
})

// Sum is the SHA-256 of bytes, in hexadecimal, as everything here writes it.
func Sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// escape makes an address fit for a header line.
func escape(url string) string {
	var b strings.Builder
	for _, c := range []byte(url) {
		if c <= ' ' || c == 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(strings.Map(printable, s)), " ") }

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}
