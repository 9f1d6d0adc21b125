package label

import (
	"math"
	"strconv"
	"unicode"
	"unicode/utf8"

	"vigia/internal/linear"
	"vigia/internal/text"
)

// GenreFeatures describes how a text is written, for the model that tells news
// from opinion: its words and pairs of words, by language; pieces of words,
// which related languages share; and its manner, which all share: who speaks,
// how long the sentences are, what is asked, quoted and counted. Words and
// pieces have length 1 together, so that a long text weighs no more than a
// short one.
func GenreFeatures(body, language string) []linear.Feature {
	r := read("", text.Cut(body, genreRunes), language)
	out := wordFeatures(language, r.inBody, r.words)
	for _, m := range style(r, r.body, r.inBody) {
		out = append(out, m.features()...)
	}
	return append(out, mannerFeature(commentOf(r.own(), language)))
}

// mannerFeature is the judgement of the weights of our own, which says more
// where few texts were learned from.
func mannerFeature(comment float64) linear.Feature {
	c := min(max(comment, 0.05), 0.95)
	return linear.Feature{Key: linear.Key("style manner"), Value: float32(mannerWeight * math.Log(c/(1-c)))}
}

// mannerWeight is what that judgement counts.
const mannerWeight = 0.2

// genreRunes is as much of a text as is read for its genre.
const genreRunes = 6000

// wordFeatures are the words, pairs and pieces of a text.
func wordFeatures(language string, toks []text.Token, words []word) []linear.Feature {
	b := newBag(6 * len(toks))
	lang := linear.More(linear.Key("w"), language)
	known := make([]keys, len(words))
	last := uint32(0)
	for _, t := range toks {
		k := &known[t.Form]
		if k.word == 0 {
			*k = keysOf(lang, t, words[t.Form].form)
		}
		b.count(k.word)
		b.count(k.stem)
		if last != 0 {
			b.count(linear.More(linear.More(last, " "), t.Text))
		}
		last = k.word
		for _, p := range k.pieces[:k.n] {
			b.count(p)
		}
	}
	return b.unit()
}

// keys are the features of a word.
type keys struct {
	word, stem uint32
	pieces     [3]uint32
	n          int
}

func keysOf(lang uint32, t text.Token, bare string) keys {
	w := linear.More(lang, t.Text)
	k := keys{word: w, stem: linear.More(linear.More(lang, "+"), t.Stem)}
	k.cut(t.Text, bare)
	return k
}

// cut takes a word's beginnings and its ending in Latin letters, without
// accents: what French writes, Spanish and Portuguese write alike.
func (k *keys) cut(folded, bare string) {
	if len(folded) < 4 || folded[0] < 'a' || folded[0] > 'z' || len(bare) < 4 {
		return
	}
	add := func(name string) {
		k.pieces[k.n] = linear.Key(name)
		k.n++
	}
	add("^" + bare[:4])
	if len(bare) > 6 {
		add("^" + bare[:6])
	}
	add("$" + bare[len(bare)-3:])
}

// trait is something about the manner of a text, with the steps in which more
// of it says more.
type trait struct {
	name  string
	value float64
	steps []float64
}

// features are one feature for each step that the trait has climbed.
func (t trait) features() []linear.Feature {
	var out []linear.Feature
	for i, at := range t.steps {
		if t.value > at {
			out = append(out, linear.Feature{Key: linear.More(linear.More(linear.Key("style "), t.name), " "+strconv.Itoa(i)), Value: styleWeight})
		}
	}
	return out
}

// styleWeight is what a step counts beside a bag of words of length 1.
const styleWeight = 0.05

// few, some and many are steps of counts in 100 words.
var (
	few    = []float64{0, 0.15, 0.4, 1, 2}
	some   = []float64{0.2, 0.7, 1.5, 3, 5}
	length = []float64{60, 120, 250, 500, 900}
)

// style measures the manner of a report, or of its beginning.
func style(r reading, body string, toks []text.Token) []trait {
	n := float64(max(len(toks), 1))
	says := r.says(toks)
	self, ours, you, should, told, digits := count(says)
	var capitals, letters float64
	for _, t := range toks {
		if r.words[t.Form].capital {
			capitals++
		}
		letters += float64(utf8.RuneCountInString(t.Text))
	}
	per := 100 / n
	marks := marksOf(body)
	out := []trait{
		{"self", self * per, few}, {"ours", ours * per, few}, {"you", you * per, few}, {"should", should * per, few},
		{"told", told * per, some}, {"digits", digits * per, some}, {"capitals", capitals * per, []float64{4, 7, 10, 14, 20}},
		{"letters", letters / n, []float64{4.2, 4.6, 4.9, 5.2, 5.6}},
		{"words", n, length},
		{"asks", marks.asks * per, few}, {"cries", marks.cries * per, few}, {"trails", marks.trails * per, few},
		{"quotes", marks.quotes * per, some}, {"brackets", marks.brackets * per, some}, {"commas", marks.commas * per, []float64{3, 5, 7, 9}},
		{"sentence", n / max(marks.stops, 1), []float64{10, 15, 20, 25, 32}},
		{"lines", marks.lines * per, some}, {"links", marks.links * per, few}, {"smiles", marks.smiles * per, few},
	}
	for g, c := range said(body, r.language, says) {
		out = append(out, trait{groups[g], c * per, some})
	}
	return out
}

// marks counts what is no word.
type marks struct {
	asks, cries, trails, quotes, brackets, commas, stops, lines, links, smiles float64
}

func marksOf(body string) (m marks) {
	var last rune
	for _, r := range body {
		switch r {
		case '?', '؟', '？':
			m.asks++
			m.stops++
		case '!', '！':
			m.cries++
			m.stops++
		case '…':
			m.trails++
		case '.', '。':
			m.stops++
			if last == '.' {
				m.trails += 0.5
				m.stops--
			}
		case '"', '“', '”', '«', '»', '「', '」':
			m.quotes++
		case '(', '（':
			m.brackets++
		case ',', '،', '，', '、':
			m.commas++
		case '\n':
			m.lines++
		case ')', 'D':
			if last == ':' || last == ';' || last == '-' {
				m.smiles++
			}
		case '/':
			if last == '/' {
				m.links++
			}
		default:
			if r > 0x1F000 && unicode.IsSymbol(r) {
				m.smiles++
			}
		}
		last = r
	}
	return m
}
