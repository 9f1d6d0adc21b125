package pipeline_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/pipeline"
	"vigia/internal/search"
)

// archive is a pipeline with pages that an older reader has read, badly.
type archive struct {
	*line
	reports map[string]string // file -> report
}

// newArchive imports n pages, named page-01.html on, beside a feed.
func newArchive(t *testing.T, d *db.DB, n int) *archive {
	t.Helper()
	p, parts := open(t, d, nil)
	a := &archive{line: &line{Pipeline: p, Parts: parts}, reports: map[string]string{}}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		write(fmt.Sprintf("page-%02d.html", i+1), page(fmt.Sprintf("Un puerto nuevo, el número %d", i+1)))
	}
	write("feed.xml", `<?xml version="1.0"?><rss version="2.0"><channel><title>A</title><item><title>Uno</title><link>https://a.example/1</link><description>El puerto de la costa.</description></item></channel></rss>`)
	got, totals := importAll(t, p, dir)
	if totals.Read != n+1 {
		t.Fatalf("%+v of %d", totals, n+1)
	}
	for name, acc := range got {
		a.reports[name] = acc.Report
	}
	a.exec(t, `UPDATE reports SET version = 'article/0'`)
	return a
}

func (a *archive) exec(t *testing.T, q string, args ...any) {
	t.Helper()
	if err := a.DB.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err }); err != nil {
		t.Fatal(err)
	}
}

// spoil lets a report say what an older reader would have read.
func (a *archive) spoil(t *testing.T, name string) {
	t.Helper()
	a.exec(t, `UPDATE reports SET title = ?, byline = '["Invented Name"]', text = text || '

Suscríbase a nuestro boletín' WHERE id = ?`, "Diario | "+name, a.reports[name])
	s := a.get(t, name)
	if err := a.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return a.Search.Put(tx, search.Doc{ID: s.ID, Kind: search.Report, Title: s.Title, Text: s.Text, Language: s.Language, At: s.DayAt})
	}); err != nil {
		t.Fatal(err)
	}
}

// reread reads again and counts the outcomes.
func (a *archive) reread(t *testing.T, f pipeline.RereadFilter) (map[pipeline.Outcome]int, map[string]pipeline.Rereading) {
	t.Helper()
	n, by := map[pipeline.Outcome]int{}, map[string]pipeline.Rereading{}
	for r, err := range a.Reread(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		n[r.Outcome]++
		by[r.Report] = r
	}
	return n, by
}

