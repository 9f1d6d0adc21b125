package edition

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
)

// Selection is what stands in an edition's digests, as the policy judges it.
func Selection(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry, e Edition) (policy.Selection, error) {
	its, err := Items(ctx, q, e.ID)
	if err != nil {
		return policy.Selection{}, err
	}
	return selection(ctx, q, m, reg, e, its)
}

func selection(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry, e Edition, its []Item) (policy.Selection, error) {
	ids := make([]string, len(its))
	for i, it := range its {
		ids[i] = it.Report
	}
	reports, err := loadKnown(ctx, q, reg, ids, e.PublishedAt)
	if err != nil {
		return policy.Selection{}, fmt.Errorf("edition %d: %w", e.Number, err)
	}
	return selectionOf(m, e, its, reports)
}

func selectionOf(m *monitor.Monitor, e Edition, its []Item, reports map[string]known) (policy.Selection, error) {
	in := zone(m)
	s := policy.Selection{Edition: e.ID, From: midnight(e.From, in), To: midnight(e.To, in), Special: e.Special, Items: []policy.Item{}}
	for _, it := range ordered(m, its) {
		k, ok := reports[it.Report]
		if !ok {
			return s, fmt.Errorf("report %s: %w", it.Report, vigia.ErrNotFound)
		}
		s.Items = append(s.Items, policy.Item{
			Path: it.Path(), Digest: it.Digest, Report: it.Report, Outlet: k.Outlet, Kind: k.Kind,
			Class: k.outlet.Class, Government: k.outlet.Government, Genre: k.genre(), Published: k.Published,
			OriginReport: k.originReport(), OriginOutlet: cmp.Or(k.origin.outlet.Key, k.origin.name),
			OriginClass: k.origin.outlet.Class, OriginGovernment: k.origin.outlet.Government, Relation: k.relation,
			Dimensions: it.Dimensions, Countries: k.countries(m), SelectedBy: it.SelectedBy, EditorYes: it.EditorYes,
			Search: k.search, Override: it.Override,
		})
	}
	return s, nil
}

// ordered puts items in the order of the edition: the monitor's digests, and
// in each the editor's order.
func ordered(m *monitor.Monitor, its []Item) []Item {
	ds := m.Digests()
	rank := func(key string) int {
		i := slices.IndexFunc(ds, func(d monitor.DigestKey) bool { return d.Key == key })
		if i < 0 {
			return len(ds) // a digest that the monitor has dropped
		}
		return i
	}
	its = slices.Clone(its)
	slices.SortStableFunc(its, func(a, b Item) int {
		return cmp.Or(cmp.Compare(rank(a.Digest), rank(b.Digest)), cmp.Compare(a.Digest, b.Digest), cmp.Compare(a.Position, b.Position))
	})
	return its
}

// midnight is the beginning of a calendar day in a zone.
func midnight(d time.Time, in *time.Location) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, in)
}
