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
	ORDER BY o.key, c.valid_from`

const domainsSQL = `SELECT domain, outlet FROM outlet_domains ORDER BY domain`

// loadOutlets reads all outlets, one row for each span.
func loadOutlets(ctx context.Context, q db.Querier) ([]Outlet, error) {
	domains := map[string][]string{}
	rows, err := q.Query(ctx, domainsSQL)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var d, k string
		err := r.Scan(&d, &k)
		domains[k] = append(domains[k], d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("domains: %w", err)
	}
	rows, err = q.Query(ctx, outletsSQL)
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
		if *l.dst, err = db.Unlist(l.src); err != nil {
			return o, fmt.Errorf("outlet %s: %w", o.Key, err)
		}
	}
	return o, nil
}

// Count tells how many outlets there are, and how many of them are of the
// sample newsroom.
func Count(ctx context.Context, q db.Querier) (all, sample int, err error) {
	if err := q.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(sample), 0) FROM outlets`).Scan(&all, &sample); err != nil {
		return 0, 0, fmt.Errorf("count outlets: %w", err)
	}
	return all, sample, nil
}
