package story

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"vigia"
	"vigia/internal/source"
)

// Stream finds relays and stories in reports that come one after the other,
// in memory. Registry may be set before the first report, so that credits are
// understood; without it only texts tell relays.
type Stream struct {
	Registry *source.Registry
	Choose   Chooser // nil: what has been learned

	rare    *rarity
	threads *threads

	index   span
	entries []*entry
	byID    map[string]*entry
	first   map[string]string // story -> its first report here
	cut     memory[body]      // texts that are held cut into words
}

// NewStream makes an empty stream.
func NewStream() *Stream {
	s := &Stream{rare: newRarity(), threads: newThreads(), byID: map[string]*entry{}, first: map[string]string{}}
	s.cut = memory[body]{half: mostBodies, gone: (*body).bare}
	return s
}

// Result is what is known of a report.
type Result struct {
	Story       string
	DuplicateOf string         // the report whose text this one has
	Relation    vigia.Relation // Original, Copy, Derived; SameEvent for a further report of a story
	Origin      string         // the report at the end of the chain; "" if it is its own, or not here
	Credit      string         // the outlet, or name, that the report credits
	Why         string
}

// Add places a report. Reports may come in any order; what is known of those
// that came before may change by it.
func (s *Stream) Add(d Doc) Result {
	e := newEntry(d, credits(d, s.Registry))
	e.day, e.key = d.Published.At, cmp.Or(d.URL, d.ID)
	look := lookupOf(e, s.rare)
	near := s.near(e, look)
	changes := relate(e, near)
	r := repOf(e)
	if e.via.relation == "" { // what is copied says nothing new of what is rare, nor of its story
		s.rare.add(r)
	}
	e.story = s.storyOf(e, r, near)
	if _, old := s.first[e.story]; !old {
		s.first[e.story] = e.id
	}
	if e.via.relation == "" {
		s.threads.put(s.rare, e.story, r)
	}
	for _, c := range changes { // a relay goes where its origin is
		c.to.story = e.story
	}
	s.keep(e, look.own, near)
	return s.Of(d.ID)
}

// storyOf finds the story of a report, or opens one.
func (s *Stream) storyOf(e *entry, r *rep, near []*entry) string {
	if c := kinOf(e, near); c != nil {
		return c.story
	}
	if t, _ := s.rare.decide(r, s.threads.near(s.rare, r), s.threads.all, s.Choose); t != nil {
		return t.id
	}
	return fmt.Sprintf("s%d", len(s.first)+1)
}

// Of tells what is known of a report by now.
func (s *Stream) Of(id string) Result {
	e := s.byID[id]
	if e == nil {
		return Result{}
	}
	r := Result{Story: e.story, Relation: vigia.Original}
	if len(e.credits) > 0 {
		r.Credit = cmp.Or(e.credits[0].Outlet, e.credits[0].Name)
	}
	end := origin(id, func(id string) (party, bool) {
		l := s.byID[id].via
		return l.from, l.relation != ""
	}).id
	switch {
	case end != "" && end != id:
		r.Relation, r.Origin, r.Why = e.via.relation, end, e.via.why(e.via.from.outlet)
		if !e.via.byCredit() {
			r.DuplicateOf = e.via.from.id
		}
	case end == "" && len(e.credits) > 0:
		r.Relation, r.Why = vigia.Derived, e.credits[0].says()
	case s.first[e.story] != id:
		r.Relation = vigia.SameEvent
	}
	return r
}

// How many others a report is compared with.
const (
	postings   = 2000 // a key finds the last so many that have it
	candidates = 150
	bandWorth  = 100 // a shared band of signatures comes before any words
)

// near finds the entries worth comparing with e, the most promising first.
func (s *Stream) near(e *entry, l lookup) []*entry {
	wants := slices.Clone(l.words)
	for _, b := range l.text {
		wants = append(wants, wanted{b, bandWorth})
	}
	from, to := int32(math.MinInt32), int32(math.MaxInt32)
	if !e.day.IsZero() {
		from, to = minuteOf(e.day.AddDate(0, 0, -copyDays)), minuteOf(e.day.AddDate(0, 0, copyDays))
	}
	var out []*entry
	for _, c := range s.index.most(wants, postings, candidates, from, to) {
		out = append(out, s.entries[c.place])
	}
	return out
}

// keep enters a report for others to find. What is large and can be made again
// is held of the last alone.
func (s *Stream) keep(e *entry, keys []uint32, near []*entry) {
	s.entries = append(s.entries, e)
	s.byID[e.id] = e
	e.number = int32(len(s.entries))
	e.terms, e.keys = nil, nil
	s.index.enter(placing{number: e.number, day: e.day, keys: keys})
	for _, c := range append(near, e) {
		if c.body.isCut() {
			s.cut.put(c.number, c.body)
		}
	}
}
