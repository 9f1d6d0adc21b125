package burst

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"vigia/internal/tally"
)

// The kinds of findings.
const (
	Burst   = "burst"   // far more stories than usual
	Silence = "silence" // far fewer
	First   = "first"   // the first in half a year
	Actor   = "actor"   // somebody named with a network for the first time: found by the desk, which knows names
)

// Days is how many days are counted: the week that is judged and the 26 weeks
// before it.
const Days = 7 * (1 + firstWeeks)

const (
	firstWeeks = 26 // 182 days without a story make the next one a first
	bandWeeks  = 12 // from which the band is expected
	leastWeeks = 8  // of collecting, before anything is expected
	beyond     = 3  // spreads: see the measured rate of false alarms
	leastBurst = 3  // stories
	dead       = 5  // stories a week, of which a fifth or less is silence
)

// Series counts by age: [0] are the last 24 hours, [1] the 24 before them.
type Series [Days]int

// week is the sum of the seven days that begin at an age.
func (s *Series) week(age int) (n int) {
	for _, d := range s[age : age+7] {
		n += d
	}
	return n
}

// Key is what is counted: a network in a country, on a theme or in a
// dimension; or, with neither, the network at all.
type Key struct {
	Network string `json:"network"`
	Facet   string `json:"facet,omitempty"` // "country", "theme", "dimension"; "actor"
	Value   string `json:"value,omitempty"` // of the facet "actor" the entity
}

// Cell is how many stories a key had.
type Cell struct {
	Key
	Stories Series
}

// Finding is something unusual in the last seven days.
type Finding struct {
	Kind string `json:"kind"`
	Key
	Count int    `json:"count"` // stories of the last seven days
	Low   int    `json:"low"`   // what a week is expected to bring
	High  int    `json:"high"`
	Days  int    `json:"days"` // ago it began: to be above the band, the last story, the first one
	Why   string `json:"why"`

	Weight float64 `json:"weight"` // spreads beyond what is expected
}

// Find judges the cells. The intake is how many reports of any kind were
// collected: what is expected grows and shrinks with it, so that new sources
// are no burst and a collector that stood still is no silence.
//
// Whole weeks are compared, in which each weekday comes once, so that no weekly
// pattern needs to be learned. Weekly counts are made even by Anscombe's
// transform; their level is the median of the last twelve weeks and their
// spread the median difference of neighbouring weeks, at least that of chance
// (package tally), as for the volume of sources.
func Find(cells []Cell, intake Series) []Finding {
	observed, growth := intake.observed()
	if observed < leastWeeks {
		return nil
	}
	lively := map[string]bool{}
	for i := range cells {
		if cells[i].Facet == "" {
			lively[cells[i].Network] = cells[i].Stories.weeks() >= leastWeeks
		}
	}
	var found []Finding
	for i := range cells {
		c := &cells[i]
		if f, ok := c.first(observed, lively[c.Network]); ok {
			found = append(found, f)
		} else if f, ok := c.unusual(bandOf(&c.Stories, observed, growth)); ok {
			found = append(found, f)
		}
	}
	return settle(found)
}

// Usual is how many stories this week is expected to bring a series, by the
// arithmetic of Find; not ok where too few weeks were collected to say so.
func Usual(s, intake Series) (low, high int, ok bool) {
	observed, growth := intake.observed()
	if observed < leastWeeks {
		return 0, 0, false
	}
	b := bandOf(&s, observed, growth)
	return b.low(), b.high(), true
}

// Weeks are the counts of whole weeks, the oldest first, this week last.
func (s *Series) Weeks() []int {
	out := make([]int, 0, Days/7)
	for age := Days - 7; age >= 0; age -= 7 {
		out = append(out, s.week(age))
	}
	return out
}

