package source

import (
	"context"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// An address that a poll found.
type Find struct {
	Key, URL, Source, Title, Summary string
	At                               time.Time // found; the transaction's time if zero
	Published                        vigia.Date
	State                            string // Waiting…
	Tries                            int
	Reason, Detail, Remedy           string // of the last failure
}

// The states of a find.
const (
	FindWaiting  = "waiting"
	FindCaptured = "captured"
	FindFailed   = "failed" // for good
)

const findColumns = `key, url, source, at, title, published, precision, summary, state, tries, reason, detail, remedy`

const putFindSQL = `
	INSERT INTO finds (` + findColumns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, '', '', '')
	ON CONFLICT (key) DO NOTHING`

// PutFind keeps an address that a poll found; fresh tells whether it was new.
func PutFind(tx *db.Tx, f Find) (fresh bool, err error) {
	if f.At.IsZero() {
		f.At = tx.Now
	}
	n, err := tx.Exec(putFindSQL, f.Key, f.URL, f.Source, db.Micros(f.At), f.Title,
		db.Micros(f.Published.At), string(f.Published.Precision), f.Summary)
	if err != nil {
		return false, fmt.Errorf("find %s: %w", f.URL, err)
	}
	return n == 1, nil
}

// MarkFind sets what became of a find. FindWaiting with a reason is a failure
// that is tried again.
func MarkFind(tx *db.Tx, key, state, reason, detail, remedy string) error {
	tried := flag(reason != "")
	n, err := tx.Exec(`UPDATE finds SET state = ?, tries = tries + ?, reason = ?, detail = ?, remedy = ? WHERE key = ?`,
		state, tried, reason, detail, remedy, key)
	if err == nil && n == 0 {
		err = vigia.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("find %s: %w", key, err)
	}
	return nil
}

// Waiting lists finds that are not captured yet, oldest first.
func Waiting(ctx context.Context, q db.Querier, limit int) ([]Find, error) {
	return finds(ctx, q, `WHERE state = 'waiting' ORDER BY at, key LIMIT ?`, limit)
}

// FindByKey gives one find.
func FindByKey(ctx context.Context, q db.Querier, key string) (Find, error) {
	all, err := finds(ctx, q, `WHERE key = ?`, key)
	if err == nil && len(all) == 0 {
		err = vigia.ErrNotFound
	}
	if err != nil {
		return Find{}, fmt.Errorf("find %s: %w", key, err)
	}
	return all[0], nil
}

func finds(ctx context.Context, q db.Querier, rest string, args ...any) ([]Find, error) {
	rows, err := q.Query(ctx, `SELECT `+findColumns+` FROM finds `+rest, args...)
	all, err := db.Collect(rows, err, func(r *db.Rows) (Find, error) {
		var f Find
		var at, published int64
		var precision string
		err := r.Scan(&f.Key, &f.URL, &f.Source, &at, &f.Title, &published, &precision, &f.Summary, &f.State, &f.Tries,
			&f.Reason, &f.Detail, &f.Remedy)
		f.At = db.Time(at)
		if precision != "" {
			f.Published = vigia.Date{At: db.Time(published), Precision: vigia.Precision(precision), From: "feed"}
		}
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("finds: %w", err)
	}
	return all, nil
}
