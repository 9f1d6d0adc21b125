package story_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/story"
)

// TestPlacersShareOneDatabase: what one placer knows, another learns from the
// database: a copy is found whoever placed its origin, after a restart, and
// where a transaction that placed others has been rolled back.
func TestPlacersShareOneDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, b := story.NewPlacer(registry()), story.NewPlacer(registry())
		docs := invented(6, 1, 4)
		place := func(by *story.Placer, doc story.Doc, fail bool) {
			t.Helper()
			err := d.InTx(context.Background(), func(tx *db.Tx) error {
				err := enter(tx, by, doc, false)
				if err == nil && fail {
					err = errRefused
				}
				return err
			})
			if fail != errors.Is(err, errRefused) {
				t.Fatal(err)
			}
		}
		copyOf := func(i int, id string) story.Doc {
			c := docs[i]
			c.ID, c.Outlet = id, "copier"
			c.Published.At = c.Published.At.AddDate(0, 0, 1)
			return c
		}
		place(a, docs[0], false)
		place(b, copyOf(0, "by the other"), false)
		place(b, docs[1], false)
		place(a, docs[2], true) // both take the number of what is not there
		place(b, docs[3], true)
		place(b, docs[4], false)
		place(a, docs[3], false)
		place(a, copyOf(1, "by the first"), false)
		place(a, copyOf(4, "after a rollback"), false)
		place(b, copyOf(3, "after two"), false)
		place(b, copyOf(2, "of what is not there"), false)
		place(story.NewPlacer(registry()), copyOf(4, "after a restart"), false)
		got := relations(t, d)
		for id, want := range map[string]string{"by the other": docs[0].ID, "by the first": docs[1].ID, "after a rollback": docs[4].ID,
			"after two": docs[3].ID, "after a restart": docs[4].ID, "of what is not there": ""} {
			if relation := "copy of " + want + ","; want != "" && !strings.HasPrefix(got[id], relation) || want == "" && !strings.HasPrefix(got[id], "original") {
				t.Errorf("%s: %s; want %s", id, got[id], relation)
			}
		}
	})
}

var errRefused = errors.New("refused")

// TestPlacedByAnOlderVersion: reports that were placed before keys were kept in
// one row are found all the same, and stay where they are.
func TestPlacedByAnOlderVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		docs := invented(3, 1, 4)
		for _, doc := range docs {
			put(t, d, registry(), doc)
		}
		one, err := story.StoryOf(context.Background(), d, docs[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(context.Background(), func(tx *db.Tx) error {
			for _, q := range []string{`UPDATE lookups SET keys = '-'`, `UPDATE sketches SET sketch = ''`} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		c := docs[1]
		c.ID, c.Outlet = "copy", "copier"
		c.Published.At = c.Published.At.AddDate(0, 0, 1)
		put(t, d, registry(), c)
		if got := relations(t, d)["copy"]; !strings.HasPrefix(got, fmt.Sprintf("copy of %s,", docs[1].ID)) {
			t.Errorf("the copy is %s", got)
		}
		if got := members(t, d, one); len(got) != 2 {
			t.Errorf("the story has %v", got)
		}
	})
}
