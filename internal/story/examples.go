package story

import (
	"context"
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
)

// Example is a pair of reports of which a person has said whether they tell
// one story.
type Example struct {
	A, B Doc
	Same bool
}

// mostMates bounds the pairs that one moved report makes on each side.
const mostMates = 5

// Examples lists what the acts that stand say of pairs: a moved report belongs
// with those of where it is, and not with those of where it was.
func Examples(ctx context.Context, q db.Querier) ([]Example, error) {
	acts, err := actsWhere(ctx, q, `undone_at = 0`)
	if err != nil {
		return nil, err
	}
	var out []Example
	seen := map[[2]string]bool{}
	for _, a := range acts {
		for _, m := range a.Moved {
			now, err := StoryOf(ctx, q, m.Report)
			if errors.Is(err, vigia.ErrNotFound) || err == nil && now != m.To {
				continue
			}
			if err != nil {
				return nil, err
			}
			for i, story := range []string{m.To, m.From} {
				if err := pairs(ctx, q, m.Report, story, i == 0, seen, &out); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

func pairs(ctx context.Context, q db.Querier, report, story string, same bool, seen map[[2]string]bool, out *[]Example) error {
	rows, err := q.Query(ctx, `SELECT report FROM story_members WHERE story = ? AND report <> ? ORDER BY report LIMIT ?`, story, report, mostMates)
	mates, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return fmt.Errorf("examples of story %s: %w", story, err)
	}
	for _, mate := range mates {
		if seen[[2]string{report, mate}] || seen[[2]string{mate, report}] {
			continue
		}
		seen[[2]string{report, mate}] = true
		a, err := docOf(ctx, q, report)
		if err != nil {
			return err
		}
		b, err := docOf(ctx, q, mate)
		if err != nil {
			return err
		}
		*out = append(*out, Example{A: a, B: b, Same: same})
	}
	return nil
}

func docOf(ctx context.Context, q db.Querier, id string) (Doc, error) {
	r, err := article.Get(ctx, q, id)
	return Doc{ID: r.ID, Outlet: r.Outlet, URL: r.URL, Published: r.Published, Title: r.Title, Text: r.Text, Language: r.Language}, err
}
