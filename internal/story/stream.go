package story

import (
	"cmp"
	"fmt"
	"slices"

	"vigia"
	"vigia/internal/source"
)

// Stream finds relays and stories in reports that come one after the other,
// in memory. Registry may be set before the first report, so that credits are
// understood; without it only texts tell relays.
type Stream struct {
	Registry *source.Registry
	Choose   Chooser     // nil: what has been learned
	Titles   *TitleJudge // of headlines; nil: what has been learned
	Known    *Background // how rare the terms of headlines are; nil: what has been counted

	rare    *rarity
	threads *threads
	heads   *gatherer
	opened  int // stories

	freq    *frequencies
	entries []*entry
	byID    map[string]*entry
	byTerm  map[string][]int32 // language and term, or key
	byBand  map[uint64][]int32
	byOut   map[string][]int32 // outlet, and "credits " with an outlet
	first   map[string]string  // story -> its first report here
}

// NewStream makes an empty stream.
func NewStream() *Stream {
	return &Stream{rare: newRarity(), threads: newThreads(), freq: newFrequencies(), byID: map[string]*entry{}, byTerm: map[string][]int32{},
		byBand: map[uint64][]int32{}, byOut: map[string][]int32{}, first: map[string]string{}}
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
	s.freq.add(&e.sketch)
	near := s.near(e)
	changes := relate(e, near)
	for _, c := range near {
		c.body.bare() // needed now, and large
	}
	e.body.bare()
	r := repOf(e)
	if e.via.relation == "" { // what is copied says nothing new of what is rare, nor of its story
		s.rare.add(r)
	}
	var head *node
	e.story, head = s.storyOf(e, r, near)
	if _, old := s.first[e.story]; !old {
		s.first[e.story] = e.id
	}
	if e.via.relation == "" {
		s.threads.put(s.rare, e.story, r)
	}
	for _, c := range changes { // a relay goes where its origin is
		s.follow(c.to, e.story)
	}
	s.keep(e)
	if head != nil {
		s.heads.settle(head)
	}
	return s.Of(d.ID)
}

// storyOf finds the story of a report, or opens one. A headline goes to the
// others first, and to reports with a text if none of them is near.
func (s *Stream) storyOf(e *entry, r *rep, near []*entry) (string, *node) {
	if c := kinOf(e, near); c != nil {
		s.pin(c)
		return c.story, nil
	}
	head := s.gather(r)
	if head != nil {
		if story, _, _ := s.heads.best(head); story != "" {
			s.heads.enter(head, story)
			return story, head
		}
	}
	ts := s.threads.near(s.rare, r)
	if head != nil {
		ts = withText(ts)
	}
	story := ""
	if t, _ := s.rare.decide(r, ts, s.threads.all, s.Choose); t != nil {
		story = t.id
	}
	joined := story != ""
	if !joined {
		story = s.open()
	}
	switch {
	case head != nil:
		s.heads.enter(head, story)
		head.pinned = joined
	case s.heads != nil:
		s.heads.text(story)
	}
	return story, head
}

func (s *Stream) open() string {
	s.opened++
	return fmt.Sprintf("s%d", s.opened)
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
	postings    = 2000 // a term finds the last so many that have it
	candidates  = 150
	rarestTerms = 25 // terms by which others are looked up

	bandWorth = 100 // a shared band of signatures comes before any words
)

// near finds the entries worth comparing with e, the most promising first.
func (s *Stream) near(e *entry) []*entry {
	score := map[int32]float64{}
	add := func(list []int32, worth float64) {
		for _, i := range list[max(0, len(list)-postings):] {
			score[i] += worth
		}
	}
	for _, b := range e.sig.Bands() {
		add(s.byBand[b], bandWorth)
	}
	for _, t := range s.freq.rarest(e.language, e.terms, rarestTerms) {
		add(s.byTerm[e.language+"|"+t], e.terms[t]*s.freq.rarity(e.language, t))
	}
	for _, t := range s.freq.rarest(shared, e.keys, rarestTerms) {
		add(s.byTerm[shared+"|"+t], e.keys[t]*s.freq.rarity(shared, t))
	}
	for _, c := range e.credits {
		add(s.byOut[c.Outlet], creditWorth)
	}
	add(s.byOut["credits "+e.outlet], creditWorth)
	var found []int32
	for i := range score {
		if within(e.day, s.entries[i].day, copyDays) {
			found = append(found, i)
		}
	}
	slices.SortFunc(found, func(a, b int32) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b)) })
	found = found[:min(len(found), candidates)]
	out := make([]*entry, len(found))
	for i, f := range found {
		out[i] = s.entries[f]
	}
	return out
}

func (s *Stream) keep(e *entry) {
	i := int32(len(s.entries))
	s.entries = append(s.entries, e)
	s.byID[e.id] = e
	for _, b := range e.sig.Bands() {
		post(s.byBand, b, i)
	}
	for t := range e.terms {
		post(s.byTerm, e.language+"|"+t, i)
	}
	for k := range e.keys {
		post(s.byTerm, shared+"|"+k, i)
	}
	post(s.byOut, e.outlet, i)
	for _, c := range e.credits {
		post(s.byOut, "credits "+c.Outlet, i)
	}
}

// post enters a report under a key; what is too long ago to be found under it
// goes.
func post[K comparable](lists map[K][]int32, key K, i int32) {
	list := lists[key]
	if len(list) >= 2*postings {
		list = slices.Clone(list[len(list)-postings:])
	}
	lists[key] = append(list, i)
}
