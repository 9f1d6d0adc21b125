package story

import (
	"container/heap"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"vigia/internal/db"
)

// How many reports one placing looks at, whatever the size of the corpus.
const (
	byText  = 40  // that share a band of the signature
	byTerms = 120 // that share the most terms
	ofBand  = 120 // of one band, the last
)

// atOnce is how many bands, or reports, one statement asks for: always as many,
// the rest being NULL, so that it is prepared once.
const atOnce = 32

// oneBandSQL gives the last of a band in one line, so that one that many share
// costs no more than others, and no row is needed for each. The limit is
// written out: SQLite plans anew for each value that it is given for one.
var oneBandSQL = fmt.Sprintf(`SELECT COALESCE(string_agg(report, ' '), '') FROM (
	SELECT report FROM bands WHERE band = ? ORDER BY report DESC LIMIT %d) AS x`, ofBand)

var bandsSQL = strings.TrimSuffix(strings.Repeat(oneBandSQL+" UNION ALL ", atOnce), " UNION ALL ")

// padded gives the values in groups of atOnce.
func padded[T any](vs []T) [][]any {
	var groups [][]any
	for group := range slices.Chunk(vs, atOnce) {
		args := make([]any, atOnce)
		for i, v := range group {
			args[i] = v
		}
		groups = append(groups, args)
	}
	return groups
}

// shares are reports with how many bands each has in common with another; as
// a heap, the most first.
type shares []share

type share struct {
	id string
	n  int
}

func (s shares) Len() int           { return len(s) }
func (s shares) Less(i, j int) bool { return s[i].n > s[j].n || s[i].n == s[j].n && s[i].id < s[j].id }
func (s shares) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *shares) Push(x any)        { *s = append(*s, x.(share)) }
func (s *shares) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

// next takes the ids of the n first.
func (s *shares) next(n int) (ids []string) {
	for len(ids) < n && len(*s) > 0 {
		ids = append(ids, heap.Pop(s).(share).id)
	}
	return ids
}

