package main

import (
	"cmp"
	"slices"
)

// tally counts judgements.
type tally struct{ right, wrong, missed int }

func (t *tally) add(got, want bool) {
	switch {
	case got && want:
		t.right++
	case got:
		t.wrong++
	case want:
		t.missed++
	}
}

// sets compares two lists.
func (t *tally) sets(got, want []string) {
	right := 0
	for _, g := range got {
		if slices.Contains(want, g) {
			right++
		}
	}
	t.right += right
	t.wrong += len(got) - right
	t.missed += len(want) - right
}

func (t tally) precision() float64 { return float64(t.right) / float64(max(t.right+t.wrong, 1)) }
func (t tally) recall() float64    { return float64(t.right) / float64(max(t.right+t.missed, 1)) }
func (t tally) f1() float64 {
	return 2 * float64(t.right) / float64(max(2*t.right+t.wrong+t.missed, 1))
}

// judged is a score with the truth.
type judged struct {
	score float64
	yes   bool
}

// auc is the area under the ROC curve.
func auc(js []judged) float64 {
	js = slices.Clone(js)
	slices.SortFunc(js, func(a, b judged) int { return cmp.Compare(a.score, b.score) })
	sum, pos := 0, 0
	for i, j := range js {
		if j.yes {
			sum += i + 1
			pos++
		}
	}
	return float64(sum-pos*(pos+1)/2) / float64(max(pos*(len(js)-pos), 1))
}
