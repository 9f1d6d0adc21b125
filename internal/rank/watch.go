package rank

import (
	"cmp"
	"math"
	"slices"
)

// Disagreement is a reviewer whose decisions go against what the others'
// decisions teach, more often than chance explains.
type Disagreement struct {
	By        string
	Decisions int // of the reviewer, up to the alarm
	Against   int // that go against it plainly
	Ordinary  float64
}

const (
	unlike = 0.10 // the part of plain contradictions that an alarm is for
	usual  = 0.02 // the least that is taken to be ordinary
	// alarmAt is the bound of the sum of log-likelihood ratios: with ordinary
	// contradictions of 2 % it was passed in 3 % of honest runs of 500 decisions.
	alarmAt = 3.5
)

// Watch goes through decisions in the order of time, with the scores that
// HeldOut gave them. A decision goes plainly against the others where a
// rejected text scores above a quarter of the selected ones, or a selected one
// below a quarter of the rejected ones. Of each reviewer the log-likelihood ratio
// of an unlike against the ordinary rate of such decisions is summed, never
// below zero: the CUSUM test of Page (Continuous Inspection Schemes, Biometrika
// 41 (1954)). The ordinary rate is that of all the others.
//
// An alarm says that somebody should look: an analyst with other duties also
// decides otherwise.
func Watch(examples []Example, scores []float64) []Disagreement {
	if len(scores) != len(examples) {
		return nil
	}
	low, high := plain(examples, scores)
	against := make([]bool, len(examples))
	count, all := map[string]int{}, map[string]int{}
	for i, e := range examples {
		against[i] = e.Relevant && scores[i] < low || !e.Relevant && scores[i] > high
		all[e.By]++
		if against[i] {
			count[e.By]++
		}
	}
	var out []Disagreement
	for by := range all {
		if d, found := cusum(by, examples, against, ordinary(by, count, all)); found {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Disagreement) int { return cmp.Compare(a.By, b.By) })
	return out
}

// plain is below which score selecting, and above which rejecting, contradicts.
func plain(examples []Example, scores []float64) (low, high float64) {
	var yes, no []float64
	for i, e := range examples {
		if e.Relevant {
			yes = append(yes, scores[i])
		} else {
			no = append(no, scores[i])
		}
	}
	if len(yes) == 0 || len(no) == 0 {
		return math.Inf(-1), math.Inf(1)
	}
	slices.Sort(yes)
	slices.Sort(no)
	return no[len(no)*3/4], yes[len(yes)/4]
}

func ordinary(by string, count, all map[string]int) float64 {
	n, of := 0, 0
	for who := range all {
		if who != by {
			n, of = n+count[who], of+all[who]
		}
	}
	if of < 20 {
		return usual
	}
	return max(usual, float64(n)/float64(of))
}

func cusum(by string, examples []Example, against []bool, rate float64) (Disagreement, bool) {
	d := Disagreement{By: by, Ordinary: rate}
	bad := max(unlike, 2.5*rate)
	sum := 0.0
	for i, e := range examples {
		if e.By != by {
			continue
		}
		d.Decisions++
		if against[i] {
			d.Against++
			sum += math.Log(bad / rate)
		} else {
			sum += math.Log((1 - bad) / (1 - rate))
		}
		if sum = max(0, sum); sum > alarmAt {
			return d, true
		}
	}
	return d, false
}
