package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"

	"vigia/internal/seeds"
)

// drip sends s again and again, a piece each few milliseconds, until the
// other side hangs up.
func drip(first, s string, every time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		_, err := io.WriteString(c, first)
		for tick := time.NewTicker(every); err == nil; <-tick.C {
			_, err = io.WriteString(c, s)
		}
	}
}

func flood(first, s string) func(net.Conn) {
	return func(c net.Conn) {
		_, err := io.WriteString(c, first)
		for err == nil {
			_, err = io.WriteString(c, s)
		}
	}
}

func say(s string) func(net.Conn) { return func(c net.Conn) { io.WriteString(c, s) } }

func silent(c net.Conn) { io.Copy(io.Discard, c) }

func packed(s string, size int) string {
	var b bytes.Buffer
	var z io.WriteCloser = gzip.NewWriter(&b)
	if s == "br" {
		z = brotli.NewWriter(&b)
	}
	z.Write(make([]byte, size))
	z.Close()
	return "HTTP/1.1 200 OK\r\nContent-Encoding: " + s + "\r\n\r\n" + b.String()
}

// numbers is text that packs well, but not suspiciously well.
func numbers() string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for i := range 30000 {
		fmt.Fprintf(z, "%d ", i%2000)
	}
	z.Close()
	return b.String()
}

