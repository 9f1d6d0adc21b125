package pipeline_test

import (
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/source"
)

// What there is after a run, for comparing runs.
const (
	reportsSQL  = `SELECT outlet || ' ' || title || ' ' || stage FROM reports`
	findsSQL    = `SELECT key || ' ' || state || ' ' || tries FROM finds`
	capturesSQL = `SELECT url || ' ' || reason || ' ' || count(*) FROM captures GROUP BY url, reason`
	labelledSQL = `SELECT r.key || ' ' || count(*) FROM reports r JOIN labels l ON l.report = r.id JOIN story_members m ON m.report = r.id GROUP BY r.key`
	openJobsSQL = `SELECT state FROM river_job WHERE state NOT IN ('completed', 'cancelled')`
)

func (l *line) everything(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, q := range []string{reportsSQL, findsSQL, capturesSQL, labelledSQL, openJobsSQL} {
		fmt.Fprintln(&b, strings.Join(l.list(t, q), "\n"))
	}
	return b.String()
}

// twoPapers is a press of which the second paper's feed names a page of the
// first.
func twoPapers() *press {
	p := newPress()
	p.set("uno.example/feed", rss("http://uno.example/a", "http://uno.example/b"))
	p.set("dos.example/feed", rss("http://uno.example/a?utm_source=dos", "http://dos.example/c"))
	p.set("uno.example/a", html(page("Un puerto nuevo en la costa norte")))
	p.set("uno.example/b", html(page("El canal de Panamá sube sus tarifas")))
	p.set("dos.example/c", html(page("La vacuna rusa llega a Bolivia")))
	return p
}

func TestTheLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := twoPapers()
		l := newLine(t, d, p, "uno", "dos")
		l.at(t, t0.Add(time.Minute))
		want := []string{"dos La vacuna rusa llega a Bolivia labelled", "uno El canal de Panamá sube sus tarifas labelled", "uno Un puerto nuevo en la costa norte labelled"}
		if diff := cmp.Diff(want, l.list(t, reportsSQL)); diff != "" {
			t.Error(diff)
		}
		if got := l.list(t, `SELECT 'x' FROM finds WHERE state <> 'read'`); len(got) > 0 || len(l.list(t, labelledSQL)) != 3 {
			t.Errorf("not all is read, placed and labelled: %s", l.everything(t))
		}
		for _, page := range []string{"uno.example/a", "uno.example/b", "dos.example/c"} {
			if n := p.times(page); n != 1 {
				t.Errorf("%s was asked for %d times", page, n)
			}
		}
		if ts := l.troubles(t); len(ts) > 0 {
			t.Errorf("troubles: %v", ts)
		}
		if fs, err := l.Evidence.Check(t.Context(), d, nil); err != nil || len(fs) > 0 {
			t.Errorf("evidence: %v, %v", fs, err)
		}
		before, asked := l.everything(t), p.all()
		if made := l.at(t, t0.Add(time.Minute)); made != 0 {
			t.Errorf("the same minute made %d tasks", made)
		}
		l.at(t, t0.Add(4*time.Hour))
		if got := l.everything(t); got != before {
			t.Errorf("a second round changed what there is: %s", cmp.Diff(before, got))
		}
		for _, feed := range []string{"uno.example/feed", "dos.example/feed"} {
			if p.times(feed) != asked[feed]+1 {
				t.Errorf("%s was asked for %d times, want one more than %d, which 304 answers", feed, p.times(feed), asked[feed])
			}
		}
	})
}

// TestStepsRunTwice: steps whose end was not noted, as after a kill, run again
// and change nothing.
func TestStepsRunTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := twoPapers()
		l := newLine(t, d, p, "uno", "dos")
		l.at(t, t0.Add(time.Minute))
		before, asked := l.everything(t), p.all()
		again := func(q string) {
			t.Helper()
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
				t.Fatal(err)
			}
			l.at(t, t0.Add(time.Minute))
			if got := l.everything(t); got != before {
				t.Errorf("after %s: %s", q, cmp.Diff(before, got))
			}
			if !maps.Equal(asked, p.all()) {
				t.Errorf("after %s: pages were asked for again: %s", q, cmp.Diff(asked, p.all()))
			}
		}
		again(`UPDATE river_job SET state = 'available', finalized_at = NULL`)
		again(`UPDATE finds SET state = 'captured'`) // captured and never read, its task lost
		again(`UPDATE reports SET stage = 'read'`)   // read and never placed
	})
}

