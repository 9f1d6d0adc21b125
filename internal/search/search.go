package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Version names what makes the tokens; a row of an older one should be put
// again.
const Version = "1"

// The kinds of document.
const (
	Report  = "report"
	Edition = "edition"
)

// The orders in which hits come.
const (
	Newest = "newest"
	Best   = "best"
)

// Doc is a document to find.
type Doc struct {
	ID, Kind    string
	Title, Text string
	Language    string
	At          time.Time
}

// Query asks for documents. Without Text it lists all that the other fields
// allow.
type Query struct {
	Text     string // words, "phrases", -not
	Kind     string
	Language string
	From, To time.Time // From included, To not
	Limit    int       // 0: 20
	Offset   int
	Sort     string // "" is Newest
}

// Hit is a document that was found.
type Hit struct {
	ID, Kind, Title, Language string
	At                        time.Time
	Snippet                   Snippet
}

// maxTotal is how far hits are counted.
const maxTotal = 10_000

const maxLimit = 200

// engine is the database's own way to keep words and match them.
type engine interface {
	there() string    // query that counts the index's tables
	tables() []string // statements that make them
	put(tx *db.Tx, d Doc, title, body []string) error
	find(q Query, p parsed) statements
}

// statements find the documents of a query: one counts them (args), the other
// reads a page of them (args, then limit and offset).
type statements struct {
	count, page string
	args        []any
}

// Index is the index of a database.
type Index struct {
	db     *db.DB
	engine engine
}

// New gives the index of d and makes its tables if they are missing.
func New(ctx context.Context, d *db.DB) (*Index, error) {
	x := &Index{db: d, engine: lite{}}
	if d.Postgres() {
		x.engine = postgres{}
	}
	var n int
	if err := d.QueryRow(ctx, x.engine.there()).Scan(&n); err != nil {
		return nil, fmt.Errorf("search tables: %w", err)
	}
	if n > 0 {
		return x, nil // a program that only looks may not write
	}
	err := d.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Serial("search tables"); err != nil {
			return err
		}
		for _, q := range x.engine.tables() {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("search tables: %w", err)
	}
	return x, nil
}

// Put makes a document findable. A document that is there under the same id is
// replaced.
func (x *Index) Put(tx *db.Tx, d Doc) error {
	if d.ID == "" || d.Kind == "" {
		return fmt.Errorf("search: document without id or kind: %w", vigia.ErrInvalid)
	}
	d.Title, d.Text = clean(d.Title), clean(d.Text)
	title := cut(tokens(d.Title, d.Language), maxTitle)
	body := cut(tokens(d.Text, d.Language), maxBody)
	if err := x.engine.put(tx, d, title, body); err != nil {
		return fmt.Errorf("search: put %s: %w", d.ID, err)
	}
	return nil
}

// Find gives the documents that match, newest first unless the query asks for
// the best, and how many there are in all (counted up to 10,000).
func (x *Index) Find(ctx context.Context, q Query) (hits []Hit, total int, err error) {
	p := parse(q.Text)
	if p.nothing {
		return nil, 0, nil
	}
	if q.Limit <= 0 {
		q.Limit = 20
	}
	q.Limit, q.Offset = min(q.Limit, maxLimit), min(max(q.Offset, 0), maxTotal)
	s := x.engine.find(q, p)
	if err := x.db.QueryRow(ctx, s.count, s.args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("search: count: %w", err)
	}
	if total == 0 {
		return nil, 0, nil
	}
	rows, err := x.db.Query(ctx, s.page, append(slices.Clone(s.args), q.Limit, q.Offset)...)
	hits, err = db.Collect(rows, err, func(r *db.Rows) (Hit, error) { return scanHit(r, p) })
	if err != nil {
		return nil, 0, fmt.Errorf("search: find: %w", err)
	}
	return hits, total, nil
}

func scanHit(r *db.Rows, p parsed) (h Hit, err error) {
	var at int64
	var body string
	err = r.Scan(&h.ID, &h.Kind, &h.Title, &h.Language, &at, &body)
	h.At = db.Time(at)
	h.Snippet = snippet(body, h.Language, p)
	return h, err
}

// clean takes out what an engine would refuse.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
