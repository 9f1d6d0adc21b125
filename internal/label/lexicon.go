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
	terms []monitor.Term
	roots map[string]*node // by language
	han   []int            // terms in Chinese, matched as substrings
}

// node is a place in a trie of stems.
type node struct {
	next map[string]*node
	ends []int // terms that end here
}

func newLexicon(terms []monitor.Term) *lexicon {
	x := &lexicon{terms: terms, roots: map[string]*node{}}
	languages := map[string]bool{}
	for _, t := range terms {
		if t.Language != anyLanguage {
			languages[t.Language] = true
		}
	}
	for i, t := range terms {
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
		k := plain(t.Stem)
		if capital(x.terms[i].Text[t.Start:t.End]) {
			k = name(t.Text)
		}
		if n.next == nil {
			n.next = map[string]*node{}
		}
		if n.next[k] == nil {
			n.next[k] = &node{}
		}
		n = n.next[k]
	}
	n.ends = append(n.ends, i)
}

// name is the trie's key for a word that a term writes with a capital: stems
// would confuse París with "para", Granada with "gran". So such words are
// matched by their form, and only where the text writes a capital too.
func name(folded string) string { return "=" + plain(folded) }

func capital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// step goes one word further down the trie: by its stem, or as a name, also in
// the plural.
func (n *node) step(s string, t text.Token) []*node {
	var out []*node
	try := func(k string) {
		if m := n.next[k]; m != nil {
			out = append(out, m)
		}
	}
	try(plain(t.Stem))
	if capital(s[t.Start:t.End]) {
		try(name(t.Text))
		if short, ok := strings.CutSuffix(t.Text, "s"); ok {
			try(name(short))
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
	ascii, known := true, true
	for _, r := range s {
		ascii = ascii && r < 0x80
		known = known && (r < 0x100 || r >= 0x370 && r < 0x1E00 && !unicode.Is(unicode.Mn, r) || r >= 0x3000)
	}
	if ascii {
		return s
	}
	if known { // what most texts are written with
		return withoutAccents.Replace(s)
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
		own := d
		if stemsOf(l) != language {
			own = read(title, body, stemsOf(l))
		}
		x.walk(in, l, title, own.inTitle, inTitle)
		tokens := own.inBody
		n := min(leadTokens, len(tokens))
		x.walk(in, l, body, tokens[:n], inLead)
		x.walk(in, l, body, tokens[n:], inBody)
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

// walk finds the longest term of each label at each place of s, without
// overlaps.
func (x *lexicon) walk(h hits, language, s string, tokens []text.Token, z zone) {
	root := x.roots[language]
	if root == nil {
		return
	}
	until := map[key]int{}
	longest := map[key][2]int{} // term, end
	for i := range tokens {
		clear(longest)
		at := []*node{root}
		for j := i; j < len(tokens) && len(at) > 0; j++ {
			var next []*node
			for _, n := range at {
				next = append(next, n.step(s, tokens[j])...)
			}
			for _, n := range next {
				for _, e := range n.ends {
					longest[key{x.terms[e].Kind, x.terms[e].Value}] = [2]int{e, j + 1}
				}
			}
			at = next
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
