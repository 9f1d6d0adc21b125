package fetch

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestOneMachine: sites that live at one address are asked one at a time.
func TestOneMachine(t *testing.T) {
	w, k := newWeb(t), newClock()
	c := w.client(k)
	c.dialer.hosts, c.dialer.guard = nil, func(netip.AddrPort) error { return nil }
	c.dialer.resolver = (&names{answers: [][]string{{"127.0.0.1"}}}).resolver()
	port := w.ln.Addr().(*net.TCPAddr).Port
	var wg sync.WaitGroup
	var running, most atomic.Int32
	for i := range 12 {
		key := fmt.Sprintf("site%d.test:%d/", i, port)
		w.do(key, func(conn net.Conn) {
			most.Store(max(most.Load(), running.Add(1)))
			runtime.Gosched()
			running.Add(-1) // before the answer, after which the next may come
			io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		})
		wg.Go(func() {
			if _, err := c.Get(context.Background(), Request{URL: "http://" + key}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d requests to one address at a time", most.Load())
	}
	if took := k.Now().Sub(newClock().now); took < 11*time.Second {
		t.Errorf("twelve sites at one address were asked in %v", took)
	}
}

// TestNextAddress: of several addresses of a name the next one is tried, and
// one of inside among them is passed over.
func TestNextAddress(t *testing.T) {
	w := newWeb(t)
	c := w.client(newClock())
	c.dialer.hosts = nil
	c.dialer.guard = func(a netip.AddrPort) error {
		if a.Addr().String() == "127.0.0.9" {
			return fmt.Errorf("%s is inside", a.Addr())
		}
		return nil
	}
	c.dialer.resolver = (&names{answers: [][]string{{"127.0.0.9", "127.0.0.1"}}}).resolver()
	key := fmt.Sprintf("two.test:%d/", w.ln.Addr().(*net.TCPAddr).Port)
	w.on(key, page("x"))
	if x, err := c.Get(context.Background(), Request{URL: "http://" + key}); err != nil || !strings.HasPrefix(x.Peer, "127.0.0.1:") {
		t.Errorf("%+v, %v", x, err)
	}
}

// TestValidatorsOfAnAddress: validators go to the address that gave them and
// to no other that it leads to, or that leads to it.
func TestValidatorsOfAnAddress(t *testing.T) {
	w := newWeb(t)
	w.on("a.example/feed", "HTTP/1.1 301 Moved\nLocation: http://www.a.example/new\n\n")
	w.on("www.a.example/new", "HTTP/1.1 200 OK\nETag: \"n\"\n\nx")
	c := w.client(newClock())
	x, err := c.Get(context.Background(), Request{URL: "http://a.example/feed", Kind: Feed})
	if err != nil || x.Moved() != "http://www.a.example/new" || SiteOf(x.Moved()) != "a.example" || SiteOf("x") != "" {
		t.Fatalf("%+v, %v", x, err)
	}
	for _, r := range []struct {
		Request
		first, last string // what the two addresses are sent
	}{
		{Request{URL: "http://a.example/feed", ETag: x.ETag, ValidFor: x.FinalURL}, "", `"n"`},
		{Request{URL: "http://a.example/feed", ETag: x.ETag}, `"n"`, ""},
	} {
		w.mu.Lock()
		w.raw = nil
		w.mu.Unlock()
		if _, err := c.Get(context.Background(), r.Request); err != nil {
			t.Fatal(err)
		}
		if got := []string{sentTag(w.raw[0]), sentTag(w.raw[1])}; got[0] != r.first || got[1] != r.last {
			t.Errorf("validators sent: %q, want %q and %q", got, r.first, r.last)
		}
	}
	w.on("a.example/feed", "HTTP/1.1 302 Found\nLocation: http://www.a.example/new\n\n")
	if x, err := c.Get(context.Background(), Request{URL: "http://a.example/feed"}); err != nil || x.Moved() != "" {
		t.Errorf("a redirect for now is no move: %+v, %v", x, err)
	}
}

func sentTag(head string) string {
	_, rest, _ := strings.Cut(head, "If-None-Match: ")
	tag, _, _ := strings.Cut(rest, "\r\n")
	return tag
}

// memory is a Memory in a map.
type memory struct {
	mu sync.Mutex
	m  map[string]string
}

func (m *memory) Recall(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.m[key], nil
}

func (m *memory) Remember(_ context.Context, key, value string, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.m[key] = value
	return nil
}

// TestRestart: a new Client asks no robots.txt again that still holds, and
// leaves alone the hosts that the one before it left alone.
func TestRestart(t *testing.T) {
	w, k, m := newWeb(t), newClock(), &memory{m: map[string]string{}}
	client := func() *Client {
		return New(slog.New(slog.DiscardHandler), Options{UserAgent: "Vigia/1.0", Clock: k, Hosts: w.hosts, Limits: quick, Memory: m})
	}
	w.on("a.example/robots.txt", page("User-agent: *\nDisallow: /private # not for robots\nAllow: /private/x\nCrawl-delay: 5"))
	w.on("a.example/", page("x"))
	w.on("b.example/", "HTTP/1.1 503 Busy\nRetry-After: 7200\n\n")
	get := func(c *Client, url string) (*Exchange, error) {
		return c.Get(context.Background(), Request{URL: "http://" + url})
	}
	first := client()
	before, err := get(first, "a.example/")
	if err != nil {
		t.Fatal(err)
	}
	x, err := get(first, "b.example/")
	failed(t, x, err, ServerError)
	asked := len(w.asked())

	second := client()
	after, err := get(second, "a.example/")
	if err != nil || after.Robots != before.Robots {
		t.Errorf("after the restart %+v, %v; want the decision %+v", after.Robots, err, before.Robots)
	}
	x, err = get(second, "a.example/private/y")
	if f := failed(t, x, err, Disallowed); f.Robots.Rule != "Disallow: /private" {
		t.Errorf("%+v", f.Robots)
	}
	x, err = get(second, "b.example/")
	if f := failed(t, x, err, Resting); f.RetryAfter < 119*time.Minute {
		t.Errorf("%+v", f)
	}
	if got := w.asked()[asked:]; len(got) != 1 || got[0] != "a.example/" {
		t.Errorf("asked again: %v", got)
	}
	k.Sleep(context.Background(), permitLife)
	if _, err := get(client(), "a.example/"); err != nil || w.asked()[asked+1] != "a.example/robots.txt" {
		t.Errorf("an old robots.txt is believed: %v, %v", w.asked()[asked:], err)
	}
}

// TestLongLine: polls beyond a line that is long are told to come back, pages
// wait.
func TestLongLine(t *testing.T) {
	p := newPace(newClock(), time.Second)
	tg := target{host: "a.test", site: "a.test"}
	for range longLine + 1 {
		p.enter(tg)
	}
	f, err := p.begin(context.Background(), tg, Feed)
	if err != nil || f == nil || f.Reason != Resting || f.RetryAfter < minRetry {
		t.Errorf("%+v, %v", f, err)
	}
}
