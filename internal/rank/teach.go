package rank

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// Example is a decision on a text of the pool.
type Example struct {
	At       int // place in the pool
	Relevant bool
	By       string // who decided
	Cleared  bool   // somebody has looked at it after an alarm: see Watch
}

// Words is what a network is about in the monitor's own words, by language.
// They are the first example: with no decision at all they alone rank.
type Words struct {
	ByLanguage map[string][]string
	Marks      []string
}

// terms counts each word once, however many languages have it.
func (w Words) terms() map[feature]term {
	out := map[feature]term{}
	for lang, ws := range w.ByLanguage {
		for _, s := range ws {
			for f, t := range terms(Doc{Text: s, Language: lang}) {
				t.count = 1
				out[f] = t
			}
		}
	}
	for f, t := range terms(Doc{Marks: w.Marks}) {
		out[f] = t
	}
	return out
}

// mostOfOne is the part of all weight that the examples of one source may have
// together, where there are sources enough: a source that is decided on a
// thousand times teaches no more than that. With fewer than forty sources none
// has more than twice its even part.
const mostOfOne = 0.05

// What the examples of all sources of which nothing was ever selected weigh
// together, with the unread ones at a hundred: two, or a twentieth of what the
// others weigh. Who stuffs texts with the words that are looked for, to have them
// rejected, teaches little against those words.
const (
	mostOfDoubtful = 2
	shareOfDoubted = 0.05
)

// leastGood is how many sources of which something was selected are enough to
// draw the unread examples from.
const leastGood = 5

// Teach learns from decisions. The same pool, words and examples give the same
// model, in whatever order the examples come.
func Teach(p *Pool, words Words, examples []Example) *Model {
	return p.space.model(p.weights(words, examples))
}

func (p *Pool) weights(words Words, examples []Example) []float32 {
	examples = slices.Clone(examples)
	slices.SortFunc(examples, func(a, b Example) int {
		return cmp.Or(cmp.Compare(p.ties[a.At], p.ties[b.At]), cmp.Compare(a.At, b.At), cmp.Compare(a.By, b.By))
	})
	begin := p.space.vector(words.terms())
	w, relevant := make([]float32, len(p.space.idf)), 0
	if len(examples) > 0 {
		xs := []labelled{{begin, true, 1}}
		bound := p.bound(examples)
		for _, e := range examples {
			xs = append(xs, labelled{p.vectors[e.At], e.Relevant, bound[p.sources[e.At]]})
			if e.Relevant {
				relevant++
			}
		}
		r := rand.New(rand.NewPCG(2, uint64(p.Len())))
		w = learn(len(p.space.idf), append(xs, p.unread(examples, r)...), r)
	}
	for i, at := range begin.at { // with nothing to learn from, the words as they are
		w[at] += blend(relevant) * begin.weight[i]
	}
	return w
}

// bound gives the weight of each source's examples.
func (p *Pool) bound(examples []Example) map[string]float32 {
	count, good := map[string]float64{}, map[string]bool{}
	for _, e := range examples {
		s := p.sources[e.At]
		count[s]++
		good[s] = good[s] || e.Relevant
	}
	doubtful, sound := 0.0, 0.0
	for s, n := range count {
		if good[s] {
			sound += n
		} else {
			doubtful += n
		}
	}
	mass := map[string]float64{}
	for s, n := range count {
		mass[s] = n
		if !good[s] {
			mass[s] *= min(1, max(mostOfDoubtful, shareOfDoubted*sound)/doubtful)
		}
	}
	most, out := evened(mass), map[string]float32{}
	for s, n := range count {
		out[s] = float32(min(mass[s], most) / n)
	}
	return out
}

// evened is the most that one source may weigh, so that it is no more than its
// part of what all weigh then.
func evened(mass map[string]float64) float64 {
	share := max(mostOfOne, 2/float64(max(len(mass), 1)))
	all := slices.Sorted(maps.Values(mass)) // one order of adding up, one sum
	most := float64(len(mass)) * 1e9
	for range 100 { // lowering the bound lowers the sum, which lowers the bound
		sum := 0.0
		for _, n := range all {
			sum += min(n, most)
		}
		most = share * sum
	}
	return most
}

// unread draws texts that count as not relevant, one source as often as the
// other: a source that floods the pool does not fill the sample. A tenth of
// what is unread at most, for much of a small queue is relevant. Sources of which
// something was selected give the sample, if there are a few: else whoever stuffs texts with
// what is looked for would teach against it without being read at all.
func (p *Pool) unread(examples []Example, r *rand.Rand) []labelled {
	decided, good := map[int]bool{}, map[string]bool{}
	for _, e := range examples {
		decided[e.At] = true
		if e.Relevant {
			good[p.sources[e.At]] = true
		}
	}
	of := map[string][]int{}
	for i, s := range p.sources {
		if !decided[i] && (good[s] || len(good) < leastGood) {
			of[s] = append(of[s], i)
		}
	}
	var names []string
	for s, is := range of {
		names = append(names, s)
		slices.SortFunc(is, func(a, b int) int { return cmp.Compare(p.ties[a], p.ties[b]) })
	}
	slices.Sort(names)
	var out []labelled
	if len(names) == 0 {
		return nil
	}
	for range min(unreadExamples, (p.Len()-len(decided))/10) {
		is := of[names[r.IntN(len(names))]]
		out = append(out, labelled{p.vectors[is[r.IntN(len(is))]], false, 1})
	}
	return out
}

// Training is the SHA-256 of what a model is taught: the method, the words and
// each text's id with the decision, in the order of ids.
func Training(p *Pool, monitor string, examples []Example) string {
	var lines []string
	for _, e := range examples {
		lines = append(lines, fmt.Sprintf("%s\t%v\t%s\n", p.ids[e.At], e.Relevant, e.By))
	}
	slices.Sort(lines)
	h := sha256.New()
	fmt.Fprintf(h, "%s\t%s\n", Version, monitor)
	for _, l := range lines {
		h.Write([]byte(l))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// folds is in how many parts the sources are held out in turn.
const folds = 5

// HeldOut scores each example by a model that knows no text of its source. It
// is nil where one side has fewer examples than there are parts.
func HeldOut(p *Pool, words Words, examples []Example) []float64 {
	yes := 0
	for _, e := range examples {
		if e.Relevant {
			yes++
		}
	}
	if min(yes, len(examples)-yes) < folds {
		return nil
	}
	out := make([]float64, len(examples))
	for fold := range uint64(folds) {
		var known []Example
		for _, e := range examples {
			if tie(p.sources[e.At])%folds != fold {
				known = append(known, e)
			}
		}
		w := p.weights(words, known)
		for i, e := range examples {
			if tie(p.sources[e.At])%folds == fold {
				out[i] = float64(p.vectors[e.At].dot(w))
			}
		}
	}
	return out
}

// Ordered is the part of pairs of a relevant and another example that the
// scores put in the right order (area under the ROC curve); 0 without pairs.
func Ordered(examples []Example, scores []float64) float64 {
	at := make([]int, len(scores))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	yes, no, right := 0, 0, 0.0
	for i := 0; i < len(at); {
		y, n := 0, 0
		for j := i; i < len(at) && scores[at[i]] == scores[at[j]]; i++ {
			if examples[at[i]].Relevant {
				y++
			} else {
				n++
			}
		}
		right += float64(y) * (float64(no) + float64(n)/2)
		yes, no = yes+y, no+n
	}
	if yes*no == 0 {
		return 0
	}
	return right / float64(yes*no)
}