// observed is for how many whole weeks before this one reports came in without
// a gap, and by how much this week's intake is outside its own band: 1 is
// within.
func (s *Series) observed() (weeks int, growth float64) {
	for weeks < firstWeeks && s.week(7*(weeks+1)) > 0 {
		weeks++
	}
	growth = 1
	if b := bandOf(s, weeks, 1); math.Abs(b.away(s.week(0))) > 2 {
		growth = float64(s.week(0)) / max(1, tally.Counted(b.level))
	}
	return weeks, growth
}

// Known reports whether reports came in for long enough to say what is new.
func Known(intake Series) bool {
	weeks, _ := intake.observed()
	return weeks >= leastWeeks
}

// weeks is how many earlier weeks have a story.
func (s *Series) weeks() (n int) {
	for age := 7; age < Days; age += 7 {
		n += min(1, s.week(age))
	}
	return n
}

// first says whether the week has the first story of half a year. Where a
// network itself is hardly ever written of, only its own first is told, not
// that of each country besides.
func (c *Cell) first(observed int, lively bool) (Finding, bool) {
	n := c.Stories.week(0)
	if observed < firstWeeks || n == 0 || c.Stories.weeks() > 0 || c.Facet != "" && !lively {
		return Finding{}, false
	}
	since := 0
	for age := range 7 {
		if c.Stories[age] > 0 {
			since = age
		}
	}
	return Finding{Kind: First, Key: c.Key, Count: n, Days: since, Weight: tally.Raised(float64(n)),
		Why: fmt.Sprintf("the first in more than %d days", 7*firstWeeks)}, true
}

// unusual says whether the week is outside its band.
func (c *Cell) unusual(b band) (Finding, bool) {
	n := c.Stories.week(0)
	f := Finding{Key: c.Key, Count: n, Low: b.low(), High: b.high(), Weight: math.Abs(b.away(n))}
	usual := fmt.Sprintf("usually %d–%d", f.Low, f.High)
	switch away := b.away(n); {
	case away >= beyond && n >= leastBurst && n > f.High:
		f.Kind, f.Why = Burst, fmt.Sprintf("%d stories in 7 days, %s", n, usual)
		for f.Days < 27 && b.away(c.Stories.week(f.Days+1)) >= beyond {
			f.Days++
		}
	case away <= -beyond && tally.Counted(b.level) >= dead && float64(n) <= tally.Counted(b.level)/5:
		f.Kind, f.Why = Silence, fmt.Sprintf("%d stories in 7 days, %s", n, usual)
		for f.Days = 0; f.Days < Days-1 && c.Stories[f.Days] == 0; f.Days++ {
		}
	}
	return f, f.Kind != ""
}

// band is what a week is expected to bring, transformed.
type band struct{ level, spread float64 }

// bandOf judges the level by the last weeks, and the spread by all that were
// observed: a level changes, how much stories come in clumps does not.
func bandOf(s *Series, observed int, growth float64) band {
	var y, counts []float64
	for w := min(observed, firstWeeks); w >= 1; w-- {
		n := float64(s.week(7 * w))
		y, counts = append(y, tally.Raised(n)), append(counts, n)
	}
	level := tally.Median(y[max(0, len(y)-bandWeeks):])
	return band{tally.Raised(growth * tally.Counted(level)), max(tally.Wobble(y), math.Sqrt(tally.Clumping(counts)))}
}

// away is how many spreads a count is above the level.
func (b band) away(n int) float64 { return (tally.Raised(float64(n)) - b.level) / b.spread }

func (b band) low() int  { return int(tally.Counted(b.level - 2*b.spread)) }
func (b band) high() int { return int(math.Ceil(tally.Counted(b.level + 2*b.spread))) }

// settle puts bursts before firsts before silences, and in each the most
// unusual first.
func settle(found []Finding) []Finding {
	order := map[string]int{Burst: 0, First: 1, Silence: 2}
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), cmp.Compare(b.Weight, a.Weight),
			cmp.Compare(a.Network, b.Network), cmp.Compare(a.Facet, b.Facet), cmp.Compare(a.Value, b.Value))
	})
	return found
}
