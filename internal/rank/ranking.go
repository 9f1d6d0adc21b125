package rank

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
)

// Ranking is what orders a network's reports, and how far the desk has come.
type Ranking struct {
	Model    Stored
	Progress Progress
}

const (
	putProgressSQL = `
		INSERT INTO review_progress (network, at, decided, relevant, open, likely, least, level) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (network) DO UPDATE SET at = excluded.at, decided = excluded.decided, relevant = excluded.relevant,
			open = excluded.open, likely = excluded.likely, least = excluded.least, level = excluded.level`
	progressSQL = `SELECT decided, relevant, open, likely, least, level FROM review_progress WHERE network = ?`
)

func putProgress(tx *db.Tx, network string, p Progress) error {
	level := 0
	if p.Level {
		level = 1
	}
	_, err := tx.Exec(putProgressSQL, network, db.Micros(tx.Now), p.Read, p.Found, p.Unread, p.Likely, p.Least, level)
	if err != nil {
		return fmt.Errorf("progress of %s: %w", network, err)
	}
	return nil
}

// LoadRanking is the ranking in use; vigia.ErrNotFound before the first.
func LoadRanking(ctx context.Context, q db.Querier, network string) (r Ranking, err error) {
	if r.Model, err = Active(ctx, q, network); err != nil {
		return r, err
	}
	p, level := &r.Progress, 0
	err = q.QueryRow(ctx, progressSQL, network).Scan(&p.Read, &p.Found, &p.Unread, &p.Likely, &p.Least, &level)
	if errors.Is(err, vigia.ErrNotFound) {
		err = nil
	}
	p.Level = level == 1
	p.Enough = p.Level || p.Least >= Target
	return r, err
}

// Scored is how an open report is ranked: Kin is that of Item.
type Scored struct {
	Score float64
	Kin   string
}

const (
	scoresSQL = `SELECT report, score, kin FROM scores WHERE network = ?`
	bestSQL   = `
		SELECT report, MAX(p), MAX(kin) FROM (
			SELECT report, PERCENT_RANK() OVER (PARTITION BY network ORDER BY score) AS p, kin FROM scores) AS places GROUP BY report`
)

// Scores gives the scores of a network's open reports. Without a network it is
// of each report the best place that it has in any: models differ in scale, the
// part of the reports that stand below does not.
func Scores(ctx context.Context, q db.Querier, network string) (map[string]Scored, error) {
	sql, args := bestSQL, []any{}
	if network != "" {
		sql, args = scoresSQL, []any{network}
	}
	out := map[string]Scored{}
	rows, err := q.Query(ctx, sql, args...)
	return out, db.Each(rows, err, func(r *db.Rows) error {
		var id string
		var s Scored
		err := r.Scan(&id, &s.Score, &s.Kin)
		out[id] = s
		return err
	})
}

// Told is why a report ranks where it does in a network.
type Told struct {
	Network string
	Score   float64
	Above   float64 // the part of the open reports that stand below it
	Why     []Reason
}

const toldSQL = `
	SELECT s.network, s.score, s.why, (SELECT COUNT(*) FROM scores o WHERE o.network = s.network AND o.score < s.score),
		(SELECT COUNT(*) FROM scores o WHERE o.network = s.network)
	FROM scores s WHERE s.report = ? ORDER BY s.network`

// Tell gives why a report ranks where it does, by network.
func Tell(ctx context.Context, q db.Querier, report string) ([]Told, error) {
	rows, err := q.Query(ctx, toldSQL, report)
	return db.Collect(rows, err, func(r *db.Rows) (t Told, err error) {
		var why string
		var below, all float64
		if err := r.Scan(&t.Network, &t.Score, &why, &below, &all); err != nil {
			return t, err
		}
		t.Above = below / max(all-1, 1)
		return t, json.Unmarshal([]byte(why), &t.Why)
	})
}

// Tally is how often reports of a source were selected, and rejected for what
// they are about.
type Tally struct{ Selected, Rejected int }

var tallySQL = `
	SELECT r.outlet, d.action, COUNT(DISTINCT d.report) FROM decisions d JOIN reports r ON r.id = d.report
	WHERE d.action = 'select' OR d.action = 'reject' AND d.reason NOT IN ('` + strings.Join(aside, `', '`) + `') GROUP BY r.outlet, d.action`

// Decided is how many that are.
func (t Tally) Decided() int { return t.Selected + t.Rejected }

// Tallies are those of all outlets.
func Tallies(ctx context.Context, q db.Querier) (map[string]Tally, error) {
	out := map[string]Tally{}
	rows, err := q.Query(ctx, tallySQL)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var outlet, action string
		var n int
		err := r.Scan(&outlet, &action, &n)
		t := out[outlet]
		if action == "select" {
			t.Selected = n
		} else {
			t.Rejected = n
		}
		out[outlet] = t
		return err
	})
	return out, err
}

// Reasons gives the words that lift each report in a network; without one, in
// that where they lift it most.
func Reasons(ctx context.Context, q db.Querier, network string, reports []string) (map[string][]Reason, error) {
	out := map[string][]Reason{}
	for some := range slices.Chunk(reports, inOneQuery) {
		in, args := db.In(some)
		sql := `SELECT report, why FROM scores WHERE report IN ` + in
		if network != "" {
			sql, args = sql+` AND network = ?`, append(args, network)
		}
		rows, err := q.Query(ctx, sql+` ORDER BY network`, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var id, why string
			var rs []Reason
			if err := r.Scan(&id, &why); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(why), &rs); err != nil {
				return fmt.Errorf("reasons of %s: %w", id, err)
			}
			if weight(rs) > weight(out[id]) {
				out[id] = rs
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func weight(rs []Reason) (sum float64) {
	for _, r := range rs {
		sum += r.Weight
	}
	return sum
}
