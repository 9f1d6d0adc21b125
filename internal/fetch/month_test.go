package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigia"
	"vigia/internal/source"
)

// A month of polling passes in simulated time: 2,000 feeds that behave as
// feeds do, asked by this Client on the schedule of package source, with a
// restart every six hours. The servers count what a reader can do wrong.

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
	hang     bool
	slept    bool
	deadline time.Time
	once     sync.Once
	closed   chan struct{}
}

func (c *vConn) Write(b []byte) (int, error) {
	head, _, _ := strings.Cut(string(b), "\r\n\r\n")
	c.answer, c.hang = c.w.serve(c.host, head)
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
func newWorld(n int) *vWorld {
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

// vHouse is the program: the client and the schedule, on what outlives them.
type vHouse struct {
	w       *vWorld
	memory  *memory
	mu      sync.Mutex
	sources []*vSource
	seen    map[string]int // items read, by id
	late    []time.Duration
	lost    int
}

// vSource is a row of the database.
type vSource struct {
	source.Source
	running bool
}

// run polls what is due until end, and stops as a program stops.
func (h *vHouse) run(t *testing.T, end time.Time) {
	ctx, cancel := context.WithCancel(context.Background())
	c := New(slog.New(slog.DiscardHandler), Options{UserAgent: "Vigia/1.0", Clock: vigia.SystemClock{}, Memory: h.memory})
	c.dialer.lookup, c.dialer.open = h.w.lookup, h.w.open
	var wg sync.WaitGroup
	slots := make(chan bool, 64)
	var allowance source.Allowance
	for ; time.Now().Before(end); time.Sleep(time.Minute) {
		for _, s := range h.due(&allowance) {
			wg.Go(func() {
				slots <- true
				h.poll(ctx, c, s)
				<-slots
			})
		}
	}
	stop := time.AfterFunc(8*time.Second, cancel)
	wg.Wait()
	stop.Stop()
	cancel()
	c.Close()
}

// due picks what is to be polled now, as a tick does.
func (h *vHouse) due(a *source.Allowance) (due []*vSource) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now, d := time.Now(), source.Demand{Sources: len(h.sources)}
	for _, s := range h.sources {
		d.Polls += float64(time.Hour) / float64(s.Every)
		if !s.running && s.IsDue(now) {
			due = append(due, s)
		}
	}
	slices.SortFunc(due, func(a, b *vSource) int { return a.NextAt.Compare(b.NextAt) })
	due = due[:min(len(due), a.Take(now, d))]
	a.Spend(len(due))
	for _, s := range due {
		s.running = true
	}
	return due
}

// poll is what package pipeline does, on a feed of lines.
func (h *vHouse) poll(ctx context.Context, c *Client, row *vSource) {
	h.mu.Lock()
	s := row.Source
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		row.Source, row.running = s, false
		h.mu.Unlock()
	}()
	if ctx.Err() != nil {
		return // it never began
	}
	if open := s.Learned.Skip.Next(time.Now()); open.After(time.Now()) {
		s.NextAt = open
		return
	}
	x, err := c.Get(ctx, Request{URL: s.Asked(), ETag: s.ETag, LastModified: s.Modified, ValidFor: s.Learned.ValidFor, Kind: Feed})
	p := source.Poll{Source: s.ID, At: time.Now(), Stretch: 1}
	var f *Failure
	switch {
	case errors.As(err, &f) && f.Reason == Resting:
		s.NextAt = time.Now().Add(f.RetryAfter)
		return
	case errors.As(err, &f):
		p.Status, p.Reason, p.RetryAfter = f.Status, string(f.Reason), f.RetryAfter
	case err != nil: // interrupted
		s.NextAt = time.Now().Add(source.Floor)
		return
	default:
		p.Status, p.ETag, p.Modified, p.ValidFor, p.MaxAge = x.Status, x.ETag, x.LastModified, x.FinalURL, x.MaxAge
		p.Moved = x.Moved()
		p.Elsewhere = SiteOf(p.Moved) != SiteOf(s.Asked())
		h.read(&p, x, s)
	}
	s, _ = source.Polled(s, p)
}

func (h *vHouse) read(p *source.Poll, x *Exchange, s source.Source) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.w.feeds[strings.TrimPrefix(s.URL, "http://")].kind == "skips" {
		p.Skip = source.Skip{Hours: 1<<7 - 1, Days: 1 << time.Saturday}
	}
	first := true
	for line := range strings.Lines(string(x.Decoded)) {
		words := strings.Fields(line)
		n, _ := strconv.Atoi(words[0])
		at, _ := strconv.ParseInt(words[1], 10, 64)
		it := source.Listed{Key: words[0], Title: "item " + words[0], Published: vigia.Date{At: time.Unix(at, 0), Precision: vigia.ToSec}, Fresh: n >= h.seen[s.ID]}
		p.Listed = append(p.Listed, it)
		p.Items++
		if !it.Fresh {
			continue
		}
		if !s.OKAt.IsZero() {
			if first && n > h.seen[s.ID] {
				h.lost += n - h.seen[s.ID]
			}
			h.late = append(h.late, p.At.Sub(it.Published.At))
		}
		first = false
		p.Fresh++
		h.seen[s.ID] = n + 1
	}
}

