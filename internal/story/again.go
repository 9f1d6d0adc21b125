package story

import (
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/source"
)

// held is what a report that is placed anew keeps of its old place.
type held struct {
	story  string // "" if it may go anywhere
	member bool   // a person has put it into that story
	relay  bool   // a person has said what it was taken from
}

// Again places a report anew, because it says something else than before. What
// a person has said of its story or origin stays. The reports that were held
// to be taken from it are judged again: some may not have been.
func Again(tx *db.Tx, reg *source.Registry, r article.Stored) error {
	return againAll(tx, NewPlacer(reg), r)
}

func againAll(tx *db.Tx, by *Placer, r article.Stored) error {
	if err := tx.Serial("place"); err != nil {
		return fmt.Errorf("place %s again: %w", r.ID, err)
	}
	by.mu.Lock()
	defer by.mu.Unlock()
	rows, err := tx.Query(tx.Context(), `SELECT report FROM relays WHERE origin = ? AND by = 'machine' ORDER BY report`, r.ID)
	takers, err := db.Collect(rows, err, func(x *db.Rows) (id string, err error) { return id, x.Scan(&id) })
	if err != nil {
		return fmt.Errorf("place %s again: %w", r.ID, err)
	}
	if err := again(tx, by, r); err != nil {
		return fmt.Errorf("place %s again: %w", r.ID, err)
	}
	for _, id := range takers {
		t, err := article.Get(tx.Context(), tx, id)
		if err == nil {
			err = again(tx, by, t)
		}
		if err != nil {
			return fmt.Errorf("place %s, which was taken from %s, again: %w", id, r.ID, err)
		}
	}
	return nil
}

func again(tx *db.Tx, by *Placer, r article.Stored) error {
	h, err := forget(tx, r.ID)
	if err != nil {
		return err
	}
	from := h.story
	if h.story != "" && !h.member {
		var others int
		if err := tx.QueryRow(tx.Context(), `SELECT COUNT(*) FROM story_members WHERE story = ?`, h.story).Scan(&others); err != nil {
			return err
		}
		if others > 0 {
			h.story = "" // it was one of several, and may not be one any more
		}
	}
	p, err := place(tx, by, r, h)
	if err != nil || from == "" {
		return err
	}
	if err := tidy(tx, from); err != nil || p.Story == from {
		return err
	}
	return tidy(tx, p.Story)
}

// forget takes out what the machine keeps of a report's place, and gives what
// stays.
func forget(tx *db.Tx, report string) (h held, err error) {
	var setBy string
	err = tx.QueryRow(tx.Context(), `SELECT story, by FROM story_members WHERE report = ?`, report).Scan(&h.story, &setBy)
	if err != nil && !errors.Is(err, vigia.ErrNotFound) {
		return h, err
	}
	h.member = setBy != "" && setBy != machine
	setBy = ""
	err = tx.QueryRow(tx.Context(), `SELECT by FROM relays WHERE report = ?`, report).Scan(&setBy)
	if err != nil && !errors.Is(err, vigia.ErrNotFound) {
		return h, err
	}
	h.relay = setBy != "" && setBy != machine
	if err := dropSketch(tx, report); err != nil {
		return h, err
	}
	for _, q := range []string{`DELETE FROM relays WHERE report = ? AND by = 'machine'`, `DELETE FROM story_members WHERE report = ? AND by = 'machine'`} {
		if _, err := tx.Exec(q, report); err != nil {
			return h, err
		}
	}
	return h, nil
}
