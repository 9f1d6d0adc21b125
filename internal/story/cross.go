package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tongue is a report as other languages may meet it.
type tongue struct {
	place   []float32 // in the space of the table, of length one; nil: no word is known
	keys    []term    // what languages share on the face of it
	figures []uint32  // the numbers in it, in any script
	runes   float64   // length, as the same would be long in English
	brief   bool      // a sentence or two without a title
}

// briefRunes: a longer text is a report, not a sentence or two.
const briefRunes = 500

// tongueOf looks at a sentence or two as other languages may meet them; longer
// reports meet by names, numbers and countries alone.
func tongueOf(d Doc) tongue {
	s := d.Text
	n := utf8.RuneCountInString(d.Text)
	t := tongue{brief: d.Title == "" && n > 0 && n <= briefRunes, runes: float64(n) * cmp.Or(lengths[d.Language], 1)}
	if !t.brief {
		return t
	}
	t.figures = figuresOf(s)
	t.place = theTable().place(s, d.Language)
	coarse(t.place)
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
	keysSay   = 0.5
	lengthSay = 0.15
	leadSay   = 0.5
	recent    = 2000 // stories that a sentence is compared with

	figureSays   = 0.12 // a number that both have, up to three
	figureDenies = 0.12 // the share of those that only one has
	briefLeast   = 0.18 // of a sentence or two: place, keys, length, its lead before the next best story, numbers, rivals
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
// nearest, if it is near enough and before the next.
func (ra *rarity) abroad(e *rep, all []*thread) (best *thread, score float64, with *rep) {
	next := math.Inf(-1)
	score = math.Inf(-1)
	for _, t := range all[max(0, len(all)-recent):] {
		sum, n, first := 0.0, 0.0, math.Inf(-1)
		var at *rep
		for _, r := range t.reps {
			if r.language == e.language || !r.tongue.brief || !within(e.day, r.day, storyDays) {
				continue
			}
			k := ra.kin(e, r)
			sum, n = sum+k, n+1
			if k > first {
				first, at = k, r
			}
		}
		top := (sum + first) / (n + 1) // what it is told in several languages counts together
		switch {
		case n == 0:
		case top > score:
			next, best, score, with = score, t, top, at
		case top > next:
			next = top
		}
	}
	if best == nil {
		return nil, score, nil
	}
	if math.IsInf(next, -1) {
		next = 0 // nothing else to be told from
	}
	sure := score + leadSay*(score-next) + figuresAgree(e, with)
	if sure < briefLeast || sure-ra.behindRivals(e, with, all) < briefLeast {
		return nil, score, nil
	}
	return best, score, with
}

// behindRivals tells by how much another sentence of e's own language is nearer
// to one in another language than e is, 0 if none: some sentences are like many
// (hubs: Radovanović and others 2010), and what another fits better is not e's.
func (ra *rarity) behindRivals(e, other *rep, all []*thread) float64 {
	mine := ra.kin(e, other)
	rival := mine
	for _, t := range all[max(0, len(all)-recent):] {
		for _, r := range t.reps {
			if r.language == e.language && r.tongue.brief && within(other.day, r.day, storyDays) {
				rival = max(rival, ra.kin(r, other))
			}
		}
	}
	return rival - mine
}

// figuresOf gives the numbers of a text, each once and in order, whatever the
// digits and how thousands are written.
func figuresOf(s string) (out []uint32) {
	digits := func(r rune) bool { return unicode.IsDigit(r) }
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return !digits(r) && r != ',' && r != '.' }) {
		n := strings.Map(func(r rune) rune {
			switch {
			case r >= '٠' && r <= '٩':
				return r - '٠' + '0'
			case r >= '۰' && r <= '۹':
				return r - '۰' + '0'
			case digits(r):
				return r
			}
			return -1
		}, f)
		if n != "" {
			out = append(out, termID(keyed, "figure", n))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// figuresAgree is what the numbers of two sentences say for their telling the
// same, or against it: not in Chinese, which writes many of them in characters.
func figuresAgree(x, y *rep) float64 {
	a, b := x.tongue.figures, y.tongue.figures
	if len(a)+len(b) == 0 {
		return 0
	}
	same := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			same++
		}
	}
	says := figureSays * float64(min(same, 3))
	if x.language == "zh" || y.language == "zh" {
		return says
	}
	return says - figureDenies*float64(len(a)+len(b)-2*same)/float64(len(a)+len(b))
}

// coarse brings a place to the steps in which it is stored.
func coarse(v []float32) {
	for i, x := range v {
		v[i] = float32(math.Round(float64(x)*placeSteps)) / placeSteps
	}
}

const placeSteps = 250
