package rank

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Alarm is a disagreement that Watch found when it learned, until somebody has
// looked at it.
type Alarm struct {
	ID      string
	Network string
	At      time.Time // when it was first found
	Disagreement
}

const (
	openAlarmsSQL = `SELECT id, network, at, by, decisions, against, reports FROM disagreements WHERE settled_at = 0 ORDER BY at DESC, id`
	alarmSQL      = `SELECT id, network, at, by, decisions, against, reports FROM disagreements WHERE settled_at = 0 AND id = ?`
	clearedSQL    = `SELECT network, by, MAX(settled_at) FROM disagreements WHERE settled_at > 0 AND settled_by <> '` + Machine + `' GROUP BY network, by`
	raiseSQL      = `
		INSERT INTO disagreements (id, network, by, at, decisions, against, reports, settled_at, settled_by, note)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, '', '')`
	updateAlarmSQL = `UPDATE disagreements SET decisions = ?, against = ?, reports = ? WHERE id = ?`
	settleSQL      = `UPDATE disagreements SET settled_at = ?, settled_by = ?, note = ? WHERE id = ? AND settled_at = 0`
)

func scanAlarm(r *db.Rows) (a Alarm, err error) {
	var at int64
	var reports string
	if err := r.Scan(&a.ID, &a.Network, &at, &a.By, &a.Decisions, &a.Against, &reports); err != nil {
		return a, err
	}
	a.At = db.Time(at)
	return a, json.Unmarshal([]byte(reports), &a.Reports)
}

// Alarms are those that nobody has looked at yet, the latest first.
func Alarms(ctx context.Context, q db.Querier) ([]Alarm, error) {
	rows, err := q.Query(ctx, openAlarmsSQL)
	all, err := db.Collect(rows, err, scanAlarm)
	if err != nil {
		return nil, fmt.Errorf("alarms of disagreement: %w", err)
	}
	return all, nil
}

// OpenAlarms is how many they are.
func OpenAlarms(ctx context.Context, q db.Querier) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM disagreements WHERE settled_at = 0`).Scan(&n)
	return n, err
}

// AlarmByID is one of them.
func AlarmByID(ctx context.Context, q db.Querier, id string) (Alarm, error) {
	rows, err := q.Query(ctx, alarmSQL, id)
	a, err := db.One(db.Collect(rows, err, scanAlarm))
	if errors.Is(err, vigia.ErrNotFound) {
		return a, &vigia.Problem{Kind: vigia.ErrNotFound, What: "this alarm does not stand any more", Remedy: "load the page again"}
	}
	return a, err
}

// Settle takes an alarm down: somebody has looked at what the reviewer decided
// up to now, and that raises no alarm again.
func Settle(tx *db.Tx, id, by, note string) error {
	n, err := tx.Exec(settleSQL, db.Micros(tx.Now), by, note, id)
	if err == nil && n == 0 {
		_, err = AlarmByID(tx.Context(), tx, id)
	}
	return err
}

// putDisagreements raises what was found and takes down what the decisions do
// not show any more, because others have decided likewise since.
func putDisagreements(tx *db.Tx, network string, found []Disagreement) error {
	open, err := Alarms(tx.Context(), tx)
	if err != nil {
		return err
	}
	of := map[string]string{}
	for _, a := range open {
		if a.Network != network {
			continue
		}
		of[a.By] = a.ID
		if slices.ContainsFunc(found, func(d Disagreement) bool { return d.By == a.By }) {
			continue
		}
		if err := Settle(tx, a.ID, Machine, "the decisions do not show it any more"); err != nil {
			return err
		}
	}
	for _, d := range found {
		reports, err := json.Marshal(d.Reports)
		if err != nil {
			return err // unreachable: texts
		}
		if id := of[d.By]; id != "" {
			_, err = tx.Exec(updateAlarmSQL, d.Decisions, d.Against, string(reports), id)
		} else {
			_, err = tx.Exec(raiseSQL, vigia.NewID("dis", tx.Now), network, d.By, db.Micros(tx.Now), d.Decisions, d.Against, string(reports))
		}
		if err != nil {
			return fmt.Errorf("alarm of disagreement: %w", err)
		}
	}
	return nil
}

// loadCleared is until when somebody has looked at each reviewer's decisions,
// by network and reviewer with a space between them.
func loadCleared(ctx context.Context, q db.Querier) (map[string]int64, error) {
	out := map[string]int64{}
	rows, err := q.Query(ctx, clearedSQL)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var network, by string
		var at int64
		err := r.Scan(&network, &by, &at)
		out[network+" "+by] = at
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("alarms that were looked at: %w", err)
	}
	return out, nil
}
