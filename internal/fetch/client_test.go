package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"vigia"
)

func TestGet(t *testing.T) {
	w, k := newWeb(t), newClock()
	w.on("a.example/robots.txt", page("User-agent: vigia\nDisallow: /private\nAllow: /\n"))
	w.on("a.example/1?q=%20b", "HTTP/1.1 200 OK\nContent-Type: text/html\nETag: W/\"x y\"\nLast-Modified: Sat, 18 Sep 2021 14:00:00 GMT\n"+
		"Cache-Control: private, max-age=600\nContent-Length: 11\n\n<p>Hola</p>")
	x, err := w.client(k).Get(context.Background(), Request{URL: "http://A.example/1?q= b#top", ETag: `"old"`, LastModified: "Fri, 17 Sep 2021 14:00:00 GMT"})
	if err != nil {
		t.Fatal(err)
	}
	if string(x.RawHead)+string(x.Wire) != "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: W/\"x y\"\r\nLast-Modified: Sat, 18 Sep 2021 14:00:00 GMT\r\n"+
		"Cache-Control: private, max-age=600\r\nContent-Length: 11\r\n\r\n<p>Hola</p>" {
		t.Errorf("not the bytes that were sent: %q", string(x.RawHead)+string(x.Wire))
	}
	const sent = "GET /1?q=%20b HTTP/1.1\r\nHost: a.example\r\nUser-Agent: Vigia/1.0 (+https://vigia.example/bot)\r\n" +
		"Accept: text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n" +
		"If-None-Match: \"old\"\r\nIf-Modified-Since: Fri, 17 Sep 2021 14:00:00 GMT\r\nConnection: close\r\n\r\n"
	if diff := cmp.Diff([]string{sent, sent}, []string{string(x.RawRequest), w.raw[1]}); diff != "" {
		t.Errorf("request: %s", diff)
	}
	x.RequestHeader, x.Header, x.RawRequest, x.RawHead, x.Wire, x.Took, x.Peer = nil, nil, nil, nil, nil, 0, ""
	want := &Exchange{
		URL: "http://A.example/1?q= b#top", FinalURL: "http://a.example/1?q=%20b", At: x.At, Status: 200, Proto: "HTTP/1.1",
		Body: []byte("<p>Hola</p>"), Decoded: []byte("<p>Hola</p>"), ETag: `W/"x y"`, LastModified: "Sat, 18 Sep 2021 14:00:00 GMT", MaxAge: 10 * time.Minute,
		Robots: Decision{URL: "http://a.example/robots.txt", Rule: "Allow: /", Allowed: true, SHA256: x.Robots.SHA256, At: x.Robots.At},
	}
	if diff := cmp.Diff(want, x); diff != "" || len(x.Robots.SHA256) != 64 {
		t.Error(diff)
	}
	if at := x.At.Sub(newClock().now); at < time.Second || at > 1200*time.Millisecond {
		t.Errorf("asked %v after robots.txt, want the gap of a second and its jitter", at)
	}
}

func TestCodings(t *testing.T) {
	text := []byte(strings.Repeat("Una noticia cualquiera. ", 20))
	pack := func(f func(io.Writer) io.WriteCloser) string {
		var b bytes.Buffer
		z := f(&b)
		z.Write(text)
		z.Close()
		return b.String()
	}
	gz := pack(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	bodies := map[string]string{
		"gzip": gz, "x-gzip": gz, "GZIP, identity": gz,
		"br":            pack(func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }),
		"deflate":       pack(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }),
		"deflate, none": pack(func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 5); return z }),
		"zstd":          pack(func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z }),
		"identity":      string(text), "": string(text),
		"gzip, utf-8": gz + "something after it",
	}
	w := newWeb(t)
	c := w.client(newClock())
	n := 0
	for coding, body := range bodies {
		for _, chunked := range []bool{false, true} {
			n++
			head, wire := fmt.Sprintf("HTTP/1.1 200 OK\nContent-Encoding: %s\n", coding), body
			if chunked {
				cut := len(body) / 2
				wire = fmt.Sprintf("%x;ext=1\r\n%s\r\n%X\r\n%s\r\n0\r\nTrailer: x\r\n\r\n", cut, body[:cut], len(body)-cut, body[cut:])
				w.on(fmt.Sprintf("a.example/%d", n), head+"Transfer-Encoding: chunked\n\n"+wire)
			} else {
				w.on(fmt.Sprintf("a.example/%d", n), head+"\n"+wire)
			}
			x, err := c.Get(context.Background(), Request{URL: fmt.Sprintf("http://a.example/%d", n)})
			if err != nil {
				t.Errorf("%q chunked %v: %v", coding, chunked, err)
				continue
			}
			if !bytes.Equal(x.Decoded, text) || string(x.Body) != body || string(x.Wire) != wire {
				t.Errorf("%q chunked %v: body %d bytes, decoded %d, wire %d", coding, chunked, len(x.Body), len(x.Decoded), len(x.Wire))
			}
			kept, err := ParseResponse(append(bytes.Clone(x.RawHead), x.Wire...))
			if err != nil || !bytes.Equal(kept.Body, x.Body) || kept.Status != 200 {
				t.Errorf("%q chunked %v: kept: %v", coding, chunked, err)
			}
			if d, err := kept.Decoded(1 << 20); err != nil || !bytes.Equal(d, text) {
				t.Errorf("%q chunked %v: kept and decoded: %v", coding, chunked, err)
			}
		}
	}
}