func (a *archive) get(t *testing.T, name string) article.Stored {
	t.Helper()
	s, err := article.Get(t.Context(), a.DB, a.reports[name])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (a *archive) person(t *testing.T, login string, role desk.Role) (p desk.Person) {
	t.Helper()
	if err := a.DB.InTx(t.Context(), func(tx *db.Tx) (err error) {
		p, err = desk.AddPerson(tx, desk.Person{}, desk.Person{Login: login, Name: login, Role: role}, "una mesa de prueba")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReread(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newArchive(t, d, 5)
		ana := a.person(t, "ana", desk.Analyst)
		for _, name := range []string{"page-01.html", "page-02.html", "page-03.html"} {
			a.spoil(t, name)
		}
		a.exec(t, `UPDATE reports SET provenance = '{"title":"guess"}' WHERE id = ?`, a.reports["page-04.html"])
		for _, name := range []string{"page-02.html", "page-04.html"} { // somebody has decided
			if err := d.InTx(t.Context(), func(tx *db.Tx) error {
				return desk.Record(tx, ana, desk.Decision{Report: a.reports[name], Action: desk.Selected})
			}); err != nil {
				t.Fatal(err)
			}
		}
		a.misread(t, page("El que antes no se leía"))
		a.misread(t, "<html><body>x</body></html>")

		dry, _ := a.reread(t, pipeline.RereadFilter{Dry: true})
		if s := a.get(t, "page-01.html"); s.Title != "Diario | page-01.html" {
			t.Errorf("a dry run has written: %q", s.Title)
		}
		n, by := a.reread(t, pipeline.RereadFilter{})
		want := map[pipeline.Outcome]int{pipeline.Changed: 3, pipeline.Waits: 1, pipeline.Same: 1, pipeline.GivenText: 1, pipeline.Arrived: 1, pipeline.StillNone: 1}
		if diff := cmp.Diff(want, n); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, dry); diff != "" {
			t.Errorf("the dry run foresaw %s", diff)
		}
		free := a.get(t, "page-01.html")
		if free.Title != "Un puerto nuevo, el número 1" || len(free.Byline) != 0 || strings.Contains(free.Text, "boletín") || free.Version != article.Version {
			t.Errorf("read again: %q by %q, %q", free.Title, free.Byline, free.Version)
		}
		c := by[free.ID].Changes
		if len(c) != 3 || c[0].Before != "Diario | page-01.html" || c[1].Field != article.FieldByline || cmp.Diff(c[2].Removed, []string{"Suscríbase a nuestro boletín"}) != "" || c[2].Kept != 2 {
			t.Errorf("changes %+v", c)
		}
		if held := a.get(t, "page-02.html"); held.Title != "Diario | page-02.html" || held.Version != "article/0" || by[held.ID].Why != "decided" {
			t.Errorf("a report that somebody has selected: %q, %q, %+v", held.Title, held.Version, by[held.ID])
		}
		if quiet := a.get(t, "page-04.html"); quiet.Version != article.Version || quiet.Provenance["title"] == "guess" {
			t.Errorf("the reader's account of a selected report: %+v", quiet.Provenance)
		}
		a.once(t)
		if hits, _, err := a.Search.Find(t.Context(), search.Query{Text: "boletín"}); err != nil || len(hits) != 1 {
			t.Errorf("the index finds %d reports by the old text, %v; want the one that still says it", len(hits), err)
		}

		// Again: nothing is left but what waits, and asks no second time.
		rows := a.list(t, `SELECT id FROM rereads`)
		n, _ = a.reread(t, pipeline.RereadFilter{})
		if diff := cmp.Diff(map[pipeline.Outcome]int{pipeline.Waits: 1, pipeline.GivenText: 1}, n); diff != "" {
			t.Error(diff)
		}
		if n, _ = a.reread(t, pipeline.RereadFilter{All: true}); n[pipeline.Changed]+n[pipeline.Arrived] > 0 {
			t.Errorf("all again: %v", n)
		}
		if diff := cmp.Diff(rows, a.list(t, `SELECT id FROM rereads`)); diff != "" {
			t.Error(diff)
		}
	})
}

// misread keeps a page that an older reader took for no report.
func (a *archive) misread(t *testing.T, body string) {
	t.Helper()
	c, err := a.Evidence.KeepResource(t.Context(), "https://diario.example/"+fmt.Sprint(len(body)), []byte(body), "text/html", evidence.ViaImport)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.DB.InTx(t.Context(), func(tx *db.Tx) error {
		if err := evidence.Insert(tx, c); err != nil {
			return err
		}
		if err := article.Misread(tx, c.ID, "no text", "look at it"); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE misreads SET version = 'article/0'`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// once: nothing that belongs to a report stands twice, and no story is empty.
func (a *archive) once(t *testing.T) {
	t.Helper()
	for _, q := range []string{
		`SELECT report FROM story_members GROUP BY report HAVING COUNT(*) > 1`,
		`SELECT id FROM search_docs GROUP BY id HAVING COUNT(*) > 1`,
		`SELECT id FROM stories s WHERE NOT EXISTS (SELECT 1 FROM story_members m WHERE m.story = s.id)`,
		`SELECT id FROM reports r WHERE NOT EXISTS (SELECT 1 FROM story_members m WHERE m.report = r.id)`,
		`SELECT id FROM reports r WHERE NOT EXISTS (SELECT 1 FROM sketches m WHERE m.report = r.id)`,
		`SELECT id FROM reports WHERE stage <> 'labelled'`,
	} {
		if bad := a.list(t, q); len(bad) > 0 {
			t.Errorf("%s: %v", q, bad)
		}
	}
}

func TestRereadIsAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newArchive(t, d, 2)
		ana, elena := a.person(t, "ana", desk.Analyst), a.person(t, "elena", desk.Editor)
		for _, name := range []string{"page-01.html", "page-02.html"} {
			a.spoil(t, name)
			if err := d.InTx(t.Context(), func(tx *db.Tx) error {
				return desk.Record(tx, ana, desk.Decision{Report: a.reports[name], Action: desk.Rejected, Reason: "x"})
			}); err != nil {
				t.Fatal(err)
			}
		}
		a.reread(t, pipeline.RereadFilter{})
		all, total, err := desk.WaitingReadings(t.Context(), d, 10)
		if err != nil || total != 2 || len(all) != 2 {
			t.Fatalf("%d wait, %v", total, err)
		}
		take, leave := all[0], all[1]
		if err := a.AcceptReading(t.Context(), ana, take.ID); !errors.Is(err, vigia.ErrForbidden) {
			t.Errorf("an analyst accepts: %v", err)
		}
		if err := a.AcceptReading(t.Context(), elena, take.ID); err != nil {
			t.Fatal(err)
		}
		if s, err := article.Get(t.Context(), d, take.Report); err != nil || s.Version != article.Version || strings.HasPrefix(s.Title, "Diario |") {
			t.Errorf("accepted: %q %q %v", s.Title, s.Version, err)
		}
		if err := a.AcceptReading(t.Context(), elena, take.ID); !errors.Is(err, vigia.ErrConflict) {
			t.Errorf("accepted twice: %v", err)
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return desk.RefuseReading(tx, elena, leave.Reread) }); err != nil {
			t.Fatal(err)
		}
		if n, _ := a.reread(t, pipeline.RereadFilter{}); n[pipeline.Waits]+n[pipeline.Changed] > 0 {
			t.Errorf("what was answered is asked again: %v", n)
		}
		if n, _ := a.reread(t, pipeline.RereadFilter{All: true}); n[pipeline.Answered] != 1 {
			t.Errorf("all again: %v", n)
		}
		log, err := desk.AuditLog(t.Context(), d, 10)
		if err != nil || len(log) < 2 || log[0].Act != "reading refused" || log[1].Act != "reading accepted" || log[1].Detail != "article/0 → "+article.Version+": title, byline, text" {
			t.Errorf("audit %+v, %v", log, err)
		}
		a.once(t)
	})
}

// TestRereadGoesOn: cut off after the first batch it goes on where it was, and
// every change is told once.
func TestRereadGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const pages = 30 // more than a batch
		a := newArchive(t, d, pages)
		for name := range a.reports {
			if name != "feed.xml#1" {
				a.spoil(t, name)
			}
		}
		if n, err := a.RereadTotal(t.Context(), pipeline.RereadFilter{}); err != nil || n != pages+1 {
			t.Errorf("%d to read, %v", n, err)
		}
		for range a.Reread(t.Context(), pipeline.RereadFilter{}) {
			break
		}
		done := len(a.list(t, `SELECT id FROM rereads`))
		if done == 0 || done >= pages {
			t.Fatalf("%d done after the first batch", done)
		}
		n, _ := a.reread(t, pipeline.RereadFilter{})
		if n[pipeline.Changed] != pages-done {
			t.Errorf("then %v, and %d were done", n, done)
		}
		if all := a.list(t, `SELECT report FROM rereads`); len(all) != pages {
			t.Errorf("%d changes are told of %d", len(all), pages)
		}
		a.once(t)
	})
}

// TestRereadBadEvidence: a capture that cannot be read, or in which the present
// reader finds no report, leaves the report as it is.
func TestRereadBadEvidence(t *testing.T) {
	d := dbtest.Lite(t)
	a := newArchive(t, d, 3)
	a.exec(t, `UPDATE captures SET file = 'gone.warc.gz' WHERE id = ?`, a.get(t, "page-01.html").Capture)
	c, err := a.Evidence.KeepResource(t.Context(), "", []byte("<html><body>x</body></html>"), "text/html", evidence.ViaImport)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return evidence.Insert(tx, c) }); err != nil {
		t.Fatal(err)
	}
	a.exec(t, `UPDATE reports SET capture = ? WHERE id = ?`, c.ID, a.reports["page-02.html"])
	n, by := a.reread(t, pipeline.RereadFilter{})
	if diff := cmp.Diff(map[pipeline.Outcome]int{pipeline.Damaged: 1, pipeline.Lost: 1, pipeline.Same: 1, pipeline.GivenText: 1}, n); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"page-01.html", "page-02.html"} {
		if r := by[a.reports[name]]; r.Reason == "" || r.Remedy == "" {
			t.Errorf("%s: %+v", name, r)
		}
		if s := a.get(t, name); s.Version != "article/0" || s.Text == "" {
			t.Errorf("%s: %q", name, s.Version)
		}
	}
}
