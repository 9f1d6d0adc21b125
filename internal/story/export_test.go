package story

import (
	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
)

// Enter makes a report one that others are compared with, as a story of its
// own: what a large corpus is made of, without the comparing.
func Enter(tx *db.Tx, by *Placer, r article.Stored) error {
	e := entryOf(r, by.reg)
	if err := by.begin(tx); err != nil {
		return err
	}
	rare, err := by.around(tx, e)
	if err != nil {
		return err
	}
	if err := by.putSketch(tx, e, lookupOf(e, rare).own); err != nil {
		return err
	}
	if err := putRelay(tx, e.id, relationOf(e, by.reg)); err != nil {
		return err
	}
	return putMember(tx, vigia.NewID("sto", tx.Now), e, "", machine)
}
