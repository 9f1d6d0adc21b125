package story

import (
	"cmp"
	"slices"
	"time"
)

// gatherer gathers headlines into stories. A headline says so little that what
// comes after it may show better where it belongs: so the story of a headline
// is the one with which the log-odds of all pairs sum highest (correlation
// clustering: Bansal, Blum and Chawla 2004), and it is asked for again when
// another comes beside it; stories whose pairs speak for it become one.
type gatherer struct {
	rare    *titleRarity
	odds    func(a, b *headline) float64
	nodes   []*node // those of the last days, in order of arrival
	first   int32   // the place of nodes[0]
	byGram  map[uint32][]int32
	stories map[string]*gathered
	score   []float32 // by place, while candidates are sought
	found   []int32

	fresh func() string                  // names a new story
	moved func(n *node, from, to string) // tells of a headline that has changed its story
}

// node is a headline with those that it has been compared with.
type node struct {
	*headline
	rep    *rep
	place  int32
	story  string
	edges  []edge
	pinned bool // it is where it is for another reason than its title
}

type edge struct {
	to   *node
	odds float64
}

// gathered is what is known of a story here.
type gathered struct {
	members []*node
	texts   int // reports that have more than a title
	since   int32
}

// How much one headline looks at, whatever there is.
const (
	gramPostings = 400 // a run of letters finds the last so many
	mostEdges    = 60  // headlines that are compared
	stranger     = 0.5 // what each member that a headline was not compared with speaks against the story
	strangers    = 8   // times the members compared with: more do not count
	mostKin      = 150 // that have compared themselves with one
	mostAsked    = 100 // that are asked again when one comes
	mostMembers  = 150 // of a story that are looked at for whether it is one with another
	mostNodes    = 100_000
)

func newGatherer() *gatherer {
	return &gatherer{rare: newTitleRarity(), odds: theTitleJudge().odds, byGram: map[uint32][]int32{}, stories: map[string]*gathered{}}
}

// add compares a headline with those before it.
func (g *gatherer) add(r *rep, h *headline) *node {
	g.forget(h.at)
	g.rare.add(h)
	g.rare.weigh(h)
	n := &node{headline: h, rep: r, place: g.first + int32(len(g.nodes))}
	for _, m := range g.near(n) {
		g.rare.weigh(m.headline)
		o := g.odds(h, m.headline)
		n.edges = append(n.edges, edge{m, o})
		if len(m.edges) < mostKin || o > 0 {
			m.edges = append(m.edges, edge{n, o})
		}
	}
	g.nodes, g.score = append(g.nodes, n), append(g.score, 0)
	for _, t := range h.terms[byGram] {
		list := g.byGram[t.id]
		if len(list) >= 2*gramPostings {
			list = slices.Clone(list[gramPostings:])
		}
		g.byGram[t.id] = append(list, n.place)
	}
	return n
}

// near finds the headlines worth comparing with n: those that share most of
// its runs of letters, by rarity.
func (g *gatherer) near(n *node) []*node {
	g.found = g.found[:0]
	for _, t := range n.terms[byGram] {
		list := g.byGram[t.id]
		for _, at := range list[max(0, len(list)-gramPostings):] {
			if i := at - g.first; i >= 0 {
				if g.score[i] == 0 {
					g.found = append(g.found, i)
				}
				g.score[i] += t.weight * t.weight
			}
		}
	}
	type scored struct {
		i     int32
		score float32
	}
	var all []scored
	for _, i := range g.found {
		if m := g.nodes[i]; m.language == n.language && within(n.at, m.at, storyDays) {
			all = append(all, scored{i, g.score[i] / max(m.length[byGram], 1e-6)})
		}
		g.score[i] = 0
	}
	slices.SortFunc(all, func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.i, b.i)) })
	out := make([]*node, min(len(all), mostEdges))
	for i := range out {
		out[i] = g.nodes[all[i].i]
	}
	return out
}

// forget drops what is too long ago to be compared with.
func (g *gatherer) forget(now time.Time) {
	n := 0
	for n < len(g.nodes) && (len(g.nodes)-n > mostNodes || !within(now, g.nodes[n].at, 2*storyDays)) {
		old := g.nodes[n]
		g.leave(old)
		old.edges = nil
		g.nodes[n] = nil
		n++
	}
	g.nodes, g.score, g.first = g.nodes[n:], g.score[n:], g.first+int32(n)
	if n == 0 || g.first/sweepEvery == (g.first-int32(n))/sweepEvery {
		return
	}
	for id, list := range g.byGram {
		if list[len(list)-1] < g.first {
			delete(g.byGram, id)
		}
	}
}

