package story_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/story"
)

// reads lets a report say something else, and places it anew.
func reads(t *testing.T, d *db.DB, s article.Stored, title, text string) {
	t.Helper()
	err := d.InTx(context.Background(), func(tx *db.Tx) error {
		s.Title, s.Text = title, text
		if err := article.Update(tx, s); err != nil {
			return err
		}
		return story.Again(tx, registry(), s)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, d *db.DB, q string) (n int) {
	t.Helper()
	if err := d.QueryRow(context.Background(), q).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAgain: an origin that says something else loses those that copied it, and
// gets them back with its words; whatever happens, each report counts once.
func TestAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var origin article.Stored
		docs := press()
		for _, doc := range docs {
			if s := put(t, d, registry(), doc); s.ID == "origin" {
				origin = s
			}
		}
		before := relations(t, d)
		counts := []string{`SELECT COUNT(*) FROM sketches`, `SELECT COUNT(*) FROM lookups WHERE keys <> ''`, `SELECT COUNT(*) FROM story_members`, `SELECT COUNT(*) FROM relays`}
		var want []int
		for _, q := range counts {
			want = append(want, number(t, d, q))
		}

		reads(t, d, origin, "Suben los precios del maíz", "El maíz subió un tercio en los mercados del sur, según los agricultores de la comarca, que esperan lluvia para abril y temen otra sequía.")
		after := relations(t, d)
		for id, r := range after {
			if id != "origin" && r == before[id] && r == "copy of origin, credits " {
				t.Errorf("%s is still a %s, whose words are others now", id, r)
			}
		}
		mine, err := story.StoryOf(context.Background(), d, "origin")
		if err != nil {
			t.Fatal(err)
		}
		if ms := members(t, d, mine); len(ms) != 1 {
			t.Errorf("it stands with %v, which tell something else", ms)
		}

		reads(t, d, origin, origin.Title, origin.Text)
		if diff := cmp.Diff(before, relations(t, d)); diff != "" {
			t.Errorf("with its old words: %s", diff)
		}
		for i, q := range counts {
			if n := number(t, d, q); n != want[i] {
				t.Errorf("%s: %d, before %d", q, n, want[i])
			}
		}
		if n := number(t, d, `SELECT COUNT(*) FROM stories s WHERE NOT EXISTS (SELECT 1 FROM story_members m WHERE m.story = s.id)`); n != 0 {
			t.Errorf("%d stories without a report", n)
		}
	})
}

// TestAgainLeavesWhatPeopleSaid: a report that somebody has put into a story
// stays there.
func TestAgainLeavesWhatPeopleSaid(t *testing.T) {
	d := dbtest.Lite(t)
	var coffee article.Stored
	for _, doc := range press() {
		if s := put(t, d, registry(), doc); s.ID == "coffee" {
			coffee = s
		}
	}
	ctx := context.Background()
	one, err := story.StoryOf(ctx, d, "origin")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := story.Move(tx, "coffee", one, "per_ana"); return err }); err != nil {
		t.Fatal(err)
	}
	reads(t, d, coffee, "Otro café", coffee.Text+" Y una frase más al final.")
	if now, err := story.StoryOf(ctx, d, "coffee"); err != nil || now != one {
		t.Errorf("story %s, %v; a person said %s", now, err, one)
	}
}
