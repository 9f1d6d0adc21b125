package label

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/linear"
)

// learntManners are the languages in which the genre model has seen texts.
var learntManners = map[string]bool{"fr": true, "es": true, "pt": true, "ar": true, "fa": true, "zh": true}

// writing is what the genre model thinks of a text.
type writing struct {
	news    float64 // against all other texts of the web
	opinion float64 // against news, among these two
	traits  []weighed
}

// weighed is a trait with what it says for opinion.
type weighed struct {
	name string
	by   float64
}

// mannerOf asks the genre model, if it knows the language and the text is long
// enough to have a manner.
func mannerOf(r reading, comment float64) (writing, bool) {
	if !learntManners[r.language] || len(r.inBody) < leastWritten {
		return writing{}, false
	}
	w := shippedWeights()
	body, toks := r.until(genreRunes)
	x := wordFeatures(r.language, toks, r.words)
	out := writing{}
	for _, t := range style(r, body, toks) {
		fs := t.features()
		_, news := w.Manner.Say(fs)
		out.traits = append(out.traits, weighed{t.name, -news})
		x = append(x, fs...)
	}
	x = append(x, mannerFeature(comment))
	news, two := w.Manner.Scores(x)
	out.news, out.opinion = round(linear.Odds(news)), round(linear.Odds(-two))
	return out, true
}

// leastWritten is how many words a text needs to have a manner.
const leastWritten = 30

func round(x float64) float64 { return math.Round(1000*x) / 1000 }

// From which probability on a text is an opinion. Of the texts of the web, of
// which the model has seen as many opinions as news, one half; of what a
// monitor's sources print nine in ten are news, and taking one for opinion
// keeps it out of a digest.
const (
	leastOpinionWeb    = 0.5
	leastOpinionSource = 0.9
)

func leastOpinion(d Doc) float64 {
	if d.Kind == vigia.MediaReport {
		return leastOpinionSource
	}
	return leastOpinionWeb
}

// traitWords are the traits in words that a reader understands.
var traitWords = map[string]string{
	"self": "the writer says I", "ours": "we and our", "you": "it speaks to the reader", "should": "what ought to be",
	"told": "who said so", "digits": "numbers", "capitals": "names", "letters": "long words", "words": "its length",
	"asks": "questions", "cries": "exclamations", "trails": "trailing dots", "quotes": "quotations", "brackets": "brackets",
	"commas": "commas", "sentence": "the length of sentences", "lines": "paragraphs", "links": "links", "smiles": "smileys",
	"power": "authorities and incidents", "time": "days and months", "arts": "books, films and music", "stay": "wares and stays",
	"verdict": "words of praise and blame", "faith": "words of faith", "advice": "advice", "argue": "words of argument",
}

// why names the three traits that say most for opinion, or for news.
func (w writing) why(opinion bool) string {
	ts := slices.Clone(w.traits)
	slices.SortStableFunc(ts, func(a, b weighed) int {
		if opinion {
			return cmp.Compare(b.by, a.by)
		}
		return cmp.Compare(a.by, b.by)
	})
	var names []string
	for _, t := range ts {
		if opinion && t.by <= 0 || !opinion && t.by >= 0 || len(names) == 3 {
			break
		}
		if n := traitWords[t.name]; n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return "its words"
	}
	return strings.Join(names, "; ")
}
