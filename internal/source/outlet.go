package source

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/monitor"
)

// Outlet is who publishes, with its class, government and owners in one span
// of time.
type Outlet = monitor.Outlet

const putOutletSQL = `
	INSERT INTO outlets (key, name, aliases, country, languages, kind, sample)
	VALUES (?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (key) DO UPDATE SET name = excluded.name, aliases = excluded.aliases, country = excluded.country,
		languages = excluded.languages, kind = excluded.kind, sample = excluded.sample`

const putDomainSQL = `
	INSERT INTO outlet_domains (domain, outlet) VALUES (?, ?)
	ON CONFLICT (domain) DO UPDATE SET outlet = excluded.outlet`

const putClassSQL = `
	INSERT INTO outlet_classes (outlet, valid_from, valid_to, class, government, owners, family,
		funding, governance, editorial, evidence, reviewer)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (outlet, valid_from) DO UPDATE SET valid_to = excluded.valid_to, class = excluded.class,
		government = excluded.government, owners = excluded.owners, family = excluded.family,
		funding = excluded.funding, governance = excluded.governance, editorial = excluded.editorial,
		evidence = excluded.evidence, reviewer = excluded.reviewer`

// withdrawSQL gives a span an end before its start: it is kept, and holds on
// no day.
const withdrawSQL = `UPDATE outlet_classes SET valid_to = valid_from - 1 WHERE outlet = ? AND valid_from = ?`

// SyncOutlets brings the registry to what the monitor states. It may run any
// number of times. Outlets that the monitor does not name stay as they are.
func SyncOutlets(tx *db.Tx, outlets []monitor.Outlet) error {
	for key, spans := range byKey(outlets) {
		last := spans[len(spans)-1]
		if _, err := tx.Exec(putOutletSQL, key, last.Name, list(allAliases(spans)), last.Country,
			list(last.Languages), string(kindOf(last)), flag(last.Sample)); err != nil {
			return fmt.Errorf("outlet %s: %w", key, err)
		}
		for _, o := range spans {
			if err := putSpan(tx, o); err != nil {
				return fmt.Errorf("outlet %s: %w", key, err)
			}
		}
		if err := withdrawOthers(tx, key, spans); err != nil {
			return fmt.Errorf("outlet %s: %w", key, err)
		}
	}
	return nil
}

func putSpan(tx *db.Tx, o Outlet) error {
	for _, d := range o.Domains {
		if _, err := tx.Exec(putDomainSQL, hostKey(d), o.Key); err != nil {
			return fmt.Errorf("domain %s: %w", d, err)
		}
	}
	_, err := tx.Exec(putClassSQL, o.Key, db.Micros(o.ValidFrom), db.Micros(o.ValidTo), string(o.Class), o.Government,
		list(o.Owners), o.Family(), o.Funding, o.Governance, o.Editorial, o.Evidence, o.Reviewer)
	return err
}

func withdrawOthers(tx *db.Tx, key string, spans []Outlet) error {
	rows, err := tx.Query(tx.Context(), `SELECT valid_from FROM outlet_classes WHERE outlet = ?`, key)
	kept, err := db.Collect(rows, err, func(r *db.Rows) (from int64, err error) { return from, r.Scan(&from) })
	if err != nil {
		return err
	}
	for _, from := range kept {
		if slices.ContainsFunc(spans, func(o Outlet) bool { return db.Micros(o.ValidFrom) == from }) {
			continue
		}
		if _, err := tx.Exec(withdrawSQL, key, from); err != nil {
			return fmt.Errorf("withdrawing a span: %w", err)
		}
	}
	return nil
}

// OutletAt gives the outlet as it was at t.
func OutletAt(ctx context.Context, q db.Querier, key string, t time.Time) (Outlet, error) {
	spans, err := loadOutlets(ctx, q, key)
	if err != nil {
		return Outlet{}, fmt.Errorf("outlet %s: %w", key, err)
	}
	o, ok := NewRegistry(spans).At(key, t)
	if !ok {
		return Outlet{}, fmt.Errorf("outlet %s: %w", key, vigia.ErrNotFound)
	}
	return o, nil
}

// ByHost finds the outlet that a host belongs to: the longest domain of the
// registry that the host is, or is under.
func ByHost(ctx context.Context, q db.Querier, host string) (key string, ok bool, err error) {
	for h := range suffixes(hostKey(host)) {
		err := q.QueryRow(ctx, `SELECT outlet FROM outlet_domains WHERE domain = ?`, h).Scan(&key)
		switch {
		case err == nil:
			return key, true, nil
		case !isNotFound(err):
			return "", false, fmt.Errorf("outlet of host %s: %w", host, err)
		}
	}
	return "", false, nil
}

// byKey groups rows by outlet, each group in order of time.
func byKey(outlets []Outlet) map[string][]Outlet {
	all := map[string][]Outlet{}
	for _, o := range outlets {
		all[o.Key] = append(all[o.Key], o)
	}
	for _, spans := range all {
		slices.SortStableFunc(spans, func(a, b Outlet) int { return a.ValidFrom.Compare(b.ValidFrom) })
	}
	return all
}

func allAliases(spans []Outlet) []string {
	var out []string
	for _, o := range spans {
		out = append(out, o.Aliases...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// kindOf is the kind of an outlet; a row that says nothing is a medium.
func kindOf(o Outlet) vigia.Kind {
	if o.Kind == "" {
		return vigia.MediaReport
	}
	return o.Kind
}

func hostKey(host string) string {
	host = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(host)), ".")
	if h, _, found := strings.Cut(host, ":"); found {
		host = h
	}
	return host
}

// suffixes yields host, then what is left without its first label, and so on.
func suffixes(host string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for h := host; h != ""; {
			if !yield(h) {
				return
			}
			_, rest, found := strings.Cut(h, ".")
			if !found {
				return
			}
			h = rest
		}
	}
}

// list is how a list of texts is stored.
func list(vs []string) string {
	if len(vs) == 0 {
		return "[]"
	}
	b, err := json.Marshal(vs)
	if err != nil {
		return "[]" // unreachable: texts always encode
	}
	return string(b)
}

func unlist(s string) ([]string, error) {
	var vs []string
	if err := json.Unmarshal([]byte(s), &vs); err != nil {
		return nil, fmt.Errorf("stored list %q: %w", s, err)
	}
	if len(vs) == 0 {
		return nil, nil
	}
	return vs, nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
