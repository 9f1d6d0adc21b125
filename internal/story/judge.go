package story

import (
	_ "embed"
	"math"
	"sync"
)

// joinWeights are what `go run ./internal/story/teach` has learned of when a
// report belongs to a story.
//
//go:embed join.logit
var joinWeights []byte

// theJudge is read when it is first needed; it never changes.
var theJudge = sync.OnceValue(func() *Logit {
	l := new(Logit)
	if err := l.UnmarshalBinary(joinWeights); err != nil {
		return &Logit{} // unreachable: a test reads the file
	}
	return l
})

// What else the judge must be sure of.
const (
	caseAt    = 0.15 // of one running case
	briefLike = 0.5  // a sentence or two must share at least that much with another
	textLike  = 0.15 // and a report with a text, whatever else speaks for it
)

// least is the likeness of words below which no other sign counts: so that what
// was learned from headlines does not join texts that share next to nothing.
func least(o option) float32 {
	switch {
	case o.brief:
		return briefLike
	case o.x[fHeads] == 0:
		return textLike
	}
	return 0
}

// Choice is a story that a report may join, as the trainer sees it.
type Choice struct {
	Story string
	X     []float32 // its features
}

// Chooser takes the place of the learned judge, to teach it: it gives the
// number of the choice, or -1 for a new story.
type Chooser func(report string, cs []Choice) int

// choose gives the place of the option that the report joins, -1 for none.
func choose(report string, os []option, by Chooser) int {
	if by != nil {
		cs := make([]Choice, len(os))
		for i, o := range os {
			cs[i] = Choice{o.thread.id, o.x}
		}
		return by(report, cs)
	}
	best, top := -1, math.Inf(-1)
	for i := range os {
		os[i].p = theJudge().Probability(os[i].x)
		if os[i].x[fBody] < least(os[i]) {
			os[i].p = 0
		}
		if os[i].p > top && Sure(os[i].x, os[i].p) {
			best, top = i, os[i].p
		}
	}
	return best
}

// options are the stories that e may join.
func (ra *rarity) options(e *rep, near []*thread) []option {
	var os []option
	for _, t := range near {
		if o := ra.measure(e, t); o.best != nil {
			os = append(os, o)
		}
	}
	margins(os)
	return os
}
