package story

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"vigia"
	"vigia/internal/text"
)

// entry is a report among others: in a Stream, or loaded for Place.
type entry struct {
	party
	sketch
	day     time.Time // for windows; zero: unknown, near to all
	title   string
	story   string
	via     link  // what it was taken from; relation "" if nothing that is here
	fixed   bool  // a person has said what it was taken from
	body    *body // nil where the signatures say enough
	tongue  tongue
	profile *profile
	rep     *rep  // nil until it is asked for
	number  int32 // of its placing; in a Stream, its place

	worth float32 // of what it shares with the report that is being placed
}

func newEntry(d Doc, cs []credit) *entry {
	b := &body{text: d.Text, language: d.Language}
	s := sketchOf(d, b)
	return &entry{party: party{id: d.ID, key: d.URL, outlet: d.Outlet, at: instant(d.Published), credits: cs},
		sketch: s, title: text.Cut(d.Title, titleRunes), profile: profileOf(s, d.Title),
		tongue: tongueOf(d), body: b}
}

// change is a new link of a report that came before.
type change struct {
	to  *entry
	via link
}

// relate finds which of near the new report e was taken from, and which of
// them, come before it, were taken from e. Each pair is looked at once, when
// the later of the two comes, and the better link always wins: the outcome is
// the same whatever the order.
func relate(e *entry, near []*entry) []change {
	var changes []change
	for _, c := range near {
		if c == e || c.id == e.id {
			continue
		}
		from, to := c, e
		if c.follows(e.party) {
			from, to = e, c
		}
		if to.fixed {
			continue
		}
		l := between(to, from)
		if l.relation == "" || to.via.relation != "" && !l.better(to.via) {
			continue
		}
		to.via = l
		if to != e {
			changes = append(changes, change{to, l})
		}
	}
	return changes
}

// between tells how to was taken from from, if it was.
func between(to, from *entry) link {
	if !within(to.day, from.day, copyDays) {
		return link{}
	}
	var l link
	if mayShare(to, from) {
		l = textLink(to, from)
	}
	l.credited, l.from = to.creditsOutlet(from.outlet), from.party
	if l.relation != "" || !l.credited || !creditWindow(to.at, from.at) {
		return l
	}
	like, least := alike(to.profile[keyed], from.profile[keyed]), creditOther
	if to.language == from.language {
		like, least = alike(to.profile[stems], from.profile[stems]), creditSame
	}
	if like >= least {
		l.relation, l.strength = vigia.Derived, math.Round(like*1000)/1000
	}
	return l
}

// creditWindow: a report that credits another comes some days after it at
// most; clocks and time zones may be wrong by hours.
func creditWindow(to, from time.Time) bool {
	if to.IsZero() || from.IsZero() {
		return true
	}
	gap := to.Sub(from)
	return gap > -creditAfter && gap < creditBefore
}

// alike is the cosine of two reports by themselves, without knowing what is
// rare: it must be the same whatever else has arrived.
func alike(a, b []term) float64 {
	var dot, x, y float64
	j := 0
	for _, t := range a {
		for j < len(b) && b[j].id < t.id {
			j++
		}
		if j < len(b) && b[j].id == t.id {
			dot += float64(t.weight) * float64(b[j].weight)
		}
		x += float64(t.weight) * float64(t.weight)
	}
	for _, t := range b {
		y += float64(t.weight) * float64(t.weight)
	}
	if x == 0 || y == 0 {
		return 0
	}
	return dot / math.Sqrt(x*y)
}

// why says in words what a link rests on.
func (l link) why(outlet string) string {
	by := ""
	if l.credited {
		by = ", which it credits"
	}
	switch {
	case l.relation == vigia.Copy:
		return fmt.Sprintf("%.0f %% of the text is that of %s%s", 100*min(l.strength, 1), outlet, by)
	case l.credited && !l.text:
		return fmt.Sprintf("credits %s, which told the same", outlet)
	case l.reworded:
		return fmt.Sprintf("%.0f %% of it stands, in other words, in an earlier report of %s%s", 100*l.strength, outlet, by)
	}
	return fmt.Sprintf("%.0f %% of the text stands in an earlier report of %s", 100*min(l.strength, 1), outlet)
}

// origin follows the links from id to the end of the chain. Where clocks and
// credits make a circle, the earliest of it is the origin.
func origin(id string, via func(id string) (party, bool)) party {
	var chain []party
	for at := id; ; {
		p, ok := via(at)
		if !ok {
			break
		}
		if i := slices.IndexFunc(chain, func(q party) bool { return q.id == p.id }); i >= 0 {
			return slices.MinFunc(chain[i:], func(a, b party) int {
				return cmp.Or(compareTimes(a.at, b.at), cmp.Compare(a.key, b.key))
			})
		}
		chain = append(chain, p)
		at = p.id
	}
	if len(chain) == 0 {
		return party{}
	}
	return chain[len(chain)-1]
}
