package source

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/monitor"
)

// Registry is the outlets in memory, for whoever asks often. It does not
// change: load it again after SyncOutlets. A nil Registry knows nobody.
type Registry struct {
	spans map[string][]Outlet // by key, in order of time
	hosts map[string]string   // domain -> key
	names map[string]string   // nameKey -> key
	heard map[string]string   // soundKey -> key
}

// NewRegistry makes a registry from rows of a monitor.
func NewRegistry(outlets []monitor.Outlet) *Registry {
	r := &Registry{spans: byKey(outlets), hosts: holders(outlets)}
	r.names = nameIndex(r.spans)
	r.heard = soundIndex(r.names)
	return r
}

// LoadRegistry reads the registry from the database.
func LoadRegistry(ctx context.Context, q db.Querier) (*Registry, error) {
	all, err := loadOutlets(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("registry of outlets: %w", err)
	}
	return NewRegistry(all), nil
}

// At gives the outlet as it was at t: the span that had begun last, if it had
// not ended. The last day of a span belongs to it. An outlet that is known but
// had no class at t comes back with the class unknown.
func (r *Registry) At(key string, t time.Time) (Outlet, bool) {
	if r == nil || len(r.spans[key]) == 0 {
		return Outlet{}, false
	}
	spans := r.spans[key]
	for _, o := range slices.Backward(spans) {
		if withdrawn(o) || o.ValidFrom.After(t) {
			continue
		}
		if o.ValidTo.IsZero() || t.Before(o.ValidTo.AddDate(0, 0, 1)) {
			return o, true
		}
		break
	}
	o := spans[len(spans)-1]
	o.Class, o.Government, o.Owners = vigia.UnknownClass, "", nil
	o.ValidFrom, o.ValidTo = time.Time{}, time.Time{}
	return o, true
}

// ByHost finds the outlet of a host: the longest domain that it is, or is
// under.
func (r *Registry) ByHost(host string) (key string, ok bool) {
	if r == nil {
		return "", false
	}
	for h := range suffixes(hostKey(host)) {
		if key, ok := r.hosts[h]; ok {
			return key, true
		}
	}
	return "", false
}

// ByName finds the outlet that a text calls name: its name, an alias, or its
// name without what says that it is a paper or an agency ("Meridiana" for
// "Agencia Meridiana"), if only one outlet answers to it. Case, accents,
// brackets and punctuation do not matter; a name in Cyrillic or Persian letters
// is also found by its sound ("کپیتال لجر" for Capital Ledger).
func (r *Registry) ByName(name string) (key string, ok bool) {
	if r == nil {
		return "", false
	}
	if key, ok = r.names[nameKey(name)]; !ok && foreign(name) {
		key, ok = r.heard[soundKey(name)]
	}
	return key, ok
}

// Keys lists the outlets in order.
func (r *Registry) Keys() []string {
	if r == nil {
		return nil
	}
	keys := make([]string, 0, len(r.spans))
	for k := range r.spans {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func withdrawn(o Outlet) bool { return !o.ValidTo.IsZero() && o.ValidTo.Before(o.ValidFrom) }
