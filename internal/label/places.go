package label

import (
	_ "embed" // the places are data
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"vigia/internal/entity"
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

//go:embed seats.tsv
var seatsTSV string

// places finds names of countries and of what lies in them.
type places struct {
	known vocabulary          // of the names
	roots map[string]*spot    // by language
	han   map[rune][]hanPlace // by their first letter
}

// spot is a place in a trie of words.
type spot struct {
	next map[int32]*spot
	ends []ending
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

// nowhere stands in the lists for what sounds like a country and is none.
const nowhere = "--"

const (
	byName placeKind = iota
	byPeople
	byCity
	placeKinds
)

var kindOf = map[string]placeKind{"name": byName, "people": byPeople, "city": byCity}

// shipped are the places that come with the program.
var shipped = sync.OnceValue(func() *places {
	p := &places{known: newVocabulary(), roots: map[string]*spot{}, han: map[rune][]hanPlace{}}
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
	for line := range strings.Lines(seatsTSV) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || line[0] == '#' {
			continue
		}
		for w := range strings.SplitSeq(f[2], ",") {
			p.add(f[0], byPeople, f[1], w)
		}
	}
	return p
})

// add takes in a name of a country in a language.
func (p *places) add(country string, kind placeKind, language, name string) {
	if language == "zh" || language == "ja" {
		f := entity.Simplified(text.Fold(name))
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
		big := capital(name[t.Start:t.End])
		k := p.known.learn(placeKey(wordOf(name, t), t, language, big))
		if at.next == nil {
			at.next = map[int32]*spot{}
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
// change it or where it is written small, by its form elsewhere.
func placeKey(w word, t text.Token, language string, capital bool) (key string, name bool) {
	switch {
	case language == "ar":
		return bareArabic(t.Text), false
	case language == "fa":
		return t.Stem, false
	case language == "ru":
		return t.Stem, capital
	case capital:
		return w.form, true
	}
	return w.stem, false
}

func wordOf(s string, t text.Token) word {
	return word{form: plain(t.Text), stem: plain(t.Stem), capital: capital(s[t.Start:t.End])}
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
	return []string{w + "ی", w + "یه", w + "یین", w + "یون"}
}

// mention is a place where a country is named.
type mention struct {
	country    string
	kind       placeKind
	start, end int // in bytes
}

// find gives the mentions in s, of which toks are the words, in order and
// without overlaps: the longest name at each place. by tells how each form of
// the words goes on.
func (p *places) find(s, language string, toks []text.Token, by []ways) []mention {
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
		if by[toks[i].Form] != (ways{}) {
			for _, r := range roots {
				if n, e := r.longest(toks[i:], by); n > end {
					end, ends = n, e
				}
			}
		}
		if end == 0 {
			i++
			continue
		}
		for _, e := range ends {
			if e.country == nowhere {
				continue
			}
			if e.kind != byCity || end > 1 || !insideName(s, toks, i) {
				out = append(out, mention{e.country, e.kind, toks[i].Start, toks[i+end-1].End})
			}
		}
		i += end
	}
	return out
}

// insideName reports whether a word is the surname of somebody: Orlando Lima. A
// word with a capital stands before it, and not because a sentence begins.
func insideName(s string, toks []text.Token, i int) bool {
	if i < 2 {
		return false
	}
	before := toks[i-1]
	return s[before.End:toks[i].Start] == " " && capital(s[before.Start:before.End]) && len(before.Text) > 3 &&
		toks[i-2].End < before.Start && !strings.ContainsAny(s[toks[i-2].End:before.Start], ".!?:;,\n«“\"")
}

// ways tells for each form of a report's words how it goes on in a name: as it
// is written; if with a capital, also as a small one, and without the s of the
// Brazilians.
func (p *places) ways(r reading) []ways {
	out := make([]ways, len(r.words))
	seen := 0
	for _, toks := range [][]text.Token{r.inTitle, r.inBody} {
		for _, t := range toks {
			if t.Form != seen {
				continue
			}
			w := r.words[seen]
			out[seen][0] = p.known.of(placeKey(w, t, r.language, w.capital))
			if w.capital {
				out[seen][1] = p.known.of(placeKey(w, t, r.language, false))
				if short, ok := strings.CutSuffix(w.form, "s"); ok && r.language != "ru" {
					out[seen][2] = p.known.names[strings.TrimSuffix(short, "'")]
				}
			}
			seen++
		}
	}
	return out
}

// longest follows the words as far as they are a name.
func (at *spot) longest(toks []text.Token, by []ways) (n int, ends []ending) {
	for i, t := range toks {
		var next *spot
		for _, k := range by[t.Form] {
			if next = at.next[k]; next != nil { // 0 leads nowhere
				break
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

// findHan finds the longest name at each place of a text without blanks. Two
// countries may have one name: 俄美.
func (p *places) findHan(s string) []mention {
	s = entity.Simplified(s)
	var out []mention
	until := 0
	for i, r := range s {
		if i < until || !unicode.In(r, unicode.Han, unicode.Katakana) {
			continue
		}
		at := len(out)
		for _, h := range p.han[r] {
			if len(h.name) < until-i || !strings.HasPrefix(s[i:], h.name) {
				continue
			}
			if i+len(h.name) > until {
				out, until = out[:at], i+len(h.name)
			}
			if h.country != nowhere && !slices.ContainsFunc(out[at:], func(m mention) bool { return m.country == h.country }) {
				out = append(out, mention{h.country, h.kind, i, until})
			}
		}
	}
	return out
}
