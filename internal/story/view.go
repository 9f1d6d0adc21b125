package story

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/text"
)

// View is a story with why each of its reports is there.
type View struct {
	ID, Title string
	First     time.Time
	Last      time.Time
	Run       string // its running case; its own id if it has no other
	Case      []Told // the stories of that case, itself among them; none if it stands alone
	Members   []Member
	Acts      []Act // what people have done with it, the last first
}

// Member is a report of a story.
type Member struct {
	Report, Title, Language, Outlet string
	Day                             time.Time
	By, Why                         string
	Shares                          []string // words, names and numbers that it shares with the others, the most telling first
	Score                           float64  // likeness to the nearest of the others, 0 to 1; 0 if none is in its language
}

const viewSQL = `
	SELECT m.report, r.title, r.language, r.outlet, r.day_at, m.by, m.why, r.text
	FROM story_members m JOIN reports r ON r.id = m.report
	WHERE m.story = ? ORDER BY r.day_at, r.id LIMIT 500`

// Open loads a story by its id, or by that of one of its reports.
func Open(ctx context.Context, q db.Querier, id string) (View, error) {
	var v View
	var first, last int64
	if story, err := StoryOf(ctx, q, id); err == nil {
		id = story
	}
	err := q.QueryRow(ctx, `SELECT id, title, first_at, last_at FROM stories WHERE id = ?`, id).Scan(&v.ID, &v.Title, &first, &last)
	if errors.Is(err, vigia.ErrNotFound) {
		return v, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no story %q", id),
			Remedy: "give the id of a story as its page shows it, or that of one of its reports"}
	}
	if err != nil {
		return v, fmt.Errorf("story %s: %w", id, err)
	}
	v.First, v.Last = db.Time(first), db.Time(last)
	if v.Members, err = members(ctx, q, id); err != nil {
		return v, err
	}
	if v.Run, err = CaseOf(ctx, q, id); err != nil {
		return v, err
	}
	if v.Case, err = Case(ctx, q, v.Run); err != nil {
		return v, err
	}
	v.Acts, err = Acts(ctx, q, id)
	return v, err
}

func members(ctx context.Context, q db.Querier, id string) ([]Member, error) {
	var sketches []sketch
	rows, err := q.Query(ctx, viewSQL, id)
	all, err := db.Collect(rows, err, func(r *db.Rows) (m Member, err error) {
		var day int64
		var text string
		err = r.Scan(&m.Report, &m.Title, &m.Language, &m.Outlet, &day, &m.By, &m.Why, &text)
		m.Day = db.Time(day)
		sketches = append(sketches, newSketch(Doc{Title: m.Title, Text: text, Language: m.Language}))
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("reports of story %s: %w", id, err)
	}
	explain(all, sketches)
	return all, nil
}

const sharesShown = 6

// explain finds what each report shares with the others of its story.
func explain(all []Member, sketches []sketch) {
	in := map[string]int{} // language and word -> reports that have it
	stemmed := make([][]term, len(all))
	for i, s := range sketches {
		stemmed[i] = profileOf(s, "")[stems]
		for t := range s.terms {
			in[s.language+" "+t]++
		}
	}
	written := asWritten(all)
	for i := range all {
		type word struct {
			text   string
			weight float64
		}
		var shared []word
		for t, w := range sketches[i].terms {
			if n := in[sketches[i].language+" "+t]; n > 1 {
				shared = append(shared, word{t, w * math.Log(1+float64(n))})
			}
		}
		slices.SortFunc(shared, func(a, b word) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text)) })
		for _, w := range shared {
			if said := written[sketches[i].language+" "+w.text]; said != "" && len(all[i].Shares) < sharesShown {
				all[i].Shares = append(all[i].Shares, said)
			}
		}
		for j := range all {
			if j != i && sketches[j].language == sketches[i].language {
				all[i].Score = max(all[i].Score, alike(stemmed[i], stemmed[j]))
			}
		}
	}
}

// asWritten gives the stems of the titles as they are written there: a stem by
// itself is no word.
func asWritten(all []Member) map[string]string {
	out := map[string]string{}
	for _, m := range all {
		for _, t := range text.Tokens(text.Cut(m.Title, titleRunes), m.Language) {
			if k := m.Language + " " + stemOf(t, m.Language); out[k] == "" {
				out[k] = m.Title[t.Start:t.End]
			}
		}
	}
	return out
}