const sweepEvery = 1 << 14

// enter puts a headline into a story.
func (g *gatherer) enter(n *node, story string) {
	s := g.of(story)
	s.members = append(s.members, n)
	n.story = story
}

func (g *gatherer) of(story string) *gathered {
	s := g.stories[story]
	if s == nil {
		s = &gathered{since: g.first + int32(len(g.nodes))}
		g.stories[story] = s
	}
	return s
}

// text tells that a report with more than a title is in a story.
func (g *gatherer) text(story string) { g.of(story).texts++ }

func (g *gatherer) leave(n *node) {
	s := g.stories[n.story]
	if s == nil {
		return
	}
	if i := slices.Index(s.members, n); i >= 0 {
		s.members = slices.Delete(s.members, i, i+1)
	}
	if len(s.members) == 0 && s.texts == 0 {
		delete(g.stories, n.story)
	}
}

// best is the story with which n's pairs speak most for it, "" if with none,
// and how much they speak for that and for its own.
func (g *gatherer) best(n *node) (story string, most, own float64) {
	type sum struct {
		story string
		odds  float64
		n     int
	}
	var sums []sum
	for _, e := range n.edges {
		if e.to.story == "" || e.to.edges == nil {
			continue
		}
		i := slices.IndexFunc(sums, func(s sum) bool { return s.story == e.to.story })
		if i < 0 {
			i = len(sums)
			sums = append(sums, sum{story: e.to.story})
		}
		sums[i].odds, sums[i].n = sums[i].odds+e.odds, sums[i].n+1
	}
	for _, s := range sums {
		size := len(g.stories[s.story].members)
		if s.story == n.story {
			size--
		}
		v := s.odds - stranger*float64(min(size-s.n, strangers*s.n))
		if s.story == n.story {
			own = v
		}
		if v > most {
			story, most = s.story, v
		}
	}
	return story, most, own
}

const surely = 1e-9 // so that rounding moves nothing

// settle asks those beside n again where they belong, and whether n's story is
// one with another.
func (g *gatherer) settle(n *node) {
	asked := 0
	for _, e := range n.edges {
		m := e.to
		if e.odds <= 0 || m.pinned || m.story == "" || asked == mostAsked {
			continue
		}
		asked++
		switch story, most, own := g.best(m); {
		case story != "" && story != m.story && most > own+surely:
			g.move(m, story)
		case story == "" && own < -surely && len(g.stories[m.story].members) > 1:
			g.move(m, g.fresh())
		}
	}
	for g.merge(n.story) {
	}
}

func (g *gatherer) move(n *node, to string) {
	from := n.story
	g.leave(n)
	g.enter(n, to)
	g.moved(n, from, to)
}

// merge makes the story one with the other of which the pairs speak most for
// that, and tells whether there was one.
func (g *gatherer) merge(story string) bool {
	own := g.stories[story]
	if own == nil {
		return false
	}
	type sum struct {
		story string
		odds  float64
		n     int
	}
	var sums []sum
	at := map[string]int{}
	for _, m := range own.members[max(0, len(own.members)-mostMembers):] {
		for _, e := range m.edges {
			if e.to.story == story || e.to.story == "" || e.to.edges == nil {
				continue
			}
			i, ok := at[e.to.story]
			if !ok {
				i = len(sums)
				at[e.to.story] = i
				sums = append(sums, sum{story: e.to.story})
			}
			sums[i].odds, sums[i].n = sums[i].odds+e.odds, sums[i].n+1
		}
	}
	most, with := 0.0, ""
	for _, s := range sums {
		pairs := len(own.members) * len(g.stories[s.story].members)
		if v := s.odds - stranger*float64(min(pairs-s.n, strangers*s.n)); v > most && (own.free() || g.stories[s.story].free()) {
			most, with = v, s.story
		}
	}
	if with == "" {
		return false
	}
	from, to := with, story
	if o := g.stories[with]; !o.free() || own.free() && (len(o.members) > len(own.members) || len(o.members) == len(own.members) && o.since < own.since) {
		from, to = story, with
	}
	for _, m := range slices.Clone(g.stories[from].members) {
		g.move(m, to)
	}
	return true
}

// free tells whether all of a story may go into another.
func (s *gathered) free() bool {
	return s.texts == 0 && !slices.ContainsFunc(s.members, func(m *node) bool { return m.pinned })
}
