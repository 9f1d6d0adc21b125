package article

import (
	"slices"
	"strings"
)

// marked proposes what stands in elements that speak of authors, each alone
// and those side by side together.
func (g *gatherer) marked() {
	var last *proposal
	var run []string
	lastRow, lastKind := int32(-99), hint(0)
	known := map[string]markText{} // lists of notes name the same few again and again
	for i := range g.s.marks {
		m := &g.s.marks[i]
		raw := g.s.joined(m.from, m.to, string(soft))
		said, ok := known[raw]
		if !ok {
			said = readMark(raw)
			known[raw] = said
		}
		ns, by, at := said.names, said.by, m.place()
		if c := g.propose(said.whole, at); c != nil {
			g.note(c, int(m.row), m.in, by)
			c.kind |= m.kind
		}
		c := g.propose(ns, at)
		if c == nil {
			continue
		}
		g.nMarks++
		g.counted[c.key]++
		g.note(c, int(m.row), m.in, by)
		c.kind |= m.kind
		c.clean = c.clean || m.kind&(markNot|markBio) == 0
		c.order = min(c.order, g.nMarks)
		if last != nil && m.row-lastRow <= 3 && m.kind&markAuthor == lastKind && last != c {
			run = appendNew(appendNew(slices.Clone(run), last.names), ns)
			if j := g.propose(run, at); j != nil && j != c {
				j.joined, j.kind, j.clean = true, j.kind|m.kind, j.clean || m.kind&(markNot|markBio) == 0
				g.note(j, int(m.row), m.in, by)
			}
		} else if last != c {
			run = nil
		}
		last, lastRow, lastKind = c, m.row, m.kind&markAuthor
	}
}

// markText is what the text of a mark says.
type markText struct {
	names []string
	by    bool
	whole []string // all of a short text as one name, if that is another reading
}

func readMark(raw string) (t markText) {
	t.names, t.by = names(raw)
	if len(raw) < 60 && strings.Count(raw, string(soft)) <= 1 {
		if s := stated(strings.ReplaceAll(raw, string(soft), " ")); len(s) == 1 && !slices.Equal(s, t.names) {
			t.whole = s
		}
	}
	return t
}

// place tells what sort of mark it is.
func (m *mark) place() place {
	switch {
	case m.kind&markItem != 0:
		return byItem
	case m.kind&markRel != 0, m.kind&markClass == 0 && m.kind&markLink != 0:
		return byRel
	case m.kind&markClass == 0:
		return byMeans
	}
	return byClass
}

// note remembers where a proposal stands.
func (g *gatherer) note(c *proposal, row int, in zone, by bool) {
	c.zones &= in
	c.by = c.by || by
	if g.head >= 0 && c.zones&(inComments|inAside|inFoot) == 0 {
		d := row - g.head
		if d < 0 {
			d = 20 - d
		}
		c.near = min(c.near, d)
	}
	if g.end >= 0 && row > g.end {
		c.after = min(c.after, row-g.end)
	}
	c.before = c.before || g.start >= 0 && row < g.start
	for _, i := range []int{row - 1, row, row + 1} {
		if i >= 0 && i < len(g.s.rows) && g.s.rows[i].size < 80 && dateLike(g.s, i) {
			c.dated = true
		}
	}
}

// dateLike reports whether a row has a year, or a day and a month.
func dateLike(s *sheet, i int) bool {
	r := s.rows[i]
	for _, b := range s.bits[r.from:min(r.to, r.from+12)] {
		run := 0
		for j := range len(b.text) {
			if c := b.text[j]; c >= '0' && c <= '9' {
				run++
				continue
			}
			if run == 4 || run == 2 && b.text[j] == ':' {
				return true
			}
			run = 0
		}
		if run == 4 {
			return true
		}
	}
	return false
}
