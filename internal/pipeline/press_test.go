package pipeline_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/monitor"
	"vigia/internal/pipeline"
	"vigia/internal/search"
	"vigia/internal/source"
	"vigia/internal/watch"
)

// t0 is when the tests begin.
var t0 = time.Date(2021, 8, 24, 18, 0, 0, 0, time.UTC)

// clock stands still until it is moved; nobody waits by it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// press serves small outlets on loopback: what an address answers can be
// changed, and every request is counted.
type press struct {
	mu    sync.Mutex
	pages map[string]http.HandlerFunc // "host/path"
	asked map[string]int
}

func newPress() *press { return &press{pages: map[string]http.HandlerFunc{}, asked: map[string]int{}} }

func (p *press) set(at string, h http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages[at] = h
}

func (p *press) times(at string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[at]
}

// all is how often each address was asked for.
func (p *press) all() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.asked)
}

func (p *press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	at := host + r.URL.Path
	p.mu.Lock()
	h := p.pages[at]
	p.asked[at]++
	p.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

func html(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body)
	}
}

// rss is a feed of addresses, with an ETag.
func rss(links ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		tag := fmt.Sprintf(`"%d"`, len(links))
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Diario</title>`)
		for _, l := range links {
			fmt.Fprintf(w, `<item><title>Puerto</title><link>%s</link><pubDate>Tue, 24 Aug 2021 15:30:00 GMT</pubDate></item>`, l)
		}
		fmt.Fprint(w, `</channel></rss>`)
	}
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		http.Error(w, http.StatusText(code), code)
	}
}

// cut announces more than it sends.
func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Content-Length", "99999")
	fmt.Fprint(w, page("Un puerto")[:200])
}

// line is a pipeline with what it is made of.
type line struct {
	*pipeline.Pipeline
	pipeline.Parts
	clock *clock
	press *press
	hubs  string // the callback for hubs
}

// newLine makes a pipeline that polls the press's feeds, each at
// http://NAME.example/feed with NAME's outlet.
func newLine(t *testing.T, d *db.DB, p *press, outlets ...string) *line {
	t.Helper()
	l := &line{clock: &clock{now: t0}, press: p}
	d.SetNow(l.clock.Now)
	l.join(t, d, t.TempDir(), outlets...)
	return l
}

// join makes the pipeline of a program: on the database and the evidence
// folder that it shares with others.
func (l *line) join(t *testing.T, d *db.DB, dir string, outlets ...string) {
	t.Helper()
	m, fs, err := monitor.Load("../../monitors/vric")
	if err != nil || vigia.Blocking(fs) {
		t.Fatal(err, fs)
	}
	m.Feeds = nil
	for _, name := range outlets {
		m.Outlets = append(m.Outlets, monitor.Outlet{Key: name, Name: "Diario " + name, Domains: []string{name + ".example"},
			Country: "CO", Languages: []string{"es"}, Kind: vigia.MediaReport, Class: "IP", Owners: []string{name}, Reviewer: "test"})
		m.Feeds = append(m.Feeds, monitor.Feed{Outlet: name, Title: "Diario " + name, URL: "http://" + name + ".example/feed", Kind: "rss", Language: "es"})
	}
	srv := httptest.NewServer(l.press)
	t.Cleanup(srv.Close)
	at := netip.MustParseAddrPort(srv.Listener.Addr().String())
	lg := slog.New(slog.DiscardHandler)
	l.Parts = pipeline.Parts{DB: d, Monitor: m, Clock: l.clock, Eager: true, Callback: l.hubs, Looks: watch.Schedule{time.Hour, 24 * time.Hour, 72 * time.Hour}}
	if l.Evidence, err = evidence.New(lg, d, dir, l.clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Evidence.Close() })
	if l.Search, err = search.New(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	l.Fetch = fetch.New(lg, fetch.Options{UserAgent: "Vigia", Clock: l.clock,
		Hosts: func(h string) (netip.AddrPort, bool) { return at, strings.HasSuffix(h, ".example") }})
	t.Cleanup(l.Fetch.Close)
	if l.Pipeline, err = pipeline.New(t.Context(), lg, l.Parts); err != nil {
		t.Fatal(err)
	}
	if err := l.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// at lets the time be t, and does all that is due then.
func (l *line) at(t *testing.T, now time.Time) (made int) {
	t.Helper()
	l.clock.set(now)
	made, err := l.Tick(t.Context())
	if err == nil {
		err = l.Drain(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// lists runs a query of text columns and gives its rows.
func (l *line) list(t *testing.T, q string) []string {
	t.Helper()
	rows, err := l.DB.Query(t.Context(), q)
	all, err := db.Collect(rows, err, func(r *db.Rows) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// troubles are those of the desk as "where: reason", each with a remedy.
func (l *line) troubles(t *testing.T) (out []string) {
	t.Helper()
	ts, err := desk.Troubles(t.Context(), l.DB, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range ts {
		reason, _, _ := strings.Cut(x.Reason, ":")
		out = append(out, x.What+": "+reason)
		if x.Remedy == "" {
			t.Errorf("no remedy for %+v", x)
		}
	}
	slices.Sort(out)
	return out
}

func (l *line) source(t *testing.T, name string) source.Source {
	t.Helper()
	s, err := source.ByURL(t.Context(), l.DB, "http://"+name+".example/feed")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
