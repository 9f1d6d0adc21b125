package article

import (
	_ "embed"
	"sync"

	"vigia/internal/forest"
)

// model is what was learned of the blocks of pages; internal/article/teach
// makes it.
type model struct {
	lexicon       *Lexicon
	first, second forest.Forest
}

//go:embed body-lexicon.forest
var lexiconBytes []byte

//go:embed body-first.forest
var firstBytes []byte

//go:embed body-second.forest
var secondBytes []byte

// theModel reads the weights once. TestModel checks that they can be read; if
// they could not, every block would score 0 and none be taken.
var theModel = sync.OnceValue(func() *model {
	m := &model{lexicon: &Lexicon{}}
	if m.lexicon.UnmarshalBinary(lexiconBytes) != nil || m.first.UnmarshalBinary(firstBytes) != nil || m.second.UnmarshalBinary(secondBytes) != nil {
		return &model{lexicon: &Lexicon{}}
	}
	return m
})

// scores gives the log-odds of each block of a page that it is of the report.
func (m *model) scores(f *facts) []float64 {
	rows := f.rows()
	return Grown(&m.second, f.second(rows, Grown(&m.first, rows)))
}
