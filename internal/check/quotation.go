package check

import (
	"fmt"
	"slices"
	"strings"
)

// quotation marks that open, with those that close.
var closing = map[string][]string{`"`: {`"`, "”"}, "“": {"”", `"`}, "«": {"»"}, "„": {"“", "”"}, "「": {"」"}, "『": {"』"}, "‘": {"’"}}

// checkQuotations looks for everything in quotation marks in the passages,
// letter for letter but for case, accents and punctuation.
//
// A quotation in the language of no passage is a translation, which cannot be
// compared; it is reported only if a passage has the same words in another
// order, as happens to titles.
func (c *comparison) checkQuotations() {
	toks := c.sentence.tokens
	for i := 0; i < len(toks); i++ {
		ends := closing[toks[i].raw]
		if ends == nil || toks[i].raw == "‘" && !c.opens(i) {
			continue
		}
		k := i + 1
		for k < len(toks) && !slices.Contains(ends, toks[k].raw) {
			k++
		}
		if k < len(toks) {
			c.checkQuotation(i, k)
			i = k
		}
	}
}

// opens tells a single quotation mark from an apostrophe.
func (c *comparison) opens(i int) bool {
	return i == 0 || c.sentence.tokens[i-1].end < c.sentence.tokens[i].start
}

func (c *comparison) checkQuotation(open, close int) {
	words := plainWords(c.sentence.tokens[open+1 : close])
	if len(words) == 0 {
		return
	}
	needle := " " + strings.Join(words, " ") + " "
	comparable, sorted := false, slices.Sorted(slices.Values(words))
	jumbled, other := "", ""
	for _, p := range c.passages {
		have := plainWords(p.tokens)
		if strings.Contains(" "+strings.Join(have, " ")+" ", needle) {
			return
		}
		comparable = comparable || p.lang == c.sentence.lang
		for at := 0; len(words) > 1 && at+len(words) <= len(have); at++ {
			if slices.Equal(slices.Sorted(slices.Values(have[at:at+len(words)])), sorted) {
				jumbled, other = p.ID, strings.Join(have[at:at+len(words)], " ")
			}
		}
	}
	start, end := c.sentence.tokens[open].start, c.sentence.tokens[close].end
	s := c.sentence.text[start:end]
	switch {
	case jumbled != "":
		c.add("quotation", start, end, jumbled, fmt.Sprintf("%s has the words in another order: %q", jumbled, other), "quote the exact words")
	case comparable:
		c.add("quotation", start, end, "", fmt.Sprintf("%s is not in %s", s, c.where()), "quote the exact words, or take the quotation marks off")
	}
}

// plainWords are the words and numerals of tokens without accents.
func plainWords(toks []token) []string {
	var ws []string
	for _, t := range toks {
		if t.kind != sign {
			ws = append(ws, bare(t.raw))
		}
	}
	return ws
}
