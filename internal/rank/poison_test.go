package rank

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// asWritten plays the whole of REL-1: 30 days with 10,000 hostile texts each.
var asWritten = flag.Bool("as-written", false, "play the poisoning simulations at full length (some minutes)")

// attack is what a month brings beside the honest press: feeds that each send
// so many texts a day, stuffed with what is looked for; or an analyst who turns
// a part of the decisions round.
type attack struct {
	name       string
	feeds      int
	each       int
	alike      bool // all send one text with a few words exchanged
	flips      float64
	allowed    float64 // how far the precision may fall
	days, news int     // of the scaled run; news is the honest texts of a day
	scaled     int     // texts a day of each feed in the scaled run
}

// played is what a month came to.
type played struct {
	daily []float64 // precision of the first fifty
	most  int       // places that one hostile source had on a day
	alarm int       // decisions of the turned analyst until the alarm, 0: none
	false int       // alarms about the others
}

func (p played) mean(from, to int) float64 {
	sum := 0.0
	for _, x := range p.daily[from:min(to, len(p.daily))] {
		sum += x
	}
	return sum / float64(min(to, len(p.daily))-from)
}

// month is the desk's memory while it is played.
type month struct {
	press  press
	r      *rand.Rand
	docs   []Doc
	labels []Example
	tally  map[string]Tally
	turned int // decisions of the turned analyst, from when it began
}

// turnsAfter is the day on which the analyst begins to turn decisions round.
const turnsAfter = 3

func play(a attack, seed uint64, days, news, each int) (out played) {
	m := month{press: newPress(seed), r: rand.New(rand.NewPCG(seed, 1)), tally: map[string]Tally{}}
	hostile := press{rand.New(rand.NewPCG(seed, 2))} // the honest press is the same with and without
	for day := range days {
		docs, relevant := m.press.reports(news)
		for i := range docs {
			docs[i].ID = fmt.Sprint(day, "/", docs[i].ID)
		}
		bait := hostile.words("wanted", 60, 30) + hostile.words("c", 2000, 20)
		for f := range a.feeds {
			for i := range each {
				d := Doc{ID: fmt.Sprint(day, "/bad", f, "/", i), Source: fmt.Sprint("bad", f), Text: bait + hostile.words("c", 2000, 3)}
				if !a.alike {
					d.Text = hostile.words("wanted", 60, 30) + hostile.words("c", 2000, 20)
				}
				docs, relevant = append(docs, d), append(relevant, false)
			}
		}
		good, top := m.day(a, day, docs, relevant)
		out.daily = append(out.daily, good)
		for s, n := range top {
			if s[0] == 'b' {
				out.most = max(out.most, n)
			}
		}
		if a.flips > 0 && day >= turnsAfter {
			m.watch(&out)
		}
	}
	return out
}

// day ranks what came in, and has the first fifty decided on.
func (m *month) day(a attack, day int, docs []Doc, relevant []bool) (precision float64, top map[string]int) {
	var came []arrival
	for _, i := range m.r.Perm(len(docs)) {
		came = append(came, arrival{docs[i].ID, docs[i].Source, i})
	}
	came = window(came, m.tally, newest)
	all := slices.Clone(m.docs) // the pool is what was decided on and what is open, as in the desk
	for _, c := range came {
		all = append(all, docs[c.at])
	}
	markNew(all, m.tally)
	pool := NewPool(slices.Values(all))
	weights := pool.weights(wanted, m.labels)
	var items []Item
	for n, c := range came {
		t, at := m.tally[c.source], len(m.docs)+n
		items = append(items, Item{Key: c.id, Source: c.source, Kin: pool.kins[at], Score: float64(pool.vectors[at].dot(weights)), Selected: t.Selected, Rejected: t.Rejected})
	}
	top = map[string]int{}
	right := 0
	for n, x := range Arrange(items, fmt.Sprint(day))[:pageOf] {
		i := came[x.At].at
		by, yes := []string{"ana", "bruno", "carla"}[n%3], relevant[i]
		if yes {
			right++
		}
		if by == "ana" && a.flips > 0 && day >= turnsAfter {
			m.turned++
			yes = yes != (m.r.Float64() < a.flips)
		}
		t := m.tally[docs[i].Source]
		if yes {
			t.Selected++
		} else {
			t.Rejected++
		}
		m.tally[docs[i].Source] = t
		m.labels = append(m.labels, Example{At: len(m.docs), Relevant: yes, By: by})
		m.docs = append(m.docs, docs[i])
		top[docs[i].Source]++
	}
	return float64(right) / pageOf, top
}

