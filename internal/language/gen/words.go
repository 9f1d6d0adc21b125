package main

import (
	"hash/fnv"
	"math"
)

// least is how often a word must have been seen in a language to be listed.
const least = 2

// addWords lists the words of a language with the logarithm of their share of
// all its words; those seen once are left to the n-grams.
func (t *table) addWords(lang int, sentences [][]string) {
	counts, total := map[string]int{}, 0
	for _, s := range sentences {
		for _, w := range s {
			counts[w]++
			total++
		}
	}
	var es []entry
	for w, n := range counts {
		if n >= least {
			es = append(es, entry{wordKey(w), math.Log((float64(n) - 0.5) / float64(total))})
		}
	}
	t.add(lang, es)
}

// wordKey is what a word is listed under; package language makes the same.
func wordKey(w string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(w))
	return h.Sum64()>>24 | 1
}