// TestHostile: whatever a server does ends in time with a typed reason, and
// what had arrived is there and marked.
func TestHostile(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	long := strings.Repeat("x", 1000)
	chunked := ok + "Transfer-Encoding: chunked\r\n\r\n"
	tests := []struct {
		name string
		do   func(net.Conn)
		want Reason
		cut  string // -: no Exchange
	}{
		{"says nothing", silent, TimedOut, "-"},
		{"hangs up at once", say(""), CutShort, "-"},
		{"speaks another language", say("SSH-2.0-OpenSSH_9\r\n"), BadResponse, "-"},
		{"speaks HTTP/2", say("HTTP/2 200\r\n\r\n"), BadResponse, "-"},
		{"answers with a senseless status", say("HTTP/1.1 2000 OK\r\n\r\n"), BadResponse, "-"},
		{"switches protocols", say("HTTP/1.1 101 Switching\r\n\r\n"), BadResponse, "-"},
		{"sends interim heads without end", flood("", "HTTP/1.1 100 Continue\r\n\r\n"), BadResponse, "-"},
		{"sends a first line without end", flood("HTTP/1.1 200 ", long), TooLarge, "-"},
		{"sends fields without end", flood(ok, "X: "+long+"\r\n"), TooLarge, "-"},
		{"drips a head", drip(ok, "X: y\r\n", 20*time.Millisecond), TooSlow, "-"},
		{"hangs up in the head", say(ok + "X: y\r\n"), CutShort, "-"},
		{"drips a body", drip(ok+"Content-Length: 9000\r\n\r\n", "x", 20*time.Millisecond), TooSlow, "time"},
		{"stalls in the body", func(c net.Conn) { io.WriteString(c, ok+"\r\nhalf"); silent(c) }, TooSlow, "time"},
		{"sends a body without end", flood(ok+"\r\n", long), TooLarge, "length"},
		{"sends chunks without end", flood(chunked, "3e8\r\n"+long+"\r\n"), TooLarge, "length"},
		{"sends tiny chunks without end", flood(chunked, strings.Repeat("1\r\nx\r\n", 100)), TooLarge, "length"},
		{"sends a chunk extension without end", flood(chunked+"5;", long), BadResponse, ""},
		{"sends a trailer without end", flood(chunked+"0\r\n", "X: "+long+"\r\n"), BadResponse, ""},
		{"declares a huge body", say(ok + "Content-Length: 1000000000000\r\n\r\nx"), TooLarge, "length"},
		{"declares more than it sends", say(ok + "Content-Length: 100\r\n\r\nhalf"), CutShort, "disconnect"},
		{"sends a huge chunk size", say(chunked + "FFFFFFFFFFFFFFFF\r\nx"), BadResponse, ""},
		{"sends a chunk shorter than said", say(chunked + "10\r\nhalf"), CutShort, "disconnect"},
		{"sends a chunk longer than said", say(chunked + "2\r\nhalf\r\n0\r\n\r\n"), BadResponse, ""},
		{"sends a negative length", say(ok + "Content-Length: -1\r\n\r\nx"), BadResponse, ""},
		{"sends two lengths", say(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"), BadResponse, ""},
		{"sends a length and chunks", say(ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), BadResponse, ""},
		{"hides the chunks behind a space", say(ok + "Content-Length: 3\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"), BadResponse, ""},
		{"sends an unknown transfer coding", say(ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), BadResponse, ""},
		{"packs twice", say(ok + "Content-Encoding: gzip, gzip\r\n\r\nx"), BadCodings, ""},
		{"packs in an unknown way", say(ok + "Content-Encoding: lzma\r\n\r\nx"), BadCodings, ""},
		{"says packed and is not", say(ok + "Content-Encoding: gzip\r\n\r\n<p>Hola</p>"), BadResponse, ""},
		{"sends a gzip bomb", say(packed("gzip", 1<<20)), BadRatio, ""},
		{"sends a brotli bomb", say(packed("br", 30<<20)), BadRatio, ""},
		{"unpacks past the limit", say(ok + "Content-Encoding: gzip\r\n\r\n" + numbers()), TooLarge, "length"},
	}
	w := newWeb(t)
	before := runtime.NumGoroutine()
	for i, tt := range tests {
		host := fmt.Sprintf("h%d.example", i)
		w.do(host+"/", tt.do)
		began := time.Now()
		x, err := w.client(newClock()).Get(context.Background(), Request{URL: "http://" + host + "/"})
		f := failed(t, x, err, tt.want)
		if took := time.Since(began); took > 2500*time.Millisecond {
			t.Errorf("%s: took %v", tt.name, took)
		}
		cut := "-"
		if f.Exchange != nil {
			cut = f.Exchange.Truncated
		}
		if cut != tt.cut {
			t.Errorf("%s: truncated %q, want %q (%s)", tt.name, cut, tt.cut, f.Detail)
		}
		if strings.ContainsAny(f.Error(), "\r\n\x00\x1b") || len(f.Error()) > 1024 {
			t.Errorf("%s: error is not fit to be shown: %q", tt.name, f.Error())
		}
	}
	for end := time.Now().Add(2 * time.Second); runtime.NumGoroutine() > before+5; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// TestEdges: a limit lets pass what is as large as it, and no byte more.
func TestEdges(t *testing.T) {
	w := newWeb(t)
	c := w.client(newClock())
	wire, head := int(quick.Page.Wire), int(quick.Head)
	for over := -1; over <= 1; over++ {
		answers := map[string]string{
			"length": fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", wire+over, strings.Repeat("x", wire+over)),
			"close":  "HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("x", wire+over),
			"chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", wire-6+over, strings.Repeat("x", wire-6+over)),
			"head":   "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", head-24+over) + "\r\n\r\n",
		}
		for name, a := range answers {
			key := fmt.Sprintf("a.example/%s%d", name, over)
			w.do(key, say(a))
			x, err := c.Get(context.Background(), Request{URL: "http://" + key})
			if over <= 0 && err != nil {
				t.Errorf("%s %+d: %v", name, over, err)
			} else if over > 0 {
				failed(t, x, err, TooLarge)
			}
		}
	}
}

func FuzzParseResponse(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"))
	f.Add([]byte(packed("gzip", 100)))
	seeds.Each(f, func(c seeds.Case) { f.Add(c.Bytes) }, "http_mail")
	seeds.Each(f, func(c seeds.Case) {
		f.Add(append([]byte("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), c.Bytes...))
	}, "compressed")
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ParseResponse(b)
		if err != nil {
			return
		}
		if len(r.Body) > len(b) {
			t.Fatalf("%d bytes of body in %d", len(r.Body), len(b))
		}
		if d, _ := r.Decoded(1 << 16); len(d) > 1<<16 {
			t.Fatalf("%d bytes decoded", len(d))
		}
	})
}
