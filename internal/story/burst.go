package story

import (
	"math"
	"time"
)

// titleRarity counts in how many titles a term stands, those of the last days
// apart: what an event is told with is frequent while it is told, and must not
// lose its weight by that. It counts little until it is older.
type titleRarity struct {
	reports map[string]tally // by language
	terms   map[uint32]tally
	fresh   []*headline // those not yet older, in order of arrival
	known   *Background // what was counted before
}

type tally struct{ old, fresh float32 }

const (
	staleAfter = 72 * time.Hour
	enoughOld  = 30 // titles: with fewer, what is fresh counts more
	mostFresh  = 50_000
)

func newTitleRarity() *titleRarity {
	return &titleRarity{reports: map[string]tally{}, terms: map[uint32]tally{}, known: theBackground()}
}

// add counts a title; one without a day is old at once.
func (r *titleRarity) add(h *headline) {
	if h.at.IsZero() {
		r.count(h, 1, 0)
		return
	}
	r.count(h, 0, 1)
	r.fresh = append(r.fresh, h)
	n := 0
	for n < len(r.fresh) && (h.at.Sub(r.fresh[n].at) > staleAfter || len(r.fresh)-n > mostFresh) {
		r.count(r.fresh[n], 1, -1)
		n++
	}
	r.fresh = r.fresh[n:]
	if len(r.terms) > mostCounted {
		r.halve()
	}
}

func (r *titleRarity) count(h *headline, old, fresh float32) {
	put := func(t tally) tally { return tally{t.old + old, max(0, t.fresh+fresh)} }
	r.reports[h.language] = put(r.reports[h.language])
	for _, ts := range h.terms {
		for _, t := range ts {
			r.terms[t.id] = put(r.terms[t.id])
		}
	}
}

// halve forgets what stood once (see rarity.add).
func (r *titleRarity) halve() {
	for id, t := range r.terms {
		if t.old+t.fresh < 2 {
			delete(r.terms, id)
		} else {
			r.terms[id] = tally{t.old / 2, t.fresh / 2}
		}
	}
	for l, t := range r.reports {
		r.reports[l] = tally{t.old / 2, t.fresh / 2}
	}
}

// weigh weighs the terms of a title, again if a fifth more has been counted
// since.
func (r *titleRarity) weigh(h *headline) {
	all := r.reports[h.language]
	n := float64(all.old + all.fresh)
	if h.weighed > 0 && n <= h.weighed*1.2+2 {
		return
	}
	h.weighed = n
	before := float64(r.known.titles[h.language])
	share := enoughOld / (enoughOld + float64(all.old) + before)
	of := func(t tally) float64 { return float64(t.old) + share*float64(t.fresh) }
	total := before + of(all) + priorReports
	for way, ts := range h.terms {
		var square, mass float64
		for i, t := range ts {
			x := max(leastRarity, math.Log(total/(float64(r.known.terms[t.id])+of(r.terms[t.id])+priorTerm)))
			ts[i].weight = float32(x)
			square, mass = square+x*x, mass+x
		}
		h.length[way], h.mass[way] = float32(math.Sqrt(square)), float32(mass)
	}
}
