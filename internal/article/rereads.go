package article

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Reread is a second reading of a report's capture that came out differently.
type Reread struct {
	ID, Report string
	At         time.Time
	From, To   string // versions of the reader
	Changes    []Change
	State      string
	By         string // person who decided, "" if nobody had to
	DecidedAt  time.Time
}

// The states of a second reading.
const (
	Applied = "applied"
	Waiting = "waiting"
	Refused = "refused"
)

const rereadColumns = `id, report, at, from_version, to_version, changes, state, decided_by, decided_at`

// PutReread keeps a second reading. One that waits takes the place of another
// one that waited: only what the present reader says is asked about.
func PutReread(tx *db.Tx, r Reread) (Reread, error) {
	r.ID, r.At = vigia.NewID("rer", tx.Now), tx.Now
	changes, err := json.Marshal(r.Changes)
	if err == nil {
		_, err = tx.Exec(`DELETE FROM rereads WHERE report = ? AND state = 'waiting'`, r.Report)
	}
	if err == nil {
		_, err = tx.Exec(`INSERT INTO rereads (`+rereadColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			r.ID, r.Report, db.Micros(r.At), r.From, r.To, string(changes), r.State, r.By, db.Micros(r.DecidedAt))
	}
	if err != nil {
		return r, fmt.Errorf("reading of report %s again: %w", r.Report, err)
	}
	return r, nil
}

// DropWaiting takes back a reading that waits: the reader agrees again with
// what is stored.
func DropWaiting(tx *db.Tx, report string) error {
	if _, err := tx.Exec(`DELETE FROM rereads WHERE report = ? AND state = 'waiting'`, report); err != nil {
		return fmt.Errorf("reading of report %s again: %w", report, err)
	}
	return nil
}

// Decide settles a reading that waits. Of two who decide the second one is
// told that it is done.
func Decide(tx *db.Tx, id, state, by string) error {
	n, err := tx.Exec(`UPDATE rereads SET state = ?, decided_by = ?, decided_at = ? WHERE id = ? AND state = 'waiting'`,
		state, by, db.Micros(tx.Now), id)
	if err == nil && n == 0 {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "the new reading does not wait any more", Remedy: "load the page again: somebody has decided, or the archive was read again"}
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", id, err)
	}
	return nil
}

// GetReread gives one second reading.
func GetReread(ctx context.Context, q db.Querier, id string) (Reread, error) {
	r, err := scanReread(q.QueryRow(ctx, `SELECT `+rereadColumns+` FROM rereads WHERE id = ?`, id))
	if err != nil {
		return Reread{}, fmt.Errorf("reading %s: %w", id, err)
	}
	return r, nil
}

// Rereads gives the second readings of a report, the latest first.
func Rereads(ctx context.Context, q db.Querier, report string) ([]Reread, error) {
	rows, err := q.Query(ctx, `SELECT `+rereadColumns+` FROM rereads WHERE report = ? ORDER BY at DESC, id DESC`, report)
	all, err := db.Collect(rows, err, func(r *db.Rows) (Reread, error) { return scanReread(r) })
	if err != nil {
		return nil, fmt.Errorf("readings of report %s: %w", report, err)
	}
	return all, nil
}

// LatestReread gives the last second reading of a report that waits or was
// refused: what an editor was asked last. ok is false if nobody was asked.
func LatestReread(ctx context.Context, q db.Querier, report string) (r Reread, ok bool, err error) {
	r, err = scanReread(q.QueryRow(ctx, `SELECT `+rereadColumns+` FROM rereads
		WHERE report = ? AND state IN ('waiting', 'refused') ORDER BY at DESC, id DESC LIMIT 1`, report))
	switch {
	case errors.Is(err, vigia.ErrNotFound):
		return Reread{}, false, nil
	case err != nil:
		return Reread{}, false, fmt.Errorf("readings of report %s: %w", report, err)
	}
	return r, true, nil
}

// WaitingRereads gives readings that wait for an editor, the oldest first, and
// how many there are in all.
func WaitingRereads(ctx context.Context, q db.Querier, limit int) (rs []Reread, total int, err error) {
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM rereads WHERE state = 'waiting'`).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("readings that wait: %w", err)
	}
	rows, err := q.Query(ctx, `SELECT `+rereadColumns+` FROM rereads WHERE state = 'waiting' ORDER BY at, id LIMIT ?`, limit)
	rs, err = db.Collect(rows, err, func(r *db.Rows) (Reread, error) { return scanReread(r) })
	if err != nil {
		return nil, 0, fmt.Errorf("readings that wait: %w", err)
	}
	return rs, total, nil
}

func scanReread(r interface{ Scan(...any) error }) (x Reread, err error) {
	var at, decided int64
	var changes string
	if err = r.Scan(&x.ID, &x.Report, &at, &x.From, &x.To, &changes, &x.State, &x.By, &decided); err != nil {
		return x, err
	}
	x.At, x.DecidedAt = db.Time(at), db.Time(decided)
	return x, json.Unmarshal([]byte(changes), &x.Changes)
}
