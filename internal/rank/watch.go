package rank

import (
	"cmp"
	"math"
	"slices"
)

// Disagreement is a reviewer whose decisions go against what the others'
// decisions teach, more often than chance explains.
type Disagreement struct {
	By        string   `json:"by"`
	Decisions int      `json:"decisions"` // of the reviewer, up to the alarm
	Against   int      `json:"against"`   // of them plainly against the others
	Reports   []string `json:"reports"`   // those: what to look at

	at []int // the examples of Reports
}

const (
	turned  = 0.10 // the part of decisions turned round that an alarm is for
	doubted = 0.02 // how often the plainest decision is otherwise without harm
	alarmAt = 2.4  // of the sum of log-likelihood ratios
)

// Watch goes through decisions in the order of time, with the scores that
// HeldOut gave them. What the others' decisions make of a score is a logistic
// curve (Platt, Probabilistic Outputs for Support Vector Machines, 1999). Of
// each reviewer the log-likelihood ratio of "one in ten is turned round"
// against "none is" is summed, never below zero: the CUSUM test of Page
// (Continuous Inspection Schemes, Biometrika 41 (1954)). A doubtful text adds
// nothing, whichever way it is decided.
//
// Decisions that somebody has looked at are not summed any more. An alarm says
// that somebody should look: an analyst with other duties also decides otherwise.
func Watch(examples []Example, scores []float64) []Disagreement {
	if len(scores) != len(examples) {
		return nil
	}
	all := map[string]int{}
	for _, e := range examples {
		all[e.By]++
	}
	var out []Disagreement
	for by, n := range all {
		c := fit(examples, scores, func(e Example) bool { return len(examples)-n < leastRead/2 || e.By != by })
		if d, found := c.cusum(by, examples, scores); found {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Disagreement) int { return cmp.Compare(a.By, b.By) })
	return out
}

// curve is the probability of being relevant at a score: 1/(1+exp(-a·s-b)).
type curve struct{ a, b float64 }

// fit is maximum likelihood by Newton's method, held by a weak prior on a so
// that scores which part the sides without an error give no wall.
func fit(examples []Example, scores []float64, counts func(Example) bool) curve {
	const prior = 0.01
	c := curve{}
	for range 30 {
		ga, gb, haa, hab, hbb := -prior*c.a, 0.0, prior, 0.0, 1e-9
		for i, e := range examples {
			if !counts(e) {
				continue
			}
			y := 0.0
			if e.Relevant {
				y = 1
			}
			p, s := c.at(scores[i]), scores[i]
			w := p * (1 - p)
			ga, gb = ga+(y-p)*s, gb+(y-p)
			haa, hab, hbb = haa+w*s*s, hab+w*s, hbb+w
		}
		det := haa*hbb - hab*hab
		if det < 1e-12 {
			break
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		size := max(math.Abs(da), math.Abs(db), 1)
		c.a, c.b = c.a+da/size, c.b+db/size // of one step at most: far from the top Newton leaps
		if math.Abs(da)+math.Abs(db) < 1e-6 {
			break
		}
	}
	return c
}

func (c curve) at(s float64) float64 { return 1 / (1 + math.Exp(-c.a*s-c.b)) }

func (c curve) cusum(by string, examples []Example, scores []float64) (Disagreement, bool) {
	d := Disagreement{By: by}
	sum := 0.0
	for i, e := range examples {
		if e.By != by || e.Cleared {
			continue
		}
		p := c.at(scores[i])
		if !e.Relevant {
			p = 1 - p
		}
		p = min(max(p, doubted), 1-doubted)
		d.Decisions++
		if p < 0.2 {
			d.Against++
			d.at = append(d.at, e.At)
		}
		sum = max(0, sum+math.Log(1-turned+turned*(1-p)/p))
		if sum > alarmAt {
			return d, true
		}
	}
	return d, false
}
