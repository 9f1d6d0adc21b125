package entity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia/internal/db"
)

const entryColumns = `list, list_id, date, action, name, type, program, remark, capture, aliases`

const putEntrySQL = `
	INSERT INTO list_entries (` + entryColumns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (list, list_id, date, action) DO NOTHING`

// PutEntries keeps the acts of a list that were read in a capture, and gives
// back those that were not known before, in their order.
func PutEntries(tx *db.Tx, list, capture string, entries []Entry) (fresh []Entry, err error) {
	for _, e := range entries {
		e.List, e.Capture = list, capture
		n, err := tx.Exec(putEntrySQL, e.List, e.ID, db.Micros(e.Date), e.Action, e.Name, e.Type, e.Program, e.Remark, e.Capture, packNames(e.Aliases))
		if err != nil {
			return nil, fmt.Errorf("list %s, entry %s: %w", list, e.ID, err)
		}
		if n == 1 {
			fresh = append(fresh, e)
		}
	}
	ents := make([]Entity, len(fresh))
	for i, e := range fresh {
		ents[i] = Listed(list, e.subject())
	}
	return fresh, putEntities(tx, ents)
}

// Filter chooses entries. Zero fields choose all.
type Filter struct {
	List string
	Name string    // part of the name: case, accents and the order of words do not matter
	AsOf time.Time // only who stood on the list at the end of that day: the act that added them
}

// Entries lists acts in order of time; with AsOf, the acts in force.
func Entries(ctx context.Context, q db.Querier, f Filter) ([]Entry, error) {
	rows, err := q.Query(ctx, `SELECT `+entryColumns+` FROM list_entries WHERE ? = '' OR list = ?
		ORDER BY date, list, list_id, action`, f.List, f.List)
	all, err := db.Collect(rows, err, scanEntry)
	if err != nil {
		return nil, fmt.Errorf("list entries: %w", err)
	}
	if !f.AsOf.IsZero() {
		all = inForce(all, f.AsOf)
	}
	if f.Name != "" {
		want := nameKey(f.Name)
		all = slices.DeleteFunc(all, func(e Entry) bool { return !named(e, want) })
	}
	return all, nil
}

// inForce keeps, for each number of a list, the last act up to the end of
// asOf's day, if it did not remove the entry.
func inForce(all []Entry, asOf time.Time) []Entry {
	type key struct{ list, id string }
	end := asOf.Truncate(24*time.Hour).AddDate(0, 0, 1)
	last := map[key]int{}
	for i, e := range all {
		if e.Date.Before(end) {
			last[key{e.List, e.ID}] = i
		}
	}
	var out []Entry
	for i, e := range all {
		if j, ok := last[key{e.List, e.ID}]; ok && i == j && e.Action != Removed {
			out = append(out, e)
		}
	}
	return out
}

// named reports whether every wanted word begins a word of the name.
func named(e Entry, want []string) bool {
	have := nameKey(e.Name)
	for _, w := range want {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}

func scanEntry(r *db.Rows) (Entry, error) {
	var e Entry
	var date int64
	var aliases string
	err := r.Scan(&e.List, &e.ID, &date, &e.Action, &e.Name, &e.Type, &e.Program, &e.Remark, &e.Capture, &aliases)
	e.Date = db.Time(date)
	if err == nil {
		e.Aliases, err = unpackNames(aliases)
	}
	return e, err
}
