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
	words                 []word       // by Token.Form

	others map[string]reading // the same, stemmed as other languages are
}

// word is what all who judge a report ask of a word.
type word struct {
	form, stem string // without accents
	capital    bool
	says       says
}

func read(title, body, language string) reading { return readingOf(text.Read(title, body, language)) }

// readingOf looks at each form of the words of a report.
func readingOf(t *text.Reading) reading {
	r := reading{t.Title, t.Body, t.Language, t.InTitle, t.InBody, make([]word, 0, t.Forms), map[string]reading{}}
	known := sayings()[t.Language]
	for i, tokens := range [][]text.Token{t.InTitle, t.InBody} {
		s := [...]string{t.Title, t.Body}[i]
		for _, k := range tokens {
			if k.Form == len(r.words) { // forms are numbered as they appear
				r.words = append(r.words, word{plain(k.Text), plain(k.Stem), capital(s[k.Start:k.End]), sayingOf(known, k.Text)})
			}
		}
	}
	return r
}

// as is the reading with the stems of another language: a report whose language
// has no terms is looked through for those of all, by several judges.
func (r reading) as(language string) reading {
	if language == r.language {
		return r
	}
	other, ok := r.others[language]
	if !ok {
		other = read(r.title, r.body, language)
		r.others[language] = other
	}
	return other
}

// How much of a report is judged, in runes: a book says no more of what it is
// about at its end.
const (
	mostTitle = 2000
	mostRead  = 100_000
)

// readDoc reads a report that may be of any length.
func readDoc(d Doc) reading {
	return read(text.Cut(d.Title, mostTitle), text.Cut(d.Text, mostRead), d.Language)
}

// own is what the report says itself: what stands outside quotation marks.
func (r reading) own() prose {
	spans := quoted(r.body)
	if len(spans) == 0 {
		return prose{r.body, r.says(r.inBody)}
	}
	plain := make([]byte, 0, len(r.body))
	at := 0
	for _, s := range spans {
		plain = append(plain, r.body[at:s[0]]...)
		at = s[1]
	}
	plain = append(plain, r.body[at:]...)
	says := make([]says, 0, len(r.inBody))
	i := 0
	for _, t := range r.inBody {
		for i < len(spans) && spans[i][1] <= t.Start {
			i++
		}
		if i == len(spans) || t.Start < spans[i][0] {
			says = append(says, r.words[t.Form].says)
		}
	}
	return prose{string(plain), says}
}

// says tells what each of some words says.
func (r reading) says(toks []text.Token) []says {
	out := make([]says, len(toks))
	for i, t := range toks {
		out[i] = r.words[t.Form].says
	}
	return out
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
