package policy

import (
	"fmt"
	"slices"
	"strings"

	"vigia"
)

// Words are a policy in words: the data of the notice templates. Because the
// disclaimer is written from the rule, the two cannot drift apart.
type Words struct {
	CapPercent  string // "20"; "33.34" for 1/3: never less than the rule allows
	CapFraction string // "1/5"
	Classes     string // the counted classes
	Governments string // the states whose media count
	Genres      string // the genres that are never selected
	WindowDays  int    // days before and after in which other reports are searched
}

// Words gives the policy's words in English or Spanish; another language gets
// the English ones.
func (p Policy) Words(lang string) Words {
	num, den := int64(p.Cap.Numerator), int64(p.Cap.Denominator)
	w := Words{CapFraction: fmt.Sprintf("%d/%d", num, den), WindowDays: p.Corroboration.WindowDays}
	mark := "."
	if lang == "es" {
		mark = ","
	}
	if f := (fraction{num, den}); f.valid() {
		w.CapPercent = percent(num, den, mark)
	}
	var classes, states, genres []string
	for _, c := range p.CountedClasses {
		classes = append(classes, pick(classWords, c, lang))
	}
	for _, g := range p.Genres.Forbidden {
		genres = append(genres, pick(genreWords, g, lang))
	}
	for _, codes := range p.Governments {
		for _, code := range codes {
			if n, ok := Government(code, lang); ok {
				states = append(states, n)
			} else {
				states = append(states, code)
			}
		}
	}
	slices.Sort(states) // the map has no order of its own
	states = slices.Compact(states)
	w.Classes, w.Governments, w.Genres = list(classes, lang), list(states, lang), list(genres, lang)
	return w
}

// percent gives num/den in percent with at most two decimals, rounded up.
func percent(num, den int64, mark string) string {
	h := ceil(num*10000, den)
	s := fmt.Sprintf("%d%s%02d", h/100, mark, h%100)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), mark)
}

// pick gives the word in the language, or the key where there is none.
func pick[K ~string](words map[K][2]string, key K, lang string) string {
	w, ok := words[key]
	switch {
	case !ok:
		return string(key)
	case lang == "es":
		return w[1]
	}
	return w[0]
}

// list joins words: "a, b and c", "a, b y c", "Cuba e Irán".
func list(words []string, lang string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := words[len(words)-1]
	and := " and "
	if lang == "es" {
		and = " y "
		if l := strings.ToLower(last); strings.HasPrefix(l, "i") || strings.HasPrefix(l, "hi") && !strings.HasPrefix(l, "hie") {
			and = " e "
		}
	}
	return strings.Join(words[:len(words)-1], ", ") + and + last
}

var classWords = map[vigia.Class][2]string{
	vigia.StateControlled:    {"state-controlled media", "medios controlados por el Estado"},
	vigia.CapturedPublic:     {"captured public media", "medios públicos capturados"},
	vigia.CapturedPrivate:    {"captured private media", "medios privados capturados"},
	vigia.StateFundedManaged: {"independent media funded and managed by a state", "medios independientes financiados y administrados por un Estado"},
	vigia.StateFunded:        {"independent media funded by a state", "medios independientes financiados por un Estado"},
	vigia.StateManaged:       {"independent media managed by a state", "medios independientes administrados por un Estado"},
	vigia.IndependentPrivate: {"independent private media", "medios privados independientes"},
	vigia.OfficialBody:       {"public bodies", "organismos oficiales"},
}

var genreWords = map[vigia.Genre][2]string{
	vigia.News:         {"news reports", "noticias"},
	vigia.Analysis:     {"analyses", "análisis"},
	vigia.Interview:    {"interviews", "entrevistas"},
	vigia.Opinion:      {"opinion pieces", "artículos de opinión"},
	vigia.Editorial:    {"editorials", "editoriales"},
	vigia.Advertorial:  {"advertorials", "publirreportajes"},
	vigia.PressRelease: {"press releases", "comunicados de prensa"},
	vigia.Declaration:  {"declarations of officials", "declaraciones oficiales"},
	vigia.Live:         {"live coverage", "coberturas en vivo"},
	vigia.List:         {"entries of official lists", "entradas de listas oficiales"},
}