// watch looks for alarms with what is known on that day.
func (m *month) watch(out *played) {
	pool := NewPool(slices.Values(m.docs))
	for _, d := range Watch(m.labels, HeldOut(pool, wanted, m.labels)) {
		if d.By != "ana" {
			out.false++
		} else if out.alarm == 0 {
			out.alarm = m.turned
		}
	}
}

// TestPoisoning is REL-1: what hostile feeds and a turned analyst do to the
// first fifty. With -as-written it is played as long and as large as that says.
func TestPoisoning(t *testing.T) {
	var clean *played
	for _, a := range []attack{
		{name: "one feed, 10,000 texts a day", feeds: 1, each: 10_000, allowed: 0.02, days: 8, news: 600, scaled: 1500},
		{name: "twenty that collude, 500 a day each", feeds: 20, each: 500, allowed: 0.05, days: 8, news: 600, scaled: 60},
		{name: "twenty with one text", feeds: 20, each: 500, alike: true, allowed: 0.05, days: 8, news: 600, scaled: 60},
		{name: "an analyst turns a tenth round", flips: 0.1, allowed: 0.03, days: 8, news: 600},
	} {
		t.Run(a.name, func(t *testing.T) {
			days, news, each := a.days, a.news, a.scaled
			if *asWritten {
				days, news, each = 30, 600, a.each
			}
			if clean == nil || len(clean.daily) < days { // each day is the same however many follow
				p := play(attack{}, 7, days, news, 0)
				clean = &p
			}
			p := play(a, 7, days, news, each)
			fell := clean.mean(0, days) - p.mean(0, days)
			t.Logf("precision of the first fifty %.3f, poisoned %.3f (%+.3f); first three days %.3f, %.3f; one source has at most %d",
				clean.mean(0, days), p.mean(0, days), -fell, clean.mean(0, 3), p.mean(0, 3), p.most)
			if fell > a.allowed && *asWritten || fell > a.allowed+0.6/float64(days) || p.most > mostOfPage {
				t.Errorf("the precision of the first fifty falls by %.3f, at most %.3f is allowed; one source has %d places", fell, a.allowed, p.most)
			}
			t.Logf("by day %.2f, poisoned %.2f", clean.daily[:days], p.daily)
			if a.flips > 0 {
				t.Logf("alarm with %d labels, %d false ones", p.alarm, p.false)
			}
		})
	}
}

// TestWatch is REL-1: of three analysts one turns a tenth of the decisions
// round from some day on. Each time, only what is decided till then is known.
// The bound of the alarm was set on other seeds.
func TestWatch(t *testing.T) {
	caught, falsely, runs := 0, 0, 6
	if *asWritten {
		runs = 40
	}
	var when []int
	for seed := range runs {
		alarm, wrong := watched(uint64(500 + seed))
		if when = append(when, alarm); alarm > 0 && alarm <= 50 {
			caught++
		}
		falsely += wrong
	}
	t.Logf("of %d: caught within 50 labels %d (%v); false alarms %d of %d honest", runs, caught, when, falsely, 2*runs)
	if caught < runs*2/3 || falsely > runs/3 {
		t.Errorf("of %d: caught within 50 labels %d (%v); false alarms %d of %d honest", runs, caught, when, falsely, 2*runs)
	}
}

// watched gives the labels of the turned analyst until the alarm, and how many
// of the two others had one.
func watched(seed uint64) (alarm, falsely int) {
	const before, turn = 60, 270
	docs, relevant := newPress(seed).reports(turn)
	pool := NewPool(slices.Values(docs))
	r := rand.New(rand.NewPCG(seed, 3))
	xs := examples(relevant, turn)
	for i := range xs {
		xs[i].By = []string{"ana", "bruno", "carla"}[i%3]
		if i%3 == 0 && i >= before && r.Float64() < 0.1 {
			xs[i].Relevant = !xs[i].Relevant
		}
	}
	others := map[string]bool{}
	for known := before; known <= turn; known += 15 {
		for _, d := range Watch(xs[:known], HeldOut(pool, wanted, xs[:known])) {
			if d.By != "ana" {
				others[d.By] = true
			} else if alarm == 0 {
				alarm = (known - before) / 3
			}
		}
	}
	return alarm, len(others)
}