func TestStatuses(t *testing.T) {
	tests := []struct {
		answer string
		want   Reason // "" for none
		retry  time.Duration
	}{
		{"HTTP/1.1 200 OK\n\n", "", 0},
		{"HTTP/1.0 200\nContent-Length: 0\n\n", "", 0},
		{"HTTP/1.1 103 Early Hints\nLink: </a.css>\n\nHTTP/1.1 204 No Content\r\n\r\n", "", 0},
		{"HTTP/1.1 206 Partial\n\nx", BadResponse, 0},
		{"HTTP/1.1 304 Not Modified\n\n", BadResponse, 0}, // nobody asked on a condition
		{"HTTP/1.1 302 Found\n\n", BadResponse, 0},
		{"HTTP/1.1 403 Forbidden\n\nno", Forbidden, 0},
		{"HTTP/1.1 451 Legal\n\nno", Forbidden, 0},
		{"HTTP/1.1 404 Not Found\nContent-Encoding: br\n\nnot br", NotFound, 0},
		{"HTTP/1.1 410 Gone\n\n", Gone, 0},
		{"HTTP/1.1 418 Teapot\n\n", ClientError, 0},
		{"HTTP/1.1 429 Slow\nRetry-After: 120\n\n", RateLimited, 2 * time.Minute},
		{"HTTP/1.1 429 Slow\nRetry-After: 1\n\n", RateLimited, time.Minute},
		{"HTTP/1.1 429 Slow\nRetry-After: 99999999999999999999999\n\n", RateLimited, 7 * 24 * time.Hour},
		{"HTTP/1.1 429 Slow\nRetry-After: soon\n\n", RateLimited, time.Minute},
		{"HTTP/1.1 503 Busy\nRetry-After: Sat, 18 Sep 2021 16:30:00 GMT\n\n", ServerError, 2 * time.Hour},
		{"HTTP/1.1 500 Oh\nRetry-After: 120\n\n", ServerError, 2 * time.Minute},
	}
	for _, tt := range tests {
		w, k := newWeb(t), newClock()
		k.now = time.Date(2021, 9, 18, 14, 29, 0, 0, time.UTC)
		w.do("a.example/", func(c net.Conn) {
			k.mu.Lock()
			k.now = time.Date(2021, 9, 18, 14, 30, 0, 0, time.UTC)
			k.mu.Unlock()
			head, body, _ := strings.Cut(tt.answer, "\n\n")
			io.WriteString(c, strings.ReplaceAll(head, "\n", "\r\n")+"\r\n\r\n"+body)
		})
		x, err := w.client(k).Get(context.Background(), Request{URL: "http://a.example"})
		if tt.want == "" {
			if err != nil {
				t.Errorf("%q: %v", tt.answer, err)
			}
			continue
		}
		f := failed(t, x, err, tt.want)
		if f.RetryAfter != tt.retry || f.Exchange == nil || f.Exchange.Status != f.Status || !errors.Is(err, vigia.ErrRefused) {
			t.Errorf("%q: %+v, want to retry after %v", tt.answer, f, tt.retry)
		}
	}
}

func TestNotModified(t *testing.T) {
	w := newWeb(t)
	w.on("a.example/feed", "HTTP/1.1 304 Not Modified\nETag: \"2\"\n\n")
	x, err := w.client(newClock()).Get(context.Background(), Request{URL: "http://a.example/feed", ETag: `"2"`, Kind: Feed})
	if err != nil || !x.NotModified || x.ETag != `"2"` {
		t.Errorf("%+v, %v", x, err)
	}
}

// TestValidators: what is too long or unclean is neither believed nor sent.
func TestValidators(t *testing.T) {
	w := newWeb(t)
	w.on("a.example/", "HTTP/1.1 200 OK\nETag: \""+strings.Repeat("x", 1023)+"\"\nLast-Modified: a\x01b\n\n")
	x, err := w.client(newClock()).Get(context.Background(), Request{URL: "http://a.example/", ETag: "a\r\nCookie: b", LastModified: strings.Repeat("x", 1025)})
	if err != nil {
		t.Fatal(err)
	}
	if x.ETag != "" || x.LastModified != "" || len(x.RequestHeader) != 5 {
		t.Errorf("ETag %q, Last-Modified %q, request %v", x.ETag, x.LastModified, x.RequestHeader)
	}
}