// TestBadDays lets one thing go wrong at a time.
func TestBadDays(t *testing.T) {
	good := html(page("Un puerto nuevo en la costa norte"))
	tests := []struct {
		name     string
		set      func(p *press)
		troubles []string // of the desk after the first round
		heal     func(p *press)
		after    time.Duration
		left     []string // after the second
		reports  int
	}{
		{"a feed asks for a pause", func(p *press) { p.set("uno.example/feed", status(429, "Retry-After", "7200")) }, []string{"source: rate-limited"},
			func(p *press) { p.set("uno.example/feed", rss("http://uno.example/a")) }, 3 * time.Hour, nil, 1},
		{"a page is cut short", func(p *press) { p.set("uno.example/a", cut) }, []string{"capture: truncated"},
			func(p *press) { p.set("uno.example/a", good) }, 2 * time.Hour, nil, 1},
		{"a page asks for a pause", func(p *press) { p.set("uno.example/a", status(429, "Retry-After", "3600")) }, []string{"capture: rate-limited"},
			func(p *press) { p.set("uno.example/a", good) }, 2 * time.Hour, nil, 1},
		{"robots.txt forbids a page", func(p *press) { p.set("uno.example/robots.txt", html("User-agent: *\nDisallow: /a\n")) },
			[]string{"capture: robots"}, nil, 2 * time.Hour, []string{"capture: robots"}, 0},
		{"a page does not exist", func(p *press) { p.set("uno.example/a", nil) }, []string{"capture: not-found"}, nil, 2 * time.Hour, []string{"capture: not-found"}, 0},
		{"a page is no report", func(p *press) { p.set("uno.example/a", html("<html><body></body></html>")) },
			[]string{"reading"}, nil, 2 * time.Hour, []string{"reading"}, 0},
		{"a feed is a page", func(p *press) { p.set("uno.example/feed", good) }, []string{"source: html"},
			func(p *press) { p.set("uno.example/feed", rss("http://uno.example/a")) }, 2 * time.Hour, nil, 1},
		{"a feed is gone", func(p *press) { p.set("uno.example/feed", status(410)) }, []string{"source: gone"},
			nil, 2 * time.Hour, []string{"source: gone"}, 0},
		{"a server is ill", func(p *press) { p.set("uno.example/feed", status(503)) }, []string{"source: server-error"},
			func(p *press) { p.set("uno.example/feed", rss("http://uno.example/a")) }, 2 * time.Hour, nil, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				p := newPress()
				p.set("uno.example/feed", rss("http://uno.example/a"))
				p.set("uno.example/a", good)
				tt.set(p)
				l := newLine(t, d, p, "uno")
				l.at(t, t0.Add(time.Minute))
				l.troubled(t, "first", tt.troubles)
				asked := p.all()
				if tt.heal != nil {
					tt.heal(p)
				}
				l.at(t, t0.Add(2*time.Minute)) // too early for anything
				if !maps.Equal(asked, p.all()) {
					t.Errorf("a minute later it asks again: %s", cmp.Diff(asked, p.all()))
				}
				l.at(t, t0.Add(tt.after))
				l.troubled(t, "second", tt.left)
				if got := l.list(t, reportsSQL); len(got) != tt.reports {
					t.Errorf("reports: %v, want %d", got, tt.reports)
				}
				if got := l.list(t, openJobsSQL); len(got) > 0 {
					t.Errorf("tasks are left: %v", got)
				}
			})
		})
	}
}

func (l *line) troubled(t *testing.T, round string, want []string) {
	t.Helper()
	got := l.troubles(t)
	if len(got) != len(want) {
		t.Fatalf("after the %s round: troubles %q, want %q", round, got, want)
	}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("after the %s round: trouble %q, want %q", round, got[i], want[i])
		}
	}
}

// TestAFeedThatGoesAway: what a source gave before stays, and a 410 ends it.
func TestAFeedThatGoesAway(t *testing.T) {
	d := dbtest.Lite(t)
	p := twoPapers()
	l := newLine(t, d, p, "uno", "dos")
	l.at(t, t0.Add(time.Minute))
	before := l.list(t, reportsSQL)
	p.set("uno.example/feed", html(page("Estamos de mudanza")))
	l.at(t, t0.Add(4*time.Hour))
	if s := l.source(t, "uno"); s.Fails != 1 || s.Reason != source.NoFeed || s.Remedy == "" {
		t.Errorf("%+v", s)
	}
	p.set("uno.example/feed", status(http.StatusGone))
	l.at(t, t0.Add(8*time.Hour))
	l.at(t, t0.Add(400*time.Hour))
	if s := l.source(t, "uno"); s.State != source.Gone || s.Remedy == "" || p.times("uno.example/feed") != 3 {
		t.Errorf("%+v, asked %d times", s, p.times("uno.example/feed"))
	}
	if diff := cmp.Diff(before, l.list(t, reportsSQL)); diff != "" {
		t.Error(diff)
	}
}

