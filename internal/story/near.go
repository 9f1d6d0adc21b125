package story

import (
	"context"
	"fmt"
	"maps"
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

const nearSQL = `
	SELECT b.report FROM (%s) AS b JOIN sketches s ON s.report = b.report
	WHERE s.day_at BETWEEN ? AND ? AND b.report <> ?
	GROUP BY b.report ORDER BY count(*) DESC, b.report LIMIT ?`

// oneBandSQL takes the last of a band, so that one that many share costs no
// more than others.
const oneBandSQL = `SELECT report FROM (SELECT report FROM bands WHERE band = ? ORDER BY report DESC LIMIT %d) AS x`

// nearIDs finds the reports worth comparing with e: those that share bands of
// its signature, and those that share the most terms.
func nearIDs(ctx context.Context, q db.Querier, e *entry, lookup []int64) ([]string, error) {
	sig := len(e.sig.Bands())
	var ids []string
	for _, look := range []struct {
		bands       []int64
		days, limit int
	}{{lookup[:sig], copyDays, byText}, {lookup[sig:], storyDays, byTerms}} {
		if len(look.bands) == 0 {
			continue
		}
		each := make([]string, len(look.bands))
		args := make([]any, 0, len(look.bands)+4)
		for i, b := range look.bands {
			each[i] = fmt.Sprintf(oneBandSQL, ofBand)
			args = append(args, b)
		}
		args = append(args, db.Micros(e.day.AddDate(0, 0, -look.days)), db.Micros(e.day.AddDate(0, 0, look.days)), e.id, look.limit)
		rows, err := q.Query(ctx, fmt.Sprintf(nearSQL, strings.Join(each, " UNION ALL ")), args...)
		found, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
		if err != nil {
			return nil, fmt.Errorf("reports near %s: %w", e.id, err)
		}
		ids = append(ids, found...)
	}
	return ids, nil
}

const entriesSQL = `
	SELECT s.report, s.minhash, s.terms, s.day_at, r.key, r.outlet, r.title, r.published, r.precision,
		COALESCE(y.origin, ''), COALESCE(y.by, ''), COALESCE(m.story, '')
	FROM sketches s JOIN reports r ON r.id = s.report
	LEFT JOIN relays y ON y.report = s.report
	LEFT JOIN story_members m ON m.report = s.report
	WHERE s.report IN `

// load gives the entries of ids, with the links they have by now, and the texts
// that comparing them with e will ask for.
func load(ctx context.Context, q db.Querier, e *entry, ids []string) ([]*entry, error) {
	all, origins, err := loadEntries(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]*entry{}
	for _, c := range all {
		byID[c.id] = c
	}
	var missing []string
	for _, o := range origins {
		if o != "" && byID[o] == nil {
			missing = append(missing, o)
		}
	}
	others, _, err := loadEntries(ctx, q, missing)
	if err != nil {
		return nil, err
	}
	for _, c := range others {
		byID[c.id] = c
	}
	var pairs [][2]*entry
	for _, c := range all {
		pairs = append(pairs, [2]*entry{c, e})
		if o := byID[origins[c.id]]; o != nil {
			pairs = append(pairs, [2]*entry{c, o})
		}
	}
	if err := loadTexts(ctx, q, pairs); err != nil {
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

// loadEntries loads entries without their links and texts, and the origin of
// each.
func loadEntries(ctx context.Context, q db.Querier, ids []string) (all []*entry, origins map[string]string, err error) {
	origins = map[string]string{}
	if len(ids) == 0 {
		return nil, origins, nil
	}
	in, args := db.In(ids)
	rows, err := q.Query(ctx, entriesSQL+in, args...)
	all, err = db.Collect(rows, err, func(r *db.Rows) (*entry, error) {
		var e entry
		var minhash, terms, precision, from, by string
		var day, published int64
		if err := r.Scan(&e.id, &minhash, &terms, &day, &e.key, &e.outlet, &e.title, &published, &precision,
			&from, &by, &e.story); err != nil {
			return nil, err
		}
		s, err := readSketch(terms)
		if err != nil {
			return nil, fmt.Errorf("report %s: %w", e.id, err)
		}
		if e.sketch, err = s.sketch(minhash); err != nil {
			return nil, fmt.Errorf("report %s: %w", e.id, err)
		}
		e.credits, e.at, e.day = s.Credits, instant(dateOf(published, precision)), db.Time(day)
		e.fixed, e.tongue = by != "" && by != machine, s.tongue()
		origins[e.id] = from
		return &e, nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("reports to compare with: %w", err)
	}
	return all, origins, nil
}

// loadTexts loads the texts of those pairs whose signatures leave it open
// whether one was taken from the other, all at once.
func loadTexts(ctx context.Context, q db.Querier, pairs [][2]*entry) error {
	wanted := map[string][]*entry{}
	for _, p := range pairs {
		if !mayShare(p[0], p[1]) || !inDoubt(p[0], p[1]) {
			continue
		}
		for _, e := range p {
			if e.text == "" {
				wanted[e.id] = append(wanted[e.id], e)
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	in, args := db.In(slices.Sorted(maps.Keys(wanted)))
	rows, err := q.Query(ctx, `SELECT id, text FROM reports WHERE id IN `+in, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, text string
		err := r.Scan(&id, &text)
		for _, e := range wanted[id] {
			e.text = text
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("texts to compare with: %w", err)
	}
	return nil
}

// machine is who wrote what no person wrote.
const machine = "machine"
