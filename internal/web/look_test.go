package web

import (
	"context"
	"net/url"
	"testing"

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
