package story_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/story"
)

// A sentence that another language seems to say is no witness unless names or
// numbers say so too, or a person.
func TestGuessIsNoWitness(t *testing.T) {
	const (
		plainES  = "El gobierno anunció elecciones tras semanas de protestas en las calles de la capital."
		plainEN  = "The government announced elections after weeks of protests in the streets of the capital."
		namedES  = "El ministro Hernando Cevallos dijo en Lima que 4.512 enfermos recibieron la vacuna rusa el lunes."
		namedEN  = "On Monday minister Hernando Cevallos said in Lima that 4,512 patients had received the Russian vaccine."
		unlikeES = "Los científicos descubrieron un nuevo planeta con un potente telescopio."
	)
	for _, c := range []struct {
		name, es, en string
		person       bool
		is           story.Standing
		why          string
	}{
		{"meaning alone", plainES, plainEN, false, story.Alone, "a guess, no names or numbers"},
		{"names and numbers", namedES, namedEN, false, story.Corroborated, "says the same in another language"},
		{"a person", unlikeES, plainEN, true, story.Corroborated, "moved by a person"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := dbtest.Lite(t)
			var s article.Stored
			for _, doc := range []story.Doc{
				{ID: "es", Outlet: "diario", Published: at(0), Language: "es", Text: c.es},
				{ID: "en", Outlet: "eco", Published: at(2), Language: "en", Text: c.en},
			} {
				s = put(t, d, registry(), doc)
			}
			ctx := context.Background()
			if c.person {
				of, err := story.StoryOf(ctx, d, "es")
				if err != nil {
					t.Fatal(err)
				}
				if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := story.Move(tx, "en", of, "per_1"); return err }); err != nil {
					t.Fatal(err)
				}
			}
			v, err := story.Open(ctx, d, "en")
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(v.Members, func(m story.Member) bool { return m.Report == "en" })
			if len(v.Members) != 2 || !strings.HasPrefix(v.Members[i].Why, c.why) {
				t.Errorf("%d in the story, because %q; want 2, %q", len(v.Members), v.Members[i].Why, c.why)
			}
			search, err := story.Corroborate(ctx, d, registry(), sample(), s, s.DayAt, 7)
			if err != nil {
				t.Fatal(err)
			}
			if search.Standing != c.is {
				t.Errorf("%s, want %s: %+v", search.Standing, c.is, search.Compared)
			}
		})
	}
}
