package source

import (
	"context"
	"fmt"

	"vigia"
	"vigia/internal/db"
)

const outletsSQL = `
	SELECT o.key, o.name, o.aliases, o.country, o.languages, o.kind, o.sample,
		c.valid_from, c.valid_to, c.class, c.government, c.owners, c.funding, c.governance, c.editorial,
		c.evidence, c.reviewer
	FROM outlets o JOIN outlet_classes c ON c.outlet = o.key
	WHERE ? = '' OR o.key = ?
	ORDER BY o.key, c.valid_from`

const domainsSQL = `SELECT domain, outlet FROM outlet_domains WHERE ? = '' OR outlet = ? ORDER BY domain`

// loadOutlets reads the spans of one outlet, or of all if key is empty.
func loadOutlets(ctx context.Context, q db.Querier, key string) ([]Outlet, error) {
	domains := map[string][]string{}
	rows, err := q.Query(ctx, domainsSQL, key, key)
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var d, k string
		if err := r.Scan(&d, &k); err != nil {
			return struct{}{}, err
		}
		domains[k] = append(domains[k], d)
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("domains: %w", err)
	}
	rows, err = q.Query(ctx, outletsSQL, key, key)
	return db.Collect(rows, err, func(r *db.Rows) (Outlet, error) {
		o, err := scanOutlet(r)
		o.Domains = domains[o.Key]
		return o, err
	})
}

func scanOutlet(r *db.Rows) (Outlet, error) {
	var o Outlet
	var aliases, languages, owners, kind, class string
	var sample int
	var from, to int64
	if err := r.Scan(&o.Key, &o.Name, &aliases, &o.Country, &languages, &kind, &sample,
		&from, &to, &class, &o.Government, &owners, &o.Funding, &o.Governance, &o.Editorial,
		&o.Evidence, &o.Reviewer); err != nil {
		return o, err
	}
	o.Kind, o.Class, o.Sample = vigia.Kind(kind), vigia.Class(class), sample == 1
	o.ValidFrom, o.ValidTo = db.Time(from), db.Time(to)
	for _, l := range []struct {
		dst *[]string
		src string
	}{{&o.Aliases, aliases}, {&o.Languages, languages}, {&o.Owners, owners}} {
		var err error
		if *l.dst, err = unlist(l.src); err != nil {
			return o, fmt.Errorf("outlet %s: %w", o.Key, err)
		}
	}
	return o, nil
}
