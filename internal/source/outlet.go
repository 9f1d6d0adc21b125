package source

import (
	"fmt"
	"iter"
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
	INSERT INTO outlets (key, name, aliases, country, languages, kind, sample, folded)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (key) DO UPDATE SET name = excluded.name, aliases = excluded.aliases, country = excluded.country,
		languages = excluded.languages, kind = excluded.kind, sample = excluded.sample, folded = excluded.folded`

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
		if _, err := tx.Exec(putOutletSQL, key, last.Name, db.List(allAliases(spans)), last.Country,
			db.List(last.Languages), string(kindOf(last)), db.Flag(last.Sample),
			strings.ToLower(strings.Join(append([]string{key, last.Name}, allAliases(spans)...), "\n"))); err != nil {
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
	for domain, key := range holders(outlets) {
		if _, err := tx.Exec(putDomainSQL, domain, key); err != nil {
			return fmt.Errorf("outlet %s: domain %s: %w", key, domain, err)
		}
	}
	return nil
}

// holders gives the outlet that holds each domain; of a domain that changed
// hands, the one that holds it last.
func holders(outlets []Outlet) map[string]string {
	holder, until := map[string]string{}, map[string]time.Time{}
	forever := time.Unix(1<<40, 0)
	for _, o := range outlets {
		to := o.ValidTo
		if to.IsZero() {
			to = forever
		}
		for _, d := range o.Domains {
			d = hostKey(d)
			if holder[d] == "" || to.After(until[d]) || to.Equal(until[d]) && o.Key < holder[d] {
				holder[d], until[d] = o.Key, to
			}
		}
	}
	return holder
}

func putSpan(tx *db.Tx, o Outlet) error {
	_, err := tx.Exec(putClassSQL, o.Key, db.Micros(o.ValidFrom), db.Micros(o.ValidTo), string(o.Class), o.Government,
		db.List(o.Owners), o.Family(), o.Funding, o.Governance, o.Editorial, o.Evidence, o.Reviewer)
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
func suffixes(host string) iter.Seq[string] {
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
