package entity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/name"
	"vigia/internal/text"
)

// Names that are linked to nobody. Those that come often, from several outlets,
// are candidates: a person adopts or refuses them.

const (
	mostUnlinked = 20      // names of one report that are kept
	mostNames    = 200_000 // rows that are kept in all
)

// putUnlinked keeps names of a report that nobody bears, each once.
func putUnlinked(tx *db.Tx, l Linked) error {
	var rows [][]any
	plains := []string{""}
	for _, m := range l.Mentions {
		if m.Entity != "" || !m.Unknown || len(rows) == mostUnlinked || len(m.Text) > 120 {
			continue
		}
		plain := Plain(m.Text)
		if slices.Contains(plains, plain) || strings.Count(plain, " ") < 3 { // two words at least
			continue
		}
		plains = append(plains, plain)
		rows = append(rows, []any{plain, l.Report, l.Outlet, m.Text, db.Micros(tx.Now)})
	}
	in, args := db.In(plains)
	if _, err := tx.Exec(`DELETE FROM unlinked_names WHERE report = ? AND plain NOT IN `+in, append([]any{l.Report}, args...)...); err != nil {
		return fmt.Errorf("unlinked names of %s: %w", l.Report, err)
	}
	err := insertRows(tx, `INSERT INTO unlinked_names (plain, report, outlet, form, at) VALUES `, 5, rows, ` ON CONFLICT (plain, report) DO NOTHING`)
	if err != nil {
		return fmt.Errorf("unlinked names of %s: %w", l.Report, err)
	}
	return nil
}

// Prune drops the oldest names that are linked to nobody, where more are kept
// than are ever weighed.
func Prune(tx *db.Tx) (dropped int64, err error) {
	dropped, err = tx.Exec(`DELETE FROM unlinked_names WHERE at < (SELECT at FROM unlinked_names ORDER BY at DESC LIMIT 1 OFFSET ?)`, mostNames)
	if err != nil {
		return 0, fmt.Errorf("unlinked names: %w", err)
	}
	return dropped, nil
}

// Candidate is a name that comes often and is linked to nobody.
type Candidate struct {
	Plain       string // what Adopt and Refuse are called with
	Name        string // as the reports write it
	Reports     int
	Outlets     int
	First, Last time.Time // when it was found first and last
	Report      string    // one that names it, the newest
}

// Often says how often a name must come to be a candidate; zero fields are 3
// reports and 2 outlets.
type Often struct{ Reports, Outlets int }

