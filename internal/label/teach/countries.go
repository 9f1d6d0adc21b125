package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"vigia/internal/forest"
	"vigia/internal/label"
	"vigia/internal/linear"
)

// story is a report of the news agency with the countries it is filed under.
type story struct {
	ID, Title, Text, Part string
	Countries             []string
	x                     []linear.Feature
	block                 int
}

// The second stage learns on what the first has not learned from, in blocks of
// neighbours: an agency's reports on one matter stand near each other.
const (
	storyBlock   = 100
	storyFolds   = 4
	leastStories = 3 // of a country whose words are learned
)

var (
	wordOptions    = linear.Options{Cost: 30, Rounds: 10}
	leastWeight    = 0.3
	countryOptions = forest.Options{Trees: 300, Depth: 5, Rate: 0.05, LeastRows: 5, Seed: 3, Shrink: 5}
)

func readStories(data string) ([]story, error) {
	all, err := lines[story](filepath.Join(data, "countries", "cases.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	truth, err := lines[story](filepath.Join(data, "countries", "truth.jsonl"))
	if err != nil {
		return nil, err
	}
	of := map[string]story{}
	for _, t := range truth {
		of[t.ID] = t
	}
	each(len(all), func(i int) {
		s := &all[i]
		s.Countries, s.Part = of[s.ID].Countries, of[s.ID].Part
		s.x = label.CountryWords(s.Title, s.Text)
		n, _ := strconv.Atoi(strings.TrimPrefix(s.ID, "reuters-"))
		s.block = n / storyBlock
	})
	return all, nil
}

// learnWords learns the words of each country with enough reports.
func learnWords(stories []story) *linear.Many {
	xs := repeated(stories)
	n := map[string]int{}
	for _, s := range stories {
		for _, c := range s.Countries {
			n[c]++
		}
	}
	var classes []string
	for c, v := range n {
		if v >= leastStories {
			classes = append(classes, c)
		}
	}
	slices.Sort(classes)
	models := make([]*linear.Model, len(classes))
	each(len(classes), func(i int) {
		samples := make([]linear.Sample, len(stories))
		for j, s := range stories {
			samples[j] = linear.Sample{X: xs[j], Yes: slices.Contains(s.Countries, classes[i])}
		}
		models[i] = linear.Learn(samples, wordOptions)
	})
	by := map[string]*linear.Model{}
	for i, c := range classes {
		by[c] = models[i]
	}
	return linear.Join(by, leastWeight)
}

// repeated leaves out the words of one report alone.
func repeated(stories []story) [][]linear.Feature {
	n := map[uint32]int{}
	for _, s := range stories {
		for _, f := range s.x {
			n[f.Key]++
		}
	}
	out := make([][]linear.Feature, len(stories))
	for i, s := range stories {
		for _, f := range s.x {
			if n[f.Key] > 1 {
				out[i] = append(out[i], f)
			}
		}
	}
	return out
}

// countryModels are both stages.
type countryModels struct {
	words        *linear.Many
	wire, places *forest.Forest
}

func learnCountries(stories []story) (m countryModels, err error) {
	var with, without []forest.Sample
	for f := range storyFolds {
		var in []story
		for _, s := range stories {
			if s.block%storyFolds != f {
				in = append(in, s)
			}
		}
		words := learnWords(in)
		for _, s := range stories {
			if s.block%storyFolds == f {
				with = s.samples(with, words)
			}
		}
	}
	for _, s := range stories {
		without = s.samples(without, nil)
	}
	m.words = learnWords(stories)
	if m.wire, err = forest.Grow(with, countryOptions); err != nil {
		return m, err
	}
	m.places, err = forest.Grow(without, countryOptions)
	return m, err
}

// samples adds a row for each country that a report may be about.
func (s story) samples(to []forest.Sample, words *linear.Many) []forest.Sample {
	for _, c := range label.Candidates(s.Title, s.Text, "en", words) {
		to = append(to, forest.Sample{X: c.X, Yes: slices.Contains(s.Countries, c.Country), Weight: 1})
	}
	return to
}

func trainCountries(data string) (map[string][]byte, error) {
	stories, err := readStories(data)
	if err != nil {
		return nil, err
	}
	m, err := learnCountries(stories)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	if files["countries.words"], err = m.words.MarshalBinary(); err != nil {
		return nil, err
	}
	if files["countries.forest"], err = m.wire.MarshalBinary(); err != nil {
		return nil, err
	}
	files["places.forest"], err = m.places.MarshalBinary()
	return files, err
}

// checkCountries learns from the part "train", which is the earlier one, and
// judges the part "test".
func checkCountries(data string, w io.Writer) error {
	stories, err := readStories(data)
	if err != nil {
		return err
	}
	var train, test []story
	for _, s := range stories {
		if s.Part == "train" {
			train = append(train, s)
		} else {
			test = append(test, s)
		}
	}
	m, err := learnCountries(train)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d reports learned, %d judged\n%-6s %7s %7s %7s %7s   %s\n", len(train), len(test), "from", "P", "R", "F1", "focus", "by names alone: F1, focus")
	for _, at := range []float64{0.3, 0.35, 0.4, 0.45, 0.5} {
		var all, focus, named, namedFocus tally
		for _, s := range test {
			got := judge(label.Candidates(s.Title, s.Text, "en", m.words), m.wire, at)
			all.sets(got, s.Countries)
			focus.sets(only(got), only(s.Countries))
			got = judge(label.Candidates(s.Title, s.Text, "en", nil), m.places, at)
			named.sets(got, s.Countries)
			namedFocus.sets(only(got), only(s.Countries))
		}
		fmt.Fprintf(w, "%-6.2f %7.3f %7.3f %7.3f %7.3f   %.3f %.3f\n", at, all.precision(), all.recall(), all.f1(), focus.f1(), named.f1(), namedFocus.f1())
	}
	return nil
}

func judge(cs []label.Candidate, f *forest.Forest, at float64) (out []string) {
	for _, c := range cs {
		if f.Probability(c.X) >= at {
			out = append(out, c.Country)
		}
	}
	return out
}

// focus are the countries that the first monitors watch.
var focus = strings.Fields("VE RU IR CN CU NI BO AR BR CO EC PE MX CL PA")

func only(cs []string) (out []string) {
	for _, c := range cs {
		if slices.Contains(focus, c) {
			out = append(out, c)
		}
	}
	return out
}
