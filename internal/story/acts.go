package story

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Act is what a person did with stories. It outranks the machine, can be taken
// back, and is an example to learn from.
type Act struct {
	ID, By, Kind string // Kind: move, split, merge
	At           time.Time
	Moved        []Moved
	Undone       bool
	Since        int     // of an act just taken back, reports that stay where they were put after it
	beside       []Moved // the others of the stories: they stay where they were
}

// Moved is a report that an act moved.
type Moved struct {
	Report, From, To string
	wasBy            string // who had put it where it was
}

// Says names the act for the audit trail.
func (a Act) Says() string {
	switch {
	case a.Undone:
		return "story change taken back"
	case a.Kind == "merge":
		return "stories merged"
	case a.Kind == "split":
		return "story split"
	}
	return "story moved"
}

// Move puts a report into another story by a person's decision, which the
// machine then leaves alone.
func Move(tx *db.Tx, report, story, by string) (Act, error) {
	return MoveAll(tx, []string{report}, story, by)
}

// MoveAll puts several reports into another story, as one act.
func MoveAll(tx *db.Tx, reports []string, story, by string) (Act, error) {
	if err := exists(tx, story); err != nil {
		return Act{}, err
	}
	return perform(tx, "move", reports, story, by)
}

// Split takes reports out of their story into a new one by a person's decision.
// The new story is where the act moved them.
func Split(tx *db.Tx, reports []string, by string) (Act, error) {
	if len(reports) == 0 {
		return Act{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "no report to split off", Remedy: "choose at least one report of the story"}
	}
	return perform(tx, "split", reports, vigia.NewID("sto", tx.Now), by)
}

// Merge brings all reports of a story into another by a person's decision.
func Merge(tx *db.Tx, into, from, by string) (Act, error) {
	if into == from {
		return Act{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "a story cannot be merged with itself", Remedy: "name another story"}
	}
	for _, s := range []string{into, from} {
		if err := exists(tx, s); err != nil {
			return Act{}, err
		}
	}
	rows, err := tx.Query(tx.Context(), `SELECT report FROM story_members WHERE story = ? ORDER BY report`, from)
	reports, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return Act{}, fmt.Errorf("story %s: %w", from, err)
	}
	return perform(tx, "merge", reports, into, by)
}

func exists(tx *db.Tx, story string) error {
	var n int
	if err := tx.QueryRow(tx.Context(), `SELECT COUNT(*) FROM stories WHERE id = ?`, story).Scan(&n); err != nil || n > 0 {
		return err
	}
	return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no story %q", story),
		Remedy: "give the id of a story as its page shows it, or that of one of its reports"}
}

const putActSQL = `INSERT INTO story_acts (id, report, at, by, act, from_story, to_story, was_by, undone_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`

// whyActed says in story_members why a report is where it is.
var whyActed = map[string]string{"move": "moved by a person", "split": "split off by a person", "merge": "merged by a person"}

