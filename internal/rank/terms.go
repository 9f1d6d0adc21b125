package rank

import (
	"hash/fnv"
	"math"

	"vigia/internal/text"
)

// Doc is a text to rank.
type Doc struct {
	ID, Title, Text string
	Language        string // ISO 639-1; "" gives words without stems
	Source          string // who published it: no feature, only a bound
}

// A pair of neighbouring words counts half as much as a word: the pairs of a
// text are as many as its words, and most of them are accidents.
const pairWeight = 0.5

// mostWords bounds how much of a text is looked at: what a report is about is
// said before that, and a page of a megabyte costs no more than a long one.
const mostWords = 4000

// feature is the hash of a word or of a pair of words. Hashed features need no
// dictionary (Weinberger et al., Feature Hashing for Large Scale Multitask
// Learning, ICML 2009); of 32 bits, some in a hundred thousand collide.
type feature uint32

// term is a feature with what it was made of.
type term struct {
	words string
	count float64
}

// terms counts the stems of a text and their pairs. Title and text are one
// field: apart they were no better.
func terms(d Doc) map[feature]term {
	out := map[feature]term{}
	left := mostWords
	for _, part := range []string{d.Title, clip(d.Text)} {
		prev := ""
		for _, s := range text.Terms(part, d.Language) {
			if left--; left < 0 {
				return out
			}
			add(out, s, 1)
			if prev != "" {
				add(out, prev+" "+s, pairWeight)
			}
			prev = s
		}
	}
	return out
}

func add(out map[feature]term, words string, by float64) {
	f := hashed(words)
	out[f] = term{words, out[f].count + by}
}

// mostBytes is what mostWords words take in any script, and more.
const mostBytes = mostWords * 24

func clip(s string) string {
	if len(s) > mostBytes {
		return s[:mostBytes]
	}
	return s
}

func hashed(words string) feature {
	h := fnv.New32a()
	h.Write([]byte(words))
	return feature(h.Sum32())
}

// often dampens a count: the tenth mention says little more than the third.
func often(count float64) float64 { return math.Log1p(count) }
