package entity

import (
	"context"
	"fmt"
	"time"

	"vigia/internal/db"
)

// LoadBook makes the book of all entities that are known.
func LoadBook(ctx context.Context, q db.Querier) (*Book, error) {
	es, err := load(ctx, q, "", nil)
	if err != nil {
		return nil, err
	}
	same := map[string]string{}
	rows, err := q.Query(ctx, `SELECT entry, entity FROM entity_same`)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var entry, id string
		err := r.Scan(&entry, &id)
		same[entry] = id
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("entities that are the same: %w", err)
	}
	return NewBook(es, same), nil
}

// PutMentions keeps who is named in a report, in place of what was kept. Names
// that are linked to nobody are not kept.
func PutMentions(tx *db.Tx, report string, ms []Mention) error {
	if _, err := tx.Exec(`DELETE FROM mentions WHERE report = ?`, report); err != nil {
		return fmt.Errorf("mentions in %s: %w", report, err)
	}
	var rows [][]any
	for _, m := range ms {
		if m.Entity != "" {
			rows = append(rows, []any{report, m.Start, m.End, m.Text, m.Entity, m.Why, m.Score})
		}
	}
	err := insertRows(tx, `INSERT INTO mentions (report, start, stop, form, entity, why, score) VALUES `, 7, rows, ` ON CONFLICT (report, start) DO NOTHING`)
	if err != nil {
		return fmt.Errorf("mentions in %s: %w", report, err)
	}
	return nil
}

// Naming is a report that names an entity.
type Naming struct {
	Report, Title string
	Day           time.Time
	Form, Why     string // the first name in it, and how it is known
	Times         int
}

// Namings gives the reports that name an entity, the newest first.
func Namings(ctx context.Context, q db.Querier, id string, limit int) ([]Naming, error) {
	rows, err := q.Query(ctx, `SELECT r.id, r.title, r.day_at, n.times, m.form, m.why
		FROM (SELECT report, MIN(start) AS start, COUNT(*) AS times FROM mentions WHERE entity = ? GROUP BY report) n
		JOIN reports r ON r.id = n.report JOIN mentions m ON m.report = n.report AND m.start = n.start
		ORDER BY r.day_at DESC, r.id LIMIT ?`, id, limit)
	ns, err := db.Collect(rows, err, func(r *db.Rows) (n Naming, err error) {
		var day int64
		err = r.Scan(&n.Report, &n.Title, &day, &n.Times, &n.Form, &n.Why)
		n.Day = db.Time(day)
		return n, err
	})
	if err != nil {
		return nil, fmt.Errorf("reports that name %s: %w", id, err)
	}
	return ns, nil
}

func root(same map[string]string, id string) string {
	if to, ok := same[id]; ok {
		return to
	}
	return id
}
