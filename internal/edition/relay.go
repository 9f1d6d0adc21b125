package edition

import (
	"context"
	"fmt"
	"slices"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/source"
)

type relay struct {
	relation       vigia.Relation
	origin, credit string
}

func (r relay) relays() bool { return r.relation == vigia.Copy || r.relation == vigia.Derived }

// longestChain bounds how far a relay of a relay is followed.
const longestChain = 6

// loadRelays loads the relays of reports, and those of their origins.
func loadRelays(ctx context.Context, q db.Querier, ids []string) (map[string]relay, error) {
	out := map[string]relay{}
	for range longestChain {
		in, args := db.In(ids)
		rows, err := q.Query(ctx, `SELECT report, relation, origin, credit FROM relays WHERE report IN `+in, args...)
		ids = nil
		err = db.Each(rows, err, func(r *db.Rows) error {
			var id string
			var y relay
			err := r.Scan(&id, &y.relation, &y.origin, &y.credit)
			out[id] = y
			if y.origin != "" {
				ids = append(ids, y.origin)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("relays: %w", err)
		}
		if ids = slices.DeleteFunc(ids, func(id string) bool { _, seen := out[id]; return seen }); len(ids) == 0 {
			break
		}
	}
	return out, nil
}

// chain is where the relays of a report lead.
type chain struct {
	end    string // report at the end, "" if the corpus holds none
	same   string // last report with the same text
	credit string // whom the end credits, if that is outside the corpus
}

// follow goes from a relay to the end of its chain.
func follow(relays map[string]relay, id string) chain {
	var c chain
	copying := true
	for range longestChain {
		r := relays[id]
		if !r.relays() {
			break
		}
		if copying = copying && r.relation == vigia.Copy; copying {
			c.same = r.origin
		}
		if r.origin == "" {
			c.credit = r.credit
			break
		}
		c.end, id = r.origin, r.origin
	}
	return c
}

// originOf names the origin: whom the text credits, if the corpus does not
// hold what they wrote.
func originOf(reg *source.Registry, stored map[string]article.Stored, s article.Stored, c chain) origin {
	o := origin{report: c.end, same: c.same, name: c.credit}
	if c.credit == "" {
		end := stored[c.end]
		o.outlet, _ = reg.At(end.Outlet, end.DayAt)
		o.name = outletName(o.outlet, end.URL)
		return o
	}
	key, ok := reg.ByName(c.credit)
	if !ok {
		key = c.credit // perhaps it is a key already
	}
	if out, ok := reg.At(key, s.DayAt); ok {
		o.outlet, o.name = out, out.Name
	}
	return o
}
