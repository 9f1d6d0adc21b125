package edition

import (
	"context"
	"fmt"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
	"vigia/internal/story"
)

// Prepared is what Select needs and is too slow for a transaction.
type Prepared struct {
	Report      string
	Search      *policy.Search // nil for independent media
	Independent []desk.ReportRow
}

// Refusal is a Problem for which others can stand in: reports that say the
// same and do not count as state media.
type Refusal struct {
	*vigia.Problem
	Independent []desk.ReportRow
}

// Unwrap lets errors.As find the Problem.
func (r *Refusal) Unwrap() error { return r.Problem }

// Prepare searches the corpus for others who reported the same, where the rule
// for state media may ask for it.
func Prepare(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry, report string) (Prepared, error) {
	s, err := article.Get(ctx, q, report)
	if err != nil {
		return Prepared{}, err
	}
	p := Prepared{Report: report}
	if o, _ := reg.At(s.Outlet, s.DayAt); o.Class == vigia.IndependentPrivate || s.Kind != vigia.MediaReport {
		return p, nil
	}
	search, err := corroborate(ctx, q, m, reg, s)
	if err != nil {
		return p, err
	}
	p.Search = &search
	p.Independent, err = desk.Rows(ctx, q, m, search.Independent)
	return p, err
}

// Choose prepares and selects in one go.
func Choose(ctx context.Context, d *db.DB, m *monitor.Monitor, reg *source.Registry, by desk.Person, r SelectRequest) (it Item, err error) {
	p, err := Prepare(ctx, d, m, reg, r.Report)
	if err != nil {
		return it, err
	}
	err = d.InTx(ctx, func(tx *db.Tx) error {
		it, err = Select(tx, m, reg, by, r, p)
		return err
	})
	return it, err
}

const searchedSQL = `SELECT COUNT(*) FROM reports WHERE id <> ? AND kind = 'media' AND stage = 'labelled' AND day_at >= ? AND day_at <= ?`

// corroborate searches the corpus around the report's day for independent
// reports of the same. Every report of those days was held against it when the
// later of the two was placed, so all of them have been searched.
func corroborate(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry, s article.Stored) (policy.Search, error) {
	days := m.Policy.Corroboration.WindowDays
	found, err := story.Corroborate(ctx, q, reg, m, s, s.DayAt, days)
	search := found.Search
	if err != nil {
		return search, err
	}
	from, to := window(s, days)
	if err := q.QueryRow(ctx, searchedSQL, s.ID, from, to).Scan(&search.Searched); err != nil {
		return search, fmt.Errorf("reports around %s: %w", s.ID, err)
	}
	return search, nil
}

// window is the days around a report in which others are searched.
func window(s article.Stored, days int) (from, to int64) {
	return db.Micros(s.DayAt.AddDate(0, 0, -days)), db.Micros(s.DayAt.AddDate(0, 0, days))
}

// record keeps a search, as of the transaction.
func record(tx *db.Tx, by desk.Person, report string, search policy.Search) error {
	search.At = tx.Now
	return story.RecordSearch(tx, report, by.ID, search)
}
