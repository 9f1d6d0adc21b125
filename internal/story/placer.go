package story

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/source"
)

// Placer places reports one after the other. It holds the index of the days
// that it works on, what is rare in them, and what was compared lately, so that
// not each report has to ask again. It is safe for several goroutines, and
// several programs may place into one database: what it remembers is never more
// than a help.
type Placer struct {
	reg *source.Registry

	mu     sync.Mutex // of all below; the database lets one place at a time anyway
	window window
	seen   map[int64]*background // by span of days
	kept   memory[entry]
	bodies memory[body]
}

// How many reports are remembered, twice: some 5 kB each, 8 when they were weighed; a text some 15.
const (
	mostKept   = 4000
	mostBodies = 1000
)

// background is what is rare among the reports around a day.
type background struct {
	rare  *rarity
	holds int // placings until it is asked for again
}

// NewPlacer makes a placer.
func NewPlacer(reg *source.Registry) *Placer {
	p := &Placer{reg: reg, kept: memory[entry]{half: mostKept}, bodies: memory[body]{half: mostBodies}}
	p.window.remake = p.remake
	return p
}

// Place does what the function Place does.
func (p *Placer) Place(tx *db.Tx, r article.Stored) (Placed, error) { return placeOnce(tx, p, r) }

// Again does what the function Again does.
func (p *Placer) Again(tx *db.Tx, r article.Stored) error { return againAll(tx, p, r) }

// begin learns what others have placed since, and sees to it that nothing stays
// remembered of a transaction that is rolled back.
func (p *Placer) begin(tx *db.Tx) error {
	before := p.window.last
	if len(p.window.spans) == 0 {
		before = 0
	}
	tx.OnRollback(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.window.back(before)
		p.kept.clear()
		p.bodies.clear()
	})
	return p.window.refresh(tx)
}

// How many reports tell what is rare, and for how many placings that holds.
const (
	neighbours = 300
	holdsFor   = 1000
	mostSpans  = 4 // of days, that are remembered at a time
)

// around gives what is rare around the day of e, which is counted with it.
func (p *Placer) around(tx *db.Tx, e *entry) (*rarity, error) {
	bucket := bucketOf(e.day)
	b := p.seen[bucket]
	if b == nil || b.holds <= 0 {
		fresh, err := p.sample(tx, bucket)
		if err != nil {
			return nil, err
		}
		if p.seen == nil || len(p.seen) >= mostSpans {
			p.seen = map[int64]*background{}
		}
		b = &background{fresh, holdsFor}
		p.seen[bucket] = b
	}
	b.holds--
	b.rare.add(repOf(e))
	return b.rare, nil
}

// sample counts the last reports of some days, and of those beside them.
func (p *Placer) sample(tx *db.Tx, bucket int64) (*rarity, error) {
	var numbers []int32
	for _, b := range []int64{bucket + 1, bucket, bucket - 1} {
		s, err := p.window.at(tx, b)
		if err != nil {
			return nil, err
		}
		left := neighbours - len(numbers)
		for i := len(s.numbers) - 1; i >= 0 && left > 0; i-- {
			if s.numbers[i] != 0 {
				numbers, left = append(numbers, s.numbers[i]), left-1
			}
		}
	}
	known, err := p.sketches(tx, numbers)
	if err != nil {
		return nil, fmt.Errorf("terms around %s: %w", time.Unix(bucket*bucketSeconds, 0).Format(time.DateOnly), err)
	}
	rare := newRarity()
	slices.Sort(numbers)
	for _, n := range numbers {
		if e := known[n]; e != nil {
			rare.add(repOf(e))
		}
	}
	return rare, nil
}
