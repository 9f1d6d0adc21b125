package entity

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"vigia/internal/db"
)

// LoadBook makes the book of all entities that are known.
func LoadBook(ctx context.Context, q db.Querier) (*Book, error) {
	revision, err := Revision(ctx, q)
	if err != nil {
		return nil, err
	}
	es, err := load(ctx, q, "", nil)
	if err != nil {
		return nil, err
	}
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	b := newBook(es, k)
	b.Revision = revision
	return b, nil
}

// Linked is what was found in a report.
type Linked struct {
	Report, Outlet string
	Revision       int64 // of the book
	Mentions       []Mention
}

// PutMentions keeps who is named in a report, in place of what was kept. Of the
// names that are linked to nobody some are kept to be offered to people.
func PutMentions(tx *db.Tx, l Linked) error {
	was, err := namedIn(tx, l.Report)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM mentions WHERE report = ?`, l.Report); err != nil {
		return fmt.Errorf("mentions in %s: %w", l.Report, err)
	}
	now := map[string]bool{}
	var rows [][]any
	for _, m := range l.Mentions {
		if m.Entity != "" {
			now[m.Entity] = true
			rows = append(rows, []any{l.Report, m.Start, m.End, m.Text, Plain(m.Text), m.Entity, m.Why, m.Score})
		}
	}
	err = insertRows(tx, `INSERT INTO mentions (report, start, stop, form, plain, entity, why, score) VALUES `, 8, rows, ` ON CONFLICT (report, start) DO NOTHING`)
	if err != nil {
		return fmt.Errorf("mentions in %s: %w", l.Report, err)
	}
	if err := count(tx, was, now, -1); err != nil {
		return err
	}
	if err := count(tx, now, was, 1); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO mention_runs (report, revision) VALUES (?, ?) ON CONFLICT (report) DO UPDATE SET revision = excluded.revision`, l.Report, l.Revision)
	if err != nil {
		return fmt.Errorf("mentions in %s: %w", l.Report, err)
	}
	return putUnlinked(tx, l)
}

// count adds n to how many reports name the entities of some that are not of
// others.
func count(tx *db.Tx, some, others map[string]bool, n int) error {
	ids := slices.DeleteFunc(slices.Sorted(maps.Keys(some)), func(id string) bool { return others[id] })
	for chunk := range slices.Chunk(ids, 400) {
		in, args := db.In(chunk)
		if _, err := tx.Exec(`UPDATE entities SET named = named + ? WHERE id IN `+in, append([]any{n}, args...)...); err != nil {
			return fmt.Errorf("reports that name entities: %w", err)
		}
	}
	return nil
}

func namedIn(tx *db.Tx, report string) (map[string]bool, error) {
	ids := map[string]bool{}
	rows, err := tx.Query(tx.Context(), `SELECT entity FROM mentions WHERE report = ?`, report)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		err := r.Scan(&id)
		ids[id] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("mentions in %s: %w", report, err)
	}
	return ids, nil
}

// MentionsIn gives who is named in reports, by report, in the order of the
// text. Entities are those that stand for them.
func MentionsIn(ctx context.Context, q db.Querier, reports []string) (map[string][]Mention, error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	all := map[string][]Mention{}
	for chunk := range slices.Chunk(reports, 400) {
		in, args := db.In(chunk)
		rows, err := q.Query(ctx, `SELECT m.report, m.start, m.stop, m.form, m.entity, m.why, m.score, e.type
			FROM mentions m JOIN entities e ON e.id = m.entity WHERE m.report IN `+in+` ORDER BY m.report, m.start`, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var report string
			var m Mention
			err := r.Scan(&report, &m.Start, &m.End, &m.Text, &m.Entity, &m.Why, &m.Score, &m.Type)
			m.Entity = k.root(m.Entity)
			all[report] = append(all[report], m)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("mentions in reports: %w", err)
		}
	}
	return all, nil
}

// Naming is a report that names an entity.
type Naming struct {
	Report, Title    string
	Outlet, Language string
	Day              time.Time
	Form, Why        string // the first name in it, and how it is known
	Times            int
}

// Namings gives the reports that name an entity, or another that is the same,
// the newest first, after a place that an earlier call gave ("" to begin with).
// next is "" at the end.
func Namings(ctx context.Context, q db.Querier, id, after string, limit int) (ns []Naming, next string, err error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, "", err
	}
	day, report, err := parsePlace(after)
	if err != nil {
		return nil, "", err
	}
	in, args := db.In(k.group(k.root(id)))
	rows, err := q.Query(ctx, `SELECT r.id, r.title, r.outlet, r.language, r.day_at, n.times, m.form, m.why
		FROM (SELECT report, MIN(start) AS start, COUNT(*) AS times FROM mentions WHERE entity IN `+in+` GROUP BY report) n
		JOIN reports r ON r.id = n.report JOIN mentions m ON m.report = n.report AND m.start = n.start
		WHERE ? = '' OR r.day_at < ? OR (r.day_at = ? AND r.id > ?)
		ORDER BY r.day_at DESC, r.id LIMIT ?`, append(args, report, day, day, report, limit+1)...)
	ns, err = db.Collect(rows, err, func(r *db.Rows) (n Naming, err error) {
		var day int64
		err = r.Scan(&n.Report, &n.Title, &n.Outlet, &n.Language, &day, &n.Times, &n.Form, &n.Why)
		n.Day = db.Time(day)
		return n, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("reports that name %s: %w", id, err)
	}
	if len(ns) > limit && limit > 0 {
		ns = ns[:limit]
		last := ns[limit-1]
		next = fmt.Sprintf("%d.%s", db.Micros(last.Day), last.Report)
	}
	return ns, next, nil
}
