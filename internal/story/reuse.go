package story

import (
	"cmp"
	"slices"
	"sync"

	"vigia/internal/text"
)

// The least that a sentence, and a text, must have to be looked for in another.
const (
	leastSentence = 4  // words that say something
	leastReused   = 40 // of them in the text: shorter ones of one event are all alike

	mostSentences = 1000 // that are looked at: the comparison takes the product
)

// saying is what the sentences of a text say: each word of one that says
// something, in order of the words.
type saying struct {
	words []said
	sizes []int32 // words of each sentence
}

type said struct {
	word uint64
	in   int32 // number of the sentence
}

func (s saying) size() (n int) {
	for _, k := range s.sizes {
		n += int(k)
	}
	return n
}

// sayings gives, for each sentence of the text, the words in it that say
// something, each once; for Chinese the pairs of characters. Languages whose
// words that say nothing are not known give none.
func sayings(body, language string) (all saying) {
	stop, known := stopHashes()[language]
	run := 1
	if language == "zh" {
		run = 2
	} else if !known {
		return all
	}
	for _, at := range text.Sentences(body, language) {
		words := text.Distinct(text.Shingles(body[at.Start:at.End], language, run))
		kept := slices.DeleteFunc(words, func(w uint64) bool { return stop[w] })
		if len(kept) < leastSentence {
			continue
		}
		if len(all.sizes) == mostSentences {
			break
		}
		for _, w := range kept {
			all.words = append(all.words, said{w, int32(len(all.sizes))})
		}
		all.sizes = append(all.sizes, int32(len(kept)))
	}
	slices.SortFunc(all.words, func(a, b said) int { return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.in, b.in)) })
	return all
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
func reworded(a, b saying) float64 {
	if a.size() > b.size() {
		a, b = b, a
	}
	all, n := a.size(), len(b.sizes)
	if all < leastReused || n == 0 {
		return 0
	}
	shared := make([]int32, len(a.sizes)*n)
	for i, j := 0, 0; i < len(a.words) && j < len(b.words); i++ {
		for j < len(b.words) && b.words[j].word < a.words[i].word {
			j++
		}
		for k := j; k < len(b.words) && b.words[k].word == a.words[i].word; k++ {
			shared[int(a.words[i].in)*n+int(b.words[k].in)]++
		}
	}
	found := 0.0
	for i, size := range a.sizes {
		best := 0.0
		for j, both := range shared[i*n : (i+1)*n] {
			if both > 0 {
				best = max(best, (float64(both)/float64(size)+float64(both)/float64(b.sizes[j]))/2)
			}
		}
		found += best * float64(size)
	}
	return found / float64(all)
}
