package source

import (
	"fmt"
	"slices"
	"time"

	"vigia/internal/db"
)

// pruneBatch is how many polls are summed up in one transaction.
const pruneBatch = 400

const (
	oldPollsSQL = `SELECT id, source, at, reason, detail, items, fresh, millis FROM polls WHERE at < ? ORDER BY at, id LIMIT ?`
	putPollsSQL = `
		INSERT INTO poll_days (source, day, polls, failed, items, fresh, millis, reason, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (source, day) DO UPDATE SET polls = poll_days.polls + excluded.polls, failed = poll_days.failed + excluded.failed,
			items = poll_days.items + excluded.items, fresh = poll_days.fresh + excluded.fresh, millis = poll_days.millis + excluded.millis,
			reason = CASE WHEN excluded.reason <> '' THEN excluded.reason ELSE poll_days.reason END,
			detail = CASE WHEN excluded.reason <> '' THEN excluded.detail ELSE poll_days.detail END`
)

// PrunePolls sums up polls from before an instant by source and day, some at a
// time; it is to be called again while it returns true. Nothing is lost that a
// gap or the volume of a source rests on: gaps and days have tables of their
// own, and of each day that a poll failed on the last reason is kept.
func PrunePolls(tx *db.Tx, before time.Time) (more bool, err error) {
	type key struct {
		source string
		day    int64
	}
	type sum struct {
		polls, failed, items, fresh, millis int64
		reason, detail                      string
	}
	sums, ids := map[key]*sum{}, []string{}
	rows, err := tx.Query(tx.Context(), oldPollsSQL, db.Micros(before), pruneBatch)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, src, reason, detail string
		var at, items, fresh, millis int64
		if err := r.Scan(&id, &src, &at, &reason, &detail, &items, &fresh, &millis); err != nil {
			return err
		}
		k := key{src, dayOf(db.Time(at))}
		s := sums[k]
		if s == nil {
			s = &sum{}
			sums[k] = s
		}
		s.polls, s.items, s.fresh, s.millis = s.polls+1, s.items+items, s.fresh+fresh, s.millis+millis
		if reason != "" {
			s.failed, s.reason, s.detail = s.failed+1, reason, detail
		}
		ids = append(ids, id)
		return nil
	})
	for k, s := range sums {
		if err == nil {
			_, err = tx.Exec(putPollsSQL, k.source, k.day, s.polls, s.failed, s.items, s.fresh, s.millis, s.reason, s.detail)
		}
	}
	for some := range slices.Chunk(ids, 200) {
		if err == nil {
			in, args := db.In(some)
			_, err = tx.Exec(`DELETE FROM polls WHERE id IN `+in, args...)
		}
	}
	if err != nil {
		return false, fmt.Errorf("old polls: %w", err)
	}
	return len(ids) == pruneBatch, nil
}
