package label

import (
	"cmp"
	"math"
	"slices"

	"vigia/internal/linear"
	"vigia/internal/text"
)

// Naming is how a text names a country.
type Naming struct {
	Country string
	Count   [zones][placeKinds]int
	First   int // place of the first mention, in bytes from the title on
	spans   [][2]int
}

func (n *Naming) sum() (all int) {
	for _, z := range n.Count {
		for _, k := range z {
			all += k
		}
	}
	return all
}

// weight of a naming: names count more than cities, the title more than the text.
func (n *Naming) weight() (w float64) {
	for z, kinds := range n.Count {
		for k, count := range kinds {
			w += zoneWeight[z] * [placeKinds]float64{1, 0.9, 0.6}[k] * math.Sqrt(float64(count))
		}
	}
	return w
}

// namings finds the countries that are named, those named most first.
func (p *places) namings(title, body, language string, inTitleToks, inBodyToks []text.Token) []*Naming {
	by := map[string]*Naming{}
	add := func(m mention, z zone, base int) {
		n := by[m.country]
		if n == nil {
			n = &Naming{Country: m.country, First: base + m.start}
			by[m.country] = n
		}
		n.Count[z][m.kind]++
		if z != inTitle {
			n.spans = append(n.spans, [2]int{m.start, m.end})
		}
	}
	for _, m := range p.find(title, language, inTitleToks) {
		add(m, inTitle, 0)
	}
	lead := len(body)
	if len(inBodyToks) > leadTokens {
		lead = inBodyToks[leadTokens].Start
	}
	for _, m := range p.find(body, language, inBodyToks) {
		z := inBody
		if m.start < lead {
			z = inLead
		}
		add(m, z, len(title))
	}
	out := make([]*Naming, 0, len(by))
	for _, n := range by {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b *Naming) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(a.First, b.First), cmp.Compare(a.Country, b.Country))
	})
	return out
}

// CountryWords are the features of the word model for countries: the words and
// pairs of words of a report, once each.
func CountryWords(title, body string) []linear.Feature {
	return countryWords(text.Tokens(title, ""), text.Tokens(text.Cut(body, genreRunes), ""))
}

// mostCountryWords is how many words of a text are read for its countries.
const mostCountryWords = 400

func countryWords(title, body []text.Token) []linear.Feature {
	b := &bag{at: map[uint32]int{}}
	for i, toks := range [][]text.Token{title, body[:min(len(body), mostCountryWords)]} {
		last := uint32(0)
		for _, t := range toks {
			w := linear.Key(t.Text)
			b.once(w)
			if i == 0 {
				b.once(linear.More(w, " title"))
			}
			if last != 0 {
				b.once(linear.More(linear.More(last, " "), t.Text))
			}
			last = w
		}
	}
	return b.unit()
}

func (b *bag) once(key uint32) {
	if _, ok := b.at[key]; !ok {
		b.count(key)
	}
}

// Candidate is a country that a report may be about.
type Candidate struct {
	Country string
	Naming  *Naming // nil if it is not named
	Words   float64 // log-odds by the words
	X       []float32
}

// leastWords is from which log-odds on words alone make a country a candidate.
const leastWords = -4

// Candidates gives the countries that a report may be about with what speaks
// for each. words may be nil.
func Candidates(title, body, language string, words *linear.Many) []Candidate {
	tt, bt := text.Tokens(title, stemsOf(language)), text.Tokens(body, stemsOf(language))
	ns := shipped().namings(title, body, language, tt, bt)
	var scores []float32
	if words != nil {
		scores = words.Scores(countryWords(tt, bt))
	}
	return candidates(ns, words, scores, len(bt))
}

func candidates(ns []*Naming, words *linear.Many, scores []float32, length int) []Candidate {
	by := map[string]int{}
	var out []Candidate
	for _, n := range ns {
		by[n.Country] = len(out)
		out = append(out, Candidate{Country: n.Country, Naming: n, Words: -9})
	}
	best := float32(-9)
	if words != nil {
		for i, c := range words.Classes {
			best = max(best, scores[i])
			if j, ok := by[c]; ok {
				out[j].Words = float64(scores[i])
			} else if scores[i] > leastWords {
				out = append(out, Candidate{Country: c, Words: float64(scores[i])})
			}
		}
	}
	total, most := 0.0, 0.0
	for _, n := range ns {
		total += n.weight()
		most = max(most, n.weight())
	}
	for i := range out {
		out[i].describe(i, len(ns), total, most, best, length)
	}
	return out
}

// describe fills in the features of the second stage.
func (c *Candidate) describe(rank, named int, total, most float64, best float32, length int) {
	n := c.Naming
	if n == nil {
		n, rank = &Naming{First: 1 << 20}, 99
	}
	x := make([]float32, 0, 24)
	for z := range zones {
		for k := range placeKinds {
			x = append(x, float32(n.Count[z][k]))
		}
	}
	w := n.weight()
	home := float32(0)
	if c.Country == "US" {
		home = 1
	}
	rest := float32(0)
	if named == 0 || named == 1 && c.Naming != nil {
		rest = 1
	}
	c.X = append(x, float32(w), float32(w/max(total, 1e-9)), float32(w/max(most, 1e-9)), float32(rank), float32(named), float32(n.First), float32(n.sum()),
		float32(length), float32(c.Words), best-float32(c.Words), home, rest)
}