// Candidates gives the names that come often and that nobody has refused, those
// of most outlets first.
func Candidates(ctx context.Context, q db.Querier, often Often, limit int) ([]Candidate, error) {
	if often.Reports == 0 {
		often.Reports = 3
	}
	if often.Outlets == 0 {
		often.Outlets = 2
	}
	rows, err := q.Query(ctx, `SELECT plain, MIN(form), COUNT(*), COUNT(DISTINCT outlet), MIN(at), MAX(at), MAX(report) FROM unlinked_names
		WHERE plain NOT IN (SELECT form FROM entity_rules WHERE action = ? AND undone_at = 0)
		GROUP BY plain HAVING COUNT(*) >= ? AND COUNT(DISTINCT outlet) >= ?
		ORDER BY COUNT(DISTINCT outlet) DESC, COUNT(*) DESC, plain LIMIT ?`, NotOne, often.Reports, often.Outlets, limit)
	cs, err := db.Collect(rows, err, func(r *db.Rows) (c Candidate, err error) {
		var first, last int64
		err = r.Scan(&c.Plain, &c.Name, &c.Reports, &c.Outlets, &first, &last, &c.Report)
		c.First, c.Last = db.Time(first), db.Time(last)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("candidates: %w", err)
	}
	return cs, nil
}

// Adoption says who bears a name: an entity that is known, or a new one.
type Adoption struct {
	Name    string // as it is written from now on
	Entity  string // who bears it; "" for a new entity
	Type    string // of a new entity
	Country string // of a new entity, "" if unknown
}

// Adopt makes a name known: reports that have it are linked to its entity soon.
func Adopt(tx *db.Tx, a Adoption, by, why string) (e Entity, rule string, err error) {
	n := text.Cut(strings.Join(strings.Fields(text.Clean(a.Name)), " "), 200)
	plain := Plain(n)
	switch {
	case by == "":
		return e, "", fmt.Errorf("adopt: %w: nobody is named", vigia.ErrInvalid)
	case plain == nobody:
		return e, "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "the name has no letters", Remedy: "give the name as the reports write it"}
	case a.Entity == "" && !slices.Contains(types, a.Type):
		return e, "", &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q is no type of an entity", a.Type), Remedy: "choose " + strings.Join(types, ", ")}
	}
	if err := tx.Serial("entities"); err != nil {
		return e, "", err
	}
	if a.Entity != "" {
		e, err = Get(tx.Context(), tx, a.Entity)
	} else {
		e = Entity{Type: a.Type, Name: n, Country: a.Country, Origin: FromDesk, Note: text.Cut(why, 500)}
		if e.ID, err = freeID(tx, n); err == nil {
			err = putEntities(tx, []Entity{e})
		}
	}
	if err != nil {
		return e, "", err
	}
	if _, err := putName(tx, e.ID, n, FromDesk); err != nil {
		return e, "", err
	}
	e.Names = append(e.Names, n)
	if err := staleNames(tx, plain); err != nil {
		return e, "", err
	}
	rule, err = decide(tx, Rule{By: by, Action: Adopted, Entity: e.ID, Other: "", Form: n, Why: why})
	return e, rule, err
}

var types = []string{Person, Organisation, Place, Vessel, Aircraft}

// Refuse says that a name is nobody's: it is offered no more.
func Refuse(tx *db.Tx, form, by, why string) (rule string, err error) {
	plain := Plain(form)
	switch {
	case by == "":
		return "", fmt.Errorf("refuse: %w: nobody is named", vigia.ErrInvalid)
	case plain == nobody:
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "the name has no letters", Remedy: "give the name as 'vigia entities candidates' shows it"}
	}
	if err := tx.Serial("entities"); err != nil {
		return "", err
	}
	return decide(tx, Rule{By: by, Action: NotOne, Form: plain, Why: why})
}

// freeID is an id for an entity of the desk that nobody has.
func freeID(tx *db.Tx, n string) (string, error) {
	base := "desk:" + strings.Join(name.Cut(n).Parts, "-")
	for i := 1; ; i++ {
		id := base
		if i > 1 {
			id = fmt.Sprintf("%s-%d", base, i)
		}
		es, err := ByIDs(tx.Context(), tx, []string{id})
		if err != nil || len(es) == 0 {
			return id, err
		}
	}
}

// staleNames marks the reports that have a name of nobody, alone or in a longer
// one.
func staleNames(tx *db.Tx, plain string) error {
	if _, err := tx.Exec(`UPDATE mention_runs SET revision = 0 WHERE report IN (SELECT report FROM unlinked_names WHERE plain LIKE ?)`, "%"+plain+"%"); err != nil {
		return fmt.Errorf("reports to link again: %w", err)
	}
	return nil
}

// unadopt takes a name away that was adopted. An entity that has no other one
// stays, without names: reports may name it.
func unadopt(tx *db.Tx, r Rule) error {
	if _, err := tx.Exec(`DELETE FROM entity_names WHERE entity = ? AND name = ? AND origin = ?`, r.Entity, r.Form, FromDesk); err != nil {
		return fmt.Errorf("undo of %s: %w", r.ID, err)
	}
	return nil
}

// adoptAgain gives back the adopted names that the monitor had too and dropped.
func adoptAgain(tx *db.Tx) error {
	rules, err := Rules(tx.Context(), tx, "")
	for _, r := range rules {
		if err == nil && r.Action == Adopted && r.Stands() {
			_, err = putName(tx, r.Entity, r.Form, FromDesk)
		}
	}
	return err
}
