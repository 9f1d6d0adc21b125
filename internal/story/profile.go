package story

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

	"vigia/internal/source"
	"vigia/internal/text"
)

// term is a word, or what stands for one, by a hash that holds its language
// and what it is; weight is what it weighs in its report.
type term struct {
	id     uint32
	weight float32
}

// view is one way to look at a report.
type view uint8

// The views. Titles are looked at again by sound and by runs of letters,
// because a headline has few words and each is inflected or transliterated its
// own way.
const (
	stems view = iota
	titles
	sounds
	grams
	keyed
	views
)

// profile is a report in all views, each in order of id.
type profile [views][]term

const (
	gramRunes  = 4
	soundRunes = 5
)

// profileOf makes the profile of a sketch with its title.
func profileOf(s sketch, title string) *profile {
	p := &profile{}
	for w, x := range s.terms {
		p[stems] = append(p[stems], term{termID(stems, s.language, w), stepped(x)})
	}
	for k, x := range s.keys {
		p[keyed] = append(p[keyed], term{termID(keyed, "", k), stepped(x)})
	}
	stop := stopWords[s.language]
	count := [views]map[uint32]float32{titles: {}, sounds: {}, grams: {}}
	for _, t := range text.Tokens(text.Cut(title, titleRunes), s.language) {
		if stop[t.Text] || utf8.RuneCountInString(t.Text) < 2 {
			continue
		}
		count[titles][termID(titles, s.language, stemOf(t, s.language))]++
		if k := source.Sound(t.Text); k != "" {
			count[sounds][termID(sounds, s.language, text.Cut(k, soundRunes))]++
		}
		rs := []rune("<" + text.Bare(t.Text) + ">")
		for i := 0; i+gramRunes <= max(len(rs), gramRunes); i++ {
			count[grams][termID(grams, s.language, string(rs[i:min(i+gramRunes, len(rs))]))]++
		}
	}
	for v, m := range count {
		for id, n := range m {
			p[v] = append(p[v], term{id, stepped(1 + math.Log(float64(n)))})
		}
	}
	for _, ts := range p {
		slices.SortFunc(ts, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	}
	return p
}

const titleRunes = 300

// termID is FNV-1a over what the term is, its language and itself.
func termID(v view, language, s string) uint32 {
	h := uint32(2166136261)
	h = (h ^ uint32(v)) * 16777619
	for i := range len(language) {
		h = (h ^ uint32(language[i])) * 16777619
	}
	h = (h ^ '|') * 16777619
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// rarity counts in how many reports of a language a term stands.
type rarity struct {
	reports map[string]float64 // by language
	terms   map[uint32]float32
	weighed []*rep // that were weighed lately, to forget what they weigh
}

func newRarity() *rarity { return &rarity{reports: map[string]float64{}, terms: map[uint32]float32{}} }

// shared is the language of what languages share; it is no language's code.
const shared = "*"

const (
	priorReports = 20  // unknown reports
	priorTerm    = 0.5 // of them, with any one term
	leastRarity  = 0.05
)

// mostCounted bounds the memory of what is counted: then all counts are halved
// and what stood once goes (lossy counting, Manku and Motwani 2002).
const mostCounted = 1_500_000

// add counts a report.
func (r *rarity) add(e *rep) {
	r.reports[e.language]++
	r.reports[shared]++
	r.reports[bridgeKeys]++
	for _, t := range e.tongue.keys {
		r.terms[t.id]++
	}
	for _, ts := range e.profile {
		for _, t := range ts {
			r.terms[t.id]++
		}
	}
	if len(r.terms) < mostCounted {
		return
	}
	for id, n := range r.terms {
		if n < 2 {
			delete(r.terms, id)
		} else {
			r.terms[id] = n / 2
		}
	}
	for l := range r.reports {
		r.reports[l] /= 2
	}
}

// of is the inverse document frequency of a term (Spärck Jones 1972), as if a
// few unknown reports had been seen before.
func (r *rarity) of(language string, id uint32) float32 { return r.in(language)(id) }

// in is of for many terms of a language.
func (r *rarity) in(language string) func(id uint32) float32 {
	all := math.Log(r.reports[language] + priorReports)
	return func(id uint32) float32 {
		n := r.terms[id]
		if i := int(n); i < len(logs) && float32(i) == n {
			return max(leastRarity, float32(all-logs[i]))
		}
		return max(leastRarity, float32(all-math.Log(float64(n)+priorTerm)))
	}
}

// logs are the logarithms of the first counts: most terms are rare.
var logs = func() (l [256]float64) {
	for i := range l {
		l[i] = math.Log(float64(i) + priorTerm)
	}
	return l
}()

// weighed is a profile with its terms weighed by rarity, and their lengths.
type weighed struct {
	profile
	length [views]float32
	mass   [views]float32 // the sum of the rarities
}

func (r *rarity) weigh(language string, p *profile) *weighed {
	w := &weighed{}
	for v, ts := range p {
		l := language
		if view(v) == keyed {
			l = shared
		}
		out := make([]term, len(ts))
		var sum, mass float32
		of := r.in(l)
		for i, t := range ts {
			rare := of(t.id)
			x := t.weight * rare
			out[i] = term{t.id, x}
			sum += x * x
			mass += rare
		}
		w.profile[v], w.length[v], w.mass[v] = out, float32(math.Sqrt(float64(sum))), mass
	}
	return w
}

// like compares two views: the cosine (Salton, Wong and Yang 1975), and what
// is shared: the sum of the lesser weights and the heaviest of them.
func like(a, b *weighed, v view) (cosine, sum, top float32) {
	x, y := a.profile[v], b.profile[v]
	if a.length[v] == 0 || b.length[v] == 0 {
		return 0, 0, 0
	}
	var dot float32
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i].id < y[j].id:
			i++
		case x[i].id > y[j].id:
			j++
		default:
			dot += x[i].weight * y[j].weight
			m := min(x[i].weight, y[j].weight)
			sum += m
			top = max(top, m)
			i, j = i+1, j+1
		}
	}
	return dot / a.length[v] / b.length[v], sum, top
}

// center is the centroid of several reports, each of length one.
func center(ws []*weighed, v view) (c *weighed) {
	c = &weighed{}
	if len(ws) == 1 {
		return ws[0]
	}
	sums := map[uint32]float32{}
	for _, w := range ws {
		if w.length[v] == 0 {
			continue
		}
		for _, t := range w.profile[v] {
			sums[t.id] += t.weight / w.length[v]
		}
	}
	var square float32
	out := make([]term, 0, len(sums))
	for id, x := range sums {
		out = append(out, term{id, x})
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	for _, t := range out {
		square += t.weight * t.weight
	}
	c.profile[v], c.length[v] = out, float32(math.Sqrt(float64(square)))
	return c
}
