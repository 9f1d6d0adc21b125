package label

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/text"
)

// anyLanguage is the lexicon's mark for terms of all languages.
const anyLanguage = "*"

// lexicon finds terms in texts.
type lexicon struct {
	terms  []monitor.Term
	length []int            // of each term, in words
	known  vocabulary       // of the terms
	roots  map[string]*node // by language
	han    []int            // terms in Chinese, matched as substrings
}

// node is a place in a trie of words.
type node struct {
	next map[int32]*node
	ends []int // terms that end here
}

func newLexicon(terms []monitor.Term) *lexicon {
	x := &lexicon{terms: terms, known: newVocabulary(), roots: map[string]*node{}}
	languages := map[string]bool{}
	for _, t := range terms {
		if t.Language != anyLanguage {
			languages[t.Language] = true
		}
	}
	for i, t := range terms {
		x.length = append(x.length, len(text.Tokens(t.Text, "")))
		switch {
		case t.Language == "zh":
			x.terms[i].Text = text.Fold(t.Text)
			x.han = append(x.han, i)
		case t.Language == anyLanguage:
			for l := range languages {
				x.add(l, i)
			}
			x.add(anyLanguage, i)
		default:
			x.add(t.Language, i)
		}
	}
	return x
}

func (x *lexicon) add(language string, i int) {
	n := x.roots[language]
	if n == nil {
		n = &node{}
		x.roots[language] = n
	}
	for _, t := range text.Tokens(x.terms[i].Text, stemsOf(language)) {
		k := int32(0)
		if capital(x.terms[i].Text[t.Start:t.End]) {
			k = x.known.learn(plain(t.Text), true)
		} else {
			k = x.known.learn(plain(t.Stem), false)
		}
		if n.next == nil {
			n.next = map[int32]*node{}
		}
		if n.next[k] == nil {
			n.next[k] = &node{}
		}
		n = n.next[k]
	}
	n.ends = append(n.ends, i)
}

func capital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// ways tells for each form of a text's words how it goes on: by its stem, or as
// a name, also in the plural.
func (x *lexicon) ways(words []word) []ways {
	out := make([]ways, len(words))
	for i, w := range words {
		out[i][0] = x.known.stems[w.stem]
		if w.capital {
			out[i][1] = x.known.names[w.form]
			if short, ok := strings.CutSuffix(w.form, "s"); ok {
				out[i][2] = x.known.names[short]
			}
		}
	}
	return out
}

// step adds to out where a word leads from n.
func (n *node) step(out []*node, w ways) []*node {
	for _, k := range w {
		if k != 0 {
			if m := n.next[k]; m != nil {
				out = append(out, m)
			}
		}
	}
	return out
}

func stemsOf(language string) string {
	if language == anyLanguage {
		return ""
	}
	return language
}

