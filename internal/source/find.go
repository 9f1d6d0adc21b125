package source

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Find is an address that a poll found.
type Find struct {
	Key, URL, Source, Title, Summary string
	At                               time.Time // found; the transaction's time if zero
	Published                        vigia.Date
	State                            string // Waiting…; of a new one FindPassed, or Waiting
	Revive                           bool   // a new one that was passed over is to be captured after all
	Tries                            int
	Reason, Detail, Remedy           string // of the last failure
}

// The states of a find.
const (
	FindWaiting  = "waiting"  // to be captured
	FindCaptured = "captured" // to be read
	FindRead     = "read"
	FindFailed   = "failed" // for good
	FindPassed   = "passed" // it stood on a page that was read for the first time, and is not captured
)

const findColumns = `key, url, source, at, title, published, precision, summary, state, tries, reason, detail, remedy`

const putFindSQL = `
	INSERT INTO finds (` + findColumns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', '')
	ON CONFLICT (key) DO UPDATE SET state = 'waiting', source = excluded.source, url = excluded.url, at = excluded.at
	WHERE finds.state = 'passed' AND excluded.state = 'waiting' AND ? = 1`

// PutFind keeps an address that a poll found; fresh tells whether it is new and
// waits to be captured.
func PutFind(tx *db.Tx, f Find) (fresh bool, err error) {
	if f.At.IsZero() {
		f.At = tx.Now
	}
	n, err := tx.Exec(putFindSQL, f.Key, f.URL, f.Source, db.Micros(f.At), f.Title,
		db.Micros(f.Published.At), string(f.Published.Precision), f.Summary, cmp.Or(f.State, FindWaiting), db.Flag(f.Revive))
	if err != nil {
		return false, fmt.Errorf("find %s: %w", f.URL, err)
	}
	return n == 1 && f.State != FindPassed, nil
}

const markFindSQL = `
	UPDATE finds SET state = ?, tries = tries + ?, reason = ?, detail = ?, remedy = ?, due_at = ?,
		at = CASE WHEN at > ? THEN ? ELSE at END
	WHERE key = ? AND state = 'waiting'`

// MarkFind sets what became of a find that was waiting, and tells whether it
// was: of two who capture it at once, one is first. FindWaiting with a reason
// is a failure that is tried again.
func MarkFind(tx *db.Tx, f Find, state, reason, detail, remedy string) (was bool, err error) {
	// One that was found in the future, by a clock that was wrong, was found now.
	now := db.Micros(tx.Now)
	n, err := tx.Exec(markFindSQL, state, db.Flag(reason != ""), reason, detail, remedy, db.Micros(f.nextTry(tx.Now)), now, now, f.Key)
	if err != nil {
		return false, fmt.Errorf("find %s: %w", f.Key, err)
	}
	return n == 1, nil
}

// nextTry is when a find that failed is tried again: 1, 3, 7 and 15 hours
// after it was found.
func (f Find) nextTry(now time.Time) time.Time {
	if f.At.After(now) { // a clock was wrong
		f.At = now
	}
	return f.At.Add(time.Duration(1<<min(f.Tries+1, 10)-1) * time.Hour)
}

// PutOff lets a find wait whose host rests. It counts as no try.
func PutOff(tx *db.Tx, key string, until time.Time) error {
	if _, err := tx.Exec(`UPDATE finds SET due_at = ? WHERE key = ? AND state = 'waiting'`, db.Micros(until), key); err != nil {
		return fmt.Errorf("find %s: %w", key, err)
	}
	return nil
}

// MarkRead notes that the capture of an address was read, if a poll found it.
func MarkRead(tx *db.Tx, key string) error {
	if _, err := tx.Exec(`UPDATE finds SET state = 'read' WHERE key = ? AND state = 'captured'`, key); err != nil {
		return fmt.Errorf("find %s: %w", key, err)
	}
	return nil
}

// Waiting lists the finds that are to be captured now, the longest overdue
// first.
func Waiting(ctx context.Context, q db.Querier, now time.Time, limit int) ([]Find, error) {
	return finds(ctx, q, `WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, at, key LIMIT ?`, db.Micros(now), limit)
}

// mostTries is how often an address is asked for before it counts as failed.
const mostTries = 5

// Last tells whether another failure is the last one.
func (f Find) Last() bool { return f.Tries+1 >= mostTries }

const unreadSQL = `
	SELECT MAX(c.id) FROM finds f JOIN captures c ON c.url = f.url
	WHERE f.state = 'captured' AND c.reason = ''
	GROUP BY f.key ORDER BY f.key LIMIT ?`

// Unread lists the captures of finds that were captured and not read yet.
func Unread(ctx context.Context, q db.Querier, limit int) ([]string, error) {
	rows, err := q.Query(ctx, unreadSQL, limit)
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("finds not read: %w", err)
	}
	return ids, nil
}

// FindByKey gives one find.
func FindByKey(ctx context.Context, q db.Querier, key string) (Find, error) {
	f, err := db.One(finds(ctx, q, `WHERE key = ?`, key))
	if err != nil {
		return Find{}, fmt.Errorf("find %s: %w", key, err)
	}
	return f, nil
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
