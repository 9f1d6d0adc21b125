package check

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"vigia"
)

// Passage is what a sentence cites: the quoted span of a capture's text, or
// all of it. Language is a BCP 47 tag; "" is guessed by the writing.
type Passage struct {
	ID, Text, Language string
	Published          vigia.Date
}

// Check compares a sentence with the passages it cites. What is in the
// sentence and in none of the passages becomes a warning: numbers, dates,
// quotations, names, and qualifiers that the passages have and the sentence
// dropped. anchor is the day from which the sentence's own "last month" counts;
// zero leaves such words unchecked. Of a sentence of more than 8 KiB the
// beginning is compared.
//
// Kinds are number, date, name, quotation, qualifier and unsupported. The path
// tells the place in the sentence, and for a qualifier the passage: see [Where].
func Check(sentence, language string, anchor time.Time, ps []Passage) []vigia.Finding {
	c := newComparison(sentence, language, anchor, ps)
	if len(c.passages) == 0 {
		c.add("unsupported", 0, len(c.sentence.text), "", "the sentence cites no passage", "cite one, or mark the sentence as judgement or background")
		return c.findings
	}
	c.checkNumbers()
	c.checkDates()
	c.checkQuotations()
	c.checkNames()
	c.checkQualifiers()
	c.checkOverlap()
	slices.SortStableFunc(c.findings, func(a, b vigia.Finding) int {
		i, _, _, _ := Where(a)
		j, _, _, _ := Where(b)
		return cmp.Compare(i, j)
	})
	return c.findings
}

// Where gives the place of a finding in its sentence, in bytes, and the
// passage that it is about, if it is about one.
func Where(f vigia.Finding) (start, end int, passage string, ok bool) {
	span, passage, _ := strings.Cut(f.Path, "/")
	from, to, found := strings.Cut(span, "-")
	start, errFrom := strconv.Atoi(from)
	end, errTo := strconv.Atoi(to)
	return start, end, passage, found && errFrom == nil && errTo == nil
}

// reading is a text with all that was found in it.
type reading struct {
	text, lang string
	tokens     []token
	numbers    []number
	dates      []when
	dated      map[int]bool // tokens of dates
}

func read(s, lang string) reading {
	r := reading{text: s, lang: lang, tokens: tokens(s, lang)}
	r.dates, r.dated = dates(r.tokens, lang)
	r.numbers = numbers(r.tokens, lang, r.dated)
	return r
}

// comparison is one run of Check.
type comparison struct {
	sentence reading
	passages []passageReading
	anchor   time.Time
	findings []vigia.Finding
}

type passageReading struct {
	Passage
	reading
	told told
}

// maxSentence is the longest sentence that is compared, in bytes: what is longer
// is no sentence, and each of its numbers and quotations is looked for in every
// word of every passage.
const maxSentence = 8 << 10

func newComparison(sentence, language string, anchor time.Time, ps []Passage) *comparison {
	lang := base(language, sentence, "en")
	if len(sentence) > maxSentence {
		end := maxSentence
		for !utf8.RuneStart(sentence[end]) && end > 0 {
			end--
		}
		sentence = sentence[:end]
	}
	c := &comparison{sentence: read(sentence, lang), anchor: anchor}
	for _, p := range ps {
		if strings.TrimSpace(p.Text) == "" {
			continue
		}
		r := read(p.Text, base(p.Language, p.Text, lang))
		c.passages = append(c.passages, passageReading{p, r, tell(r.tokens, r.lang, p.Published, r.dates, r.dated)})
	}
	return c
}

func (c *comparison) add(kind string, start, end int, passage, message, remedy string) {
	path := fmt.Sprintf("%d-%d", start, end)
	if passage != "" {
		path += "/" + passage
	}
	c.findings = append(c.findings, vigia.Finding{Severity: vigia.Warn, Path: path, Kind: kind, Message: message, Remedy: remedy})
}

// where names the passages in messages.
func (c *comparison) where() string {
	if len(c.passages) == 1 {
		return "the cited passage"
	}
	return fmt.Sprintf("the %d cited passages", len(c.passages))
}

// checkNumbers looks for every number of the sentence in the passages.
func (c *comparison) checkNumbers() {
	for i, n := range c.sentence.numbers {
		if !c.claimed(i) {
			continue
		}
		found := slices.ContainsFunc(c.passages, func(p passageReading) bool {
			return slices.ContainsFunc(p.numbers, func(m number) bool { return n.equal(m) || n.rounds(m) }) || p.carries(n)
		})
		if !found {
			s := c.sentence.text[n.start:n.end]
			c.add("number", n.start, n.end, "", fmt.Sprintf("%q is not in %s", s, c.where()), "correct the number, or cite the passage that has it")
		}
	}
}

