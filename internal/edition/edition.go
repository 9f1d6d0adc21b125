package edition

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/policy"
)

// Status is how far an edition has come.
type Status string

// The statuses.
const (
	Draft     Status = "draft"
	Review    Status = "review"   // submitted, waits for a second person
	Approved  Status = "approved" // for ApprovedRevision alone
	Published Status = "published"
)

// Edition is the frame of an edition: what it is about and how far it has come.
type Edition struct {
	ID        string
	Number    int
	Monitor   string        // key
	Policy    policy.Policy // the one it is made under
	From, To  time.Time     // first and last day of the period
	Anchor    time.Time     // the day on which its texts speak: "this weekend" counts from it
	Title     vigia.Texts
	Subtitle  vigia.Texts
	Abstract  vigia.Texts
	Authors   []Author
	Special   *policy.Special
	Status    Status
	Revision  int64 // grows with every change of content
	CreatedBy string
	CreatedAt time.Time

	SubmittedBy      string
	ApprovedBy       string
	ApprovedAt       time.Time
	ApprovedRevision int64
	PublishedAt      time.Time
}

// Author is who signs an edition.
type Author struct {
	Name string
	Rank vigia.Texts
	Link string // "" or an address
}

const columns = `id, number, monitor, policy, period_from, period_to, anchor, title, subtitle, abstract, authors, special,
	status, revision, created_by, created_at, submitted_by, approved_by, approved_at, approved_rev, published_at`

// Get is one edition; vigia.ErrNotFound if there is none.
func Get(ctx context.Context, q db.Querier, id string) (Edition, error) {
	e, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM editions WHERE id = ?`, id))
	if err != nil {
		return Edition{}, fmt.Errorf("edition %s: %w", id, err)
	}
	return e, nil
}

// ByNumber is the edition of a number; if there is none, a *vigia.Problem says so.
func ByNumber(ctx context.Context, q db.Querier, n int) (Edition, error) {
	e, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM editions WHERE number = ?`, n))
	if errors.Is(err, vigia.ErrNotFound) {
		return Edition{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no edition %d", n), Remedy: "choose one of the list of editions"}
	}
	if err != nil {
		return Edition{}, fmt.Errorf("edition %d: %w", n, err)
	}
	return e, nil
}

// List is all editions, the newest period first.
func List(ctx context.Context, q db.Querier) ([]Edition, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM editions ORDER BY period_from DESC, number DESC`)
	all, err := db.Collect(rows, err, func(r *db.Rows) (Edition, error) { return scan(r) })
	if err != nil {
		return nil, fmt.Errorf("editions: %w", err)
	}
	return all, nil
}

// Open is the edition that is being made: the one with the latest period that
// is not published.
func Open(ctx context.Context, q db.Querier) (Edition, error) {
	e, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM editions WHERE status <> ? ORDER BY period_from DESC LIMIT 1`, Published))
	if errors.Is(err, vigia.ErrNotFound) {
		return Edition{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: "no edition is open", Remedy: "create the next one"}
	}
	if err != nil {
		return Edition{}, fmt.Errorf("open edition: %w", err)
	}
	return e, nil
}

func scan(r interface{ Scan(...any) error }) (e Edition, err error) {
	var pol, title, subtitle, abstract, authors, special string
	var from, to, anchor, created, approved, published int64
	err = r.Scan(&e.ID, &e.Number, &e.Monitor, &pol, &from, &to, &anchor, &title, &subtitle, &abstract, &authors, &special,
		&e.Status, &e.Revision, &e.CreatedBy, &created, &e.SubmittedBy, &e.ApprovedBy, &approved, &e.ApprovedRevision, &published)
	if err != nil {
		return e, err
	}
	e.From, e.To, e.Anchor = db.Time(from), db.Time(to), db.Time(anchor)
	e.CreatedAt, e.ApprovedAt, e.PublishedAt = db.Time(created), db.Time(approved), db.Time(published)
	err = errors.Join(json.Unmarshal([]byte(pol), &e.Policy), json.Unmarshal([]byte(title), &e.Title),
		json.Unmarshal([]byte(subtitle), &e.Subtitle), json.Unmarshal([]byte(abstract), &e.Abstract),
		json.Unmarshal([]byte(authors), &e.Authors))
	if special != "" {
		err = errors.Join(err, json.Unmarshal([]byte(special), &e.Special))
	}
	if err != nil {
		return e, fmt.Errorf("edition %d: stored row: %w", e.Number, err)
	}
	return e, nil
}

// stored is how a part of a row is kept.
func stored(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("stored row: %w", err)
	}
	return string(b), nil
}

// day is the calendar day of t in t's own zone, as midnight UTC.
func day(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
