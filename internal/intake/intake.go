// Package intake keeps what people bring in beside the sources: an address
// that is to be fetched, or a file that somebody has saved.
//
// It writes one table, intakes. An address waits until the pipeline has
// fetched and read it, politely like any other; a file is kept at once. Each
// says who brought it, when they saw it, and what became of it.
package intake

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/db"
)

// Item is one thing that was brought in.
type Item struct {
	ID, By  string // By is a person's id
	At      time.Time
	URL     string    // canonical; "" for a file without an address
	Name    string    // of the file, "" for an address
	Note    string    // what the person says of it, or had selected
	SeenAt  time.Time // when the person saw the page, zero if not said
	State   string    // Waiting, Read, Refused
	Tries   int
	DueAt   time.Time // when an address is to be tried
	Capture string
	Report  string
	Known   bool // the report was here before
	Reason  string
	Remedy  string
}

// The states of an item.
const (
	Waiting = "waiting"
	Read    = "read"
	Refused = "refused"
)

// MaxNote is the longest note that is kept, in letters.
const MaxNote = 2000

// Tries is how often an address is tried before it is given up.
const Tries = 4

// invalid is what a person has to mend in the form.
func invalid(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: what, Remedy: remedy}
}

// New checks what a person has filled in. now is the time of the form; a file
// may come without an address.
func New(by, url, name, note, seen string, now time.Time) (Item, error) {
	it := Item{By: by, Name: cut(oneLine(name), 200), Note: cut(strings.TrimSpace(strings.ToValidUTF8(note, "\uFFFD")), MaxNote)}
	if url = strings.TrimSpace(url); url != "" {
		u, err := address.Canonical(url, "")
		if err != nil {
			return it, invalid(fmt.Sprintf("%q is not a web address", cut(oneLine(url), 200)), "give the whole address of the page, with https://")
		}
		it.URL = u
	} else if name == "" {
		return it, invalid("there is neither an address nor a file", "give the address of a page, or choose a file that you have saved")
	}
	if seen = strings.TrimSpace(seen); seen != "" {
		var err error
		if it.SeenAt, err = time.Parse(time.DateOnly, seen); err != nil {
			return it, invalid(fmt.Sprintf("%q is no day", cut(oneLine(seen), 40)), "give the day on which you saw the page as 2021-08-20, or leave it out")
		}
		if it.SeenAt.After(now.AddDate(0, 0, 1)) || it.SeenAt.Year() < 1990 {
			return it, invalid("the day on which you saw the page is "+seen, "give a day that has been, or leave it out")
		}
	}
	return it, nil
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
}

func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

const columns = `id, at, by, url, name, note, seen_at, state, tries, due_at, capture, report, known, reason, remedy`

const putSQL = `INSERT INTO intakes (` + columns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// Put adds an item; an address waits from now on.
func Put(tx *db.Tx, it Item) (Item, error) {
	it.ID, it.At = vigia.NewID("brg", tx.Now), tx.Now
	if it.State == "" {
		it.State, it.DueAt = Waiting, tx.Now
	}
	_, err := tx.Exec(putSQL, it.ID, db.Micros(it.At), it.By, it.URL, it.Name, it.Note, db.Micros(it.SeenAt), it.State, it.Tries,
		db.Micros(it.DueAt), it.Capture, it.Report, db.Flag(it.Known), it.Reason, it.Remedy)
	if err != nil {
		return it, fmt.Errorf("intake: %w", err)
	}
	return it, nil
}

const setSQL = `UPDATE intakes SET state = ?, tries = ?, due_at = ?, capture = ?, report = ?, known = ?, reason = ?, remedy = ? WHERE id = ?`

// Set writes what has become of an item.
func Set(tx *db.Tx, it Item) error {
	n, err := tx.Exec(setSQL, it.State, it.Tries, db.Micros(it.DueAt), it.Capture, it.Report, db.Flag(it.Known), it.Reason, it.Remedy, it.ID)
	if err := db.Touched(n, err); err != nil {
		return fmt.Errorf("intake %s: %w", it.ID, err)
	}
	return nil
}

// Get gives one item.
func Get(ctx context.Context, q db.Querier, id string) (Item, error) {
	it, err := db.One(list(ctx, q, `WHERE id = ?`, id))
	if err != nil {
		return Item{}, fmt.Errorf("intake %s: %w", id, err)
	}
	return it, nil
}

// Recent gives the last items, the newest first.
func Recent(ctx context.Context, q db.Querier, limit int) ([]Item, error) {
	return list(ctx, q, `ORDER BY at DESC, id DESC LIMIT ?`, limit)
}

// OfCapture gives who brought a capture in, nobody if it was here before.
func OfCapture(ctx context.Context, q db.Querier, capture string) ([]Item, error) {
	return list(ctx, q, `WHERE capture = ? AND known = 0 ORDER BY at, id LIMIT 5`, capture)
}

// Due gives the addresses that are to be tried now, by id.
func Due(ctx context.Context, q db.Querier, now time.Time, limit int) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT id FROM intakes WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT ?`, db.Micros(now), limit)
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("intakes: %w", err)
	}
	return ids, nil
}

func list(ctx context.Context, q db.Querier, rest string, args ...any) ([]Item, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM intakes `+rest, args...)
	all, err := db.Collect(rows, err, scan)
	if err != nil {
		return nil, fmt.Errorf("intakes: %w", err)
	}
	return all, nil
}

func scan(r *db.Rows) (it Item, err error) {
	var at, seen, due int64
	var known int
	err = r.Scan(&it.ID, &at, &it.By, &it.URL, &it.Name, &it.Note, &seen, &it.State, &it.Tries, &due, &it.Capture, &it.Report, &known, &it.Reason, &it.Remedy)
	it.At, it.SeenAt, it.DueAt, it.Known = db.Time(at), db.Time(seen), db.Time(due), known == 1
	return it, err
}
