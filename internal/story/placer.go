package story

import (
	"context"
	"fmt"
	"sync"
	"time"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/source"
)

// Placer places reports one after the other and remembers what is rare in the
// days that it works on, so that not each report has to ask again. It is safe
// for several goroutines; what it remembers is never more than a help.
type Placer struct {
	reg *source.Registry

	mu   sync.Mutex
	seen map[int64]*background // by span of days

	sketches memory[*decoded] // by report
	bodies   memory[*body]
}

// background is what is rare among the reports around a day.
type background struct {
	freq  *frequencies
	rare  *rarity
	holds int // placings until it is asked for again
}

// NewPlacer makes a placer.
func NewPlacer(reg *source.Registry) *Placer { return &Placer{reg: reg} }

// Place does what the function Place does.
func (p *Placer) Place(tx *db.Tx, r article.Stored) (Placed, error) { return placeOnce(tx, p, r) }

// Again does what the function Again does.
func (p *Placer) Again(tx *db.Tx, r article.Stored) error { return againAll(tx, p, r) }

// How many reports tell what is rare, and for how many placings that holds.
const (
	neighbours = 300
	holdsFor   = 1000
	mostSpans  = 8 // of days, that are remembered at a time
)

var sampleSQL = fmt.Sprintf(`
	SELECT s.terms, r.title FROM sketches s JOIN reports r ON r.id = s.report
	WHERE s.day_at BETWEEN ? AND ? ORDER BY s.day_at DESC LIMIT %d`, neighbours)

// around gives what is rare around the day of e, which is counted with it.
func (p *Placer) around(ctx context.Context, q db.Querier, e *entry) (background, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	span := e.day.Unix() / int64((bucketDays * 24 * time.Hour).Seconds())
	b := p.seen[span]
	if b == nil || b.holds <= 0 {
		fresh, err := sample(ctx, q, e.day)
		if err != nil {
			return fresh, err
		}
		if p.seen == nil || len(p.seen) >= mostSpans {
			p.seen = map[int64]*background{}
		}
		b = &fresh
		p.seen[span] = b
	}
	b.holds--
	b.freq.add(&e.sketch)
	b.rare.add(repOf(e))
	return *b, nil
}

func sample(ctx context.Context, q db.Querier, day time.Time) (background, error) {
	b := background{newFrequencies(), newRarity(), holdsFor}
	from, to := day.AddDate(0, 0, -storyDays), day.AddDate(0, 0, storyDays)
	rows, err := q.Query(ctx, sampleSQL, db.Micros(from), db.Micros(to))
	err = db.Each(rows, err, func(r *db.Rows) error {
		var terms string
		e := &entry{}
		if err := r.Scan(&terms, &e.title); err != nil {
			return err
		}
		s, err := readSketch(terms)
		if err != nil {
			return err
		}
		e.sketch, e.tongue = sketch{language: s.Language, terms: unpack(s.Terms), keys: unpack(s.Keys)}, s.tongue()
		b.freq.add(&e.sketch)
		b.rare.add(repOf(e))
		return nil
	})
	if err != nil {
		return b, fmt.Errorf("terms around %s: %w", day.Format(time.DateOnly), err)
	}
	return b, nil
}