func perform(tx *db.Tx, kind string, reports []string, to, by string) (Act, error) {
	if err := tx.Serial("place"); err != nil {
		return Act{}, fmt.Errorf("%s: %w", kind, err)
	}
	a := Act{ID: vigia.NewID("act", tx.Now), By: by, Kind: kind, At: tx.Now}
	for _, r := range slices.Compact(slices.Sorted(slices.Values(reports))) {
		m := Moved{Report: r, To: to}
		err := tx.QueryRow(tx.Context(), `SELECT story, by FROM story_members WHERE report = ?`, r).Scan(&m.From, &m.wasBy)
		if errors.Is(err, vigia.ErrNotFound) {
			return Act{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("report %q is in no story", r), Remedy: "check its id with 'vigia reports'"}
		}
		if err != nil {
			return Act{}, fmt.Errorf("%s %s: %w", kind, r, err)
		}
		if m.From == to {
			continue
		}
		if err := move(tx, r, to, whyActed[kind], by); err != nil {
			return Act{}, err
		}
		if _, err := tx.Exec(putActSQL, a.ID, r, db.Micros(a.At), by, kind, m.From, to, m.wasBy); err != nil {
			return Act{}, fmt.Errorf("%s %s: %w", kind, r, err)
		}
		a.Moved = append(a.Moved, m)
	}
	if err := a.settle(tx); err != nil {
		return Act{}, err
	}
	if len(a.Moved) == 0 {
		return Act{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the reports are in that story already", Remedy: "choose other reports, or another story"}
	}
	return a, nil
}

// settle keeps the machine from moving the other reports of the stories: who
// says that some belong together, or apart, says it of them too.
func (a *Act) settle(tx *db.Tx) error {
	var stories []string
	for _, m := range a.Moved {
		stories = append(stories, m.From, m.To)
	}
	for _, s := range slices.Compact(slices.Sorted(slices.Values(stories))) {
		_, err := tx.Exec(`INSERT INTO story_acts (id, report, at, by, act, from_story, to_story, was_by, undone_at)
			SELECT ?, report, ?, ?, ?, story, story, by, 0 FROM story_members WHERE story = ? AND by = ?`, a.ID, db.Micros(a.At), a.By, a.Kind, s, machine)
		if err != nil {
			return fmt.Errorf("%s: %w", a.Kind, err)
		}
		if _, err := tx.Exec(`UPDATE story_members SET by = ? WHERE story = ? AND by = ?`, a.By, s, machine); err != nil {
			return fmt.Errorf("%s: %w", a.Kind, err)
		}
	}
	return nil
}

// Undo takes an act back: reports that are still where it put them return to
// where they were, and to whoever had put them there.
func Undo(tx *db.Tx, act string) (Act, error) {
	acts, err := actsWhere(tx.Context(), tx, `id = ?`, act)
	if err != nil {
		return Act{}, err
	}
	if len(acts) == 0 || acts[0].Undone {
		return Act{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is nothing to take back", Remedy: "it has been taken back already, or never was"}
	}
	a := acts[0]
	for _, m := range a.Moved {
		now, err := StoryOf(tx.Context(), tx, m.Report)
		if err != nil {
			return Act{}, err
		}
		if now != m.To {
			a.Since++
			continue
		}
		if err := move(tx, m.Report, m.From, "put back by a person", a.By); err != nil {
			return Act{}, err
		}
		if _, err := tx.Exec(`UPDATE story_members SET by = ? WHERE report = ?`, m.wasBy, m.Report); err != nil {
			return Act{}, fmt.Errorf("undo %s: %w", act, err)
		}
	}
	for _, m := range a.beside {
		if _, err := tx.Exec(`UPDATE story_members SET by = ? WHERE report = ? AND story = ? AND by = ?`, m.wasBy, m.Report, m.To, a.By); err != nil {
			return Act{}, fmt.Errorf("undo %s: %w", act, err)
		}
	}
	a.Undone = true
	_, err = tx.Exec(`UPDATE story_acts SET undone_at = ? WHERE id = ?`, db.Micros(tx.Now), act)
	return a, err
}

// Acts lists what people have done with a story, the last first.
func Acts(ctx context.Context, q db.Querier, story string) ([]Act, error) {
	return actsWhere(ctx, q, `id IN (SELECT id FROM story_acts WHERE to_story = ? OR from_story = ?)`, story, story)
}

func actsWhere(ctx context.Context, q db.Querier, where string, args ...any) ([]Act, error) {
	rows, err := q.Query(ctx, `SELECT id, report, at, by, act, from_story, to_story, was_by, undone_at FROM story_acts WHERE `+
		where+` ORDER BY at DESC, id DESC, report`, args...)
	var acts []Act
	err = db.Each(rows, err, func(r *db.Rows) error {
		var a Act
		var m Moved
		var at, undone int64
		if err := r.Scan(&a.ID, &m.Report, &at, &a.By, &a.Kind, &m.From, &m.To, &m.wasBy, &undone); err != nil {
			return err
		}
		if len(acts) == 0 || acts[len(acts)-1].ID != a.ID {
			a.At, a.Undone = db.Time(at), undone != 0
			acts = append(acts, a)
		}
		last := &acts[len(acts)-1]
		if m.From == m.To {
			last.beside = append(last.beside, m)
		} else {
			last.Moved = append(last.Moved, m)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("acts on stories: %w", err)
	}
	return acts, nil
}
