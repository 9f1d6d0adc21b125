package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Watched is a report whose page is looked at again.
type Watched struct {
	Report    string
	Since     time.Time
	Looks     int // steps of the schedule that are past
	DueAt     time.Time
	Tries     int
	LastAt    time.Time
	Kind      Kind   // how it stands against what was cited
	Look      string // that showed it first, "" while it is the same
	ChangedAt time.Time
	SeenBy    string // person who has taken note
	SeenAt    time.Time
}

// Told tells whether somebody is still to take note.
func (w Watched) Told() bool { return w.Look == "" || w.SeenBy != "" }

// Look is one look at a page.
type Look struct {
	ID, Report    string
	At            time.Time
	Capture       string
	Kind          Kind
	Detail        string  // the new address, or why nothing came
	Before, After Reading // empty where nothing is different, After also where nothing came
}

const watchedColumns = `report, since, looks, due_at, tries, last_at, kind, look, changed_at, seen_by, seen_at`

// enrolSQL finds the reports that an edition rests on and that are not watched
// yet, or that were published since. What came as a text has no page.
const enrolSQL = `
	SELECT h.report, MAX(h.at) FROM (
		SELECT i.report AS report, CASE WHEN e.published_at > 0 THEN e.published_at ELSE i.selected_at END AS at
		FROM items i JOIN editions e ON e.id = i.edition
		UNION ALL
		SELECT c.report, CASE WHEN e.published_at > 0 THEN e.published_at ELSE e.created_at END
		FROM citations c JOIN editions e ON e.id = c.edition) h
	JOIN reports r ON r.id = h.report
	JOIN captures c ON c.id = r.capture
	LEFT JOIN watched w ON w.report = h.report
	WHERE (w.report IS NULL OR w.since < h.at) AND r.part = '' AND c.final_url LIKE 'http%'
		AND (c.via = 'fetch' OR c.content_type LIKE 'text/html%' OR c.content_type LIKE 'application/xhtml%')
	GROUP BY h.report ORDER BY h.report`

const putWatchedSQL = `
	INSERT INTO watched (` + watchedColumns + `) VALUES (?, ?, ?, ?, 0, 0, 'same', '', 0, '', 0)
	ON CONFLICT (report) DO UPDATE SET since = excluded.since, looks = excluded.looks, due_at = excluded.due_at`

// Enrol begins to watch what editions have come to rest on, and begins the
// schedule anew for what was published since.
func Enrol(tx *db.Tx, s Schedule) (n int, err error) {
	if len(s) == 0 {
		return 0, nil
	}
	type fresh struct {
		report string
		at     int64
	}
	rows, err := tx.Query(tx.Context(), enrolSQL)
	all, err := db.Collect(rows, err, func(r *db.Rows) (f fresh, err error) { return f, r.Scan(&f.report, &f.at) })
	if err != nil {
		return 0, fmt.Errorf("reports to watch: %w", err)
	}
	for _, f := range all {
		due, past := s.Next(db.Time(f.at), tx.Now, 0)
		if _, err := tx.Exec(putWatchedSQL, f.report, f.at, past, db.Micros(due)); err != nil {
			return 0, fmt.Errorf("watch report %s: %w", f.report, err)
		}
	}
	return len(all), nil
}

// dueSQL leaves out what no edition rests on any more.
const dueSQL = `
	SELECT w.report FROM watched w WHERE w.due_at <= ?
		AND (EXISTS (SELECT 1 FROM items WHERE report = w.report) OR EXISTS (SELECT 1 FROM citations WHERE report = w.report))
	ORDER BY w.due_at, w.report LIMIT ?`

// Due lists the reports whose pages are to be looked at now.
func Due(ctx context.Context, q db.Querier, now time.Time, limit int) ([]string, error) {
	rows, err := q.Query(ctx, dueSQL, db.Micros(now), limit)
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("pages to look at: %w", err)
	}
	return ids, nil
}

// Get gives how a report is watched; vigia.ErrNotFound if it is not.
func Get(ctx context.Context, q db.Querier, report string) (Watched, error) {
	w, err := scanWatched(q.QueryRow(ctx, `SELECT `+watchedColumns+` FROM watched WHERE report = ?`, report))
	if err != nil {
		return w, fmt.Errorf("watched report %s: %w", report, err)
	}
	return w, nil
}

// States gives how reports are watched, by id; those that are not are left out.
func States(ctx context.Context, q db.Querier, reports []string) (map[string]Watched, error) {
	in, args := db.In(reports)
	out := map[string]Watched{}
	rows, err := q.Query(ctx, `SELECT `+watchedColumns+` FROM watched WHERE report IN `+in, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		w, err := scanWatched(r)
		out[w.Report] = w
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("watched reports: %w", err)
	}
	return out, nil
}

func scanWatched(r interface{ Scan(...any) error }) (w Watched, err error) {
	var since, due, last, changed, seen int64
	var kind string
	err = r.Scan(&w.Report, &since, &w.Looks, &due, &w.Tries, &last, &kind, &w.Look, &changed, &w.SeenBy, &seen)
	w.Since, w.DueAt, w.LastAt, w.ChangedAt, w.SeenAt = db.Time(since), db.Time(due), db.Time(last), db.Time(changed), db.Time(seen)
	w.Kind = Kind(kind)
	return w, err
}

