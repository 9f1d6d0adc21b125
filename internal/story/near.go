package story

import (
	"context"
	"fmt"
	"time"

	"vigia/internal/db"
)

// How many reports one placing looks at, whatever the size of the corpus.
const (
	neighbours = 300 // whose terms tell what is rare
	byText     = 40  // that share a band of the signature
	byTerms    = 120 // that share the most terms
)

const sampleSQL = `SELECT terms FROM sketches WHERE day_at BETWEEN ? AND ? ORDER BY day_at DESC LIMIT ?`

// frequenciesNear counts the terms of the reports around a day.
func frequenciesNear(ctx context.Context, q db.Querier, day time.Time) (*frequencies, error) {
	from, to := day.AddDate(0, 0, -storyDays), day.AddDate(0, 0, storyDays)
	rows, err := q.Query(ctx, sampleSQL, db.Micros(from), db.Micros(to), neighbours)
	all, err := db.Collect(rows, err, func(r *db.Rows) (s storedSketch, err error) {
		var terms string
		if err = r.Scan(&terms); err != nil {
			return s, err
		}
		return readSketch(terms)
	})
	if err != nil {
		return nil, fmt.Errorf("terms around %s: %w", day.Format(time.DateOnly), err)
	}
	f := newFrequencies()
	for _, s := range all {
		f.add(&sketch{language: s.Language, terms: unpack(s.Terms), keys: unpack(s.Keys)})
	}
	return f, nil
}

const nearSQL = `
	SELECT b.report FROM bands b JOIN sketches s ON s.report = b.report
	WHERE b.band IN %s AND s.day_at BETWEEN ? AND ? AND b.report <> ?
	GROUP BY b.report ORDER BY count(*) DESC, b.report LIMIT ?`

// nearIDs finds the reports worth comparing with e: those that share bands of
// its signature, and those that share the most terms.
func nearIDs(ctx context.Context, q db.Querier, e *entry, lookup []int64) ([]string, error) {
	sig := len(e.sig.Bands())
	var ids []string
	for _, look := range []struct {
		bands       []int64
		days, limit int
	}{{lookup[:sig], copyDays, byText}, {lookup[sig:], storyDays, byTerms}} {
		in, args := db.In(look.bands)
		args = append(args, db.Micros(e.day.AddDate(0, 0, -look.days)), db.Micros(e.day.AddDate(0, 0, look.days)), e.id, look.limit)
		rows, err := q.Query(ctx, fmt.Sprintf(nearSQL, in), args...)
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

// loader loads entries, and their texts when they are needed.
type loader struct {
	ctx context.Context
	q   db.Querier
	err error // of loading a text
}

// load gives the entries of ids, with the links they have by now.
func (l *loader) load(ids []string) ([]*entry, error) {
	all, origins, err := l.plain(ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]*entry{}
	for _, e := range all {
		byID[e.id] = e
	}
	var missing []string
	for _, o := range origins {
		if o != "" && byID[o] == nil {
			missing = append(missing, o)
		}
	}
	others, _, err := l.plain(missing)
	if err != nil {
		return nil, err
	}
	for _, e := range others {
		byID[e.id] = e
	}
	for _, e := range all {
		if o := byID[origins[e.id]]; o != nil {
			e.via = between(e, o)
			e.via.from = o.party
		}
	}
	return all, l.err
}

// plain loads entries without their links, and the origin of each.
func (l *loader) plain(ids []string) (all []*entry, origins map[string]string, err error) {
	origins = map[string]string{}
	in, args := db.In(ids)
	rows, err := l.q.Query(l.ctx, entriesSQL+in, args...)
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
		e.fixed = by != "" && by != Machine
		origins[e.id] = from
		return &e, nil
	})
	for _, e := range all {
		e.text = l.textOf(e.id)
	}
	return all, origins, err
}

func (l *loader) textOf(id string) func() string {
	return func() string {
		var s string
		if err := l.q.QueryRow(l.ctx, `SELECT text FROM reports WHERE id = ?`, id).Scan(&s); err != nil && l.err == nil {
			l.err = fmt.Errorf("text of report %s: %w", id, err)
		}
		return s
	}
}

// Machine is who wrote what no person wrote.
const Machine = "machine"
