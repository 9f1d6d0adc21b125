package label

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/monitor"
)

// Version is of the rules; with the monitor's version it tells what made a
// label.
const Version = "label/3"

// Doc is what is labelled.
type Doc struct {
	Title, Text, URL, Section, Language string
	Kind                                vigia.Kind
	Outlet                              monitor.Outlet // as of its day; zero if unknown
	GenreHint                           vigia.Genre    // what the page says of itself
	GenreWhy                            string
}

// Labeller labels reports for one monitor. It does not change and may be used
// by many at once.
type Labeller struct {
	m       *monitor.Monitor
	topics  *lexicon // all kinds but genre
	genres  *lexicon
	taught  *Taught         // nil if decisions have taught nothing
	region  map[string]bool // countries of the region and of outside places
	version string
}

// New makes a labeller from the monitor's lexicons.
func New(m *monitor.Monitor) *Labeller {
	l := &Labeller{m: m, region: map[string]bool{}, version: Version + "+" + m.Version}
	var topics, genres []monitor.Term
	for _, t := range m.Lexicon {
		if t.Kind == vigia.LabelGenre {
			genres = append(genres, t)
		} else {
			topics = append(topics, t)
		}
	}
	l.topics, l.genres = newLexicon(topics), newLexicon(genres)
	for _, p := range m.Region.Subregions {
		for _, c := range p.Countries {
			l.region[c] = true
		}
	}
	return l
}

// scored is a label with its parts still apart.
type scored struct {
	key
	sum  float64
	top  bool     // found in title or lead
	term string   // the one that weighs most
	best []string // reasons, the weightiest first
}

// How much a term counts by where it stands, and how often it may count there.
var (
	zoneWeight = [zones]float64{3, 1.5, 0.6}
	zoneMost   = [zones]int{1, 2, 4}
)

// reason is what a term that was found says for a label.
type reason struct {
	term  string
	words string // the term, how often and where
	value float64
}

// weigh adds up what was found for each label.
func (x *lexicon) weigh(h hits) map[key]scored {
	out := map[key]scored{}
	for k, terms := range h {
		s := scored{key: k}
		var rs []reason
		for _, i := range slices.Sorted(maps.Keys(terms)) { // in order: the last bit of a sum depends on it
			n, v, count := terms[i], 0.0, 0
			for z := range zones {
				v += x.terms[i].Weight * zoneWeight[z] * float64(min(n[z], zoneMost[z]))
				count += n[z]
			}
			s.sum += v
			s.top = s.top || x.terms[i].Weight > 0 && n[inTitle]+n[inLead] > 0
			words := "«" + x.terms[i].Text + "»"
			if count > 1 {
				words += fmt.Sprintf(" ×%d", count)
			}
			if n[inTitle] > 0 {
				words += " (title)"
			}
			rs = append(rs, reason{x.terms[i].Text, words, v})
		}
		slices.SortFunc(rs, func(a, b reason) int { return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.words, b.words)) })
		s.term = rs[0].term
		for _, r := range rs[:min(3, len(rs))] {
			s.best = append(s.best, r.words)
		}
		out[k] = s
	}
	return out
}

// From which sum on a label is given. These and the weights of zones are our
// own; TestSamplePress holds them to the sample press.
const (
	leastNetwork   = 2.5
	leastTheme     = 4.0
	leastCountry   = 1.5
	leastDimension = 1.8
	mostDimensions = 3
	leastLink      = 0.4 // score of a country that is no mention in passing
)

// softness turns a sum into a score: 1 - exp(-sum/softness).
const softness = 6

func score(sum float64) float64 {
	return math.Round(100*(1-math.Exp(-sum/softness))) / 100
}

// Label judges a report. Labels come in a fixed order: by kind, best first.
func (l *Labeller) Label(d Doc) []vigia.Label { return l.labels(d, readDoc(d)) }

// labels is Label for a report of which the words are known.
func (l *Labeller) labels(d Doc, r reading) []vigia.Label {
	ls := l.ruled(d, r)
	if l.taught != nil {
		ls = l.taught.apply(ls, r)
	}
	return ls
}

// ruled judges by the monitor's terms and the shipped models.
func (l *Labeller) ruled(d Doc, r reading) []vigia.Label {
	found := l.topics.weigh(l.topics.findIn(r))
	countries := l.countries(found, r)
	networks, scope := l.networks(found, countries)
	var out []vigia.Label
	out = append(out, networks...)
	out = append(out, l.pick(found, vigia.LabelTheme, leastTheme)...)
	out = append(out, countries...)
	dims := l.pick(found, vigia.LabelDimension, leastDimension)
	out = append(out, dims[:min(mostDimensions, len(dims))]...)
	return append(out, l.genre(d, r), scope)
}

// pick gives the labels of a kind whose sum is enough, best first.
func (l *Labeller) pick(found map[key]scored, kind vigia.LabelKind, least float64) []vigia.Label {
	var out []vigia.Label
	for k, s := range found {
		if k.kind == kind && s.sum >= least {
			out = append(out, vigia.Label{Kind: kind, Value: k.value, Score: score(s.sum), Why: strings.Join(s.best, ", ")})
		}
	}
	slices.SortFunc(out, func(a, b vigia.Label) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// networks gives the networks at work in the region, and whether the report is
// within the monitor's scope at all.
func (l *Labeller) networks(found map[key]scored, countries []vigia.Label) ([]vigia.Label, vigia.Label) {
	links := l.links(found, countries)
	var in, out []vigia.Label
	for _, n := range l.pick(found, vigia.LabelNetwork, leastNetwork) {
		if c, ok := l.linked(n.Value, links); ok {
			n.Why += "; in " + c
			in = append(in, n)
		} else {
			out = append(out, n)
		}
	}
	scope := vigia.Label{Kind: vigia.LabelScope, Value: "in", Score: 1, Why: "a network at work in the region"}
	switch {
	case len(in) > 0:
	case len(out) > 1: // a joint drill matters wherever it is held
		for i := range out {
			out[i].Why += "; together with another network"
		}
		in, scope.Why = out, "networks act together"
	case len(out) > 0:
		scope.Value, scope.Why = "out", out[0].Value+" without a link to the region ("+out[0].Why+")"
	case len(links) > 0:
		scope.Value, scope.Why = "out", "no network of the monitor"
	default:
		scope.Value, scope.Why = "out", "neither a network of the monitor nor its region"
	}
	return in, scope
}

// links are the countries of the region that the report is about, not only
// mentions in passing.
func (l *Labeller) links(found map[key]scored, countries []vigia.Label) []string {
	var out []string
	for _, c := range countries {
		if l.region[c.Value] && (found[key{vigia.LabelCountry, c.Value}].top || c.Score >= leastLink) {
			out = append(out, c.Value)
		}
	}
	return out
}

// linked reports whether a network acts in the region: in a country there, its
// own ones included if they lie there.
func (l *Labeller) linked(network string, links []string) (country string, ok bool) {
	if len(links) == 0 {
		return "", false
	}
	n, known := l.m.Network(network)
	if !known {
		return "", false
	}
	for _, c := range links {
		if !slices.Contains(n.Governments, c) {
			return c, true
		}
	}
	return links[0], true
}
