package pipeline_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/source"
)

// feedOf is a feed with a name and a site, of titled addresses.
func feedOf(name, site string, items ...[2]string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title><link>%s</link>`, name, site)
		for _, it := range items {
			fmt.Fprintf(w, `<item><title>%s</title><link>%s</link></item>`, it[0], it[1])
		}
		fmt.Fprint(w, `</channel></rss>`)
	}
}

// TestWalls: what stands in the way of a feed or a page is named, and a feed
// is never healed by "not modified".
func TestWalls(t *testing.T) {
	wall := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>`)
	}
	p := newPress()
	p.set("uno.example/feed", rss("http://uno.example/a", "http://uno.example/b"))
	p.set("uno.example/a", html(`<html><script src="https://ct.captcha-delivery.com/c.js"></script><body>Espere</body></html>`))
	p.set("uno.example/b", html(`<html><title>Página no encontrada</title><body>Busque en la portada</body></html>`))
	p.set("dos.example/feed", wall)
	l := newLine(t, dbtest.Lite(t), p, "uno", "dos")
	l.at(t, t0.Add(time.Minute))
	l.troubled(t, "first", []string{"capture: captcha", "capture: soft-404", "source: captcha"})
	if s := l.source(t, "dos"); s.Remedy == "" || s.DarkAt.IsZero() {
		t.Errorf("%+v", s)
	}
	p.set("uno.example/feed", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"wall"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"wall"`)
		wall(noStatus{w}, r)
	})
	l.at(t, t0.Add(30*time.Hour))
	l.at(t, t0.Add(60*time.Hour))
	if s := l.source(t, "uno"); s.Reason != source.Captcha || s.Fails != 1 || s.ETag != `"wall"` || p.times("uno.example/feed") != 3 {
		t.Errorf("a wall that is not modified: %+v, asked %d times", s, p.times("uno.example/feed"))
	}
}

// noStatus leaves the status 200.
type noStatus struct{ http.ResponseWriter }

func (noStatus) WriteHeader(int) {}

// TestAFeedThatIsSomebodyElses: who a feed says it is is remembered; a stranger
// gives nothing until a person has looked.
func TestAFeedThatIsSomebodyElses(t *testing.T) {
	p := newPress()
	p.set("uno.example/feed", feedOf("Diario Uno", "http://uno.example/", [2]string{"Puerto", "http://uno.example/a"}))
	p.set("uno.example/a", html(page("Un puerto nuevo")))
	d := dbtest.Lite(t)
	l := newLine(t, d, p, "uno")
	l.at(t, t0.Add(time.Minute))
	p.set("uno.example/feed", feedOf("Casino", "http://casino.example/", [2]string{"Gane", "http://casino.example/a"}))
	l.at(t, t0.Add(30*time.Hour))
	l.troubled(t, "then", []string{"source: identity"})
	if n := p.times("casino.example/a"); n != 0 {
		t.Errorf("the stranger's page was asked for %d times", n)
	}
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return source.Resume(tx, l.source(t, "uno").ID) }); err != nil {
		t.Fatal(err)
	}
	l.at(t, t0.Add(60*time.Hour))
	if s := l.source(t, "uno"); s.Reason != "" || s.Learned.Title != "Casino" || p.times("casino.example/a") == 0 {
		t.Errorf("after a person agreed: %+v", s)
	}
}

// TestAddressesThatChange: old headlines under new addresses are not captured
// again and again.
func TestAddressesThatChange(t *testing.T) {
	p := newPress()
	list := func(round int) (items [][2]string) {
		for i := range 10 {
			at := fmt.Sprintf("uno.example/%d/%d", round, i)
			items = append(items, [2]string{fmt.Sprint("Titular ", i), "http://" + at})
			p.set(at, html(page(fmt.Sprint("Puerto ", i))))
		}
		return items
	}
	p.set("uno.example/feed", feedOf("Diario", "http://uno.example/", list(0)...))
	l := newLine(t, dbtest.Lite(t), p, "uno")
	l.at(t, t0.Add(time.Minute))
	fresh := [2]string{"Otro titular", "http://uno.example/new"}
	p.set("uno.example/new", html(page("Otro puerto")))
	p.set("uno.example/feed", feedOf("Diario", "http://uno.example/", append(list(1), fresh)...))
	l.at(t, t0.Add(30*time.Hour))
	for at, n := range p.all() {
		if strings.HasPrefix(at, "uno.example/1/") && n > 0 {
			t.Errorf("%s was asked for", at)
		}
	}
	if s := l.source(t, "uno"); !s.Learned.Churn || p.times("uno.example/new") != 1 || s.Reason != "" {
		t.Errorf("%+v, the new one was asked for %d times", s, p.times("uno.example/new"))
	}
}

// TestMoved: a permanent redirect within the site is followed for good, one to
// another site until a person has agreed only for the moment.
func TestMoved(t *testing.T) {
	p := newPress()
	to := func(url string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, url, http.StatusMovedPermanently) }
	}
	p.set("uno.example/feed", to("http://www.uno.example/rss"))
	p.set("www.uno.example/rss", rss())
	p.set("dos.example/feed", to("http://tres.example/rss"))
	p.set("tres.example/rss", rss())
	d := dbtest.Lite(t)
	l := newLine(t, d, p, "uno", "dos")
	for day := range 3 {
		l.at(t, t0.Add(time.Minute+time.Duration(day)*30*time.Hour))
	}
	if n := p.times("uno.example/feed"); n != 1 || p.times("www.uno.example/rss") != 3 {
		t.Errorf("asked where it was %d times, where it is %d times", n, p.times("www.uno.example/rss"))
	}
	if s := l.source(t, "dos"); s.Offered != "http://tres.example/rss" || p.times("dos.example/feed") != 3 || p.times("tres.example/rss") != 3 {
		t.Errorf("to another site: %+v", s)
	}
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return source.Move(tx, l.source(t, "dos").ID) }); err != nil {
		t.Fatal(err)
	}
	l.at(t, t0.Add(120*time.Hour))
	if p.times("dos.example/feed") != 3 || p.times("tres.example/rss") != 4 {
		t.Errorf("after a person agreed: %v", p.all())
	}
}

// TestAHostThatRests: what is not asked because its host asked for a pause is
// put off; no try is counted and nothing is called a failure.
func TestAHostThatRests(t *testing.T) {
	p := newPress()
	p.set("uno.example/feed", rss("http://uno.example/a", "http://uno.example/b", "http://uno.example/c"))
	for _, at := range []string{"a", "b", "c"} {
		p.set("uno.example/"+at, status(429, "Retry-After", "36000"))
	}
	l := newLine(t, dbtest.Lite(t), p, "uno")
	l.at(t, t0.Add(time.Minute))
	for h := range 9 {
		l.at(t, t0.Add(time.Duration(h+1)*time.Hour))
	}
	if got := l.list(t, findsSQL); strings.Join(got, ", ") != "uno.example/a waiting 0, uno.example/b waiting 0, uno.example/c waiting 1" && strings.Count(strings.Join(got, ","), "waiting 0") != 2 {
		t.Errorf("while the host rests: %v", got)
	}
	if s := l.source(t, "uno"); s.Fails != 0 || s.Reason != "" {
		t.Errorf("the source: %+v", s)
	}
	for _, at := range []string{"a", "b", "c"} {
		p.set("uno.example/"+at, html(page("Un puerto con número "+at)))
	}
	l.at(t, t0.Add(12*time.Hour))
	if got := l.list(t, findsSQL); strings.Count(strings.Join(got, ","), "read") != 3 {
		t.Errorf("after the pause: %v", got)
	}
}
