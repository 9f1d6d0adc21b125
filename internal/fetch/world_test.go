package fetch

// The simulated press of the virtual month (month_test.go).

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// vServer is one feed of the simulation and what its server saw.
type vServer struct {
	n        int
	host, at string // host; url
	ip       netip.Addr
	kind     string
	items    []time.Time // arrivals

	mu       sync.Mutex
	asked    []time.Time
	until    time.Time // not to be asked before
	given    []string  // validators given so far, the last one the current
	bare     int       // requests without validators
	withdrew int       // answers that took validators back
	same     int       // answers 304
	wrong    []string
}

// vWorld is the network.
type vWorld struct {
	mu      sync.Mutex
	feeds   map[string]*vServer // by url without scheme
	ips     map[string]netip.Addr
	busy    map[string]int // open connections by site and by address
	last    map[string]time.Time
	most    int
	gap     time.Duration // least between requests to one site or address
	robots  int
	started []time.Time // requests for feeds in the first hours
	wrong   []string
	hops    map[string]int // requests to where feeds have moved
}

const vWindow = 25

func (w *vWorld) lookup(host string) []netip.Addr { return []netip.Addr{w.ips[host]} }

func (w *vWorld) open(host string, a netip.AddrPort) (net.Conn, error) {
	site := host
	if i := strings.LastIndexByte(strings.TrimSuffix(host, ".test"), '.'); i >= 0 {
		site = host[i+1:]
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	keys := []string{site, a.Addr().String()}
	for _, k := range keys {
		if w.busy[k]++; w.busy[k] > w.most {
			w.most = w.busy[k]
		}
		if last, ok := w.last[k]; ok && (w.gap == 0 || now.Sub(last) < w.gap) {
			w.gap = now.Sub(last)
		}
	}
	return &vConn{w: w, keys: keys, host: host, addr: a, closed: make(chan struct{})}, nil
}

// vConn answers a request when it was written. It has no goroutine of its own.
type vConn struct {
	w        *vWorld
	keys     []string
	host     string
	addr     netip.AddrPort
	answer   []byte
	kind     string // of the feed that answers
	hang     bool
	slept    bool
	deadline time.Time
	once     sync.Once
	closed   chan struct{}
}

func (c *vConn) Write(b []byte) (int, error) {
	head, _, _ := strings.Cut(string(b), "\r\n\r\n")
	c.answer, c.hang = c.w.serve(c.host, head)
	if path := strings.Fields(head)[1]; c.w.feeds[c.host+path] != nil {
		c.kind = c.w.feeds[c.host+path].kind
	}
	return len(b), nil
}

func (c *vConn) Read(b []byte) (int, error) {
	if !c.slept {
		c.slept = true
		wait := time.Duration(50+rand.IntN(300)) * time.Millisecond
		if c.hang {
			wait = time.Until(c.deadline)
		}
		select {
		case <-time.After(wait):
		case <-c.closed:
			return 0, net.ErrClosed
		}
		if c.hang {
			return 0, os.ErrDeadlineExceeded
		}
	}
	if c.kind == "drips" { // just fast enough not to be given up
		time.Sleep(time.Second)
		b = b[:min(len(b), 1300)]
	}
	if len(c.answer) == 0 && c.kind == "stalls" {
		select {
		case <-time.After(time.Until(c.deadline)):
			return 0, os.ErrDeadlineExceeded
		case <-c.closed:
			return 0, net.ErrClosed
		}
	}
	if len(c.answer) == 0 {
		return 0, fmt.Errorf("EOF of %s: %w", c.host, net.ErrClosed)
	}
	n := copy(b, c.answer)
	c.answer = c.answer[n:]
	return n, nil
}

func (c *vConn) Close() error {
	c.once.Do(func() {
		close(c.closed)
		c.w.mu.Lock()
		defer c.w.mu.Unlock()
		for _, k := range c.keys {
			c.w.busy[k]--
			c.w.last[k] = time.Now()
		}
	})
	return nil
}

func (c *vConn) LocalAddr() net.Addr                { return net.TCPAddrFromAddrPort(c.addr) }
func (c *vConn) RemoteAddr() net.Addr               { return net.TCPAddrFromAddrPort(c.addr) }
func (c *vConn) SetDeadline(t time.Time) error      { c.deadline = t; return nil }
func (c *vConn) SetReadDeadline(t time.Time) error  { c.deadline = t; return nil }
func (c *vConn) SetWriteDeadline(t time.Time) error { return nil }

// serve answers a request, and counts.
func (w *vWorld) serve(host, head string) (answer []byte, hang bool) {
	lines := strings.Split(head, "\r\n")
	path := strings.Fields(lines[0])[1]
	h := http.Header{}
	for _, l := range lines[1:] {
		k, v, _ := strings.Cut(l, ": ")
		h.Add(k, v)
	}
	w.mu.Lock()
	if h.Get("Cookie")+h.Get("Referer")+h.Get("From") != "" || strings.Contains(path, "?") {
		w.wrong = append(w.wrong, "made-up header or query: "+head)
	}
	if path == "/robots.txt" {
		w.robots++
		w.mu.Unlock()
		return []byte("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), false
	}
	f := w.feeds[host+path]
	if f == nil {
		w.hops[host+path]++
		w.mu.Unlock()
		return []byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), false
	}
	w.started = append(w.started, time.Now())
	w.mu.Unlock()
	return f.serve(h)
}

func (f *vServer) serve(h http.Header) (answer []byte, hang bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	day := int(now.Sub(vStart).Hours() / 24)
	f.judge(h, now)
	f.asked = append(f.asked, now)
	n, _ := slices.BinarySearchFunc(f.items, now, time.Time.Compare)
	tag := fmt.Sprintf(`W/"%d-%d é+/=<>"`, f.n, n)
	var extra string
	switch f.kind {
	case "429":
		if day%5 == 2 {
			f.until = now.Add(3 * time.Hour)
			return []byte("HTTP/1.1 429 Slow\r\nRetry-After: 10800\r\nContent-Length: 0\r\n\r\n"), false
		}
	case "503":
		if day == 9 || day == 10 {
			return []byte("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), false
		}
	case "dead":
		return nil, true
	case "hangs":
		if day == 5 || day == 6 {
			return nil, true
		}
	case "gone":
		if day >= 12 {
			f.until = now.AddDate(1, 0, 0)
			return []byte("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"), false
		}
	case "max-age":
		f.until = now.Add(6 * time.Hour)
		extra = "Cache-Control: max-age=21600\r\n"
	case "moved", "left":
		if day >= 8 {
			to := "http://new." + f.host + "/feed"
			if f.kind == "left" {
				to = fmt.Sprintf("http://stranger%d.test/feed", f.n)
			}
			return []byte("HTTP/1.1 301 Moved\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n"), false
		}
	}
	if f.kind == "withdraws" && day >= 10 {
		if len(f.given) > 0 {
			f.given = nil
			f.withdrew++
		}
		tag = ""
	}
	if f.kind == "none" {
		tag = ""
	}
	if tag != "" {
		if h.Get("If-None-Match") == tag {
			f.same++
			return []byte("HTTP/1.1 304 Not Modified\r\nETag: " + tag + "\r\n" + extra + "\r\n"), false
		}
		f.given = append(f.given, tag)
		extra += "ETag: " + tag + "\r\n"
	}
	switch f.kind {
	case "drips": // thirty new items each time, 25 KB in twenty seconds
		var body bytes.Buffer
		for i := range vWindow {
			fmt.Fprintf(&body, "%d %d%s\n", len(f.asked)*vWindow+i, now.Unix(), strings.Repeat(" ", 25_000/vWindow))
		}
		return fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", body.Len(), body.Bytes()), false
	case "stalls":
		return []byte("HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n1 1\n"), false
	case "floods":
		return slices.Concat([]byte("HTTP/1.1 200 OK\r\n"), bytes.Repeat([]byte("X-Flood: "+strings.Repeat("x", 1000)+"\r\n"), 200), []byte("\r\n")), false
	}
	var body bytes.Buffer
	for i := max(0, n-vWindow); i < n; i++ {
		fmt.Fprintf(&body, "%d %d\n", i, f.items[i].Unix())
	}
	return fmt.Appendf(nil, "HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s", extra, body.Len(), body.Bytes()), false
}

// judge notes what is wrong with a request.
func (f *vServer) judge(h http.Header, now time.Time) {
	say := func(format string, args ...any) {
		f.wrong = append(f.wrong, now.Format("Jan 2 15:04:05 ")+fmt.Sprintf(format, args...))
	}
	if n := len(f.asked); n > 0 && now.Sub(f.asked[n-1]) < time.Hour {
		say("asked again after %v", now.Sub(f.asked[n-1]))
	}
	if now.Before(f.until) {
		say("asked %v inside what it asked for", f.until.Sub(now))
	}
	if f.kind == "skips" && len(f.asked) > 0 && (now.UTC().Hour() < 7 || now.UTC().Weekday() == time.Saturday) {
		say("asked in an hour to skip")
	}
	switch tag := h.Get("If-None-Match"); {
	case tag == "":
		f.bare++
	case len(f.given) == 0 || tag != f.given[len(f.given)-1]:
		say("a validator that is not the last one given: %q", tag)
	}
	if h.Get("If-Modified-Since") != "" {
		say("a date that was never given")
	}
}

var vStart = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // where the bubble's clock begins

// vKinds are how feeds behave, by their share of a hundred.
var vKinds = []struct {
	kind  string
	share int
}{{"plain", 62}, {"none", 5}, {"withdraws", 4}, {"429", 5}, {"503", 5}, {"hangs", 3}, {"gone", 3}, {"max-age", 5}, {"skips", 4}, {"moved", 2}, {"left", 2}}

// newWorld has n feeds: half of them on sites of their own, a quarter on ten
// sites, a quarter on sites of their own that share twenty addresses.
func newWorld(n int) *vWorld { return newMixedWorld(n, 0) }

// vHostile are the ways of hosts that mean harm, or do it.
var vHostile = []string{"dead", "drips", "stalls", "floods"}

// newMixedWorld has also feeds of hostile hosts, each on a host and an address
// of its own.
func newMixedWorld(n, hostile int) *vWorld {
	w := newHonestWorld(n)
	for i := range hostile {
		f := &vServer{n: n + i, host: fmt.Sprintf("hostile%d.test", i), ip: netip.AddrFrom4([4]byte{60, 9, byte(i >> 8), byte(i)}), kind: vHostile[i%len(vHostile)]}
		f.at = f.host + "/feed"
		w.feeds[f.at], w.ips[f.host] = f, f.ip
	}
	return w
}

func newHonestWorld(n int) *vWorld {
	w := &vWorld{feeds: map[string]*vServer{}, ips: map[string]netip.Addr{}, busy: map[string]int{}, last: map[string]time.Time{}, hops: map[string]int{}}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		f := &vServer{n: i, host: fmt.Sprintf("site%d.test", i), ip: netip.AddrFrom4([4]byte{60, 1, byte(i >> 8), byte(i)})}
		switch i % 4 {
		case 0:
			f.host, f.ip = fmt.Sprintf("shared%d.test", i/4%10), netip.AddrFrom4([4]byte{60, 2, 0, byte(i / 4 % 10)})
		case 1:
			f.ip = netip.AddrFrom4([4]byte{60, 3, 0, byte(i / 4 % 20)})
		}
		f.at = fmt.Sprintf("%s/feed%d", f.host, i)
		k := r.IntN(100)
		for _, v := range vKinds {
			if k -= v.share; k < 0 {
				f.kind = v.kind
				break
			}
		}
		if f.kind == "429" && i%4 == 0 { // one that speaks for its whole host
			f.kind = "plain"
		}
		perDay := 0.1 * float64(uint(1)<<r.IntN(7)) // 0.1 to 6.4 a day
		for t := vStart.AddDate(0, 0, -60); t.Before(vStart.AddDate(0, 0, 32)); {
			t = t.Add(time.Duration(r.ExpFloat64() / perDay * 24 * float64(time.Hour)))
			f.items = append(f.items, t)
		}
		w.feeds[f.at] = f
		for _, h := range []string{f.host, "new." + f.host, fmt.Sprintf("stranger%d.test", i)} {
			w.ips[h] = f.ip
		}
	}
	return w
}
