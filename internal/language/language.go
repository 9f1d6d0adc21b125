// Package language tells the language of a text, short or long.
//
// A script gate comes first: Greek, Hangul or Hebrew letters decide at once.
// Within a script letters are scored by n-grams, as since Cavnar and Trenkle
// (N-Gram-Based Text Categorization, 1994), here as a model of the next letter
// (Dunning 1994): each letter costs what it costs after the three before it,
// with a fixed price for each step back to a shorter context (Brants et al.
// 2007). Words that a language uses often cost what their frequency says
// instead, which tells neighbours apart that share their letters (Grefenstette
// 1995). The language in which the text is cheapest wins. The letters are those
// of lingua-go (Peter M. Stahl, Apache-2.0), the words, and the letters of
// languages that lingua-go lacks, of the sentences that NOTICE names; the
// program in gen/ brings both down to two compressed files.
//
// The tables are unpacked at the first call, in a tenth of a second and about
// 20 MB; nothing else is kept. All functions may be called at the same time.
package language

//go:generate go run -C gen .

import "math"

// least is the confidence below which Detect will not name a language.
const least = 0.15

// Detect names the language of s by its ISO 639-1 code and gives its
// confidence, 0 to 1: the share of belief left to the winner when all
// languages of the script are asked. The tag is empty when s has no letters
// or nothing stands out.
func Detect(s string) (tag string, confidence float64) { return models().detect(s) }

func (m *model) detect(s string) (tag string, confidence float64) {
	seen := letters(s)
	if seen.total == 0 {
		return "", 0
	}
	main := seen.dominant()
	if tag := main.only(); tag != "" {
		return tag, seen.share(main)
	}
	best, belief := posterior(m.score(seen.words, main))
	if best < 0 {
		return "", 0
	}
	tag = m.grams.tags[best]
	confidence = belief * seen.share(main)
	if confidence < least {
		return "", confidence
	}
	return canonical(tag), confidence
}

// posterior picks the cheapest language and the share of belief it holds.
func posterior(scores []float64) (best int, belief float64) {
	best = -1
	for i, s := range scores {
		if !math.IsInf(s, -1) && (best < 0 || s > scores[best]) {
			best = i
		}
	}
	if best < 0 {
		return -1, 0
	}
	sum := 0.0
	for _, s := range scores {
		// Letters of a word do not vote independently: belief grows slower.
		sum += math.Exp((s - scores[best]) * temper)
	}
	return best, 1 / sum
}

// temper is how much of a nat of score is a nat of belief: less than one, or
// wrong answers would be as sure as right ones. With it, of headlines told with
// a confidence of .6 two in three are right, of those with .9 ninety-nine in a
// hundred.
const temper = 0.35

// canonical merges the written standards of one language.
func canonical(tag string) string {
	switch tag {
	case "nb", "nn":
		return "no"
	case "ckb":
		return "ku"
	case "azb":
		return "az"
	}
	return tag
}
