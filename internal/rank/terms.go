package rank

import (
	"hash/fnv"
	"math"

	"vigia/internal/text"
)

// Doc is a text to rank.
type Doc struct {
	ID, Title, Text string
	Language        string   // ISO 639-1; "" gives words without stems
	Source          string   // who published it: no feature, only a bound
	New             bool     // its source has earned nothing yet: it does not count for how rare a word is
	Marks           []string // what else is known of it, as "network:R": each is a feature
}

const (
	// A pair of neighbouring words counts half as much as a word: the pairs of a
	// text are as many as its words, and most of them are accidents.
	pairWeight = 0.5
	// A mark counts as a word that is there three times.
	markWeight = 3
	// mostWords bounds how much of a text is looked at: what a report is about is
	// said before that, and a page of a megabyte costs no more than a long one.
	mostWords = 4000
	mostBytes = mostWords * 24 // which so many words take in any script
)

// feature is the hash of a word or of a pair of words. Hashed features need no
// dictionary (Weinberger et al., Feature Hashing for Large Scale Multitask
// Learning, ICML 2009); of 32 bits, some in a hundred thousand collide.
type feature uint32

// term is a feature as it stands in a text.
type term struct {
	shown string // the words, not their stems
	count float64
}

// terms counts the stems of a text and their pairs. Title and text are one
// field: apart they were no better.
func terms(d Doc) map[feature]term {
	out := map[feature]term{}
	for _, m := range d.Marks {
		add(out, m, m, markWeight)
	}
	left := mostWords
	for _, part := range []string{d.Title, d.Text[:min(len(d.Text), mostBytes)]} {
		var prev text.Token
		for _, t := range text.Tokens(part, d.Language) {
			if left--; left < 0 {
				return out
			}
			add(out, t.Stem, t.Text, 1)
			if prev.Stem != "" {
				add(out, prev.Stem+" "+t.Stem, prev.Text+" "+t.Text, pairWeight)
			}
			prev = t
		}
	}
	return out
}

func add(out map[feature]term, words, shown string, by float64) {
	f := hashed(words)
	t := out[f]
	if t.shown == "" {
		t.shown = shown
	}
	t.count += by
	out[f] = t
}

func hashed(words string) feature {
	h := fnv.New32a()
	h.Write([]byte(words))
	return feature(h.Sum32())
}

// often dampens a count: the tenth mention says little more than the third.
func often(count float64) float64 { return math.Log1p(count) }
