package story

import (
	_ "embed"
	"math"
	"sync"

	"vigia/internal/forest"
)

// joinForest is what `go run ./internal/story/teach` has learned of when a
// report belongs to a story.
//
//go:embed join.forest
var joinForest []byte

// theJudge is read when it is first needed; it never changes.
var theJudge = sync.OnceValue(func() *forest.Forest {
	f := new(forest.Forest)
	if err := f.UnmarshalBinary(joinForest); err != nil {
		return &forest.Forest{} // unreachable: a test reads the file
	}
	return f
})

// How sure the learned judge must be.
const (
	joinAt    = 0.5  // of one event
	caseAt    = 0.15 // of one running case
	briefLike = 0.5  // a sentence or two must share at least that much with another
)

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
		if os[i].brief && os[i].x[fBody] < briefLike {
			os[i].p = 0
		}
		if os[i].p > top && os[i].p >= joinAt {
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
