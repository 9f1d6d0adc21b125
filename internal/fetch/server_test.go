package fetch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a clock that moves only when somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2021, 9, 18, 14, 30, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.now = c.now.Add(d)
		c.slept = append(c.slept, d)
	}
	return ctx.Err()
}

// web is a listener that stands for every host under .example. Each request
// is answered by the bytes, or the doing, registered for its host and path.
type web struct {
	t    testing.TB
	ln   net.Listener
	mu   sync.Mutex
	says map[string]func(net.Conn)
	log  []string // "host/path" in order
	raw  []string // heads as they came
}

func newWeb(t testing.TB) *web {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &web{t: t, ln: ln, says: map[string]func(net.Conn){}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { w.serve(c) })
		}
	})
	t.Cleanup(func() { ln.Close(); wg.Wait() })
	return w
}

func (w *web) serve(c net.Conn) {
	defer c.Close()
	var head strings.Builder
	r, err := http.ReadRequest(bufio.NewReader(io.TeeReader(c, &head)))
	if err != nil {
		return
	}
	key := r.Host + r.URL.RequestURI()
	w.mu.Lock()
	w.log = append(w.log, key)
	w.raw = append(w.raw, head.String())
	say := w.says[key]
	w.mu.Unlock()
	if say == nil {
		io.WriteString(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
		return
	}
	say(c)
}

// on answers with the given bytes, in which \n stands for \r\n in the head.
func (w *web) on(key, answer string) {
	head, body, _ := strings.Cut(answer, "\n\n")
	text := strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + body
	w.do(key, func(c net.Conn) { io.WriteString(c, text) })
}

func (w *web) do(key string, f func(net.Conn)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.says[key] = f
}

func (w *web) asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.log...)
}

func (w *web) hosts(host string) (netip.AddrPort, bool) {
	if !strings.HasSuffix(host, ".example") {
		return netip.AddrPort{}, false
	}
	return w.ln.Addr().(*net.TCPAddr).AddrPort(), true
}

// quick are limits that tests can meet.
var quick = Limits{
	FirstByte: time.Second, Grace: 250 * time.Millisecond, Rate: 100 << 10, Head: 4 << 10, Ratio: 50, RatioFrom: 10 << 10,
	Page: Size{Wire: 20 << 10, Decoded: 100 << 10, Total: 3 * time.Second},
}

func (w *web) client(k *clock) *Client {
	return New(slog.New(slog.DiscardHandler), Options{UserAgent: "Vigia/1.0 (+https://vigia.example/bot)", Clock: k, Hosts: w.hosts, Limits: quick})
}

// failed asks for a failure of the given reason.
func failed(t *testing.T, x *Exchange, err error, want Reason) *Failure {
	t.Helper()
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %+v, %v; want a failure %q", x, err, want)
	}
	if f.Reason != want || f.Remedy == "" || f.Detail == "" {
		t.Fatalf("got %+v; want reason %q with detail and remedy", f, want)
	}
	return f
}

func page(format string, args ...any) string {
	body := fmt.Sprintf(format, args...)
	return fmt.Sprintf("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: %d\n\n%s", len(body), body)
}