func TestRedirects(t *testing.T) {
	w := newWeb(t)
	w.on("a.example/1", "HTTP/1.1 301 Moved\nLocation: //b.example/2?x\nSet-Cookie: a=b\n\n")
	w.on("b.example/2?x", "HTTP/1.1 307 Moved\nLocation: 3\n\n")
	w.on("b.example/3", page("ja"))
	w.on("a.example/loop", "HTTP/1.1 302 Found\nLocation: /loop\n\n")
	w.on("a.example/file", "HTTP/1.1 302 Found\nLocation: file:///etc/passwd\n\n")
	w.on("a.example/inside", "HTTP/1.1 302 Found\nLocation: http://127.0.0.1/\n\n")
	w.on("a.example/meta", "HTTP/1.1 302 Found\nLocation: http://[::ffff:169.254.169.254]/latest\n\n")
	w.on("a.example/port", "HTTP/1.1 302 Found\nLocation: http://8.8.8.8:6379/\n\n")
	w.on("a.example/closed", "HTTP/1.1 302 Found\nLocation: http://c.example/private\n\n")
	w.on("c.example/robots.txt", page("User-agent: *\nDisallow: /private"))
	c := w.client(newClock())
	x, err := c.Get(context.Background(), Request{URL: "http://a.example/1"})
	if err != nil {
		t.Fatal(err)
	}
	if x.FinalURL != "http://b.example/3" || len(x.Redirects) != 2 || x.Redirects[0].Location != "//b.example/2?x" || x.Redirects[1].Status != 307 {
		t.Errorf("%+v", x)
	}
	if x.RequestHeader.Get("Cookie")+x.RequestHeader.Get("Referer") != "" {
		t.Errorf("request tells of the one before: %v", x.RequestHeader)
	}
	before := len(w.asked())
	for path, want := range map[string]Reason{
		"loop": BadRedirect, "file": BadURL, "inside": NotPublic, "meta": NotPublic, "port": NotPublic, "closed": Disallowed,
	} {
		x, err := c.Get(context.Background(), Request{URL: "http://a.example/" + path})
		failed(t, x, err, want)
	}
	if n := len(w.asked()) - before; n != 12 { // six for the loop, one for each other, and a robots.txt
		t.Errorf("%d requests: %v", n, w.asked()[before:])
	}
}

func TestBadURLs(t *testing.T) {
	c := newWeb(t).client(newClock())
	for _, u := range []string{
		"", "a.example", "ftp://a.example/", "http://", "http:///x", "http:a.example", "http://u:p@a.example/", "http://a.example:x/", "http://a.example:0/",
		"http://0x7f.1/", "http://2130706433/", "http://127.1/", "http://0177.0.0.1/", "http://a..example/", "http://a.ex ample/", "http://xn--a-.example/",
		"http://a.example/\x00", "http://" + strings.Repeat("a", 64) + ".example/", "http://[::1", "http://a.example/" + strings.Repeat("x", 9000),
	} {
		x, err := c.Get(context.Background(), Request{URL: u})
		failed(t, x, err, BadURL)
	}
	for _, u := range []string{
		"http://127.0.0.1/", "https://[::1]/", "http://[fe80::1%25eth0]/", "http://169.254.169.254/", "http://[::ffff:8.8.8.8]/", "http://8.8.8.8:22/", "http://[64:ff9b::808:808]/",
	} {
		x, err := c.Get(context.Background(), Request{URL: u})
		failed(t, x, err, NotPublic)
	}
}

func TestGivingUp(t *testing.T) {
	w := newWeb(t)
	c := w.client(newClock())
	started := make(chan bool)
	w.do("a.example/", func(conn net.Conn) { close(started); io.Copy(io.Discard, conn) })
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-started; cancel() }()
	if _, err := c.Get(ctx, Request{URL: "http://a.example/"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	started = make(chan bool)
	go func() { <-started; c.Close() }()
	x, err := c.Get(context.Background(), Request{URL: "http://a.example/"})
	failed(t, x, err, Closed)
	x, err = c.Get(context.Background(), Request{URL: "http://a.example/"})
	failed(t, x, err, Closed)
}

func TestMaxAge(t *testing.T) {
	now := time.Date(2021, 9, 18, 14, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		h    http.Header
		want time.Duration
	}{
		{http.Header{}, 0},
		{http.Header{"Cache-Control": {`public, Max-Age="60"`}}, time.Minute},
		{http.Header{"Cache-Control": {"max-age=60", "no-cache"}}, 0},
		{http.Header{"Cache-Control": {"no-store"}, "Expires": {"Sat, 18 Sep 2021 15:30:00 GMT"}}, 0},
		{http.Header{"Cache-Control": {"max-age=9999999999999999999999"}}, maxRetry},
		{http.Header{"Cache-Control": {"max-age=-1"}}, 0},
		{http.Header{"Expires": {"Sat, 18 Sep 2021 15:30:00 GMT"}}, time.Hour},
		{http.Header{"Expires": {"Sat, 18 Sep 2021 15:30:00 GMT"}, "Date": {"Sat, 18 Sep 2021 15:00:00 GMT"}}, 30 * time.Minute},
		{http.Header{"Expires": {"0"}}, 0},
		{http.Header{"Expires": {"Sat, 18 Sep 2020 15:30:00 GMT"}}, 0},
	} {
		if got := maxAge(tt.h, now); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.h, got, tt.want)
		}
	}
}
