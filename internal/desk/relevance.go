package desk

import (
	"context"
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/rank"
)

// Relevance is the order that was learned from decisions.
const Relevance = "relevance"

// byRelevance puts stories in the order that the model of the network gives,
// or without one in that of the best place that a story has in any. What has no
// score yet keeps the order "best" behind them. Nothing is left out.
func byRelevance(ctx context.Context, q db.Querier, ss []StoryRow, network string) ([]StoryRow, error) {
	if network == "-" {
		network = ""
	}
	scores, err := rank.Scores(ctx, q, network)
	if err != nil {
		return nil, err
	}
	tallies, err := rank.Tallies(ctx, q)
	if err != nil {
		return nil, err
	}
	draw := ""
	if network != "" {
		m, err := rank.Active(ctx, q, network)
		if err != nil && !errors.Is(err, vigia.ErrNotFound) {
			return nil, err
		}
		draw = m.ID
	}
	sortStories(ss, "best")
	var items []rank.Item
	var known, out, rest []StoryRow
	for _, s := range ss {
		it := rank.Item{Key: s.Story, Source: s.Lead.Outlet, Selected: tallies[s.Lead.Outlet].Selected, Rejected: tallies[s.Lead.Outlet].Rejected}
		for _, r := range append([]ReportRow{s.Lead}, s.Others...) {
			if x, ok := scores[r.ID]; ok && (!s.Ranked || x.Score > it.Score) {
				it.Score, it.Kin, s.Ranked = x.Score, x.Kin, true
			}
		}
		if !s.Ranked {
			rest = append(rest, s)
			continue
		}
		items, known = append(items, it), append(known, s)
	}
	for _, x := range rank.Arrange(items, draw) {
		s := known[x.At]
		s.Explore, s.Source = x.Explore, tallies[s.Lead.Outlet]
		out = append(out, s)
	}
	return append(out, rest...), nil
}

const namesSQL = `SELECT DISTINCT m.report, m.form FROM mentions m JOIN entities e ON e.id = m.entity
	WHERE e.type <> 'place' AND m.report IN `

// Named are the people, bodies, vessels and aircraft that reports name, as they
// write them.
func Named(ctx context.Context, q db.Querier, reports []string) (map[string][]string, error) {
	out := map[string][]string{}
	in, args := db.In(reports)
	rows, err := q.Query(ctx, namesSQL+in+` ORDER BY m.report, m.form`, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, form string
		err := r.Scan(&id, &form)
		out[id] = append(out[id], form)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("names in reports: %w", err)
	}
	return out, nil
}