// sharing finds the reports that have bands, but for the one itself.
func sharing(ctx context.Context, q db.Querier, bands []int64, but string) (*shares, error) {
	count := map[string]int{}
	for _, args := range padded(bands) {
		rows, err := q.Query(ctx, bandsSQL, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var ids string
			err := r.Scan(&ids)
			for id := range strings.FieldsSeq(ids) {
				count[id]++
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	delete(count, but)
	all := make(shares, 0, len(count))
	for id, n := range count {
		all = append(all, share{id, n})
	}
	heap.Init(&all)
	return &all, nil
}

// near finds the reports worth comparing with e: those that share bands of its
// signature, and those that share the most terms. They come in order of id,
// without their links and texts; origins has the origin of each.
func (p *Placer) near(ctx context.Context, q db.Querier, e *entry, lookup []int64) (all []*entry, origins map[string]string, err error) {
	sig := len(e.sig.Bands())
	read, wanted := map[string]*entry{}, map[string]*entry{}
	origins = map[string]string{}
	for _, look := range []struct {
		bands       []int64
		days, limit int
	}{{lookup[:sig], copyDays, byText}, {lookup[sig:], storyDays, byTerms}} {
		others, err := sharing(ctx, q, look.bands, e.id)
		if err != nil {
			return nil, nil, fmt.Errorf("reports near %s: %w", e.id, err)
		}
		from, to := db.Micros(e.day.AddDate(0, 0, -look.days)), db.Micros(e.day.AddDate(0, 0, look.days))
		for n := 0; n < look.limit && others.Len() > 0; {
			ids := others.next(look.limit - n)
			fresh := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return read[id] != nil })
			if err := p.read(ctx, q, fresh, from, to, read, origins); err != nil {
				return nil, nil, err
			}
			for _, id := range ids {
				if c := read[id]; c != nil && from <= db.Micros(c.day) && db.Micros(c.day) <= to {
					wanted[id] = c
					n++
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(wanted)) {
		all = append(all, wanted[id])
	}
	return all, origins, nil
}

var entriesSQL = `
	SELECT s.report, s.minhash, s.terms, s.day_at, r.key, r.outlet, r.title, r.published, r.precision,
		COALESCE(y.origin, ''), COALESCE(y.by, ''), COALESCE(m.story, '')
	FROM sketches s JOIN reports r ON r.id = s.report
	LEFT JOIN relays y ON y.report = s.report
	LEFT JOIN story_members m ON m.report = s.report
	WHERE s.report IN (?` + manyMore + `)`

var manyMore = strings.Repeat(", ?", atOnce-1)

// load gives the reports near e, with the links they have by now, and the texts
// that comparing them with e will ask for.
func (p *Placer) load(ctx context.Context, q db.Querier, e *entry, lookup []int64) ([]*entry, error) {
	all, origins, err := p.near(ctx, q, e, lookup)
	if err != nil {
		return nil, err
	}
	byID := map[string]*entry{}
	for _, c := range all {
		byID[c.id] = c
	}
	missing := map[string]bool{}
	for _, c := range all {
		if o := origins[c.id]; o != "" && byID[o] == nil {
			missing[o] = true
		}
	}
	if err := p.read(ctx, q, slices.Sorted(maps.Keys(missing)), math.MinInt64, math.MaxInt64, byID, map[string]string{}); err != nil {
		return nil, err
	}
	var pairs [][2]*entry
	for _, c := range all {
		pairs = append(pairs, [2]*entry{c, e})
		if o := byID[origins[c.id]]; o != nil {
			pairs = append(pairs, [2]*entry{c, o})
		}
	}
	if err := p.loadTexts(ctx, q, pairs); err != nil {
		return nil, err
	}
	for _, c := range all {
		if o := byID[origins[c.id]]; o != nil {
			c.via = between(c, o)
			c.via.from = o.party
		}
	}
	return all, nil
}

// read reads the entries of some days into those of before, without their links and texts, and
// the origin of each.
func (p *Placer) read(ctx context.Context, q db.Querier, ids []string, first, last int64, into map[string]*entry, origins map[string]string) error {
	for _, args := range padded(ids) {
		rows, err := q.Query(ctx, entriesSQL, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var e entry
			var minhash, terms, precision, from, by string
			var day, published int64
			if err := r.Scan(&e.id, &minhash, &terms, &day, &e.key, &e.outlet, &e.title, &published, &precision,
				&from, &by, &e.story); err != nil {
				return err
			}
			if day < first || day > last {
				return nil
			}
			s, err := p.decode(e.id, minhash, terms, e.title)
			if err != nil {
				return fmt.Errorf("report %s: %w", e.id, err)
			}
			e.sketch, e.credits, e.tongue, e.profile = s.sketch, s.credits, s.tongue, s.profile
			e.at, e.day, e.fixed = instant(dateOf(published, precision)), db.Time(day), by != "" && by != machine
			into[e.id], origins[e.id] = &e, from
			return nil
		})
		if err != nil {
			return fmt.Errorf("reports to compare with: %w", err)
		}
	}
	return nil
}

var textsSQL = `SELECT id, text FROM reports WHERE id IN (?` + manyMore + `)`

// loadTexts loads the texts of those pairs whose signatures leave it open
// whether one was taken from the other, all at once.
func (p *Placer) loadTexts(ctx context.Context, q db.Querier, pairs [][2]*entry) error {
	wanted := map[string][]*entry{}
	for _, p := range pairs {
		if !mayShare(p[0], p[1]) || !inDoubt(p[0], p[1]) {
			continue
		}
		for _, e := range p {
			if e.body == nil {
				wanted[e.id] = append(wanted[e.id], e)
			}
		}
	}
	for _, args := range padded(slices.Sorted(maps.Keys(wanted))) {
		rows, err := q.Query(ctx, textsSQL, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var id, text string
			err := r.Scan(&id, &text)
			for _, e := range wanted[id] {
				e.body = p.bodyOf(id, text, e.language)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("texts to compare with: %w", err)
		}
	}
	return nil
}

// machine is who wrote what no person wrote.
const machine = "machine"
