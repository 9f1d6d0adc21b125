package entity

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/text"
)

// Form is one way to write a term: in a language, or in any ("*").
type Form struct {
	Language, Text string
}

// Hit is a form found in a text: its number in the list that the Matcher was
// made of, and where it stands, in bytes.
type Hit struct {
	Form, Start, End int
}

// Matcher finds many forms in a text at once: by the stems of their words, or
// by their characters in Chinese. It does not change and may be shared.
//
// A single word that is given with a capital ("Turkey", "Granma") must have
// one in the text, and an acronym ("CAN") must be all capitals there.
type Matcher struct {
	forms  []Form
	words  map[string]*node // by language
	runes  *node
	marked []capitals
}

type node struct {
	next  map[string]*node
	forms []int
}

type capitals int8

const (
	anyCase capitals = iota
	firstCapital
	allCapital
)

// NewMatcher makes a matcher of forms.
func NewMatcher(forms []Form) *Matcher {
	m := &Matcher{forms: forms, words: map[string]*node{}, runes: &node{}, marked: make([]capitals, len(forms))}
	for i, f := range forms {
		m.marked[i] = caseOf(f.Text)
		if hasHan(f.Text) {
			m.runes.put(characters(f.Text), i)
			continue
		}
		root := m.words[f.Language]
		if root == nil {
			root = &node{}
			m.words[f.Language] = root
		}
		root.put(steps(f.Text, f.Language), i)
	}
	return m
}

// Match finds the forms of language, and those of any, in s, in order of
// place. Forms that overlap are all given: the caller decides what overlapping
// means.
func (m *Matcher) Match(s, language string) []Hit {
	var hits []Hit
	toks := text.Tokens(s, language)
	if language != Any {
		hits = m.walk(hits, m.words[language], s, toks, func(t text.Token) string { return t.Stem })
	}
	hits = m.walk(hits, m.words[Any], s, toks, func(t text.Token) string { return t.Text })
	if hasHan(s) {
		hits = m.walkRunes(hits, s)
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return a.Start - b.Start })
	return hits
}

// Any is the language of a form that all languages write the same.
const Any = "*"

// walk follows the words from each token down the tree, as they are written in
// it.
func (m *Matcher) walk(hits []Hit, root *node, s string, toks []text.Token, form func(text.Token) string) []Hit {
	if root == nil {
		return hits
	}
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = text.Bare(form(t))
	}
	for i := range toks {
		for j, n := i, root; j < len(toks); j++ {
			if n = n.next[words[j]]; n == nil {
				break
			}
			raw := s[toks[i].Start:toks[j].End]
			for _, f := range n.forms {
				if m.marked[f].fits(raw) {
					hits = append(hits, Hit{f, toks[i].Start, toks[j].End})
				}
			}
		}
	}
	return hits
}

// walkRunes follows the characters from each ideograph down the tree.
func (m *Matcher) walkRunes(hits []Hit, s string) []Hit {
	for i, r := range s {
		if !unicode.Is(unicode.Han, r) {
			continue
		}
		n := m.runes
		for j, r := range s[i:] {
			if n = n.next[simplified(r)]; n == nil {
				break
			}
			for _, f := range n.forms {
				hits = append(hits, Hit{f, i, i + j + utf8.RuneLen(r)})
			}
		}
	}
	return hits
}

func (n *node) put(path []string, form int) {
	if len(path) == 0 {
		return
	}
	for _, step := range path {
		next := n.next[step]
		if next == nil {
			next = &node{}
			if n.next == nil {
				n.next = map[string]*node{}
			}
			n.next[step] = next
		}
		n = next
	}
	n.forms = append(n.forms, form)
}

// steps are the words of a form as they are looked up.
func steps(s, language string) []string {
	toks := text.Tokens(s, language)
	out := make([]string, len(toks))
	for i, t := range toks {
		out[i] = text.Bare(t.Stem)
		if language == Any {
			out[i] = text.Bare(t.Text)
		}
	}
	return out
}

func characters(s string) []string {
	var out []string
	for _, r := range text.Fold(s) {
		if !unicode.IsSpace(r) {
			out = append(out, simplified(r))
		}
	}
	return out
}

func hasHan(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0xE2 { // the first byte of what comes before U+2000
			continue
		}
		if r, _ := utf8.DecodeRuneInString(s[i:]); r >= 0x2E80 && unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

func caseOf(form string) capitals {
	if strings.ContainsAny(strings.TrimSpace(form), " -") {
		return anyCase
	}
	if n := utf8.RuneCountInString(form); n > 1 && n <= 6 && upper(form) {
		return allCapital
	}
	if r, _ := utf8.DecodeRuneInString(form); unicode.IsUpper(r) {
		return firstCapital
	}
	return anyCase
}

func (c capitals) fits(raw string) bool {
	switch c {
	case allCapital:
		return upper(raw)
	case firstCapital:
		r, _ := utf8.DecodeRuneInString(raw)
		return unicode.IsUpper(r)
	}
	return true
}

func upper(s string) bool {
	return strings.ToUpper(s) == s && strings.ToLower(s) != s
}
