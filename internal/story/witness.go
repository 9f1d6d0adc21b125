package story

import (
	"cmp"
	"context"
	"fmt"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/source"
)

const witnessColumns = `
	SELECT r.id, r.outlet, r.kind, r.day_at, COALESCE(y.relation, 'original'), COALESCE(y.origin, ''), COALESCE(y.credit, ''),
		COALESCE((SELECT l.value FROM labels l WHERE l.report = r.id AND l.kind = 'genre' AND l.score > 0
			ORDER BY CASE WHEN l.by = 'machine' THEN 1 ELSE 0 END, l.at DESC, l.score DESC LIMIT 1), '')
	FROM reports r LEFT JOIN relays y ON y.report = r.id`

// loadWitnesses loads the reports of a story and the origins they lead to.
func loadWitnesses(ctx context.Context, q db.Querier, reg *source.Registry, story string) (map[string]witness, error) {
	all := map[string]witness{}
	load := func(member bool, rest string, args ...any) (more []string, err error) {
		rows, err := q.Query(ctx, witnessColumns+rest, args...)
		found, err := db.Collect(rows, err, scanWitness)
		if err != nil {
			return nil, fmt.Errorf("reports of story %s: %w", story, err)
		}
		for _, w := range found {
			w.member = member
			o, _ := reg.At(w.Outlet, w.Day)
			w.Class, w.Government, w.Family = o.Class, o.Government, cmp.Or(o.Family(), w.Outlet)
			all[w.Report] = w
		}
		for _, w := range found {
			if _, there := all[w.from]; w.from != "" && !there {
				more = append(more, w.from)
			}
		}
		return more, nil
	}
	next, err := load(true, ` JOIN story_members m ON m.report = r.id WHERE m.story = ?`, story)
	for n := 0; err == nil && len(next) > 0 && n < longestChain; n++ {
		in, args := db.In(next)
		next, err = load(false, ` WHERE r.id IN `+in, args...)
	}
	if err != nil {
		return nil, err
	}
	for id, w := range all {
		w.findEnd(all, reg)
		all[id] = w
	}
	return all, nil
}

// findEnd follows the chain of origins: to a report, or to a name that the
// last one credits.
func (w *witness) findEnd(all map[string]witness, reg *source.Registry) {
	at := *w
	for range longestChain {
		next, ok := all[at.from]
		if !ok {
			break
		}
		at = next
	}
	w.end = at.Report
	w.endOutlet, w.endKnown = reg.At(at.Outlet, at.Day)
	if at.relation != vigia.Derived || at.from != "" || at.credit == "" {
		return
	}
	w.end = "credit " + at.credit
	key := at.credit
	if k, ok := reg.ByName(at.credit); ok {
		key = k
	}
	w.endOutlet, w.endKnown = reg.At(key, at.Day)
	w.Origin = cmp.Or(w.endOutlet.Key, at.credit)
}

func scanWitness(r *db.Rows) (witness, error) {
	var w witness
	var kind, relation, genre string
	var day int64
	err := r.Scan(&w.Report, &w.Outlet, &kind, &day, &relation, &w.from, &w.credit, &genre)
	w.kind, w.relation, w.genre, w.Day = vigia.Kind(kind), vigia.Relation(relation), vigia.Genre(genre), db.Time(day)
	return w, err
}
