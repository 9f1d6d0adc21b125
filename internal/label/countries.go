package label

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"vigia"
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

// namings finds the countries that a report names, those named most first.
func (p *places) namings(r reading) []*Naming {
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
	lead := len(r.body)
	if len(r.inBody) > leadTokens {
		lead = r.inBody[leadTokens].Start
	}
	ways := p.ways(r)
	for _, m := range p.find(r.title, r.language, r.inTitle, ways) {
		add(m, inTitle, 0)
	}
	for _, m := range p.find(r.body, r.language, r.inBody, ways) {
		z := inBody
		if m.start < lead {
			z = inLead
		}
		add(m, z, len(r.title))
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
	body = body[:min(len(body), mostCountryWords)]
	b := newBag(3*len(title) + 2*len(body))
	for i, toks := range [][]text.Token{title, body} {
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

// Candidate is a country that a report may be about.
type Candidate struct {
	Country string
	Naming  *Naming // nil if it is not named
	Words   float64 // log-odds by the words
	X       []float32
}

// leastWords is from which log-odds on words alone make a country a candidate.
const leastWords = -4

// Wired reports whether the word model reads a language.
func Wired(language string) bool { return language == "en" }

// Candidates gives the countries that a report may be about with what speaks
// for each. words may be nil.
func Candidates(title, body, language string, words *linear.Many) []Candidate {
	return candidatesOf(readDoc(Doc{Title: title, Text: body, Language: language}), words)
}

func candidates(ns []*Naming, words *linear.Many, scores []float32, length int, language string) []Candidate {
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
		out[i].describe(i, len(ns), total, most, best, length, Wired(language) && out[i].Country == "US")
	}
	return out
}

// describe fills in the features of the second stage.
func (c *Candidate) describe(rank, named int, total, most float64, best float32, length int, isHome bool) {
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
	if isHome {
		home = 1
	}
	rest := float32(0)
	if named == 0 || named == 1 && c.Naming != nil {
		rest = 1
	}
	c.X = append(x, float32(w), float32(w/max(total, 1e-9)), float32(w/max(most, 1e-9)), float32(rank), float32(named), float32(n.First), float32(n.sum()),
		float32(length), float32(c.Words), best-float32(c.Words), home, rest)
}

// countries gives the countries that a report is about: those of which the
// monitor's terms say so, and those that the shipped model finds in how
// countries are named and, in English, in the words of the report.
func (l *Labeller) countries(found map[key]scored, r reading) []vigia.Label {
	out := l.pick(found, vigia.LabelCountry, leastCountry)
	own := map[string]int{}
	for i, c := range out {
		own[c.Value] = i
	}
	w := shippedWeights()
	words, judge, least := w.Words, w.Wire, leastAbout
	if !Wired(r.language) {
		words, judge, least = nil, w.Places, leastNamed
	}
	for _, c := range candidatesOf(r, words) {
		p := round(judge.Probability(c.X))
		i, there := own[c.Country]
		switch {
		case there:
			out[i].Score = max(out[i].Score, p)
		case p >= least:
			out = append(out, vigia.Label{Kind: vigia.LabelCountry, Value: c.Country, Score: p, Why: c.why(r)})
		}
	}
	slices.SortStableFunc(out, func(a, b vigia.Label) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// From which probability on a report is about a country. The agency that the
// model has learned from files reports in English under few countries; names in
// other languages are believed earlier (TestSamplePress holds it).
const (
	leastAbout = 0.42
	leastNamed = 0.2
)

func candidatesOf(r reading, words *linear.Many) []Candidate {
	ns := shipped().namings(r)
	var scores []float32
	if words != nil {
		scores = words.Scores(countryWords(r.inTitle, r.inBody))
	}
	return candidates(ns, words, scores, len(r.inBody), r.language)
}

// why tells by which names a country was found.
func (c Candidate) why(r reading) string {
	if c.Naming == nil {
		return "not named: its words are those of reports about the country"
	}
	n := map[string]int{}
	var names []string
	for _, s := range c.Naming.spans {
		w := r.body[s[0]:s[1]]
		if n[w]++; n[w] == 1 {
			names = append(names, w)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(n[b], n[a]) })
	var out []string
	for _, w := range names[:min(3, len(names))] {
		s := "«" + w + "»"
		if n[w] > 1 {
			s += fmt.Sprintf(" ×%d", n[w])
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return "named in the title"
	}
	return strings.Join(out, ", ")
}
