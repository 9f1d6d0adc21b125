package entity

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vigia/internal/db"
	"vigia/internal/text"
)

// Found is an entity with how many reports name it. Its other names and offices
// are not loaded.
type Found struct {
	Entity
	By      string // the name that was found
	Reports int    // those that name just this entity; Show counts those of its group
}

// mostSearched bounds how many entities are weighed against each other.
const mostSearched = 200

// Search finds entities by the beginnings of the words of any of their names, in
// any script and without accents: what somebody writes who looks for a name,
// or has written the beginning of it. Those that reports name most come first,
// those that were joined to another one under the other. Without words it finds
// those that are named most.
func Search(ctx context.Context, q db.Querier, words string, limit int) ([]Found, error) {
	parts := strings.Fields(Plain(text.Cut(words, 200)))
	if len(parts) == 0 && words != "" {
		return nil, nil
	}
	where, args := "", []any{}
	for _, p := range parts[:min(len(parts), 8)] {
		where += ` AND id IN (SELECT entity FROM entity_words WHERE word >= ? AND word <= ?)`
		args = append(args, p, p+"zzzzzzzz")
	}
	rows, err := q.Query(ctx, `SELECT `+foundColumns+` FROM entities WHERE 1 = 1`+where+` ORDER BY named DESC, population DESC, name, id LIMIT ?`,
		append(args, max(limit, mostSearched))...)
	found, err := db.Collect(rows, err, scanFound)
	if err != nil {
		return nil, fmt.Errorf("search entities: %w", err)
	}
	if found, err = byName(ctx, q, found, parts); err != nil {
		return nil, err
	}
	found, err = underRoots(ctx, q, found)
	return found[:min(len(found), limit)], err
}

const foundColumns = `id, type, name, country, origin, note, population, region, named`

func scanFound(r *db.Rows) (f Found, err error) {
	err = r.Scan(&f.ID, &f.Type, &f.Name, &f.Country, &f.Origin, &f.Note, &f.Population, &f.Region, &f.Reports)
	f.By = f.Name
	return f, err
}

// byName says by which name each was found, and leaves out those that have such
// a name no longer. A whole name goes before the beginning of one.
func byName(ctx context.Context, q db.Querier, found []Found, parts []string) ([]Found, error) {
	if len(parts) == 0 || len(found) == 0 {
		return found, nil
	}
	names := map[string][][2]string{} // entity -> name, plain
	ids := make([]string, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	in, args := db.In(ids)
	rows, err := q.Query(ctx, `SELECT entity, name, plain FROM entity_names WHERE entity IN `+in+` ORDER BY entity, name`, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		var n [2]string
		err := r.Scan(&id, &n[0], &n[1])
		names[id] = append(names[id], n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("search entities: %w", err)
	}
	whole := " " + strings.Join(parts, " ") + " "
	exact := map[string]bool{}
	found = slices.DeleteFunc(found, func(f Found) bool {
		return !slices.ContainsFunc(names[f.ID], func(n [2]string) bool { return begins(n[1], parts) })
	})
	for i := range found {
		f := &found[i]
		best := -1
		for _, n := range names[f.ID] {
			if rank := nearness(n, whole, parts, f.Name); rank > best {
				best, f.By = rank, n[0]
			}
			exact[f.ID] = exact[f.ID] || n[1] == whole
		}
	}
	slices.SortStableFunc(found, func(a, b Found) int { return cmp.Compare(db.Flag(exact[b.ID]), db.Flag(exact[a.ID])) })
	return found, nil
}

// nearness is how near a name is to what was written.
func nearness(n [2]string, whole string, parts []string, proper string) int {
	switch {
	case !begins(n[1], parts):
		return -1
	case n[1] == whole:
		return 3
	case n[0] == proper:
		return 2
	case strings.HasPrefix(n[1], " "+parts[0]):
		return 1
	}
	return 0
}

// begins reports whether every part begins a word of a plain form.
func begins(plain string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(plain, " "+p) })
}

// underRoots puts those that are the same as another one under the other.
func underRoots(ctx context.Context, q db.Querier, found []Found) ([]Found, error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	var roots []string
	for _, f := range found {
		if to := k.root(f.ID); to != f.ID {
			roots = append(roots, to)
		}
	}
	others, err := foundByID(ctx, q, roots)
	if err != nil {
		return nil, err
	}
	var out []Found
	for _, f := range found {
		to := k.root(f.ID)
		if i := slices.IndexFunc(out, func(o Found) bool { return o.ID == to }); i >= 0 {
			continue
		}
		if other, ok := others[to]; ok && to != f.ID {
			other.By = f.By
			f = other
		}
		out = append(out, f)
	}
	return out, nil
}

func foundByID(ctx context.Context, q db.Querier, ids []string) (map[string]Found, error) {
	out := map[string]Found{}
	for chunk := range slices.Chunk(ids, 400) {
		in, args := db.In(chunk)
		rows, err := q.Query(ctx, `SELECT `+foundColumns+` FROM entities WHERE id IN `+in, args...)
		fs, err := db.Collect(rows, err, scanFound)
		if err != nil {
			return nil, fmt.Errorf("entities: %w", err)
		}
		for _, f := range fs {
			out[f.ID] = f
		}
	}
	return out, nil
}

// OfCountry gives the entities of a country that reports name, the most named
// first, without the country itself. typ is "" for all types.
func OfCountry(ctx context.Context, q db.Querier, code, typ string, limit int) ([]Found, error) {
	rows, err := q.Query(ctx, `SELECT `+foundColumns+` FROM entities WHERE country = ? AND named > 0 AND id <> ? AND (? = '' OR type = ?)
		ORDER BY named DESC, name, id LIMIT ?`, code, CountryID(code), typ, typ, limit)
	found, err := db.Collect(rows, err, scanFound)
	if err != nil {
		return nil, fmt.Errorf("entities of %s: %w", code, err)
	}
	return found, nil
}
