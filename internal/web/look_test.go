package web

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
)

// openReport is the best open report of network V.
func (w *world) openReport(t testing.TB) string {
	t.Helper()
	return w.queue(t, desk.Filter{Network: "V"}).Rows[0].Lead.ID
}

func (w *world) queue(t testing.TB, f desk.Filter) desk.Queue {
	t.Helper()
	q, err := desk.LoadQueue(context.Background(), w.db, w.monitor, f)
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Rows) == 0 {
		t.Fatalf("nothing in the queue for %+v", f)
	}
	return q
}

// stateReport is an open report of state media.
func (w *world) stateReport(t testing.TB) string {
	t.Helper()
	for _, row := range w.queue(t, desk.Filter{Class: "state"}).Rows {
		for _, r := range append([]desk.ReportRow{row.Lead}, row.Others...) {
			if r.StateMedia && r.State == "" && r.Outlet != "" {
				return r.ID
			}
		}
	}
	t.Fatal("no open report of state media")
	return ""
}

// first is the first open report in a language.
func (w *world) first(t testing.TB, lang string) string {
	t.Helper()
	return w.queue(t, desk.Filter{Language: lang}).Rows[0].Lead.ID
}

func (w *world) captureOf(t testing.TB, report string) string {
	t.Helper()
	var id string
	if err := w.db.QueryRow(context.Background(), `SELECT capture FROM reports WHERE id = ?`, report).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func (w *world) try(q string, args ...any) error {
	return w.db.InTx(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(q, args...)
		return err
	})
}

// sessionOf is the session of a browser, to change.
func (w *world) sessionOf(t testing.TB, b *browser) context.Context {
	t.Helper()
	u, err := url.Parse(w.http.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := w.server.sessions.Load(context.Background(), b.c.Jar.Cookies(u)[0].Value)
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

// differs lets the present reader read the page of a report differently, and
// gives the reading that waits.
func (w *world) differs(t testing.TB, report string) article.Reread {
	t.Helper()
	var r article.Reread
	err := w.db.InTx(context.Background(), func(tx *db.Tx) error {
		s, err := article.Get(context.Background(), tx, report)
		if err != nil {
			return err
		}
		ps := strings.Split(s.Text, "\n\n")
		r, err = article.PutReread(tx, article.Reread{Report: report, From: "article/0", To: article.Version, State: article.Waiting, Changes: []article.Change{
			{Field: article.FieldTitle, Before: s.Title, After: s.Title + " " + probe},
			{Field: article.FieldByline, After: "Ana Ríos; Juan Peña"},
			{Field: article.FieldPublished, Before: "2021-09-18", After: "2021-09-18T14:30:00Z"},
			{Field: article.FieldText, Removed: ps[len(ps)-1:], Added: []string{"Una frase que antes faltaba.", probe}, Kept: len(ps) - 1},
			{Field: article.FieldAccount, Before: "title: meta", After: "title: json-ld\ndoubt: short"},
		}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRelevanceSaysWhy: the learned order tells how it was learned and what
// lifts a story, in both languages, and hides none.
func TestRelevanceSaysWhy(t *testing.T) {
	w := newWorld(t)
	f := desk.Filter{Network: "V"}
	best := w.queue(t, f)
	f.Sort = desk.Relevance
	if q := w.queue(t, f); q.Stories != best.Stories || q.Reports != best.Reports {
		t.Errorf("%d stories by relevance, %d otherwise", q.Stories, best.Stories)
	}
	b := w.as("ana")
	for path, want := range map[string][]string{
		"/desk?network=V&sort=relevance":                           {"Learned from 13 decisions", "Too early to estimate", `class="terms"`, "To explore", "publishes nothing"},
		"/desk?sort=relevance":                                     {"The best place of each story"},
		"/desk?network=-&sort=relevance":                           {`class="story`},
		"/desk?network=none&sort=relevance":                        {"Nothing is ranked here yet"},
		"/desk?network=V&sort=relevance&report=" + w.openReport(t): {"Its place by relevance"},
	} {
		page := b.get(path).body
		for _, s := range want {
			if !strings.Contains(page, s) {
				t.Errorf("%s: no %q", path, s)
			}
		}
	}
}
