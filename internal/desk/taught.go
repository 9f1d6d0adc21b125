package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

// mostExamples bounds what is learned from, the latest first.
const mostExamples = 20_000

// Examples are what people have taught about labels: those they gave and took
// off, and the digests for which they selected a report. They come in the order
// of the reports' ids.
func Examples(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry) ([]label.Example, error) {
	said, err := label.Said(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := selections(ctx, q, m, said); err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(said))
	for id := range said {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return strings.Compare(b, a) })
	ids = ids[:min(len(ids), mostExamples)]
	var out []label.Example
	for from := 0; from < len(ids); from += 200 {
		part := ids[from:min(from+200, len(ids))]
		reports, err := article.ByIDs(ctx, q, part)
		if err != nil {
			return nil, fmt.Errorf("examples: %w", err)
		}
		for _, id := range part {
			if s, ok := reports[id]; ok {
				e := said[id]
				e.Doc, e.Outlet = label.DocOf(s, reg), s.Outlet
				out = append(out, e)
			}
		}
	}
	return out, nil
}

// selections adds the digests for which reports were selected: that a report
// stands under a network says that it has this label. What somebody said of
// the label itself counts more.
func selections(ctx context.Context, q db.Querier, m *monitor.Monitor, said map[string]label.Example) error {
	rows, err := q.Query(ctx, `SELECT report, digest, by FROM decisions WHERE action = ? ORDER BY at`, string(Selected))
	err = db.Each(rows, err, func(r *db.Rows) error {
		var report, digest, by string
		if err := r.Scan(&report, &digest, &by); err != nil {
			return err
		}
		kind := vigia.LabelTheme
		if _, ok := m.Network(digest); ok {
			kind = vigia.LabelNetwork
		}
		key := string(kind) + ":" + digest
		e, ok := said[report]
		if !ok {
			e = label.Example{Report: report, Said: map[string]bool{}, By: map[string]string{}}
		}
		if _, there := e.Said[key]; !there {
			e.Said[key], e.By[key] = true, by
		}
		said[report] = e
		return nil
	})
	if err != nil {
		return fmt.Errorf("examples: %w", err)
	}
	return nil
}
