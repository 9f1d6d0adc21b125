package story

import (
	"cmp"
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/source"
	"vigia/internal/text"
)

// Placed is where a report belongs.
type Placed struct {
	Story    string
	Relation vigia.Relation
	Origin   string // the report it was taken from, "" if that is not here or it is its own
	Credit   string // outlet key or name that it credits
	Why      string
}

// Place finds the origin and the story of a report that has just been put. A
// report that has its place keeps it. Earlier reports that turn out to have
// been taken from this one are corrected.
func Place(tx *db.Tx, reg *source.Registry, r article.Stored) (Placed, error) {
	return placeOnce(tx, NewPlacer(reg), r)
}

func placeOnce(tx *db.Tx, by *Placer, r article.Stored) (Placed, error) {
	if err := tx.Serial("place"); err != nil {
		return Placed{}, fmt.Errorf("place %s: %w", r.ID, err)
	}
	if p, err := placed(tx, r.ID); err == nil || !errors.Is(err, vigia.ErrNotFound) {
		return p, err
	}
	by.mu.Lock()
	defer by.mu.Unlock()
	p, err := place(tx, by, r, held{})
	if err != nil {
		return p, fmt.Errorf("place %s: %w", r.ID, err)
	}
	return p, nil
}

// place finds the place of a report that has none. What a person has said of
// it is kept.
func place(tx *db.Tx, by *Placer, r article.Stored, h held) (Placed, error) {
	reg := by.reg
	e := entryOf(r, reg)
	if err := by.begin(tx); err != nil {
		return Placed{}, err
	}
	rare, err := by.around(tx, e)
	if err != nil {
		return Placed{}, err
	}
	look := lookupOf(e, rare)
	near, err := by.load(tx, e, look)
	if err != nil {
		return Placed{}, err
	}
	changes := relate(e, near)
	if err := by.putSketch(tx, e, look.own); err != nil {
		return Placed{}, err
	}
	p := relationOf(e, reg)
	if !h.relay {
		if err := putRelay(tx, e.id, p); err != nil {
			return Placed{}, err
		}
	}
	var why string
	var run string
	switch p.Story, run, why = storyOf(rare, by.titles, e, near); {
	case h.member:
		p.Story = h.story
	case p.Story == "":
		p.Story = cmp.Or(h.story, vigia.NewID("sto", tx.Now))
	}
	if !h.member {
		if err := putMember(tx, p.Story, e, why, machine); err != nil {
			return Placed{}, err
		}
	}
	if err := putCase(tx, p.Story, run); err != nil {
		return Placed{}, err
	}
	return p, apply(tx, reg, p.Story, changes)
}

// entryOf is a stored report as this package looks at it. What it holds is
// what would be loaded again, so that a pair is judged the same from both
// sides.
func entryOf(r article.Stored, reg *source.Registry) *entry {
	d := Doc{ID: r.ID, Outlet: r.Outlet, URL: r.URL, Published: r.Published, Title: r.Title, Text: r.Text,
		Language: r.Language, Byline: r.Byline}
	e := newEntry(d, credits(d, reg))
	e.key, e.day = r.Key, r.DayAt
	e.at = instant(dateOf(db.Micros(r.Published.At), string(r.Published.Precision)))
	return e
}

func relationOf(e *entry, reg *source.Registry) Placed {
	p := Placed{Relation: vigia.Original}
	if len(e.credits) > 0 {
		p.Relation, p.Credit, p.Why = vigia.Derived, cmp.Or(e.credits[0].Outlet, e.credits[0].Name), e.credits[0].says()
	}
	if e.via.relation != "" {
		p.Relation, p.Origin, p.Why = e.via.relation, e.via.from.id, e.via.why(nameOf(reg, e.via.from))
		if e.via.credited {
			p.Credit = e.via.from.outlet
		}
	}
	return p
}

func nameOf(reg *source.Registry, p party) string {
	if o, ok := reg.At(p.outlet, p.at); ok {
		return o.Name
	}
	return cmp.Or(p.outlet, "an outlet that the registry does not know")
}

const putRelaySQL = `
	INSERT INTO relays (report, relation, origin, credit, why, by, version) VALUES (?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (report) DO UPDATE SET relation = excluded.relation, origin = excluded.origin,
		credit = excluded.credit, why = excluded.why, by = excluded.by, version = excluded.version`

func putRelay(tx *db.Tx, report string, p Placed) error {
	_, err := tx.Exec(putRelaySQL, report, string(p.Relation), p.Origin, p.Credit, p.Why, machine, Version)
	return err
}

// apply corrects reports that were taken from the new one, and brings them
// into its story.
func apply(tx *db.Tx, reg *source.Registry, story string, changes []change) error {
	for _, c := range changes {
		if round, err := circle(tx, c.via.from.id, c.to.id); err != nil || round {
			if err != nil {
				return err
			}
			continue
		}
		if err := putRelay(tx, c.to.id, relationOf(c.to, reg)); err != nil {
			return fmt.Errorf("correcting %s: %w", c.to.id, err)
		}
		if c.to.story == story {
			continue
		}
		if err := move(tx, c.to.id, story, "its origin is there", machine); err != nil {
			return err
		}
	}
	return nil
}

// circle reports whether the chain of origins of report leads to target:
// wrong clocks can make it so.
func circle(tx *db.Tx, report, target string) (bool, error) {
	for range longestChain {
		err := tx.QueryRow(tx.Context(), `SELECT origin FROM relays WHERE report = ?`, report).Scan(&report)
		switch {
		case errors.Is(err, vigia.ErrNotFound), err == nil && report == "":
			return false, nil
		case err != nil:
			return false, err
		case report == target:
			return true, nil
		}
	}
	return true, nil
}

// longestChain bounds how many relays of relays are followed.
const longestChain = 12

const placedSQL = `
	SELECT m.story, y.relation, y.origin, y.credit, y.why
	FROM relays y JOIN story_members m ON m.report = y.report WHERE y.report = ?`

func placed(tx *db.Tx, report string) (p Placed, err error) {
	var relation string
	err = tx.QueryRow(tx.Context(), placedSQL, report).Scan(&p.Story, &relation, &p.Origin, &p.Credit, &p.Why)
	p.Relation = vigia.Relation(relation)
	return p, err
}

const putMemberSQL = `
	INSERT INTO story_members (report, story, why, by) VALUES (?, ?, ?, ?)
	ON CONFLICT (report) DO UPDATE SET story = excluded.story, why = excluded.why, by = excluded.by`

const putStorySQL = `
	INSERT INTO stories (id, title, first_at, last_at) VALUES (?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET
		title = CASE WHEN excluded.first_at < stories.first_at THEN excluded.title ELSE stories.title END,
		first_at = CASE WHEN excluded.first_at < stories.first_at THEN excluded.first_at ELSE stories.first_at END,
		last_at = CASE WHEN excluded.last_at > stories.last_at THEN excluded.last_at ELSE stories.last_at END`

// putMember puts a report into a story, which is made if it is not there.
func putMember(tx *db.Tx, story string, e *entry, why, by string) error {
	title, day := text.Cut(e.title, 300), db.Micros(e.day)
	if _, err := tx.Exec(putStorySQL, story, title, day, day); err != nil {
		return fmt.Errorf("story %s: %w", story, err)
	}
	if _, err := tx.Exec(putMemberSQL, e.id, story, why, by); err != nil {
		return fmt.Errorf("story %s: %w", story, err)
	}
	return nil
}
