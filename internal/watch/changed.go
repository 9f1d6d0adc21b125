package watch

import (
	"context"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Changed is a page that is not any more as it was cited.
type Changed struct {
	Report   string    `json:"report"`
	Title    string    `json:"title"`
	Language string    `json:"language"`
	Outlet   string    `json:"outlet"`
	URL      string    `json:"url"`
	Kind     Kind      `json:"kind"`
	At       time.Time `json:"at"` // of the look that showed it first
	LastAt   time.Time `json:"last_look"`
	Detail   string    `json:"detail,omitempty"`
	Capture  string    `json:"capture"` // that shows it
	Cited    string    `json:"cited"`   // capture that was cited
	Editions []int     `json:"editions"`
	SeenBy   string    `json:"seen_by,omitempty"`
	SeenAt   time.Time `json:"seen_at,omitzero"`
	Day      time.Time `json:"day"` // of the report
}

// Filter chooses among changed pages.
type Filter struct {
	Kind        Kind // "" for all
	Seen        bool // also those that somebody has taken note of
	Skip, Limit int
}

const changedFrom = `
	FROM watched w JOIN looks l ON l.id = w.look JOIN reports r ON r.id = w.report
	WHERE w.look <> ''`

func (f Filter) where() (q string, args []any) {
	if f.Kind != "" {
		q, args = q+` AND w.kind = ?`, append(args, string(f.Kind))
	}
	if !f.Seen {
		q += ` AND w.seen_by = ''`
	}
	return q, args
}

// List lists changed pages, the latest change first.
func List(ctx context.Context, q db.Querier, f Filter) ([]Changed, error) {
	where, args := f.where()
	rows, err := q.Query(ctx, `SELECT w.report, r.title, r.language, r.outlet, r.url, w.kind, w.changed_at, w.last_at, l.detail, l.capture, r.capture,
		w.seen_by, w.seen_at, r.day_at`+changedFrom+where+` ORDER BY w.changed_at DESC, w.report LIMIT ? OFFSET ?`, append(args, f.Limit, f.Skip)...)
	all, err := db.Collect(rows, err, func(r *db.Rows) (c Changed, err error) {
		var kind string
		var at, last, seen, day int64
		err = r.Scan(&c.Report, &c.Title, &c.Language, &c.Outlet, &c.URL, &kind, &at, &last, &c.Detail, &c.Capture, &c.Cited, &c.SeenBy, &seen, &day)
		c.Kind, c.At, c.LastAt, c.SeenAt, c.Day = Kind(kind), db.Time(at), db.Time(last), db.Time(seen), db.Time(day)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("changed pages: %w", err)
	}
	return all, editions(ctx, q, all)
}

const editionsSQL = `
	SELECT DISTINCT h.report, e.number FROM (
		SELECT report, edition FROM items UNION SELECT report, edition FROM citations) h
	JOIN editions e ON e.id = h.edition WHERE h.report IN `

// editions fills in which editions rest on each.
func editions(ctx context.Context, q db.Querier, all []Changed) error {
	if len(all) == 0 {
		return nil
	}
	at, ids := map[string]int{}, []string{}
	for i, c := range all {
		at[c.Report], ids = i, append(ids, c.Report)
	}
	in, args := db.In(ids)
	rows, err := q.Query(ctx, editionsSQL+in+` ORDER BY e.number`, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		var n int
		err := r.Scan(&id, &n)
		all[at[id]].Editions = append(all[at[id]].Editions, n)
		return err
	})
	if err != nil {
		return fmt.Errorf("editions of changed pages: %w", err)
	}
	return nil
}

// Counts tells how many changed pages there are of each kind.
func Counts(ctx context.Context, q db.Querier, seen bool) (map[Kind]int, error) {
	where, args := Filter{Seen: seen}.where()
	n := map[Kind]int{}
	rows, err := q.Query(ctx, `SELECT w.kind, COUNT(*)`+changedFrom+where+` GROUP BY w.kind`, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var kind string
		var many int
		err := r.Scan(&kind, &many)
		n[Kind(kind)] = many
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("changed pages: %w", err)
	}
	return n, nil
}

// Seen notes that a person has taken note of a change. It stays where it is;
// the report stands as cited.
func Seen(tx *db.Tx, report, look, by string) error {
	n, err := tx.Exec(`UPDATE watched SET seen_by = ?, seen_at = ? WHERE report = ? AND look = ? AND look <> '' AND seen_by = ''`, by, db.Micros(tx.Now), report, look)
	if err != nil {
		return fmt.Errorf("watched report %s: %w", report, err)
	}
	if n == 0 {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "the page has changed since, or somebody has taken note of the change already", Remedy: "load the page again and look at it as it is now"}
	}
	return nil
}
