package label

import (
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/text"
)

// genre tells what a report is. What the publisher says of the page (section,
// label, type) comes first, then who the publisher is, then how it is written.
func (l *Labeller) genre(d Doc, r reading) vigia.Label {
	g := func(v vigia.Genre, score float64, why string) vigia.Label {
		return vigia.Label{Kind: vigia.LabelGenre, Value: string(v), Score: score, Why: why}
	}
	if d.GenreHint == vigia.List {
		return g(vigia.List, 1, d.GenreWhy)
	}
	if d.Kind == vigia.OfficialDocument {
		return g(vigia.Declaration, 1, "published by an official body")
	}
	if d.GenreHint != "" && d.GenreHint != vigia.News {
		return g(d.GenreHint, 0.9, d.GenreWhy)
	}
	if v, why, ok := l.headed(d); ok {
		return g(v, 0.9, why)
	}
	if v, why, ok := l.marked(r); ok {
		return g(v, 0.8, why)
	}
	own := r.own()
	c := commentOf(own, d.Language)
	m, learnt := mannerOf(r, c)
	reports := learnt && m.news >= leastNews
	if s, why := speech(r, own); s >= surelySpoken || s >= 0.5 && !reports {
		return g(vigia.Declaration, s, why)
	}
	p, personally := personal(own, d.Language)
	switch {
	case p >= 0.5 && (!learnt || m.opinion >= 0.5):
		return g(vigia.Opinion, p, personally)
	case c >= leastComment && (!learnt || m.opinion >= 0.5):
		return g(vigia.Opinion, c, commenting)
	case learnt && m.opinion >= leastOpinion(d):
		return g(vigia.Opinion, m.opinion, commenting+"; "+m.why(true))
	}
	if v, why, ok := l.phrased(d, r); ok && !reports {
		return g(v, 0.7, why)
	}
	if learnt && d.GenreHint != vigia.News {
		return g(vigia.News, max(0.5, 1-m.opinion), "it reports; "+m.why(false))
	}
	if d.GenreHint == vigia.News {
		return g(vigia.News, 0.9, d.GenreWhy)
	}
	return g(vigia.News, 0.6, "no sign of another genre")
}

// A text that is written as news is one, unless it is surely spoken: a phrase or
// two say less.
const (
	leastNews    = 0.6
	surelySpoken = 0.7
)

// commenting is the reason of an opinion that is told by its manner.
const commenting = "it comments rather than reports: the writer's own voice, questions, what ought to be"

// headed looks for a genre's word where publishers put it: in the section, as
// a part of the address, before a colon or bar at the start of the title.
func (l *Labeller) headed(d Doc) (vigia.Genre, string, bool) {
	places := []struct{ words, where string }{{d.Section, "section"}}
	if u, err := url.Parse(d.URL); err == nil {
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		for _, p := range parts[:max(0, len(parts)-1)] {
			places = append(places, struct{ words, where string }{pathWords.Replace(p), "address"})
		}
	}
	if i := strings.IndexAny(d.Title, ":|/：｜"); i > 0 && i <= 40 {
		places = append(places, struct{ words, where string }{d.Title[:i], "title"})
	}
	for _, p := range places {
		if v, term, ok := l.whole(p.words, d.Language); ok {
			return v, "«" + term + "» in the " + p.where, true
		}
	}
	return "", "", false
}

// pathWords parts the words of an address.
var pathWords = strings.NewReplacer("-", " ", "_", " ")

// whole finds a genre term that is all of s, or nearly so.
func (l *Labeller) whole(s, language string) (vigia.Genre, string, bool) {
	if strings.TrimSpace(s) == "" {
		return "", "", false
	}
	best, term, words := "", "", len(text.Tokens(s, ""))
	top := 0.0
	for _, lang := range []string{language, anyLanguage, "en"} {
		found := l.genres.weigh(l.genres.find(s, "", lang))
		for _, k := range byValue(found) {
			s := found[k]
			// of as much weight, the longer one: a "communiqué de presse" is no communiqué
			v := s.sum / zoneWeight[inTitle]
			if k.value != string(vigia.News) && (v > top || v == top && len(s.term) > len(term)) {
				top, best, term = v, k.value, s.term
			}
		}
	}
	more := words - len(text.Tokens(term, ""))
	if top >= 1 && more <= 2 || top >= 0.5 && more == 0 {
		return vigia.Genre(best), term, true
	}
	return "", "", false
}

// phrased finds what only that genre says, such as "the views expressed are
// those of the author", anywhere in the text. Of two genres of which as much is
// said, the first by name is it.
func (l *Labeller) phrased(d Doc, r reading) (vigia.Genre, string, bool) {
	best, why, top := "", "", 0.0
	found := l.genres.findIn(r)
	for _, k := range byValue(found) {
		if k.value == string(vigia.News) {
			continue
		}
		sum, term, most := 0.0, "", 0.0
		for _, i := range slices.Sorted(maps.Keys(found[k])) {
			if t := l.genres.terms[i]; l.genres.length[i] >= 3 && math.Abs(t.Weight) >= 2 {
				sum += t.Weight
				if t.Weight > most {
					term, most = t.Text, t.Weight
				}
			}
		}
		if sum > top {
			top, best, why = sum, k.value, "«"+term+"»"
		}
	}
	return vigia.Genre(best), why, top >= 2
}
