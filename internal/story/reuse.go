package story

import (
	"sync"

	"vigia/internal/text"
)

// The least that a sentence, and a text, must have to be looked for in another.
const (
	leastSentence = 4  // words that say something
	leastReused   = 40 // of them in the text: shorter ones of one event are all alike
)

// sentences gives, for each sentence of the text, the words in it that say
// something, each once; for Chinese the pairs of characters. Languages whose
// words that say nothing are not known give none.
func sentences(body, language string) [][]uint64 {
	stop, known := stopHashes()[language]
	run := 1
	if language == "zh" {
		run = 2
	} else if !known {
		return nil
	}
	var out [][]uint64
	for _, at := range text.Sentences(body, language) {
		words := text.Distinct(text.Shingles(body[at.Start:at.End], language, run))
		kept := words[:0]
		for _, w := range words {
			if !stop[w] {
				kept = append(kept, w)
			}
		}
		if len(kept) >= leastSentence {
			out = append(out, kept)
		}
	}
	return out
}

// stopHashes are the stop words as sentences has words.
var stopHashes = sync.OnceValue(func() map[string]map[uint64]bool {
	all := map[string]map[uint64]bool{}
	for language, words := range stopWords {
		all[language] = map[uint64]bool{}
		for w := range words {
			for _, h := range text.Shingles(w, language, 1) {
				all[language][h] = true
			}
		}
	}
	return all
})

// reworded is how much of the shorter of two texts stands in the longer one,
// sentence by sentence and whatever their order, from 0 to 1: for each sentence
// the one of the other text that shares most of its words, by the mean of both
// shares, weighed by length (sentence alignment as a measure of text reuse:
// Clough, Gaizauskas, Piao and Wilks, METER, ACL 2002).
func reworded(a, b [][]uint64) float64 {
	if words(a) > words(b) {
		a, b = b, a
	}
	in := map[uint64][]int{}
	for i, s := range b {
		for _, w := range s {
			in[w] = append(in[w], i)
		}
	}
	shared := make([]int, len(b))
	found, all := 0.0, 0
	for _, s := range a {
		clear(shared)
		for _, w := range s {
			for _, i := range in[w] {
				shared[i]++
			}
		}
		best := 0.0
		for i, n := range shared {
			if n > 0 {
				best = max(best, (float64(n)/float64(len(s))+float64(n)/float64(len(b[i])))/2)
			}
		}
		found += best * float64(len(s))
		all += len(s)
	}
	if all < leastReused {
		return 0
	}
	return found / float64(all)
}

func words(sentences [][]uint64) (n int) {
	for _, s := range sentences {
		n += len(s)
	}
	return n
}
