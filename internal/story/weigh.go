package story

import (
	"maps"
	"math"
	"slices"
)

// frequencies counts in how many reports a term stands, by language ("" for
// the keys that languages share), so that what is rare weighs more.
type frequencies struct {
	reports map[string]int
	terms   map[string]map[string]int
}

func newFrequencies() *frequencies {
	return &frequencies{reports: map[string]int{}, terms: map[string]map[string]int{}}
}

func (f *frequencies) add(s *sketch) {
	f.count(s.language, s.terms)
	f.count(shared, s.keys)
}

// shared is the language of keys; it is no language's code.
const shared = "*"

func (f *frequencies) count(language string, terms map[string]float64) {
	f.reports[language]++
	m := f.terms[language]
	if m == nil {
		m = map[string]int{}
		f.terms[language] = m
	}
	for t := range terms {
		m[t]++
	}
}

// rarity is the weight of a term for being rare: its inverse document frequency
// (Spärck Jones 1972), as if a few unknown reports had been seen before.
func (f *frequencies) rarity(language, term string) float64 {
	return math.Log((float64(f.reports[language]) + priorReports) / (float64(f.terms[language][term]) + priorTerm))
}

const (
	priorReports = 20  // unknown reports
	priorTerm    = 0.5 // of them, with any one term
	leastRarity  = 0.05
)

// weight is what a term of a report weighs among the others; a term that
// everybody has still weighs a little.
func (f *frequencies) weight(language, term string, w float64) float64 {
	return w * max(f.rarity(language, term), leastRarity)
}

// vector weighs a sketch's terms, or its keys, and gives the length.
func (f *frequencies) vector(language string, terms map[string]float64) (v map[string]float64, length float64) {
	v = make(map[string]float64, len(terms))
	for t, w := range terms {
		x := f.weight(language, t, w)
		v[t] = x
		length += x * x
	}
	return v, math.Sqrt(length)
}

// heaviest lists the n terms that weigh most.
func (f *frequencies) heaviest(language string, terms map[string]float64, n int) []string {
	v, _ := f.vector(language, terms)
	return slices.Sorted(maps.Keys(heaviest(v, n)))
}

// rarest lists the n terms that weigh most for being rare, without those that
// nobody else has.
func (f *frequencies) rarest(language string, terms map[string]float64, n int) []string {
	weight := make(map[string]float64, len(terms))
	for t, w := range terms {
		if f.terms[language][t] > 1 {
			weight[t] = w * f.rarity(language, t)
		}
	}
	return slices.Sorted(maps.Keys(heaviest(weight, n)))
}
