package entity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/name"
	"vigia/internal/sanction"
)

// The states of a version of a list.
const (
	First     = "first"     // the first one that was read: what stands there is no news
	Taken     = "taken"     // it counts
	Held      = "held"      // it looks like a fault: a person is asked
	Confirmed = "confirmed" // a person says that it is right; it will be taken
	Refused   = "refused"   // a person says that it is a fault
)

// ListVersion is a version of an official list as it was read.
type ListVersion struct {
	List, Capture, Format   string
	Day                     time.Time
	Entries                 int
	Added, Removed, Changed int
	Broken                  int
	State, Why, By          string
	At                      time.Time // of the decision
}

const versionColumns = `list, capture, day, format, entries, added, removed, changed, broken, state, why, decided_by, decided_at`

// Versions lists the versions of a list ("" for all lists), the newest first.
func Versions(ctx context.Context, q db.Querier, list string) ([]ListVersion, error) {
	rows, err := q.Query(ctx, `SELECT `+versionColumns+` FROM list_versions WHERE ? = '' OR list = ? ORDER BY day DESC, list, capture DESC`, list, list)
	vs, err := db.Collect(rows, err, scanVersion)
	if err != nil {
		return nil, fmt.Errorf("versions of lists: %w", err)
	}
	return vs, nil
}

func scanVersion(r *db.Rows) (v ListVersion, err error) {
	var day, at int64
	err = r.Scan(&v.List, &v.Capture, &day, &v.Format, &v.Entries, &v.Added, &v.Removed, &v.Changed, &v.Broken, &v.State, &v.Why, &v.By, &at)
	v.Day, v.At = db.Time(day), db.Time(at)
	return v, err
}

// Standing gives who stands on a list as of a day, by the acts that are known.
func Standing(ctx context.Context, q db.Querier, list string, asOf time.Time) ([]sanction.Subject, error) {
	es, err := Entries(ctx, q, Filter{List: list, AsOf: asOf})
	if err != nil {
		return nil, err
	}
	out := make([]sanction.Subject, len(es))
	for i, e := range es {
		out[i] = e.subject()
	}
	slices.SortFunc(out, func(a, b sanction.Subject) int { return sanction.CompareID(a.ID, b.ID) })
	return out, nil
}

func (e Entry) subject() sanction.Subject {
	return sanction.Subject{ID: e.ID, Name: e.Name, Type: e.Type, Programs: e.Program, Aliases: e.Aliases, Remark: e.Remark}
}

// Take compares a version of a list with the one before and keeps the
// difference. What looks like a fault is held: nothing changes until a person
// confirms it. The first version is no news; a version that was read before, and
// one that is the same as the last, change nothing.
func Take(tx *db.Tx, list, capture string, day time.Time, v sanction.Version) (got ListVersion, acts []sanction.Act, since time.Time, err error) {
	day = day.UTC().Truncate(24 * time.Hour)
	got = ListVersion{List: list, Capture: capture, Day: day, Format: v.Format, Entries: len(v.Subjects), Broken: v.Broken, State: Taken}
	vs, err := Versions(tx.Context(), tx, list)
	if err != nil {
		return got, nil, since, err
	}
	if i := slices.IndexFunc(vs, func(o ListVersion) bool { return o.Capture == capture && o.State != Confirmed }); i >= 0 {
		return vs[i], nil, since, nil
	}
	for _, old := range vs {
		if old.State == Taken || old.State == First {
			if old.Day.After(day) {
				return got, nil, since, &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("the list %s was read as of %s already", list, old.Day.Format(time.DateOnly)),
					Remedy: "give the versions of a list in the order of their days"}
			}
			if since.IsZero() {
				since = old.Day
			}
		}
	}
	before, err := Standing(tx.Context(), tx, list, day)
	if err != nil {
		return got, nil, since, err
	}
	confirmed := slices.ContainsFunc(vs, func(o ListVersion) bool { return o.Capture == capture && o.State == Confirmed })
	if since.IsZero() && len(before) == 0 {
		got.State = First
		for _, s := range v.Subjects {
			acts = append(acts, sanction.Act{Action: sanction.Listed, Is: s})
		}
	} else {
		acts = sanction.Diff(before, v.Subjects)
		if why := sanction.Suspicious(len(before), v, acts); why != "" && !confirmed {
			got.State, got.Why = Held, why
		}
	}
	got.count(acts)
	if got.State == Held {
		acts = nil
	}
	if err := putActs(tx, list, capture, day, acts); err != nil {
		return got, nil, since, err
	}
	if got.State == First {
		acts = nil
	}
	return got, acts, since, putVersion(tx, got)
}

func (v *ListVersion) count(acts []sanction.Act) {
	for _, a := range acts {
		switch a.Action {
		case sanction.Added:
			v.Added++
		case sanction.Removed:
			v.Removed++
		case sanction.Changed:
			v.Changed++
		}
	}
}

