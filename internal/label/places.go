package label

import (
	_ "embed" // the places are data
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"vigia/internal/text"
)

// Names of countries, their peoples, capitals and large cities: country, kind
// (name, people, city), language ("*" for all that write Latin letters), name.
// Made by internal/label/teach from mledoze/countries (ODbL 1.0), the Unicode
// CLDR and GeoNames (CC BY 4.0); see NOTICE.md there.
//
//go:embed learned/places.tsv
var placesTSV string

//go:embed demonyms.tsv
var demonymsTSV string

// places finds names of countries and of what lies in them.
type places struct {
	roots map[string]*spot    // by language
	han   map[rune][]hanPlace // by their first letter
}

// spot is a place in a trie of words.
type spot struct {
	next map[placeWord]*spot
	ends []ending
}

// placeWord is a word of a name as it is compared.
type placeWord struct {
	word string
	big  bool // written with a capital
}

// ending is a country of which a name ends here.
type ending struct {
	country string
	kind    placeKind
}

type hanPlace struct {
	name    string
	country string
	kind    placeKind
}

// placeKind tells how a country was named.
type placeKind int

const (
	byName placeKind = iota
	byPeople
	byCity
	placeKinds
)

var kindOf = map[string]placeKind{"name": byName, "people": byPeople, "city": byCity}

// shipped are the places that come with the program.
var shipped = sync.OnceValue(func() *places {
	p := &places{roots: map[string]*spot{}, han: map[rune][]hanPlace{}}
	for line := range strings.Lines(placesTSV) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 4 {
			p.add(f[0], kindOf[f[1]], f[2], f[3])
		}
	}
	for line := range strings.Lines(demonymsTSV) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || line[0] == '#' {
			continue
		}
		for w := range strings.SplitSeq(f[2], ",") {
			kind := byPeople
			if capital(w) && f[1] != "en" {
				kind = byName
			}
			p.add(f[0], kind, f[1], w)
		}
	}
	return p
})

// add takes in a name of a country in a language.
func (p *places) add(country string, kind placeKind, language, name string) {
	if language == "zh" || language == "ja" {
		f := text.Fold(name)
		r, _ := utf8.DecodeRuneInString(f)
		if utf8.RuneCountInString(f) >= 2 {
			p.han[r] = append(p.han[r], hanPlace{f, country, kind})
		}
		return
	}
	if kind == byName && language == "ar" {
		for _, adjective := range arabicPeople(name) {
			p.word(country, byPeople, language, adjective)
		}
	}
	p.word(country, kind, language, name)
}

func (p *places) word(country string, kind placeKind, language, name string) {
	at := p.roots[language]
	if at == nil {
		at = &spot{}
		p.roots[language] = at
	}
	toks := text.Tokens(name, stemsOf(language))
	if len(toks) == 0 {
		return
	}
	for _, t := range toks {
		k := placeKey(t, language, capital(name[t.Start:t.End]))
		if at.next == nil {
			at.next = map[placeWord]*spot{}
		}
		if at.next[k] == nil {
			at.next[k] = &spot{}
		}
		at = at.next[k]
	}
	for _, e := range at.ends {
		if e.country == country {
			return
		}
	}
	at.ends = append(at.ends, ending{country: country, kind: kind})
}

// placeKey is a word of a name as it is compared: by its stem where cases
// change it or where it is written small, by its form without accents elsewhere.
func placeKey(t text.Token, language string, capital bool) placeWord {
	switch {
	case language == "ar":
		return placeWord{bareArabic(t.Text), false}
	case language == "fa":
		return placeWord{t.Stem, false}
	case language == "ru":
		return placeWord{t.Stem, capital}
	case capital:
		return placeWord{plain(t.Text), true}
	}
	return placeWord{plain(t.Stem), false}
}

// bareArabic takes off the article and the words that are written as one with
// what follows: and, in, to, so, like.
func bareArabic(w string) string {
	for _, p := range []string{"وبال", "وال", "بال", "فال", "کال", "ال", "ولل", "لل"} {
		if s, ok := strings.CutPrefix(w, p); ok && utf8.RuneCountInString(s) >= 3 {
			return s
		}
	}
	return w
}

// arabicPeople derives the words for a people from the name of its country.
func arabicPeople(name string) []string {
	w := text.Fold(name)
	if strings.Contains(w, " ") {
		return nil
	}
	w = bareArabic(w)
	for _, end := range []string{"یا", "ا", "ه"} {
		if s, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(s) >= 3 {
			w = s
			break
		}
	}
	return []string{w + "ی", w + "یه"}
}

// mention is a place where a country is named.
type mention struct {
	country    string
	kind       placeKind
	start, end int // in bytes
}

// find gives the mentions in s, of which toks are the words, in order and
// without overlaps: the longest name at each place.
func (p *places) find(s, language string, toks []text.Token) []mention {
	if language == "zh" || language == "ja" {
		return p.findHan(s)
	}
	roots := make([]*spot, 0, 2)
	if r := p.roots[language]; r != nil {
		roots = append(roots, r)
	}
	if r := p.roots[anyLanguage]; r != nil {
		roots = append(roots, r)
	}
	var out []mention
	for i := 0; i < len(toks); {
		end, ends := 0, []ending(nil)
		for _, r := range roots {
			if n, e := r.longest(s, language, toks[i:]); n > end {
				end, ends = n, e
			}
		}
		if end == 0 {
			i++
			continue
		}
		for _, e := range ends {
			out = append(out, mention{e.country, e.kind, toks[i].Start, toks[i+end-1].End})
		}
		i += end
	}
	return out
}

// longest follows the words as far as they are a name.
func (at *spot) longest(s, language string, toks []text.Token) (n int, ends []ending) {
	for i, t := range toks {
		big := capital(s[t.Start:t.End])
		next := at.next[placeKey(t, language, big)]
		if next == nil && big {
			if next = at.next[placeKey(t, language, false)]; next == nil && language != "ru" {
				if short, ok := strings.CutSuffix(t.Text, "s"); ok { // the Brazilians
					next = at.next[placeWord{plain(strings.TrimSuffix(short, "'")), true}]
				}
			}
		}
		if next == nil {
			return n, ends
		}
		if len(next.ends) > 0 {
			n, ends = i+1, next.ends
		}
		at = next
	}
	return n, ends
}

func (p *places) findHan(s string) []mention {
	var out []mention
	until := 0
	for i, r := range s {
		if i < until || !unicode.In(r, unicode.Han, unicode.Katakana) {
			continue
		}
		best := hanPlace{}
		for _, h := range p.han[r] {
			if len(h.name) > len(best.name) && strings.HasPrefix(s[i:], h.name) {
				best = h
			}
		}
		if best.name != "" {
			until = i + len(best.name)
			out = append(out, mention{best.country, best.kind, i, until})
		}
	}
	return out
}
