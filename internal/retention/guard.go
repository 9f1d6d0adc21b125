package retention

import (
	"context"
	"encoding/json"
	"fmt"

	"vigia/internal/db"
)

// usedSQL is true of a report r with which a person has done something.
const usedSQL = `(EXISTS (SELECT 1 FROM items i WHERE i.report = r.id)
	OR EXISTS (SELECT 1 FROM citations x WHERE x.report = r.id)
	OR EXISTS (SELECT 1 FROM decisions d WHERE d.report = r.id)
	OR EXISTS (SELECT 1 FROM labels l WHERE l.report = r.id AND l.by <> 'machine')
	OR EXISTS (SELECT 1 FROM watched w WHERE w.report = r.id)
	OR EXISTS (SELECT 1 FROM intakes b WHERE b.report = r.id)
	OR EXISTS (SELECT 1 FROM rereads w WHERE w.report = r.id AND (w.state = 'waiting' OR w.decided_by <> '')))`

// guards are the reasons for which captures of a list stay, each with a query
// that names such captures.
var guards = []struct{ why, sql string }{
	{"selected, cited, watched, brought in, decided on or labelled", `SELECT r.capture FROM reports r WHERE ` + usedSQL + ` AND r.capture IN `},
	{"of the same address as a used report", `SELECT c.id FROM captures c JOIN captures o ON o.url = c.url JOIN reports r ON r.capture = o.id
		WHERE c.url <> '' AND ` + usedSQL + ` AND c.id IN `},
	{"the origin of a used copy", `SELECT o.capture FROM reports o JOIN relays y ON y.origin = o.id JOIN reports r ON r.id = y.report WHERE ` + usedSQL + ` AND o.capture IN `},
	{"a second look at a cited page", `SELECT l.capture FROM looks l WHERE l.capture IN `},
	{"brought in by a person", `SELECT b.capture FROM intakes b WHERE b.capture IN `},
	{"a ranking model", `SELECT m.capture FROM models m WHERE m.capture IN `},
	{"an official list", `SELECT e.capture FROM list_entries e WHERE e.capture IN `},
}

// Guard gives the captures of a list that no rule may give up, each with why.
func Guard(ctx context.Context, q db.Querier, ids []string) (map[string]string, error) {
	out := map[string]string{}
	in, args := db.In(ids)
	for _, g := range guards {
		rows, err := q.Query(ctx, g.sql+in, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var id string
			err := r.Scan(&id)
			if out[id] == "" {
				out[id] = g.why
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("captures that are %s: %w", g.why, err)
		}
	}
	return out, corroborating(ctx, q, ids, out)
}

// corroborating adds the captures of reports that corroborate a selected one.
func corroborating(ctx context.Context, q db.Querier, ids []string, out map[string]string) error {
	in, args := db.In(ids)
	rows, err := q.Query(ctx, `SELECT id, capture FROM reports WHERE capture IN `+in, args...)
	captures := map[string]string{} // by report
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, capture string
		err := r.Scan(&id, &capture)
		captures[id] = capture
		return err
	})
	if err != nil || len(captures) == 0 {
		return err
	}
	rows, err = q.Query(ctx, `SELECT s.independent FROM searches s WHERE EXISTS (SELECT 1 FROM items i WHERE i.report = s.report)`)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var list string
		var reports []string
		if err := r.Scan(&list); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(list), &reports); err != nil {
			return fmt.Errorf("independent reports %.80q: %w", list, err)
		}
		for _, id := range reports {
			if c := captures[id]; c != "" && out[c] == "" {
				out[c] = "corroborates a selected report"
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("corroboration: %w", err)
	}
	return nil
}