func putVersion(tx *db.Tx, v ListVersion) error {
	_, err := tx.Exec(`INSERT INTO list_versions (`+versionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (list, capture) DO UPDATE SET state = excluded.state, added = excluded.added, removed = excluded.removed, changed = excluded.changed`,
		v.List, v.Capture, db.Micros(v.Day), v.Format, v.Entries, v.Added, v.Removed, v.Changed, v.Broken, v.State, v.Why, v.By, 0)
	if err != nil {
		return fmt.Errorf("version of list %s: %w", v.List, err)
	}
	return nil
}

// rowsAtOnce is how many rows one statement writes.
const rowsAtOnce = 60

// putActs keeps acts, and the subjects as entities with their names.
func putActs(tx *db.Tx, list, capture string, day time.Time, acts []sanction.Act) error {
	var rows [][]any
	var ents []Entity
	for _, a := range acts {
		s, previous := a.Is, ""
		if a.Action == sanction.Removed {
			s = a.Was
		}
		if a.Action == sanction.Changed {
			b, err := json.Marshal(a.Was)
			if err != nil {
				return err // unreachable: texts can be written
			}
			previous = string(b)
		}
		rows = append(rows, []any{list, s.ID, db.Micros(day), a.Action, s.Name, s.Type, s.Programs, s.Remark, capture, packNames(s.Aliases), previous})
		ents = append(ents, Listed(list, s))
	}
	err := insertRows(tx, `INSERT INTO list_entries (`+entryColumns+`, previous) VALUES `, 11, rows,
		` ON CONFLICT (list, list_id, date, action) DO NOTHING`)
	if err != nil {
		return fmt.Errorf("list %s: %w", list, err)
	}
	return putEntities(tx, ents)
}

// insertRows writes many rows with few statements.
func insertRows(tx *db.Tx, insert string, width int, rows [][]any, conflict string) error {
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		var args []any
		for _, r := range chunk {
			args = append(args, r...)
		}
		if _, err := tx.Exec(insert+db.Values(len(chunk), width)+conflict, args...); err != nil {
			return err
		}
	}
	return nil
}

// ListID is the id of the entity that a list names.
func ListID(list, number string) string { return "list:" + list + ":" + number }

// Listed is the entity that a subject of a list is.
func Listed(list string, s sanction.Subject) Entity {
	e := Entity{ID: ListID(list, s.ID), Type: listTypes[s.Type], Name: name.Spoken(s.Name), Origin: FromList}
	for _, n := range append([]string{s.Name}, s.Aliases...) {
		e.Names = append(e.Names, name.Spoken(n))
	}
	switch e.Type {
	case Vessel:
		e.Numbers = numbersIn(s.Remark)
	case Aircraft:
		e.Numbers = tails(e.Names, s.Remark)
	}
	return e
}

var listTypes = map[string]string{sanction.Individual: Person, sanction.Entity: Organisation, sanction.Vessel: Vessel, sanction.Aircraft: Aircraft, "": Organisation}

// AddNames gives subjects of a list the names that another file of the list has
// for them, and says how many are new.
func AddNames(tx *db.Tx, list string, names []sanction.Alias) (fresh int, err error) {
	known := map[string]bool{}
	rows, err := tx.Query(tx.Context(), `SELECT id FROM entities WHERE origin = ?`, FromList)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		err := r.Scan(&id)
		known[id] = true
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("names of list %s: %w", list, err)
	}
	for _, a := range names {
		id := ListID(list, a.ID)
		if a.Name == "" || !known[id] {
			continue
		}
		n, err := putName(tx, id, name.Spoken(a.Name), FromList)
		if err != nil {
			return fresh, err
		}
		fresh += n
	}
	if fresh > 0 {
		err = bump(tx)
	}
	return fresh, err
}

// Decide records what a person says of a version that is held.
func Decide(tx *db.Tx, list, capture, state, by, why string) error {
	if state != Confirmed && state != Refused || by == "" {
		return fmt.Errorf("version of list %s: %w: a person must confirm or refuse it", list, vigia.ErrInvalid)
	}
	n, err := tx.Exec(`UPDATE list_versions SET state = ?, why = ?, decided_by = ?, decided_at = ? WHERE list = ? AND capture = ? AND state = ?`,
		state, why, by, db.Micros(tx.Now), list, capture, Held)
	if err != nil {
		return fmt.Errorf("version of list %s: %w", list, err)
	}
	if n == 0 {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "no version of this list waits for an answer", Remedy: "look at the lists again: somebody may have answered"}
	}
	return nil
}

func packNames(names []string) string {
	if len(names) == 0 {
		return ""
	}
	b, err := json.Marshal(names)
	if err != nil {
		return "" // unreachable: texts can be written
	}
	return string(b)
}

func unpackNames(s string) (names []string, err error) {
	if s != "" {
		err = json.Unmarshal([]byte(s), &names)
	}
	if err != nil {
		err = errors.Join(errors.New("names in the database"), err)
	}
	return names, err
}
