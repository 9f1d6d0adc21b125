package desk_test

import (
	"errors"
	"strings"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
)

// TestStrikes: a strike holds where its words stand, also after the report was
// read anew; nobody strikes twice, and what was lifted stays in the ledger.
func TestStrikes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := desktest.New(t, d)
		body := w.Put(t, desktest.Report{ID: "rep_1"}).Text
		end := strings.Index(body, " ")
		var s desk.Strike
		w.Tx(t, func(tx *db.Tx) (err error) {
			s, err = desk.StrikeOut(tx, w.Elena, "rep_1", 0, end, "a declaration")
			return err
		})
		for name, c := range map[string]struct {
			start, end int
			why        string
			kind       error
		}{"overlap": {0, end + 1, "x", vigia.ErrConflict}, "nothing": {3, 3, "x", vigia.ErrInvalid}, "beyond": {0, len(body) + 1, "x", vigia.ErrInvalid},
			"below": {-1, 3, "x", vigia.ErrInvalid}, "no reason": {end, end + 4, " ", vigia.ErrInvalid}} {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := desk.StrikeOut(tx, w.Elena, "rep_1", c.start, c.end, c.why)
				return err
			})
			if !errors.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for text, at := range map[string]int{body: 0, "¡" + body: len("¡")} {
			if held, err := desk.StrikesOf(t.Context(), d, "rep_1", text); err != nil || len(held) != 1 || held[0].Start != at || text[held[0].Start:held[0].End] != s.Quote {
				t.Errorf("in %.20q: %+v, %v", text, held, err)
			}
		}
		if held, err := desk.StrikesOf(t.Context(), d, "rep_1", "0"); err != nil || len(held) != 1 || held[0].End != 0 {
			t.Errorf("in another text: %+v, %v", held, err)
		}
		w.Tx(t, func(tx *db.Tx) error { _, err := desk.Lift(tx, w.Elena, s.ID); return err })
		err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := desk.Lift(tx, w.Elena, s.ID); return err })
		if !errors.Is(err, vigia.ErrNotFound) {
			t.Errorf("lifted twice: %v", err)
		}
		ds, err := desk.DecisionsOf(t.Context(), d, "rep_1")
		if err != nil || len(ds) != 2 || ds[0].Action != desk.Struck || ds[1].Action != desk.Lifted {
			t.Errorf("ledger %+v, %v", ds, err)
		}
	})
}