// plain takes the accents off Latin letters, which writers of other languages
// leave out: "Nicolas Maduro".
func plain(s string) string {
	latin1, known := false, true
	for _, r := range s {
		latin1 = latin1 || r >= 0xC0 && r < 0x100
		known = known && (r < 0x100 || r >= 0x370 && r < 0x1E00 && !unicode.Is(unicode.Mn, r) || r >= 0x3000)
	}
	if known { // what most texts are written with
		if latin1 {
			return withoutAccents.Replace(s)
		}
		return s
	}
	var b strings.Builder
	latin := false
	for _, r := range norm.NFD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			if latin {
				continue
			}
		} else {
			latin = unicode.Is(unicode.Latin, r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// withoutAccents takes the accents off the letters of Latin-1 in small letters.
var withoutAccents = strings.NewReplacer("á", "a", "à", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"í", "i", "ì", "i", "î", "i", "ï", "i", "ñ", "n", "ó", "o", "ò", "o", "ô", "o", "õ", "o", "ö", "o", "ú", "u", "ù", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y",
	"Á", "A", "À", "A", "Â", "A", "Ã", "A", "Ä", "A", "Å", "A", "Ç", "C", "É", "E", "È", "E", "Ê", "E", "Ë", "E",
	"Í", "I", "Ì", "I", "Î", "I", "Ï", "I", "Ñ", "N", "Ó", "O", "Ò", "O", "Ô", "O", "Õ", "O", "Ö", "O", "Ú", "U", "Ù", "U", "Û", "U", "Ü", "U", "Ý", "Y")

// zone is a part of a report.
type zone int

const (
	inTitle zone = iota
	inLead
	inBody
	zones
)

// leadTokens is how many words of the text are its lead.
const leadTokens = 80

// key is what a label says, without its score.
type key struct {
	kind  vigia.LabelKind
	value string
}

// hits counts, for each label, how often each of its terms was found in each
// zone.
type hits map[key]map[int]*[zones]int

func (h hits) add(k key, term int, z zone, n int) {
	if h[k] == nil {
		h[k] = map[int]*[zones]int{}
	}
	if h[k][term] == nil {
		h[k][term] = new([zones]int)
	}
	h[k][term][z] += n
}

// most takes in what was found in another language's way. A term that all
// languages write the same is found in each way, and counts as in the one.
func (h hits) most(in hits) {
	for k, terms := range in {
		for term, found := range terms {
			for z, n := range found {
				if had := h[k][term]; had != nil {
					n -= had[z]
				}
				h.add(k, term, zone(z), max(n, 0))
			}
		}
	}
}

// find looks for the lexicon's terms in a report.
func (x *lexicon) find(title, body, language string) hits {
	return x.findIn(read(title, body, language))
}

// findIn is find in a report of which the words are known.
func (x *lexicon) findIn(d reading) hits {
	title, body, language := d.title, d.body, d.language
	h := hits{}
	if language == "zh" || language == "" {
		lead := cutRunes(body, 2*leadTokens)
		x.findHan(h, text.Fold(title), text.Fold(body[:lead]), text.Fold(body[lead:]))
	}
	for _, l := range x.languages(language) {
		in := hits{}
		own := d.as(stemsOf(l))
		if root := x.roots[l]; root != nil {
			by := x.ways(own.words)
			n := min(leadTokens, len(own.inBody))
			x.walk(in, root, by, own.inTitle, inTitle)
			x.walk(in, root, by, own.inBody[:n], inLead)
			x.walk(in, root, by, own.inBody[n:], inBody)
		}
		h.most(in)
	}
	return h
}

// languages are the tries to walk: that of the language, or all of them if it
// is not known.
func (x *lexicon) languages(language string) []string {
	if x.roots[language] != nil {
		return []string{language}
	}
	if language != "" {
		return []string{anyLanguage}
	}
	var all []string
	for l := range x.roots {
		all = append(all, l)
	}
	return all
}

func cutRunes(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// walk finds the longest term of each label at each place of a part of a
// report, without overlaps.
func (x *lexicon) walk(h hits, root *node, by []ways, tokens []text.Token, z zone) {
	until := map[key]int{}
	longest := map[key][2]int{} // term, end
	var at, next []*node
	for i := range tokens {
		at = root.step(at[:0], by[tokens[i].Form])
		clear(longest)
		for j := i + 1; len(at) > 0; j++ {
			for _, n := range at {
				for _, e := range n.ends {
					longest[key{x.terms[e].Kind, x.terms[e].Value}] = [2]int{e, j}
				}
			}
			if j == len(tokens) {
				break
			}
			next = next[:0]
			for _, n := range at {
				next = n.step(next, by[tokens[j].Form])
			}
			at, next = next, at
		}
		for k, l := range longest {
			if i >= until[k] {
				h.add(k, l[0], z, 1)
				until[k] = l[1]
			}
		}
	}
}

func (x *lexicon) findHan(h hits, title, lead, body string) {
	for _, i := range x.han {
		t := x.terms[i]
		for z, s := range [zones]string{title, lead, body} {
			if n := strings.Count(s, t.Text); n > 0 {
				h.add(key{t.Kind, t.Value}, i, zone(z), n)
			}
		}
	}
}