// PutOff lets a page wait whose host rests: it was not asked for.
func PutOff(tx *db.Tx, report string, until time.Time) error {
	if _, err := tx.Exec(`UPDATE watched SET due_at = ? WHERE report = ?`, db.Micros(until), report); err != nil {
		return fmt.Errorf("watched report %s: %w", report, err)
	}
	return nil
}

// Soon lets a page be looked at with the next tick.
func Soon(tx *db.Tx, report string) error {
	n, err := tx.Exec(`UPDATE watched SET due_at = ? WHERE report = ?`, db.Micros(tx.Now), report)
	if err := db.Touched(n, err); err != nil {
		return fmt.Errorf("watched report %s: %w", report, err)
	}
	return nil
}

// Failed notes a try that gave no answer. It tells whether that is by now what
// is to be told of the page.
func Failed(tx *db.Tx, w Watched) (enough bool, err error) {
	if w.Tries+1 >= mostTries {
		return true, nil
	}
	_, err = tx.Exec(`UPDATE watched SET tries = tries + 1, due_at = ? WHERE report = ?`, db.Micros(retry(tx.Now, w.Tries)), w.Report)
	if err != nil {
		return false, fmt.Errorf("watched report %s: %w", w.Report, err)
	}
	return false, nil
}

const putLookSQL = `INSERT INTO looks (id, report, at, capture, kind, detail, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

const lookedSQL = `
	UPDATE watched SET looks = ?, due_at = ?, tries = 0, last_at = ?, kind = ?, look = ?, changed_at = ?, seen_by = ?, seen_at = ?
	WHERE report = ?`

// Record keeps a look and when the next one is. A change that is there already
// stays noted as it was; another one is to be taken note of anew.
func Record(tx *db.Tx, s Schedule, l Look) (Look, error) {
	w, err := Get(tx.Context(), tx, l.Report)
	if err != nil {
		return l, err
	}
	l.ID, l.At = vigia.NewID("lok", tx.Now), tx.Now
	known, err := l.known(tx.Context(), tx, w)
	if err != nil {
		return l, err
	}
	if _, err := tx.Exec(putLookSQL, l.ID, l.Report, db.Micros(l.At), l.Capture, string(l.Kind), l.Detail, l.Before.pack(), l.After.pack()); err != nil {
		return l, fmt.Errorf("look at report %s: %w", l.Report, err)
	}
	switch {
	case !l.Kind.Alarms():
		w.Look, w.ChangedAt, w.SeenBy, w.SeenAt = "", time.Time{}, "", time.Time{}
	case !known:
		w.Look, w.ChangedAt, w.SeenBy, w.SeenAt = l.ID, l.At, "", time.Time{}
	}
	due, past := tx.Now.AddDate(1, 0, 0), w.Looks
	if len(s) > 0 {
		due, past = s.Next(w.Since, tx.Now, w.Looks)
	}
	_, err = tx.Exec(lookedSQL, past, db.Micros(due), db.Micros(tx.Now), string(l.Kind), w.Look, db.Micros(w.ChangedAt), w.SeenBy, db.Micros(w.SeenAt), w.Report)
	if err != nil {
		return l, fmt.Errorf("watched report %s: %w", l.Report, err)
	}
	return l, nil
}

// known tells whether a look shows what is noted already.
func (l Look) known(ctx context.Context, q db.Querier, w Watched) (bool, error) {
	if w.Look == "" || w.Kind != l.Kind {
		return false, nil
	}
	last, err := GetLook(ctx, q, w.Look)
	if errors.Is(err, vigia.ErrNotFound) {
		return false, nil
	}
	return err == nil && !Compare(last.After, l.After).Alarms() && (l.Kind != Moved || last.Detail == l.Detail), err
}

func (r Reading) pack() string {
	if r.Title == "" && r.Text == "" {
		return ""
	}
	b, err := json.Marshal(r)
	if err != nil {
		return "" // unreachable: texts only
	}
	return string(b)
}

const lookColumns = `id, report, at, capture, kind, detail, before, after`

// GetLook gives one look.
func GetLook(ctx context.Context, q db.Querier, id string) (Look, error) {
	l, err := scanLook(q.QueryRow(ctx, `SELECT `+lookColumns+` FROM looks WHERE id = ?`, id))
	if err != nil {
		return l, fmt.Errorf("look %s: %w", id, err)
	}
	return l, nil
}

// Looks gives all looks at a report's page, the latest first.
func Looks(ctx context.Context, q db.Querier, report string) ([]Look, error) {
	rows, err := q.Query(ctx, `SELECT `+lookColumns+` FROM looks WHERE report = ? ORDER BY at DESC, id DESC`, report)
	all, err := db.Collect(rows, err, func(r *db.Rows) (Look, error) { return scanLook(r) })
	if err != nil {
		return nil, fmt.Errorf("looks at report %s: %w", report, err)
	}
	return all, nil
}

func scanLook(r interface{ Scan(...any) error }) (l Look, err error) {
	var at int64
	var kind, before, after string
	if err = r.Scan(&l.ID, &l.Report, &at, &l.Capture, &kind, &l.Detail, &before, &after); err != nil {
		return l, err
	}
	l.At, l.Kind = db.Time(at), Kind(kind)
	if before != "" {
		err = json.Unmarshal([]byte(before), &l.Before)
	}
	if err == nil && after != "" {
		err = json.Unmarshal([]byte(after), &l.After)
	}
	return l, err
}
