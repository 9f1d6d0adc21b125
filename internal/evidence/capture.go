package evidence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Capture is what was fetched or imported at an instant, or why it was not.
type Capture struct {
	ID          string
	URL         string // as asked for; "" for an import without address
	FinalURL    string // that answered
	Source      string // source id, "" for an import
	At          time.Time
	Status      int
	Reason      string // "" if bytes were kept, else why not
	Detail      string
	Remedy      string
	ContentType string
	SHA256      string // of the body, hexadecimal
	Size        int64  // of the body, in bytes
	File        string // WARC file below the evidence folder, "" if none
	Start       int64  // where its response or resource record begins, in bytes
	Length      int64  // of that record, compressed
	Truncated   string // "", length, time, disconnect
	Robots      string // the rule that allowed or refused
	Via         string // fetch, import
	Peer        string
	Refers      string // the capture whose body this one has too, "" if it has its own

	// Records are those of the capture in its file, with the warcinfo record of
	// the file first. Keep fills them and the log keeps them, not the row.
	Records []Record
}

// Record is one record of a WARC file, as its bytes stand there.
type Record struct {
	Type   string `json:"type"`
	Start  int64  `json:"start"`  // in bytes
	Length int64  `json:"length"` // compressed
	SHA256 string `json:"sha256"` // of the compressed bytes
	// File is where it stands if that is another file than the capture's: the
	// record that has the body of a revisit.
	File string `json:"file,omitempty"`
}

// in is the file of a record, of a capture that stands in own.
func (r Record) in(own string) string { return cmp.Or(r.File, own) }

const columns = `id, url, final_url, source, at, status, reason, detail, remedy, content_type, sha256, size,
	file, start, length, truncated, robots, via, peer, refers`

const insertSQL = `
	INSERT INTO captures (` + columns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (id) DO NOTHING`

// Insert makes the row of a capture and enters it in the log. Its bytes must
// have been kept before. A second time changes nothing.
func Insert(tx *db.Tx, c Capture) error {
	made, err := tx.Exec(insertSQL, c.values()...)
	if err != nil {
		return fmt.Errorf("insert capture %s: %w", c.ID, err)
	}
	if made == 0 {
		return nil
	}
	return enter(tx, leafOf(c, tx.Now))
}

// values are those of the columns.
func (c Capture) values() []any {
	return []any{c.ID, c.URL, c.FinalURL, c.Source, db.Micros(c.At), c.Status, c.Reason, c.Detail, c.Remedy,
		c.ContentType, c.SHA256, c.Size, c.File, c.Start, c.Length, c.Truncated, c.Robots, c.Via, c.Peer, c.Refers}
}

const getSQL = `SELECT ` + columns + ` FROM captures WHERE id = ?`

// Get gives one capture; vigia.ErrNotFound if there is none.
func Get(ctx context.Context, q db.Querier, id string) (Capture, error) {
	c, err := scan(q.QueryRow(ctx, getSQL, id))
	if err != nil {
		return Capture{}, fmt.Errorf("capture %s: %w", id, err)
	}
	return c, nil
}

// ByIDs gives captures by id. Ids that nobody has are left out.
func ByIDs(ctx context.Context, q db.Querier, ids []string) (map[string]Capture, error) {
	in, args := db.In(ids)
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM captures WHERE id IN `+in, args...)
	out := make(map[string]Capture, len(ids))
	err = db.Each(rows, err, func(r *db.Rows) error {
		c, err := scan(r)
		out[c.ID] = c
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("captures: %w", err)
	}
	return out, nil
}

const bySHA256SQL = `
	SELECT ` + columns + ` FROM captures
	WHERE sha256 = ? AND url = ? AND reason = ''
	ORDER BY at, id LIMIT 1`

// BySHA256 gives the first capture of an address that has just this body.
func BySHA256(ctx context.Context, q db.Querier, sha, url string) (Capture, bool, error) {
	c, err := scan(q.QueryRow(ctx, bySHA256SQL, sha, url))
	if errors.Is(err, vigia.ErrNotFound) {
		return Capture{}, false, nil
	}
	if err != nil {
		return Capture{}, false, fmt.Errorf("capture with body %s: %w", sha, err)
	}
	return c, true, nil
}

// scan reads the columns of a Row or of Rows.
func scan(r interface{ Scan(...any) error }) (c Capture, err error) {
	var at int64
	err = r.Scan(&c.ID, &c.URL, &c.FinalURL, &c.Source, &at, &c.Status, &c.Reason, &c.Detail, &c.Remedy,
		&c.ContentType, &c.SHA256, &c.Size, &c.File, &c.Start, &c.Length, &c.Truncated, &c.Robots, &c.Via, &c.Peer, &c.Refers)
	c.At = db.Time(at)
	return c, err
}
