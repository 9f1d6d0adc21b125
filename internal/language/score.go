package language

import (
	"math"
	"slices"
	"strings"
)

// The prices were chosen by cross-validation; the comments of gen/ say how to
// repeat it.
const (
	scale    = 16.0 // steps per nat, as in gen/table.go
	backoff  = 1.2  // nats for knowing a letter from a shorter context only
	unknown  = 14.0 // nats for a letter that the language does not write
	floor    = 9.0  // no single letter may cost more: names and typing errors
	unlisted = 4.0  // nats for a word that is not among the frequent ones
	credit   = 8.0  // nats that being among them saves at most
	noKana   = 4.0  // nats against Japanese without kana, one a sign up to so many
)

// score adds up, for each language of sc, what the words cost in it, negative.
// A word costs what its letters cost and the price of an unlisted word, unless
// the language lists it: then its frequency. Languages of other scripts stay at
// minus infinity.
func (m *model) score(words []word, sc script) []float64 {
	scores := make([]float64, len(m.grams.tags))
	for i := range scores {
		scores[i] = math.Inf(-1)
	}
	var in []int
	for tag := range strings.FieldsSeq(sc.members()) {
		if i, ok := m.grams.byTag[tag]; ok {
			in = append(in, i)
			scores[i] = prior(tag)
		}
	}
	back := backoff
	if sc == han { // Chinese has no table of pairs to fall back from
		back = 0
		scores[m.grams.byTag["ja"]] -= withoutKana(words)
	}
	letter, whole := make([]float64, len(scores)), make([]float64, len(scores))
	for _, w := range words {
		if w.script != sc {
			continue
		}
		for _, l := range in {
			whole[l] = unlisted
		}
		for i := range w.runes {
			m.grams.letter(w.runes[:i+1], in, back, letter)
			for _, l := range in {
				whole[l] += min(letter[l], floor)
			}
		}
		if sc != han { // whose words nothing divides
			for _, p := range m.words.postings(wordKey(w.runes)) {
				whole[p.lang] = min(whole[p.lang], max(float64(p.cost)/scale, whole[p.lang]-credit))
			}
		}
		for _, l := range in {
			scores[l] -= whole[l]
		}
	}
	return scores
}

// withoutKana is what speaks against Japanese: signs, none of them kana.
func withoutKana(words []word) (nats float64) {
	for _, w := range words {
		for _, r := range w.runes {
			switch {
			case 0x3040 <= r && r < 0x3100:
				return 0
			case w.script == han:
				nats++
			}
		}
	}
	return min(nats, noKana)
}

// wordKey is what a word is listed under: the upper 40 bits of FNV-1a.
func wordKey(rs []rune) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range []byte(string(rs)) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h>>24 | 1
}

// letter sets the cost of the last of rs, in each language, from the longest
// context that the language knows; back is the price of each shorter one.
func (t *table) letter(rs []rune, in []int, back float64, cost []float64) {
	for _, l := range in {
		cost[l] = unknown
	}
	key := uint64(0)
	for n := 1; n <= 4 && n <= len(rs); n++ {
		r := rs[len(rs)-n]
		if r > math.MaxUint16 {
			return
		}
		key |= uint64(r) << (16 * (n - 1))
		if n > 1 {
			for _, l := range in {
				cost[l] += back
			}
		}
		for _, p := range t.postings(key) {
			cost[p.lang] = float64(p.cost) / scale
		}
	}
}

// prior is what is believed before reading: the eight languages of the house
// and their neighbours are met far more often than the rest.
func prior(tag string) float64 {
	switch {
	case slices.Contains([]string{"en", "es", "pt", "fr", "ru", "ar", "fa", "zh"}, tag):
		return 0
	case slices.Contains([]string{"it", "de", "ca", "ro", "nl", "pl", "tr", "uk", "be", "bg", "sr", "mk", "ur", "ja", "hi"}, tag):
		return -1
	case tag == "id": // far more often met than Malay, its near twin
		return -1.5
	case slices.Contains([]string{"gl", "ast", "oc", "ht", "gn", "qu", "ay", "ps", "ckb", "azb", "tg"}, tag):
		return -5
	}
	return -3.5
}
