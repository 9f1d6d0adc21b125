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

// PutMentions keeps who is named in a report, in place of what was kept, and
// says what is different. Of the names that are linked to nobody some are kept
// to be offered to people.
func PutMentions(tx *db.Tx, l Linked) (changes []string, err error) {
	was, err := stored(tx.Context(), tx, []string{l.Report})
	if err != nil {
		return nil, err
	}
	old := was[l.Report]
	changes = Differ(old, l.Mentions)
	if !sameMentions(old, linked(l.Mentions)) {
		if err := rewrite(tx, l); err != nil {
			return nil, err
		}
	}
	if err := count(tx, ids(old), ids(l.Mentions), -1); err != nil {
		return nil, err
	}
	if err := count(tx, ids(l.Mentions), ids(old), 1); err != nil {
		return nil, err
	}
	_, err = tx.Exec(`INSERT INTO mention_runs (report, revision) VALUES (?, ?) ON CONFLICT (report) DO UPDATE SET revision = excluded.revision`, l.Report, l.Revision)
	if err != nil {
		return nil, fmt.Errorf("mentions in %s: %w", l.Report, err)
	}
	return changes, putUnlinked(tx, l)
}

func rewrite(tx *db.Tx, l Linked) error {
	if _, err := tx.Exec(`DELETE FROM mentions WHERE report = ?`, l.Report); err != nil {
		return fmt.Errorf("mentions in %s: %w", l.Report, err)
	}
	var rows [][]any
	for _, m := range linked(l.Mentions) {
		rows = append(rows, []any{l.Report, m.Start, m.End, m.Text, Plain(m.Text), m.Entity, m.Why, m.Score})
	}
	err := insertRows(tx, `INSERT INTO mentions (report, start, stop, form, plain, entity, why, score) VALUES `, 8, rows, ` ON CONFLICT (report, start) DO NOTHING`)
	if err != nil {
		return fmt.Errorf("mentions in %s: %w", l.Report, err)
	}
	return nil
}

func linked(ms []Mention) []Mention {
	return slices.DeleteFunc(slices.Clone(ms), func(m Mention) bool { return m.Entity == "" })
}

func ids(ms []Mention) map[string]bool {
	out := map[string]bool{}
	for _, m := range ms {
		if m.Entity != "" {
			out[m.Entity] = true
		}
	}
	return out
}

func sameMentions(a, b []Mention) bool {
	return slices.EqualFunc(a, b, func(x, y Mention) bool {
		return x.Start == y.Start && x.End == y.End && x.Entity == y.Entity && x.Why == y.Why && x.Text == y.Text
	})
}

// Differ tells which entities are named in one text and not in the other:
// "+ID", "-ID".
func Differ(was, now []Mention) (changes []string) {
	a, b := ids(was), ids(now)
	for _, id := range slices.Sorted(maps.Keys(b)) {
		if !a[id] {
			changes = append(changes, "+"+id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a)) {
		if !b[id] {
			changes = append(changes, "-"+id)
		}
	}
	return changes
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

// MentionsIn gives who is named in reports, by report, in the order of the
// text. Entities are those that stand for them.
func MentionsIn(ctx context.Context, q db.Querier, reports []string) (map[string][]Mention, error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	all, err := stored(ctx, q, reports)
	for _, ms := range all {
		for i := range ms {
			ms[i].Entity = k.root(ms[i].Entity)
		}
	}
	return all, err
}

// stored gives the mentions of reports as they were linked.
func stored(ctx context.Context, q db.Querier, reports []string) (map[string][]Mention, error) {
	all := map[string][]Mention{}
	for chunk := range slices.Chunk(reports, 400) {
		in, args := db.In(chunk)
		rows, err := q.Query(ctx, `SELECT m.report, m.start, m.stop, m.form, m.entity, m.why, m.score, e.type
			FROM mentions m JOIN entities e ON e.id = m.entity WHERE m.report IN `+in+` ORDER BY m.report, m.start`, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var report string
			var m Mention
			err := r.Scan(&report, &m.Start, &m.End, &m.Text, &m.Entity, &m.Why, &m.Score, &m.Type)
			all[report] = append(all[report], m)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("mentions in reports: %w", err)
		}
	}
	return all, nil
}

// Stale gives reports whose names were linked as of an older revision, by id.
func Stale(ctx context.Context, q db.Querier, revision int64, after string, limit int) ([]string, error) {
	return reportIDs(q.Query(ctx, `SELECT r.id FROM reports r LEFT JOIN mention_runs l ON l.report = r.id
		WHERE r.stage = 'labelled' AND r.id > ? AND COALESCE(l.revision, 0) < ? ORDER BY r.id LIMIT ?`, after, revision, limit))
}

// Marked gives reports about whose names somebody has decided since they were
// linked.
func Marked(ctx context.Context, q db.Querier, limit int) ([]string, error) {
	return reportIDs(q.Query(ctx, `SELECT l.report FROM mention_runs l JOIN reports r ON r.id = l.report WHERE l.revision = 0 AND r.stage = 'labelled' ORDER BY l.report LIMIT ?`, limit))
}

// StaleSince gives reports of a day and later whose names were linked as of an
// older revision, the newest first.
func StaleSince(ctx context.Context, q db.Querier, revision int64, since time.Time, limit int) ([]string, error) {
	return reportIDs(q.Query(ctx, `SELECT r.id FROM reports r LEFT JOIN mention_runs l ON l.report = r.id
		WHERE r.stage = 'labelled' AND r.day_at >= ? AND COALESCE(l.revision, 0) < ? ORDER BY r.day_at DESC, r.id LIMIT ?`, db.Micros(since), revision, limit))
}

func reportIDs(rows *db.Rows, err error) ([]string, error) {
	out, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("reports to link again: %w", err)
	}
	return out, nil
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