// claimed reports whether the number is worth a check: not "one", not an
// ordinal below the third, no part of a fraction.
func (c *comparison) claimed(i int) bool {
	n := c.sentence.numbers[i]
	if !n.spelled {
		return true
	}
	const near = 32 // bytes: room for a word and what parts it from the number
	s := c.sentence.text
	after := strings.ToLower(strings.TrimLeft(s[n.end:min(len(s), n.end+near)], " -"))
	for _, part := range []string{"third", "quarter", "fifth", "tenth", "tercio", "cuart", "quint", "terço", "quarto"} {
		if strings.HasPrefix(after, part) {
			return false
		}
	}
	v := n.values[0]
	if n.ordinal {
		before := strings.ToLower(strings.TrimRight(s[max(0, n.start-near):n.start], " -"))
		fraction := slices.ContainsFunc([]string{" a", "one", "two", "dos", "un", "una", "tres", "three", "dois"}, func(w string) bool { return strings.HasSuffix(before, w) })
		return v >= 3 && !fraction
	}
	w := strings.ToLower(s[n.start:n.end])
	switch {
	case v <= 1, w == "both", w == "couple", w == "pair", w == "par", w == "pareja", strings.HasPrefix(w, "amb"), strings.HasPrefix(w, "docena"), strings.HasPrefix(w, "dozen"):
		return false
	case c.sentence.lang == "zh": // 千 and 万 stand in many words
		return v >= 2 && n.end-n.start > len("千")
	}
	return true
}

// carries reports whether a passage has the number in another guise: as a
// Roman numeral, or as part of a date or a name.
func (p passageReading) carries(n number) bool {
	if n.percent {
		return false
	}
	v := n.values[0]
	digits := strconv.FormatFloat(v, 'f', -1, 64)
	for i, t := range p.tokens {
		if t.kind == word && v >= 2 && v <= 30 && v == float64(roman(t.raw)) {
			return true
		}
		if t.kind == numeral && (p.dated[i] || named(p.tokens, i)) && t.folded == digits {
			return true
		}
	}
	return false
}

// roman reads a Roman numeral in capitals up to 39, or gives 0.
func roman(s string) int {
	if s == "" || len(s) > 7 || strings.Trim(s, "IVX") != "" {
		return 0
	}
	values := map[byte]int{'I': 1, 'V': 5, 'X': 10}
	n := 0
	for i := range len(s) {
		v := values[s[i]]
		if i+1 < len(s) && values[s[i+1]] > v {
			v = -v
		}
		n += v
	}
	return n
}

// checkDates looks for every date of the sentence in the passages.
func (c *comparison) checkDates() {
	for _, w := range append(slices.Clone(c.sentence.dates), c.relative()...) {
		if c.supported(w) {
			continue
		}
		s := c.sentence.text[w.start:w.end]
		message := fmt.Sprintf("%s is not in %s", w, c.where())
		if s != w.String() {
			message = fmt.Sprintf("%q (%s) is not in %s", s, w, c.where())
		}
		for _, p := range c.passages {
			if w.day > 0 && p.told.published.day > 0 && p.told.published.fits(w) {
				message = fmt.Sprintf("%s is only the day on which %s was published", w, p.ID)
				break
			}
		}
		c.add("date", w.start, w.end, "", message, "correct the date, or cite the passage that has it")
	}
}

// supported reports whether a passage carries a date. Only where no passage
// says when things happened, the day of publication may stand for it.
func (c *comparison) supported(w when) bool {
	dated, near := false, false
	for _, p := range c.passages {
		if p.told.supports(w) {
			return true
		}
		if w.month == 0 && slices.ContainsFunc(p.numbers, func(n number) bool { return n.equal(number{values: []float64{float64(w.year)}}) }) {
			return true
		}
		dated, near = dated || p.told.dated(), near || p.told.near(w)
	}
	return near && !dated
}

// relative resolves "last month", "last year" and "yesterday" in the sentence.
func (c *comparison) relative() []when {
	t := allTimes[c.sentence.lang]
	if t == nil || c.anchor.IsZero() {
		return nil
	}
	var ws []when
	at := func(k, n int, w when) {
		w.start, w.end = c.sentence.tokens[k].start, c.sentence.tokens[k+n-1].end
		ws = append(ws, w)
	}
	for k, tok := range c.sentence.tokens {
		rest := c.sentence.tokens[k:]
		if n := matches(rest, t.lastMonth); n > 0 {
			m := c.anchor.AddDate(0, 0, -c.anchor.Day())
			at(k, n, when{year: m.Year(), month: int(m.Month())})
		} else if n := matches(rest, t.lastYear); n > 0 {
			at(k, n, when{year: c.anchor.Year() - 1})
		} else if off, ok := t.days[tok.folded]; ok && off < 0 {
			d := c.anchor.AddDate(0, 0, int(off))
			at(k, 1, when{year: d.Year(), month: int(d.Month()), day: d.Day()})
		}
	}
	return ws
}
