package entity

import (
	"context"
	"fmt"
	"time"

	"vigia/internal/db"
)

// Written is a way in which reports write an entity.
type Written struct {
	Form    string
	Why     string // how it is known, in one of them
	Reports int
}

// Forms gives how reports write an entity, and others that are the same, the
// most often first.
func Forms(ctx context.Context, q db.Querier, id string, limit int) ([]Written, error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	in, args := db.In(k.group(k.root(id)))
	rows, err := q.Query(ctx, `SELECT form, MIN(why), COUNT(DISTINCT report) FROM mentions WHERE entity IN `+in+`
		GROUP BY form ORDER BY 3 DESC, form LIMIT ?`, append(args, limit)...)
	ws, err := db.Collect(rows, err, func(r *db.Rows) (w Written, err error) { return w, r.Scan(&w.Form, &w.Why, &w.Reports) })
	if err != nil {
		return nil, fmt.Errorf("how %s is written: %w", id, err)
	}
	return ws, nil
}

const weekMicros = 7 * 24 * 60 * 60 * 1_000_000

// Weeks counts the reports that name an entity, or another that is the same, in
// the n weeks that end with now: the oldest first.
func Weeks(ctx context.Context, q db.Querier, id string, now time.Time, n int) ([]int, error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	in, args := db.In(k.group(k.root(id)))
	at := db.Micros(now)
	rows, err := q.Query(ctx, `SELECT (CAST(? AS BIGINT) - day_at) / 604800000000 AS age, COUNT(*) FROM reports
		WHERE day_at > ? AND day_at <= ? AND id IN (SELECT report FROM mentions WHERE entity IN `+in+`) GROUP BY 1`,
		append([]any{at, at - int64(n)*weekMicros, at}, args...)...)
	weeks := make([]int, n)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var age, count int
		err := r.Scan(&age, &count)
		if err == nil && age < n {
			weeks[n-1-age] = count
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("weeks of %s: %w", id, err)
	}
	return weeks, nil
}