// TestTriesEnd: an address that never answers is given up after five tries,
// and shown.
func TestTriesEnd(t *testing.T) {
	p := newPress()
	p.set("uno.example/feed", rss("http://uno.example/a"))
	p.set("uno.example/a", cut)
	l := newLine(t, dbtest.Lite(t), p, "uno")
	for h := range 60 {
		l.at(t, t0.Add(time.Minute+time.Duration(h)*time.Hour))
	}
	if got := l.list(t, findsSQL); len(got) != 1 || got[0] != "uno.example/a failed 5" || p.times("uno.example/a") != 5 {
		t.Errorf("%v, asked %d times", got, p.times("uno.example/a"))
	}
	l.troubled(t, "last", []string{"capture: truncated"})
}

// TestClockSetBack: the machine's clock was a year ahead for a while.
func TestClockSetBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress()
		p.set("uno.example/feed", rss("http://uno.example/a"))
		p.set("uno.example/a", cut)
		dir := t.TempDir()
		l := &line{clock: &clock{now: t0.AddDate(1, 0, 0)}, press: p}
		d.SetNow(l.clock.Now)
		l.join(t, d, dir, "uno", "dos")
		l.at(t, t0.AddDate(1, 0, 0)) // dos does not answer, uno's page is cut short
		if err := l.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.join(t, d, dir, "uno", "dos") // the program starts again
		p.set("uno.example/a", html(page("Un puerto nuevo")))
		p.set("dos.example/feed", rss("http://dos.example/c"))
		p.set("dos.example/c", html(page("Otro puerto")))
		l.at(t, t0.Add(time.Minute))
		if got := l.list(t, reportsSQL); len(got) != 1 {
			t.Errorf("reports: %v, want that of the page at once", got)
		}
		if n := p.times("uno.example/feed"); n != 1 {
			t.Errorf("the feed was asked for %d times, want no sooner than manners allow", n)
		}
		l.at(t, t0.Add(30*time.Hour))
		if got := l.list(t, reportsSQL); len(got) != 2 || p.times("uno.example/feed") != 2 {
			t.Errorf("a day later: %v, %d times", got, p.times("uno.example/feed"))
		}
		if next := l.source(t, "uno").NextAt; next.After(t0.AddDate(0, 0, 8)) {
			t.Errorf("the next poll is at %v", next)
		}
		asked := p.all()
		l.at(t, t0.Add(30*time.Hour+time.Minute))
		if !maps.Equal(asked, p.all()) {
			t.Errorf("it does not come to rest: %s", cmp.Diff(asked, p.all()))
		}
	})
}

// TestTwoProgramsAtOnce: two programs on one database and one evidence folder
// share the work; nothing is fetched or read twice.
func TestTwoProgramsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if !d.Postgres() {
			t.Skip("a file has one program")
		}
		p := newPress()
		var names []string
		pages := 0
		for i := range 12 {
			name := fmt.Sprintf("diario%d", i)
			names = append(names, name)
			var links []string
			for j := range 8 {
				pages++
				path := fmt.Sprintf("%s.example/%d", name, j)
				links = append(links, "http://"+path)
				p.set(path, html(page(fmt.Sprintf("Un puerto con número %d en la bahía de %s", j*17+i, name))))
			}
			links = append(links, "http://diario0.example/0") // which all of them name
			p.set(name+".example/feed", rss(links...))
		}
		other, err := db.Open(t.Context(), d.Pool().Config().ConnString(), db.Work)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		dir := filepath.Join(t.TempDir(), "evidence")
		a := &line{clock: &clock{now: t0}, press: p}
		b := &line{clock: a.clock, press: p}
		d.SetNow(a.clock.Now)
		other.SetNow(a.clock.Now)
		a.join(t, d, dir, names...)
		b.join(t, other, dir, names...)
		a.clock.set(t0.Add(time.Minute))
		done := make(chan error, 1)
		go func() {
			_, err := b.Tick(t.Context())
			if err == nil {
				err = b.Drain(t.Context())
			}
			done <- err
		}()
		a.at(t, t0.Add(time.Minute))
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if got := a.list(t, `SELECT url FROM captures WHERE reason = '' GROUP BY url HAVING count(*) > 1`); len(got) > 0 {
			t.Errorf("captured twice: %v", got)
		}
		if n := len(a.list(t, `SELECT key FROM reports WHERE stage = 'labelled'`)); n != pages {
			t.Errorf("%d reports, want %d: %s", n, pages, a.everything(t))
		}
		for at, n := range p.all() {
			if n > 1 && !strings.HasSuffix(at, "robots.txt") {
				t.Errorf("%s was asked for %d times", at, n)
			}
		}
		if fs, err := a.Evidence.Check(t.Context(), d, nil); err != nil || len(fs) > 0 {
			t.Errorf("evidence: %v, %v", fs, err)
		}
		if files := a.list(t, `SELECT DISTINCT file FROM captures`); len(files) != 2 {
			t.Logf("evidence files %v: one program did all the work", files)
		}
	})
}
