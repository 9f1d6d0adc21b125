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

// rarity is the weight of a term for being rare: its inverse frequency, as
// if a few unknown reports had been seen before.
func (f *frequencies) rarity(language, term string) float64 {
	return math.Log((float64(f.reports[language]) + prior) / (float64(f.terms[language][term]) + 0.5))
}

const prior = 20

// vector weighs a sketch's terms, or its keys, and gives the length.
func (f *frequencies) vector(language string, terms map[string]float64) (v map[string]float64, length float64) {
	v = make(map[string]float64, len(terms))
	for t, w := range terms {
		x := w * max(f.rarity(language, t), 0.05)
		v[t] = x
		length += x * x
	}
	return v, math.Sqrt(length)
}

// cosine compares a weighed vector with a sketch's terms.
func (f *frequencies) cosine(language string, v map[string]float64, length float64, terms map[string]float64) float64 {
	dot, norm := 0.0, 0.0
	for t, w := range terms {
		x := w * max(f.rarity(language, t), 0.05)
		norm += x * x
		if y, ok := v[t]; ok {
			dot += x * y
		}
	}
	if norm == 0 || length == 0 {
		return 0
	}
	return dot / length / math.Sqrt(norm)
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
