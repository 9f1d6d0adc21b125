package fetch

import (
	"context"
	"errors"
	"log/slog"
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
			if h.w.feeds[strings.TrimPrefix(s.URL, "http://")].kind != "drips" {
				h.late = append(h.late, p.At.Sub(it.Published.At))
			}
		}
		first = false
		p.Fresh++
		h.seen[s.ID] = n + 1
	}
}

func newHouse(w *vWorld) *vHouse {
	h := &vHouse{w: w, memory: &memory{m: map[string]string{}}, seen: map[string]int{}}
	for at := range w.feeds {
		h.sources = append(h.sources, &vSource{Source: source.Source{ID: at, URL: "http://" + at, State: source.Active, Every: time.Hour, NextAt: vStart}})
	}
	return h
}

// TestHostileNeighbours: feeds are read as promptly beside half as many hosts
// that take every connection and never answer, drip, stall in the middle or
// send headers without an end. 'make conformance' lets it be 1,000 beside 500.
func TestHostileNeighbours(t *testing.T) {
	honest := 200
	if n, err := strconv.Atoi(os.Getenv("VIGIA_NEIGHBOURS")); err == nil {
		honest = n
	}
	late := func(hostile int) (nineteenIn20 time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			w := newMixedWorld(honest, hostile)
			for _, f := range w.feeds {
				if f.n < honest {
					f.kind = "plain"
				}
			}
			h := newHouse(w)
			h.run(t, vStart.AddDate(0, 0, 4))
			slices.Sort(h.late)
			nineteenIn20 = h.late[len(h.late)*19/20]
			for _, f := range w.feeds {
				if len(f.asked) == 0 {
					t.Errorf("%s was never asked", f.at)
				}
			}
		})
		return nineteenIn20
	}
	alone, beside := late(0), late(honest/2)
	t.Logf("%d feeds: nineteen in twenty items are seen within %v, beside %d hostile hosts within %v", honest, alone.Round(time.Minute), honest/2, beside.Round(time.Minute))
	if beside > alone+alone/10 {
		t.Errorf("%v beside hostile hosts, %v without", beside, alone)
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
		h := newHouse(w)
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
