package story_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/story"
)

// invented makes n events of several reports each: words that only an event
// has, among words that all news have.
func invented(n, reports int, seed uint64) []story.Doc {
	r := rand.New(rand.NewPCG(seed, 3))
	word := func(pool int, tag string) string {
		return fmt.Sprintf("%s%c%c%d", tag, 'a'+r.IntN(26), 'a'+r.IntN(26), r.IntN(pool))
	}
	var out []story.Doc
	for e := range n {
		var own []string
		for range 14 {
			own = append(own, word(50, "own"))
		}
		for k := range reports {
			var ws []string
			for range 60 {
				if r.IntN(2) == 0 {
					ws = append(ws, own[r.IntN(len(own))])
				} else {
					ws = append(ws, word(4, "com"))
				}
			}
			out = append(out, story.Doc{ID: fmt.Sprintf("e%d-%d", e, k), Outlet: fmt.Sprintf("outlet%d", r.IntN(40)), Language: "en",
				Title: strings.Join(own[k%5:k%5+5], " "), Text: strings.Join(ws, " "),
				Published: vigia.Date{At: noon.Add(time.Duration(e*7+k) * time.Minute), Precision: vigia.ToMin}})
		}
	}
	return out
}

// TestCraftedCopies: CLU-1. A thousand crafted near-duplicates with a common
// boilerplate, zero-width characters and homoglyphs come among the reports;
// of the others at most one in a hundred changes whom it stands with.
func TestCraftedCopies(t *testing.T) {
	docs := invented(60, 5, 1)
	mates := func(crafted bool) map[string]string {
		s, r := story.NewStream(), rand.New(rand.NewPCG(9, 9))
		boilerplate := strings.Repeat("Síganos en redes y suscríbase a nuestro boletín diario para no perderse nada. ", 4)
		for i, d := range docs {
			s.Add(d)
			for k := 0; crafted && k < 1000/len(docs)+1; k++ {
				c := docs[r.IntN(i+1)]
				c.ID, c.Outlet = fmt.Sprintf("crafted%d-%d", i, k), "flood"
				c.Text = boilerplate + strings.NewReplacer("a", "\u0430", "com", "c\u200bom").Replace(c.Text[:len(c.Text)/2]) + " " + c.Text[len(c.Text)/2:]
				c.Published.At = c.Published.At.Add(time.Hour)
				s.Add(c)
			}
		}
		by := map[string][]string{}
		for _, d := range docs {
			by[s.Of(d.ID).Story] = append(by[s.Of(d.ID).Story], d.ID)
		}
		out := map[string]string{}
		for _, ids := range by {
			for _, id := range ids {
				out[id] = strings.Join(ids, " ")
			}
		}
		return out
	}
	before, after, changed := mates(false), mates(true), 0
	for id, with := range before {
		if after[id] != with {
			changed++
		}
	}
	if changed*100 > len(docs) {
		t.Errorf("%d of %d reports stand with others than without the flood", changed, len(docs))
	}
}

// TestLateAndUndated: a report that comes a month late stands with those of
// its own days; one without a date too; out of order makes no other stories.
func TestLateAndUndated(t *testing.T) {
	docs := invented(12, 4, 2)
	late := docs[3]
	undated := docs[7]
	undated.Published = vigia.Date{}
	s := story.NewStream()
	for i, d := range docs {
		if i != 3 && i != 7 {
			s.Add(d)
		}
	}
	for i, d := range invented(30, 3, 5) {
		d.ID, d.Published.At = fmt.Sprintf("later%d", i), d.Published.At.AddDate(0, 1, 0)
		s.Add(d)
	}
	for _, d := range []story.Doc{late, undated} {
		if got, want := s.Add(d).Story, s.Of(docs[0].ID).Story; d.ID == late.ID && got != want {
			t.Errorf("late: in %s, its event is in %s", got, want)
		}
	}
	if got, want := s.Of(undated.ID).Story, s.Of(docs[4].ID).Story; got != want {
		t.Errorf("undated: in %s, its event is in %s", got, want)
	}
}
