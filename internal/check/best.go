package check

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"vigia/internal/text"
)

// Best finds the sentence of a passage that carries a sentence: the one that
// shares most words with it, numbers and names counting more, for they are
// what two languages have in common. If nothing is shared it is the first.
func Best(sentence, lang, passage string) (start, end int) {
	s := read(sentence, base(lang, sentence, "en"))
	span, _ := best(s, passage, base("", passage, s.lang))
	return span.Start, span.End
}

// best gives the best sentence and its score.
func best(s reading, passage, lang string) (text.Span, float64) {
	spans := text.Sentences(passage, lang)
	if len(spans) == 0 {
		return text.Span{End: len(passage)}, 0
	}
	want := features(s)
	at, high := 0, 0.0
	for i, sp := range spans {
		score := 0.0
		for f := range features(read(passage[sp.Start:sp.End], lang)) {
			score += want[f]
		}
		if score > high {
			at, high = i, score
		}
	}
	return spans[at], high
}

// features are what two sentences can share, with their weights.
func features(r reading) map[string]float64 {
	fs := map[string]float64{}
	for _, n := range r.numbers {
		for _, v := range n.values {
			if v > 1 {
				fs[fmt.Sprintf("n%g%v", v, n.percent)] = 3
			}
		}
	}
	for _, d := range r.dates {
		if d.month > 0 {
			fs[fmt.Sprintf("d%d.%d", d.month, d.day)] = 3
		} else {
			fs[fmt.Sprintf("y%d", d.year)] = 3
		}
	}
	for i, t := range r.tokens {
		if t.kind != word {
			continue
		}
		b := t.bare
		switch n := utf8.RuneCountInString(b); {
		case unicode.IsUpper(firstRune(t.raw)) && n >= 3 && !r.dated[i] && !common[b]:
			fs["w"+text.Cut(b, 5)] = 2
		case unicode.Is(unicode.Han, firstRune(t.raw)):
			if i > 0 && r.tokens[i-1].end == t.start { // pairs of characters make words
				fs["w"+r.tokens[i-1].raw+t.raw] = 1
			}
		case n >= 4:
			fs["w"+text.Cut(b, 5)] = max(fs["w"+text.Cut(b, 5)], 1)
		}
	}
	return fs
}

// checkOverlap reports a sentence that shares nothing with any passage. Two
// languages may share nothing in a sound citation, so only passages in the
// sentence's own language can give this finding.
func (c *comparison) checkOverlap() {
	want := features(c.sentence)
	for _, p := range c.passages {
		if p.lang != c.sentence.lang {
			return
		}
		for f := range features(p.reading) {
			if want[f] > 0 {
				return
			}
		}
	}
	if slices.ContainsFunc(c.sentence.tokens, func(t token) bool { return t.kind == word }) {
		c.add("unsupported", 0, len(c.sentence.text), "", fmt.Sprintf("the sentence shares no word, number or name with %s", c.where()), "cite another passage, or mark the sentence as judgement")
	}
}
