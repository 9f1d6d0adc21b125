package source

import (
	"time"

	"vigia"
	"vigia/internal/db"
)

// Pause stops polling a source until Resume.
func Pause(tx *db.Tx, id string) error {
	s, err := Get(tx.Context(), tx, id)
	if err != nil {
		return err
	}
	if err := darken(tx, s); err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE sources SET state = 'paused' WHERE id = ?`, id)
	if err := touched(id, n, err); err != nil {
		return err
	}
	return rerank(tx, id)
}

const resumeSQL = `UPDATE sources SET state = 'active', next_at = ?, fails = 0, etag = '', modified = '', learned = ? WHERE id = ?`

// Resume polls a paused, gone or doubted source again, as if it were new: who
// it says it is is taken from its next answer, which is asked for whole. That
// is as soon as manners allow.
func Resume(tx *db.Tx, id string) error {
	s, err := Get(tx.Context(), tx, id)
	if err != nil {
		return err
	}
	s.Learned.Title, s.Learned.Site, s.Learned.ValidFor = "", "", ""
	n, err := tx.Exec(resumeSQL, db.Micros(s.soon(tx.Now)), s.Learned.pack(), id)
	if err := touched(id, n, err); err != nil {
		return err
	}
	return rerank(tx, id)
}

// soon is the earliest instant at which a source may be asked again.
func (s Source) soon(now time.Time) time.Time {
	if at := s.LastAt.Add(Floor); at.After(now) && !s.LastAt.After(now) {
		return at
	}
	return now
}

// Move agrees to what a source that leads to another site offers: it is asked
// there from now on.
func Move(tx *db.Tx, id string) error {
	s, err := Get(tx.Context(), tx, id)
	if err != nil {
		return err
	}
	if s.Offered == "" {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "the source does not lead to another site: " + s.URL,
			Remedy: "nothing to do; add a new address as a source of its own"}
	}
	n, err := tx.Exec(`UPDATE sources SET ask = offered, offered = '', etag = '', modified = '' WHERE id = ?`, id)
	if err := touched(id, n, err); err != nil {
		return err
	}
	return rerank(tx, id)
}
