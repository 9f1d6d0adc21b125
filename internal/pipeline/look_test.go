package pipeline_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/watch"
)

// story is a page as outlets make them: a report with what stands around it.
func story(title, text string, around ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="es"><head><title>%s | Diario</title><meta property="og:title" content="%[1]s"><meta property="article:published_time" content="2021-08-24T10:00:00-05:00"></head><body><nav><a href="/">Inicio</a></nav><article><h1>%[1]s</h1>`, title)
	for p := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(&b, "<p>%s</p>", p)
	}
	b.WriteString("</article><aside><h2>Más noticias</h2><ul>")
	for _, a := range around {
		fmt.Fprintf(&b, `<li><a href="/%d">%s</a></li>`, len(a), a)
	}
	b.WriteString("</ul></aside></body></html>")
	return b.String()
}

const told = `La autoridad portuaria anunció el martes que las obras comenzarán en octubre, después de dos años de estudios del lecho marino.
El ministro dijo que la inversión llegará a 200 millones de dólares y que trabajarán unas 3000 personas en la ampliación del muelle.
Los pescadores de la bahía piden que se proteja la zona de desove y anuncian una protesta frente al Congreso para la próxima semana.`

// cite lets an edition rest on every report.
func (l *line) cite(t *testing.T) {
	t.Helper()
	if err := l.DB.InTx(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(`INSERT INTO editions (id, number, monitor, policy, period_from, period_to, anchor, title, subtitle, abstract, authors, special, status, revision, created_by, created_at, submitted_by, approved_by, approved_at, approved_rev, published_at)
			VALUES ('edi_x', 1, '', '', 0, 0, 0, '', '', '', '', '', 'draft', 0, '', 0, '', '', 0, 0, 0)`); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO items (id, edition, digest, report, position, summary, dimensions, selected_by, selected_at, editor_yes, override)
			SELECT 'itm_' || id, 'edi_x', 'V', id, 0, '', '', '', ?, '', '' FROM reports`, db.Micros(tx.Now))
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestLooks: cited pages are looked at again, and each thing that may become of
// a page is told as what it is.
func TestLooks(t *testing.T) {
	became := map[string]struct {
		then http.HandlerFunc
		want watch.Kind
	}{
		"same":      {nil, watch.Same},
		"around":    {html(story("Un puerto", told, "Otra noticia", "Una tercera noticia de hoy")), watch.Same},
		"stamped":   {html(story("Un puerto", told+"\nActualizado hace 3 horas\n1.204 visitas")), watch.Trivial},
		"edited":    {html(story("Un puerto", strings.Replace(told, "200 millones", "350 millones", 1))), watch.Edited},
		"corrected": {html(story("Un puerto", strings.Replace(told, "3000", "300", 1)+"\nCorrección: una versión anterior de esta nota decía que trabajarán 3000 personas.")), watch.Corrected},
		"headline":  {html(story("El puerto que divide a la bahía", told)), watch.Headline},
		"removed":   {status(404), watch.Removed},
		"gone":      {status(410), watch.Removed},
		"soft":      {html("<html><head><title>Página no encontrada</title></head><body>No existe.</body></html>"), watch.Removed},
		"paywalled": {status(402), watch.Paywalled},
		"forbidden": {status(403), watch.Blocked},
		"captcha":   {html("<html><head><title>Just a moment...</title></head><body>Checking.</body></html>"), watch.Blocked},
		"moved":     {http.RedirectHandler("http://uno.example/new/moved", http.StatusMovedPermanently).ServeHTTP, watch.Moved},
		"home":      {http.RedirectHandler("http://uno.example/front", http.StatusFound).ServeHTTP, watch.Removed},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress()
		var links []string
		for name := range became {
			links = append(links, "http://uno.example/"+name)
			p.set("uno.example/"+name, html(story("Un puerto", told+"\nEsta es la nota "+name+".", "Otra noticia")+"<!--"+strings.Repeat(" long enough to be kept once", 100)+"-->"))
		}
		slices.Sort(links)
		p.set("uno.example/feed", rss(links...))
		l := newLine(t, d, p, "uno")
		l.at(t, t0)
		if n := len(l.list(t, `SELECT id FROM reports`)); n != len(became) {
			t.Fatalf("%d reports, want %d", n, len(became))
		}
		before := l.list(t, `SELECT id || title || text || version FROM reports`)
		l.cite(t)
		if l.at(t, t0.Add(30*time.Minute)); len(l.list(t, `SELECT id FROM looks`)) > 0 {
			t.Error("looked at before its time")
		}
		for name, b := range became {
			if b.then != nil {
				p.set("uno.example/"+name, b.then)
			}
		}
		p.set("uno.example/new/moved", html(story("Un puerto", told+"\nEsta es la nota moved.")))
		p.set("uno.example/front", html(story("Diario Uno, el diario de la bahía", "Hoy en la portada: el tiempo, la bolsa y los deportes de la semana que comienza con muchas sorpresas para todos los lectores.")))
		for name := range became { // what stays the same but for its own words
			if name == "around" || name == "stamped" || name == "edited" || name == "corrected" || name == "headline" {
				b := became[name].then
				p.set("uno.example/"+name, func(w http.ResponseWriter, r *http.Request) {
					b(suffixed{w, "<p>Esta es la nota " + name + ".</p></article>"}, r)
				})
			}
		}
		l.at(t, t0.Add(2*time.Hour))
		got := map[string]string{}
		for _, row := range l.list(t, `SELECT r.url || ' ' || w.kind FROM watched w JOIN reports r ON r.id = w.report`) {
			url, kind, _ := strings.Cut(strings.TrimPrefix(row, "http://uno.example/"), " ")
			got[url] = kind
		}
		if n := len(l.list(t, `SELECT c.id FROM captures c JOIN looks k ON k.capture = c.id JOIN reports r ON r.id = k.report WHERE r.url = 'http://uno.example/same' AND c.refers = r.capture`)); n != 1 {
			t.Errorf("%d looks at what is the same lend the cited body", n)
		}
		want := map[string]string{}
		for name, b := range became {
			want[name] = string(b.want)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what became of the pages (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, l.list(t, `SELECT id || title || text || version FROM reports`)); diff != "" {
			t.Errorf("the reports do not stand as cited:\n%s", diff)
		}
		// Each look is a capture with its bytes, in the log.
		if n := l.list(t, `SELECT c.id FROM looks l JOIN captures c ON c.id = l.capture JOIN log g ON g.capture = c.id WHERE c.file <> ''`); len(n) != len(became) {
			t.Errorf("%d looks have their bytes in the log, want %d", len(n), len(became))
		}
		fs, err := l.Evidence.Check(t.Context(), d, nil)
		if err != nil || len(fs) > 0 {
			t.Errorf("evidence: %v %v", fs, err)
		}
		// What somebody has noted stays noted until the page changes again.
		edited := l.list(t, `SELECT report FROM watched WHERE kind = 'edited'`)[0]
		note := func() {
			t.Helper()
			w, err := watch.Get(t.Context(), d, edited)
			if err == nil {
				err = d.InTx(t.Context(), func(tx *db.Tx) error { return watch.Seen(tx, edited, w.Look, "per_ana") })
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		note()
		l.at(t, t0.Add(25*time.Hour))
		if w, _ := watch.Get(t.Context(), d, edited); w.SeenBy != "per_ana" || w.Looks != 2 {
			t.Errorf("a third look at the same: %+v", w)
		}
		p.set("uno.example/edited", html(story("Un puerto", strings.Replace(told, "200 millones", "999 millones", 1))))
		l.at(t, t0.Add(73*time.Hour))
		if w, _ := watch.Get(t.Context(), d, edited); w.SeenBy != "" || w.Kind != watch.Edited {
			t.Errorf("edited again: %+v", w)
		}
		if all, err := watch.List(t.Context(), d, watch.Filter{Limit: 50}); err != nil || len(all) != len(became)-3 || !slices.Equal(all[0].Editions, []int{1}) {
			t.Errorf("%d in the list, %v", len(all), err)
		}
	})
}

// suffixed ends the article with a paragraph.
type suffixed struct {
	http.ResponseWriter
	end string
}

func (s suffixed) Write(b []byte) (int, error) {
	_, err := s.ResponseWriter.Write([]byte(strings.Replace(string(b), "</article>", s.end, 1)))
	return len(b), err
}

// TestLooksThatFail: a host in trouble is left alone for longer each time, and
// only what lasts for days is told.
func TestLooksThatFail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress()
		p.set("uno.example/feed", rss("http://uno.example/a"))
		p.set("uno.example/a", html(story("Un puerto", told)))
		l := newLine(t, d, p, "uno")
		l.at(t, t0)
		l.cite(t)
		p.set("uno.example/a", status(503))
		now, asked := t0, p.times("uno.example/a")
		for range 24 * 14 {
			now = now.Add(time.Hour)
			l.at(t, now)
			if len(l.list(t, `SELECT id FROM looks`)) > 0 {
				break
			}
		}
		if age := now.Sub(t0); age < 3*24*time.Hour || age > 13*24*time.Hour {
			t.Errorf("told after %v", age)
		}
		if n := p.times("uno.example/a") - asked; n > 12 {
			t.Errorf("asked %d times meanwhile", n)
		}
		if got := l.list(t, `SELECT kind FROM watched`); !slices.Equal(got, []string{"unreachable"}) {
			t.Errorf("%v", got)
		}
		p.set("uno.example/a", html(story("Un puerto", told)))
		for range 40 {
			now = now.Add(12 * time.Hour)
			l.at(t, now)
		}
		w := l.list(t, `SELECT kind || look FROM watched`)
		if !slices.Equal(w, []string{"same"}) {
			t.Errorf("after it came back: %v", w)
		}
	})
}
