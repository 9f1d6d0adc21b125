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
	var have []said // what each passage says
	for i := 0; i < len(toks); i++ {
		ends := closing[toks[i].raw]
		if ends == nil || toks[i].raw == "‘" && !c.opens(i) {
			continue
		}
		k := i + 1
		for k < len(toks) && !slices.Contains(ends, toks[k].raw) {
			k++
		}
		if k == len(toks) {
			continue
		}
		if have == nil {
			for _, p := range c.passages {
				words := plainWords(p.tokens)
				have = append(have, said{words, " " + strings.Join(words, " ") + " "})
			}
		}
		c.checkQuotation(i, k, have)
		i = k
	}
}

// opens tells a single quotation mark from an apostrophe.
func (c *comparison) opens(i int) bool {
	return i == 0 || c.sentence.tokens[i-1].end < c.sentence.tokens[i].start
}

// said is the words of a passage, and the same in one string.
type said struct {
	words []string
	run   string
}

func (c *comparison) checkQuotation(open, close int, have []said) {
	words := plainWords(c.sentence.tokens[open+1 : close])
	if len(words) == 0 {
		return
	}
	needle := " " + strings.Join(words, " ") + " "
	sameLanguage, jumbled, other := false, "", ""
	for i, p := range c.passages {
		if strings.Contains(have[i].run, needle) {
			return
		}
		sameLanguage = sameLanguage || p.lang == c.sentence.lang
		if run := shuffled(words, have[i].words); run != nil {
			jumbled, other = p.ID, strings.Join(run, " ")
		}
	}
	start, end := c.sentence.tokens[open].start, c.sentence.tokens[close].end
	s := c.sentence.text[start:end]
	switch {
	case jumbled != "":
		c.add("quotation", start, end, jumbled, fmt.Sprintf("%s has the words in another order: %q", jumbled, other), "quote the exact words")
	case sameLanguage:
		c.add("quotation", start, end, "", fmt.Sprintf("%s is not in %s", s, c.where()), "quote the exact words, or take the quotation marks off")
	}
}

// shuffled finds the last run of have that is the quoted words in any order,
// nil if there is none. It walks once, whatever the lengths: over counts holds,
// for each word, how many more the quotation has than the run.
func shuffled(quoted, have []string) []string {
	if len(quoted) < 2 {
		return nil
	}
	over := map[string]int{}
	count := func(w string, by int) {
		if over[w] += by; over[w] == 0 {
			delete(over, w)
		}
	}
	for _, w := range quoted {
		count(w, 1)
	}
	var found []string
	for i, w := range have {
		count(w, -1)
		begin := i + 1 - len(quoted)
		if begin > 0 {
			count(have[begin-1], 1)
		}
		if begin >= 0 && len(over) == 0 {
			found = have[begin : i+1]
		}
	}
	return found
}

// plainWords are the words and numerals of tokens without accents.
func plainWords(toks []token) []string {
	var ws []string
	for _, t := range toks {
		if t.kind != sign {
			ws = append(ws, t.bare)
		}
	}
	return ws
}
