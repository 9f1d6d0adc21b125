// Package language tells the language of a text, short or long.
//
// A script gate comes first: Greek, Hangul or Hebrew letters decide at once.
// Within a script letters are scored by n-grams, as since Cavnar and Trenkle
// (N-Gram-Based Text Categorization, 1994), here as a model of the next letter
// (Dunning 1994): each letter costs what it costs after the three before it,
// with a fixed price for each step back to a shorter context (Brants et al.
// 2007), and the language in which the text is cheapest wins. The frequencies
// are those of lingua-go (Peter M. Stahl, Apache-2.0; see NOTICE), which the
// program in gen/ has brought down to one compressed file.
//
// The tables are unpacked at the first call, in a tenth of a second and about
// 20 MB; nothing else is kept. All functions may be called at the same time.
package language

//go:generate go run -C gen . -o ../tables.bin.gz

import "math"

// least is the confidence below which Detect will not name a language.
const least = 0.25

// Detect names the language of s by its ISO 639-1 code and gives its
// confidence, 0 to 1: the share of belief left to the winner when all
// languages of the script are asked. The tag is empty when s has no letters
// or nothing stands out.
func Detect(s string) (tag string, confidence float64) {
	seen := letters(s)
	if seen.total == 0 {
		return "", 0
	}
	main := seen.dominant()
	if tag := main.only(); tag != "" {
		return tag, seen.share(main)
	}
	t := tables()
	best, belief := posterior(t.score(seen.words, main))
	if best < 0 {
		return "", 0
	}
	tag, belief = minority(t.tags[best], belief, seen.words)
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
// wrong answers would be as sure as right ones.
const temper = 0.6

// canonical merges the written standards of one language.
func canonical(tag string) string {
	switch tag {
	case "nb", "nn":
		return "no"
	}
	return tag
}