// TestVirtualMonth is the politeness of a month, for 400 feeds, or as many as
// VIGIA_MONTH_FEEDS says: 'make conformance' lets it pass for 2,000.
func TestVirtualMonth(t *testing.T) {
	n := 400
	if v, err := strconv.Atoi(os.Getenv("VIGIA_MONTH_FEEDS")); err == nil {
		n = v
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(n)
		h := &vHouse{w: w, memory: &memory{m: map[string]string{}}, seen: map[string]int{}}
		for at := range w.feeds {
			h.sources = append(h.sources, &vSource{Source: source.Source{ID: at, URL: "http://" + at, State: source.Active, Every: time.Hour, NextAt: vStart}})
		}
		for end := vStart.Add(6 * time.Hour); !end.After(vStart.AddDate(0, 0, 30)); end = end.Add(6 * time.Hour) {
			h.run(t, end)
			time.Sleep(10 * time.Second) // until it is started again
		}
		w.check(t, h)
	})
}

func (w *vWorld) check(t *testing.T, h *vHouse) {
	for _, s := range w.wrong[:min(len(w.wrong), 5)] {
		t.Error(s)
	}
	requests, same, bad := 0, 0, 0
	for _, f := range w.feeds {
		requests += len(f.asked)
		same += f.same
		bad += len(f.wrong)
		if len(f.wrong) > 0 && bad < 20 {
			t.Errorf("%s (%s): %s", f.at, f.kind, f.wrong[0])
		}
		f.checkCounts(t)
	}
	if w.most != 1 {
		t.Errorf("%d connections at once to one site or address", w.most)
	}
	if w.gap < time.Second {
		t.Errorf("%v between two requests to one site or address", w.gap)
	}
	burst := most(w.started, time.Minute)
	if limit := 400; burst > limit {
		t.Errorf("%d feeds asked within a minute, want at most %d", burst, limit)
	}
	slices.Sort(h.late)
	t.Logf("%d feeds, 30 days, 120 restarts: %d polls, %.1f a feed and day; 304: %.0f %%; robots.txt asked %d times; most in a minute %d; least gap %v",
		len(w.feeds), requests, float64(requests)/float64(len(w.feeds))/30, 100*float64(same)/float64(requests), w.robots, burst, w.gap.Round(time.Millisecond))
	t.Logf("%d items seen after the first poll: half of them within %v of publication, nine in ten within %v; %d lost",
		len(h.late), h.late[len(h.late)/2].Round(time.Minute), h.late[len(h.late)*9/10].Round(time.Minute), h.lost)
}

// checkCounts is what each feed must have seen in the month.
func (f *vServer) checkCounts(t *testing.T) {
	bare := 1 + f.withdrew
	switch f.kind {
	case "none":
		return // it gives no validators
	case "withdraws":
		if f.bare < bare {
			t.Errorf("%s: validators that were withdrawn are sent", f.at)
		}
		return
	case "moved", "left":
		return
	case "gone":
		if day := f.asked[len(f.asked)-1].Sub(vStart).Hours() / 24; day > 14 {
			t.Errorf("%s was gone on day 12 and asked on day %.0f", f.at, day)
		}
	case "hangs", "503":
		n := 0
		for _, at := range f.asked {
			if d := int(at.Sub(vStart).Hours() / 24); f.kind == "hangs" && (d == 5 || d == 6) || f.kind == "503" && (d == 9 || d == 10) {
				n++
			}
		}
		if n > 12 { // 1, 2, 4, 8, 16 and 24 hours apart, and once for each of the restarts that cut one short
			t.Errorf("%s (%s) was asked %d times in two days of trouble", f.at, f.kind, n)
		}
	}
	if f.bare != bare {
		t.Errorf("%s (%s): %d requests without validators, want %d", f.at, f.kind, f.bare, bare)
	}
}

// most is the largest number of instants within a span.
func most(at []time.Time, span time.Duration) (n int) {
	slices.SortFunc(at, time.Time.Compare)
	for i, j := 0, 0; i < len(at); i++ {
		for at[i].Sub(at[j]) > span {
			j++
		}
		n = max(n, i-j+1)
	}
	return n
}
