package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia"
	"vigia/internal/text"
)

// Version names the rules of this package; whatever it derives carries it.
const Version = "story-2"

// Doc is a report as this package looks at it.
type Doc struct {
	ID, Outlet, URL string
	Published       vigia.Date
	Title, Text     string
	Language        string
	Byline          []string
}

// sketch is what of a report is compared with others.
type sketch struct {
	sig      text.Signature
	size     int                // distinct shingles
	language string             // stems of one language say nothing of another's
	terms    map[string]float64 // stem -> weight in this report
	keys     map[string]float64 // names, numbers, countries in the form that languages share
}

// What a term weighs, by what it is and where it stands. The weights are our
// own; the sample press and the public sets of stories hold them to account.
const (
	inTitle    = 3.0
	inLead     = 1.5
	nameWeight = 1.6 // in a headline; a text is full of names, of its background too
	numWeight  = 1.3

	shingleWords  = 3
	leastShingles = 12 // a text with fewer is a headline, or next to nothing: not what others copy
	leadWords     = 60
	bodyWords     = 600 // what comes later is as often background as not
	maxTerms      = 220
	maxKeys       = 120
)

func newSketch(d Doc) sketch { return sketchOf(d, &body{text: d.Text, language: d.Language}) }

// sketchOf is newSketch for a text that others will be compared with too.
func sketchOf(d Doc, b *body) sketch {
	sh := b.shingles()
	if b.runs < leastShingles {
		sh = nil
	}
	s := sketch{sig: text.MinHash(sh), size: len(sh), language: d.Language}
	c := counter{at: map[string]int{}, keys: map[string]float64{}, language: d.Language}
	c.add(d.Text, 1)
	c.add(d.Title, inTitle)
	s.terms, s.keys = c.weights(s.size == 0), dampened(c.keys)
	return s
}

// counter gathers the terms of a report.
type counter struct {
	language string
	at       map[string]int // stem -> its number in counts
	counts   []count
	keys     map[string]float64
}

type count struct {
	stem        string
	n           float64
	name, lower int // times capitalised inside a sentence, and in small letters
	number      bool
}

// add counts the words of a part of the report.
func (c *counter) add(part string, weight float64) {
	stop := stopWords[c.language]
	headline := weight == inTitle && mostlyCapitals(part)
	end := 0
	for i, t := range firstTokens(part, c.language, bodyWords) {
		between := part[min(end, t.Start):t.Start]
		starts := i == 0 || strings.ContainsAny(between, ".!?:\n«»\"“”—–¿¡")
		end = t.End
		w := weight
		if weight == 1 && i < leadWords {
			w = inLead
		}
		if stop[t.Text] || utf8.RuneCountInString(t.Text) < 2 {
			continue
		}
		raw := part[t.Start:t.End]
		if n, ok := number(t.Text); ok {
			if n != "" {
				c.term(n, w).number = true
				c.keys["#"+n] += w
			}
			continue
		}
		k := c.term(stemOf(t, c.language), w)
		switch up := capital(raw); {
		case up && !starts && !headline, allCapitals(raw) && !headline:
			k.name++
			c.name(t.Text, w)
		case !up:
			k.lower++
		}
	}
	c.bridged(part, weight)
}

// firstTokens gives the first n words of s, without cutting all of a long text.
func firstTokens(s, language string, n int) []text.Token {
	for runes := 7 * n; ; runes *= 2 {
		head := text.Cut(s, runes)
		ts := text.Tokens(head, language)
		if len(head) == len(s) || len(ts) > n+1 { // the last may be half a word
			return ts[:min(len(ts), n)]
		}
	}
}

// stemOf cuts what no stemmer knows: transliterated words in a language that
// is not written so, as addresses have them.
func stemOf(t text.Token, language string) string {
	const keep = 5
	if len(t.Stem) > keep && language == "ru" && t.Stem[0] < utf8.RuneSelf {
		return text.Cut(t.Stem, keep)
	}
	return t.Stem
}

// term counts a stem. What it gives holds until the next call.
func (c *counter) term(stem string, w float64) *count {
	i, ok := c.at[stem]
	if !ok {
		i = len(c.counts)
		c.at[stem], c.counts = i, append(c.counts, count{stem: stem})
	}
	c.counts[i].n += w
	return &c.counts[i]
}

// weights dampens repetition by its logarithm (Salton and Buckley 1988), lifts
// names and numbers, and keeps the heaviest.
func (c *counter) weights(head bool) map[string]float64 {
	out := make(map[string]float64, len(c.counts))
	for _, k := range c.counts {
		w := 1 + math.Log(k.n)
		switch {
		case !head:
		case k.number:
			w *= numWeight
		case k.name > k.lower:
			w *= nameWeight
		}
		out[k.stem] = w
	}
	return heaviest(out, maxTerms)
}

// dampened is the keys with repetition dampened, the heaviest kept.
func dampened(keys map[string]float64) map[string]float64 {
	out := make(map[string]float64, len(keys))
	for k, n := range keys {
		out[k] = 1 + math.Log(max(n, 1))
	}
	return heaviest(out, maxKeys)
}

// heaviest keeps the n heaviest terms.
func heaviest(m map[string]float64, n int) map[string]float64 {
	if len(m) <= n {
		return m
	}
	type weighed struct {
		term   string
		weight float64
	}
	all := make([]weighed, 0, len(m))
	for t, w := range m {
		all = append(all, weighed{t, w})
	}
	slices.SortFunc(all, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.term, b.term))
	})
	for _, t := range all[n:] {
		delete(m, t.term)
	}
	return m
}

// number tells whether w is a number, and gives it if it says something of an
// event: not a year, not a single digit.
func number(w string) (n string, ok bool) {
	digits := 0
	for _, r := range w {
		switch {
		case unicode.IsDigit(r):
			digits++
		case r != '.' && r != ',' && r != '%':
			return "", false
		}
	}
	n = numberMarks.Replace(w)
	if digits < 2 || len(n) == 4 && (strings.HasPrefix(n, "19") || strings.HasPrefix(n, "20")) {
		return "", digits > 0
	}
	return n, true
}

// numberMarks takes out what languages write differently in one number.
var numberMarks = strings.NewReplacer(".", "", ",", "", "%", "")

func capital(raw string) bool {
	r, _ := utf8.DecodeRuneInString(raw)
	return unicode.IsUpper(r)
}

func allCapitals(raw string) bool {
	return capital(raw) && utf8.RuneCountInString(raw) > 1 && strings.ToUpper(raw) == raw && strings.ToLower(raw) != raw
}

// mostlyCapitals tells a Headline Written Like This.
func mostlyCapitals(title string) bool {
	up, all := 0, 0
	for _, w := range strings.Fields(title) {
		if utf8.RuneCountInString(w) > 3 {
			all++
			if capital(w) {
				up++
			}
		}
	}
	return all > 2 && up*10 >= all*8
}
