package label

import (
	"slices"
	"unicode/utf8"

	"vigia/internal/text"
)

// reading is a report with its words, cut once for all who judge it.
type reading struct {
	title, body, language string
	inTitle, inBody       []text.Token // stemmed for the language
}

// mostRead is how much of a text is judged, in runes: a book says no more of
// what it is about at its end.
const mostRead = 100_000

func read(title, body, language string) reading {
	return reading{title, body, language, text.Tokens(title, language), text.Tokens(body, language)}
}

// readDoc reads a report that may be of any length.
func readDoc(d Doc) reading {
	return read(text.Cut(d.Title, 2000), text.Cut(d.Text, mostRead), d.Language)
}

// own is what the report says itself: what stands outside quotation marks.
func (r reading) own() prose {
	spans := quoted(r.body)
	if len(spans) == 0 {
		return prose{r.body, r.inBody}
	}
	plain := make([]byte, 0, len(r.body))
	at := 0
	for _, s := range spans {
		plain = append(plain, r.body[at:s[0]]...)
		at = s[1]
	}
	plain = append(plain, r.body[at:]...)
	tokens := make([]text.Token, 0, len(r.inBody))
	i := 0
	for _, t := range r.inBody {
		for i < len(spans) && spans[i][1] <= t.Start {
			i++
		}
		if i == len(spans) || t.Start < spans[i][0] {
			tokens = append(tokens, t)
		}
	}
	return prose{string(plain), tokens}
}

// until gives the tokens of the first n runes.
func (r reading) until(n int) (string, []text.Token) {
	cut := len(text.Cut(r.body, n))
	i, _ := slices.BinarySearchFunc(r.inBody, cut, func(t text.Token, at int) int { return t.End - at })
	for i < len(r.inBody) && r.inBody[i].End <= cut {
		i++
	}
	return r.body[:cut], r.inBody[:i]
}

// quoted gives the quotations of s, marks included, up to the end of the line
// or maxQuote runes: a mark that nobody closes opens nothing further.
func quoted(s string) (spans [][2]int) {
	var closing rune
	start, length := 0, 0
	for i, r := range s {
		if closing != 0 {
			if length++; r == closing || r == '\n' || length > maxQuote {
				spans = append(spans, [2]int{start, i + utf8.RuneLen(r)})
				closing = 0
			}
			continue
		}
		if closing = closes(r); closing != 0 {
			start, length = i, 0
		}
	}
	if closing != 0 {
		spans = append(spans, [2]int{start, len(s)})
	}
	return spans
}

// closes gives the mark that closes a quotation, 0 if r opens none.
func closes(r rune) rune {
	switch r {
	case '“', '„':
		return '”'
	case '«':
		return '»'
	case '"':
		return '"'
	case '「':
		return '」'
	}
	return 0
}

// maxQuote is the longest quotation, in runes.
const maxQuote = 400
