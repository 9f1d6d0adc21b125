package story

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// tongue is a report as other languages may meet it.
type tongue struct {
	place []float32 // in the space of the table, of length one; nil: no word is known
	keys  []term    // what languages share on the face of it
	runes float64   // length, as the same would be long in English
	brief bool      // a sentence or two without a title
}

// briefRunes: a longer text is a report, not a sentence or two.
const briefRunes = 500

// tongueOf looks at the title and the beginning of a report.
func tongueOf(d Doc) tongue {
	s := d.Title + "\n" + d.Text
	n := utf8.RuneCountInString(d.Text)
	t := tongue{place: theTable().place(s, d.Language), brief: d.Title == "" && n > 0 && n <= briefRunes,
		runes: float64(n) * cmp.Or(lengths[d.Language], 1)}
	for id, x := range BridgeKeys(s, d.Language) {
		t.keys = append(t.keys, term{id, x})
	}
	slices.SortFunc(t.keys, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	return t
}

// lengths tell how many letters of English a letter of another language is
// worth: from the aligned sentences (the idea of Gale and Church 1993).
var lengths = map[string]float64{"ar": 1.16, "es": .86, "fa": 1.1, "fr": .84, "pt": .9, "ru": .92, "zh": 3.3}

// What a sentence must have in common with a story in another language, and
// what a report must.
const (
	keysSay    = 0.8
	lengthSay  = 0.2
	briefLeast = 0.30 // of a sentence or two: place, keys and length
	briefLead  = 0.0  // before the next best story
	newsPlace  = 0.25 // of a report, beside its names and numbers
	recent     = 2000 // stories that a sentence is compared with
)

// kin is how near a report is to one in another language.
func (ra *rarity) kin(a, b *rep) (score float64) {
	place := float64(dot(a.tongue.place, b.tongue.place))
	keys := ra.keysAlike(a.tongue.keys, b.tongue.keys)
	apart := math.Abs(math.Log((a.tongue.runes + 1) / (b.tongue.runes + 1)))
	return place + keysSay*keys - lengthSay*min(1, apart)
}

// bridgeKeys is the language under which keys of the bridge are counted.
const bridgeKeys = "**"

func (ra *rarity) keysAlike(x, y []term) float64 {
	var d, a, b float64
	weigh := func(t term) float64 { return float64(t.weight * ra.of(bridgeKeys, t.id)) }
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		switch {
		case j == len(y) || i < len(x) && x[i].id < y[j].id:
			w := weigh(x[i])
			a += w * w
			i++
		case i == len(x) || x[i].id > y[j].id:
			w := weigh(y[j])
			b += w * w
			j++
		default:
			u, v := weigh(x[i]), weigh(y[j])
			a, b, d = a+u*u, b+v*v, d+u*v
			i, j = i+1, j+1
		}
	}
	if d == 0 {
		return 0
	}
	return d / math.Sqrt(a*b)
}

// abroad finds the story that a sentence or two tell in another language: the
// nearest, if it is near enough. A story that is told in several languages is
// as near as their mean.
func (ra *rarity) abroad(e *rep, all []*thread) (best *thread, score float64, with *rep) {
	next := math.Inf(-1)
	score = math.Inf(-1)
	for _, t := range all[max(0, len(all)-recent):] {
		var sum, n, top float64
		var at *rep
		for _, r := range t.reps {
			if r.language == e.language || !r.tongue.brief || !within(e.day, r.day, storyDays) {
				continue
			}
			k := ra.kin(e, r)
			sum, n = sum+k, n+1
			if at == nil || k > top {
				top, at = k, r
			}
		}
		if n == 0 {
			continue
		}
		switch s := (sum/n + top) / 2; {
		case s > score:
			next, best, score, with = score, t, s, at
		case s > next:
			next = s
		}
	}
	if score < briefLeast || score-next < briefLead {
		return nil, score, nil
	}
	return best, score, with
}

func (ra *rarity) addKeys(keys []term) {
	ra.reports[bridgeKeys]++
	for _, t := range keys {
		ra.terms[t.id]++
	}
}
