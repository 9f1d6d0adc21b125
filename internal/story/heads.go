package story

import (
	"math"
	"slices"
)

// gather compares a headline with those before it; nil if r has more than a
// title, or none.
func (s *Stream) gather(r *rep) *node {
	if !r.head || r.title == "" || s.Choose != nil {
		return nil
	}
	h := headlineOf(r)
	if h == nil {
		return nil
	}
	if s.heads == nil {
		s.heads = newGatherer()
		s.heads.fresh, s.heads.moved = s.open, s.regather
		if s.Titles != nil {
			s.heads.odds = s.Titles.odds
		}
		if s.Known != nil {
			s.heads.rare.known = s.Known
		}
	}
	return s.heads.add(r, h)
}

// regather brings what is known of a headline to the story that it is in now.
func (s *Stream) regather(n *node, from, to string) {
	s.byID[n.id].story = to
	s.threads.take(from, n.rep)
	s.threads.put(s.rare, to, n.rep)
	if _, old := s.first[to]; !old {
		s.first[to] = n.id
	}
	if g := s.heads.stories[from]; s.first[from] == n.id && g != nil && len(g.members) > 0 {
		s.first[from] = g.members[0].id
	}
}

// pin keeps a headline where it is, because another report was taken from it.
func (s *Stream) pin(e *entry) {
	if n := s.headOf(e); n != nil {
		n.pinned = true
	}
}

// follow brings a relay to the story of its origin.
func (s *Stream) follow(e *entry, story string) {
	e.story = story
	if n := s.headOf(e); n != nil {
		s.heads.leave(n)
		s.heads.enter(n, story)
		n.pinned = true
	}
}

func (s *Stream) headOf(e *entry) *node {
	if s.heads == nil || e.size > 0 {
		return nil
	}
	if i := slices.IndexFunc(s.heads.nodes, func(n *node) bool { return n.id == e.id }); i >= 0 {
		return s.heads.nodes[i]
	}
	return nil
}

// withText leaves the stories of which a report has more than a title.
func withText(ts []*thread) (out []*thread) {
	for _, t := range ts {
		if slices.ContainsFunc(t.reps, func(r *rep) bool { return !r.head }) {
			out = append(out, t)
		}
	}
	return out
}

// take takes a report out of those that stand for a story.
func (ts *threads) take(story string, r *rep) {
	i, ok := ts.by[story]
	if !ok {
		return
	}
	t := ts.all[i]
	t.size--
	if at := slices.Index(t.reps, r); at >= 0 {
		t.reps = slices.Delete(t.reps, at, at+1)
	}
}

// among finds the story of a headline among stored ones: that with which the
// log-odds of all pairs sum highest, "" if with none. Nobody is moved by it.
func (r *titleRarity) among(me *rep, near []*entry) (story string, j judgement) {
	if !me.head || me.title == "" {
		return "", j
	}
	h := headlineOf(me)
	if h == nil {
		return "", j
	}
	r.weigh(h)
	type sum struct {
		odds, top float64
		with      *rep
	}
	sums := map[string]sum{}
	most := 0.0
	var order []string
	for _, c := range near {
		if c.story == "" || c.size > 0 || c.title == "" || c.language != me.language || !within(me.day, c.day, storyDays) {
			continue
		}
		other := &rep{id: c.id, outlet: c.outlet, title: c.title, language: c.language, day: c.day, head: true}
		o := headlineOf(other)
		if o == nil {
			continue
		}
		r.weigh(o)
		odds := theTitleJudge().odds(h, o)
		s, known := sums[c.story]
		if !known {
			order = append(order, c.story)
		}
		if s.with == nil || odds > s.top {
			s.top, s.with = odds, other
		}
		s.odds += odds
		sums[c.story] = s
	}
	for _, id := range order {
		if s := sums[id]; s.odds > most {
			most, story, j = s.odds, id, judgement{sure: 1 / (1 + math.Exp(-s.top)), with: s.with}
		}
	}
	return story, j
}
