package label

import (
	"embed"
	"encoding"
	"sync"

	"vigia/internal/forest"
	"vigia/internal/linear"
)

// learned are the weights that come with the program, made by
// internal/label/teach from public data.
//
//go:embed learned
var learned embed.FS

// Weights are what the program has learned before it sees a monitor.
type Weights struct {
	Manner *linear.Table  // news against all other texts of the web; news against opinion
	Words  *linear.Many   // countries by the words of English reports
	Wire   *forest.Forest // countries by how they are named and by the words
	Places *forest.Forest // countries by how they are named alone, for all languages
}

// shippedWeights loads the weights once. Those that are missing or damaged, as
// while they are being made, judge nothing.
var shippedWeights = sync.OnceValue(func() *Weights {
	var news, two linear.Model
	w := &Weights{Words: &linear.Many{}, Wire: &forest.Forest{}, Places: &forest.Forest{}}
	for name, m := range map[string]encoding.BinaryUnmarshaler{"news.linear": &news, "opinion.linear": &two,
		"countries.words": w.Words, "countries.forest": w.Wire, "places.forest": w.Places} {
		if b, err := learned.ReadFile("learned/" + name); err == nil {
			_ = m.UnmarshalBinary(b) // TestShippedWeights sees that they load
		}
	}
	w.Manner = linear.Beside(&news, &two)
	return w
})
