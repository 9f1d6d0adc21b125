package edition

import (
	"context"
	"slices"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
	"vigia/internal/story"
)

// known is what the corpus knows of a report, judged by the registry of the
// report's own day.
type known struct {
	article.Stored
	outlet   source.Outlet // its Key is "" if the registry does not know it
	labels   []vigia.Label // in force
	relation vigia.Relation
	origin   origin
	search   *policy.Search // the last one
}

// origin is who wrote what a report carries; the zero value is the report itself.
type origin struct {
	report string // the end of the chain in the corpus, "" if that holds none
	same   string // the report whose very text it is, "" if it is no copy
	outlet source.Outlet
	name   string
}

// name is the outlet's name, or the host where the registry does not know it.
func (k known) name() string { return outletName(k.outlet, k.URL) }

// originReport is the report that the policy compares: the one with the same
// text for a copy, else the end of the chain.
func (k known) originReport() string {
	if k.relation == vigia.Copy && k.origin.same != "" {
		return k.origin.same
	}
	return k.origin.report
}

// countries are those of the monitor's region and outside places.
func (k known) countries(m *monitor.Monitor) []string {
	return slices.DeleteFunc(k.values(vigia.LabelCountry), func(c string) bool { return !m.InRegion(c) })
}

func (k known) genre() vigia.Genre {
	if gs := k.values(vigia.LabelGenre); len(gs) > 0 {
		return vigia.Genre(gs[0])
	}
	return vigia.UnknownGenre
}

func (k known) values(kind vigia.LabelKind) []string {
	var out []string
	for _, l := range k.labels {
		if l.Kind == kind && l.Score > 0 {
			out = append(out, l.Value)
		}
	}
	return out
}

// loadKnown loads reports by id; ids that nobody has are left out. Searches
// later than until, if it is set, do not exist yet.
func loadKnown(ctx context.Context, q db.Querier, reg *source.Registry, ids []string, until time.Time) (map[string]known, error) {
	relays, err := loadRelays(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(ids)
	for _, r := range relays {
		all = append(all, r.origin)
	}
	stored, err := article.ByIDs(ctx, q, all)
	if err != nil {
		return nil, err
	}
	labels, err := label.Of(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	searches, err := story.LastSearches(ctx, q, ids, until)
	if err != nil {
		return nil, err
	}
	out := map[string]known{}
	for _, id := range ids {
		s, ok := stored[id]
		if !ok {
			continue
		}
		k := known{Stored: s, labels: labels[id], relation: vigia.Original, search: searches[id]}
		k.outlet, _ = reg.At(s.Outlet, s.DayAt)
		if relays[id].relays() {
			k.relation, k.origin = relays[id].relation, originOf(reg, stored, s, follow(relays, id))
		}
		out[id] = k
	}
	return out, nil
}

func outletName(o source.Outlet, url string) string {
	if o.Name != "" {
		return o.Name
	}
	return address.Host(url)
}
