package pipeline_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/source"
)

// hubbed is a feed that declares a hub, and a name for itself.
func hubbed(hub, self string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Diario</title><link>http://a.example/</link><atom:link rel="hub" href="%s"/><atom:link rel="self" href="%s"/><item><title>Puerto</title><link>http://a.example/2021/08/puerto</link></item></channel></rss>`, hub, self)
	}
}

// A hub is asked once, with a callback and a secret that nobody can guess, and
// only where the administrator gave a callback; what it sends later makes the
// source due within the manners.
func TestHub(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress()
		var mu sync.Mutex
		var forms []url.Values
		p.set("hub.example/", func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
				t.Errorf("%s %v", r.Method, err)
			}
			forms = append(forms, r.PostForm)
			w.WriteHeader(http.StatusAccepted)
		})
		p.set("a.example/feed", hubbed("http://hub.example/", "http://a.example/feed"))
		p.set("b.example/feed", hubbed("http://hub.example/", "http://other.example/feed")) // somebody else's name
		p.set("c.example/feed", hubbed("http://127.0.0.1:1/", "http://c.example/feed"))     // a hub inside our house
		l := &line{clock: &clock{now: t0}, press: p, hubs: "https://monitor.example.org/hub/"}
		d.SetNow(l.clock.Now)
		l.join(t, d, t.TempDir(), "a", "b", "c")
		l.at(t, t0.Add(time.Minute))
		l.at(t, t0.Add(70*time.Minute))
		if len(forms) != 1 {
			t.Fatalf("the hub was asked %d times", len(forms))
		}
		f := forms[0]
		a := l.source(t, "a")
		h, err := source.HubOf(t.Context(), d, a.ID)
		if err != nil || f.Get("hub.mode") != "subscribe" || f.Get("hub.topic") != "http://a.example/feed" || f.Get("hub.secret") != h.Secret ||
			f.Get("hub.callback") != "https://monitor.example.org/hub/"+h.Path || len(h.Path) != 64 || len(h.Secret) != 64 || h.Path == h.Secret {
			t.Errorf("%v %v %+v", err, f, h)
		}
		if c, err := source.HubOf(t.Context(), d, l.source(t, "c").ID); err != nil || c.State != source.HubRefused || !strings.Contains(c.Detail, "guard") {
			t.Errorf("%v %+v", err, c)
		}
		if _, err := source.HubOf(t.Context(), d, l.source(t, "b").ID); err == nil {
			t.Error("b subscribes to another site's feed")
		}

		// The hub tells of news a minute after a poll: the next one is still an hour later.
		last := a.LastAt
		l.clock.set(last.Add(time.Minute))
		tell := func() source.Source {
			t.Helper()
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { return source.HubTold(tx, h) }); err != nil {
				t.Fatal(err)
			}
			return l.source(t, "a")
		}
		if got := tell(); got.NextAt.Before(last.Add(source.Floor)) {
			t.Errorf("due %v after the last poll", got.NextAt.Sub(last))
		}
		// Long after it, the source is due at once; a failure is waited out.
		asked := p.times("a.example/feed")
		p.set("a.example/feed", status(503, "Retry-After", "86400"))
		l.clock.set(last.Add(3 * time.Hour))
		tell()
		l.at(t, last.Add(3*time.Hour))
		if n := p.times("a.example/feed"); n != asked+1 {
			t.Errorf("polled %d times after the hub told", n-asked)
		}
		ill := l.source(t, "a")
		l.clock.set(last.Add(6 * time.Hour))
		if got := tell(); !got.NextAt.Equal(ill.NextAt) || got.NextAt.Before(last.Add(24*time.Hour)) {
			t.Errorf("a source that asked for a day's pause is due %v, was %v", got.NextAt, ill.NextAt)
		}
	})
}

// Without a callback nobody is asked.
func TestNoHub(t *testing.T) {
	p := newPress()
	p.set("hub.example/", status(202))
	p.set("a.example/feed", hubbed("http://hub.example/", "http://a.example/feed"))
	l := newLine(t, dbtest.Lite(t), p, "a")
	l.at(t, t0.Add(time.Minute))
	if n := p.times("hub.example/"); n != 0 {
		t.Errorf("the hub was asked %d times", n)
	}
}

// section is an index page with the reports from, from+1, … below to.
func section(from, to int) http.HandlerFunc {
	var b strings.Builder
	b.WriteString(`<html lang=es><body><nav><a href="/quienes-somos-y-que-hacemos">Quiénes somos y qué hacemos</a></nav>`)
	for i := to - 1; i >= from; i-- {
		fmt.Fprintf(&b, `<h2><a href="/politica/la-asamblea-aprobo-la-ley-%d">La asamblea aprobó la ley número %d</a></h2>`, 1000+i, i)
	}
	return html(b.String())
}

// The first reading of an index page does not bring its archive; what is new
// later comes like the items of a feed; what was passed over comes when a feed
// lists it.
func TestIndexPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress()
		p.set("a.example/politica", section(0, 60))
		l := newLine(t, d, p, "a")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := source.Add(tx, source.New{Outlet: "a", URL: "http://a.example/politica", Kind: "index"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		states := func() (passed, others int) {
			return len(l.list(t, `SELECT url FROM finds WHERE state = 'passed'`)), len(l.list(t, `SELECT url FROM finds WHERE state <> 'passed'`))
		}
		l.at(t, t0.Add(time.Minute))
		if passed, others := states(); passed != 40 || others != 20 {
			t.Fatalf("%d passed over, %d taken", passed, others)
		}
		p.set("a.example/politica", section(2, 62))
		l.at(t, t0.Add(26*time.Hour))
		if passed, others := states(); passed != 40 || others != 22 {
			t.Errorf("later: %d passed over, %d taken", passed, others)
		}
		if n := p.times("a.example/quienes-somos-y-que-hacemos"); n != 0 {
			t.Error("navigation was taken for a report")
		}
		p.set("a.example/feed", rss("http://a.example/politica/la-asamblea-aprobo-la-ley-1003"))
		l.at(t, t0.Add(60*time.Hour))
		if passed, others := states(); passed != 39 || others != 23 {
			t.Errorf("with a feed: %d passed over, %d taken", passed, others)
		}
		if s, err := source.ByURL(t.Context(), d, "http://a.example/politica"); err != nil || s.Reason != "" || len(s.Learned.Page) == 0 {
			t.Errorf("%v %q, remembered %d bytes", err, s.Reason, len(s.Learned.Page))
		}
	})
}
