package search

import (
	"slices"
	"strings"
	"unicode"

	"vigia/internal/text"
)

// The longest query.
const (
	maxQuery = 1000 // bytes
	maxParts = 24   // words and phrases
	maxRun   = 16   // words of one phrase
)

// stemLanguages are those in which a query is stemmed. Its own language is
// seldom known, and a person who writes "cumbre" wants the reports of each
// language that carry it.
var stemLanguages = []string{"", "en", "es", "pt", "fr", "ru", "ar", "fa", "zh"}

// parsed is a query after cutting: every wanted part must be there, no
// unwanted one may be.
type parsed struct {
	want, not []part
	begins    map[string][][]string // the ways of the wanted parts, by their first word
	nothing   bool                  // it had text, but no word to search for
}

// part is a word or a phrase, in each way in which a document may have it: the
// stems of one language after the other.
type part [][]string

// parse cuts a query. It accepts anything.
func parse(q string) parsed {
	q = clean(q)
	if len(q) > maxQuery {
		q = strings.ToValidUTF8(q[:maxQuery], "")
	}
	p := parsed{nothing: strings.TrimSpace(q) != "", begins: map[string][][]string{}}
	for n := 0; n < maxParts; n++ {
		q = strings.TrimLeftFunc(q, unicode.IsSpace)
		if q == "" {
			break
		}
		var raw string
		unwanted := len(q) > 1 && (q[0] == '-' || strings.HasPrefix(q, "−")) && !unicode.IsSpace(rune(q[1]))
		if unwanted {
			q = strings.TrimPrefix(strings.TrimPrefix(q, "-"), "−")
		}
		raw, q = next(q)
		switch v := variants(raw); {
		case len(v) == 0:
		case unwanted:
			p.not = append(p.not, v)
		default:
			p.want = append(p.want, v)
			for _, way := range v {
				p.begins[way[0]] = append(p.begins[way[0]], way)
			}
		}
	}
	p.nothing = p.nothing && len(p.want)+len(p.not) == 0
	return p
}

// next cuts off a "phrase" or a word. A quotation mark that nobody closes
// opens a phrase to the end.
func next(q string) (raw, rest string) {
	for _, pair := range [][2]string{{`"`, `"`}, {"“", "”"}, {"«", "»"}} {
		if in, ok := strings.CutPrefix(q, pair[0]); ok {
			raw, rest, _ = strings.Cut(in, pair[1])
			return raw, rest
		}
	}
	if at := strings.IndexFunc(q, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }); at > 0 {
		return q[:at], q[at:]
	}
	return q, ""
}

// variants gives the stems of a part in each language, each way once.
func variants(raw string) part {
	var p part
	for _, lang := range stemLanguages {
		ts := cut(tokens(raw, lang), maxRun)
		if len(ts) > 0 && !slices.ContainsFunc(p, func(v []string) bool { return slices.Equal(v, ts) }) {
			p = append(p, ts)
		}
	}
	return p
}

// hits tells which tokens of a text stand where a wanted part is.
func (p parsed) hits(toks []text.Token) []bool {
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = word(t.Stem)
	}
	marked := make([]bool, len(toks))
	for i, w := range words {
		for _, way := range p.begins[w] {
			if i+len(way) > len(words) || !slices.Equal(words[i:i+len(way)], way) {
				continue
			}
			for j := range way {
				marked[i+j] = true
			}
		}
	}
	return marked
}
