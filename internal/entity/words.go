package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/name"
	"vigia/internal/text"
)

// word is a word of the text in Latin letters.
type word struct {
	plain      string
	id, stem   int32 // numbers in the tree's vocabulary, 0 if it has none
	start, end int
	upper      bool // it begins with a capital, or its script has none
	cased      bool
	first      bool // of a sentence
}

// cutter cuts texts into words as a tree of names knows them.
type cutter struct {
	tree  *tree
	buf   []byte
	known map[string]string // words that the table does not know, in Latin letters
}

// words cuts a text; runs of ideographs are left to ideographs.
func (c *cutter) words(s, lang string) []word {
	out := make([]word, 0, len(s)/5)
	end := 0 // of the word before
	for start, stop := range text.Words(s, lang) {
		r, _ := utf8.DecodeRuneInString(s[start:])
		if !lettered(s[start:stop]) {
			continue
		}
		first := end == 0 && len(out) == 0 || ends(s[min(end, start):start])
		end = stop
		if r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			continue
		}
		w := word{plain: c.plain(s[start:stop]), start: start, end: stop, first: first}
		w.upper = unicode.IsUpper(r)
		w.cased = w.upper || unicode.IsLower(r)
		if !w.cased {
			w.upper = unicode.IsLetter(r)
		}
		w.id = c.tree.number[w.plain]
		if lang == "ru" && r >= 0x400 && r < 0x530 && c.tree.bent[begin(w.plain)] {
			w.stem = c.tree.number[latinWord(text.Stem(s[start:stop], lang))]
		}
		out = append(out, w)
	}
	return out
}

// begin is the beginning of a word, by which its stem may be known.
func begin(w string) string { return w[:min(len(w), 3)] }

func lettered(w string) bool {
	if b := w[0]; b < utf8.RuneSelf && (b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9') {
		return true
	}
	return strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// plain is latinWord of the folded word, by a table where that knows all its
// letters.
func (c *cutter) plain(raw string) string {
	i := 0
	for i < len(raw) && (raw[i] >= 'a' && raw[i] <= 'z' || raw[i] >= '0' && raw[i] <= '9') {
		i++
	}
	if i == len(raw) {
		return raw
	}
	buf := c.buf[:0]
	inside := false // after a letter
	if text.Mixed(raw) {
		return c.slow(raw) // letters that only look like others
	}
	for _, r := range raw {
		l, ok := latinOf(r, inside)
		if !ok {
			return c.slow(raw)
		}
		if l != "" || r < utf8.RuneSelf {
			buf = append(buf, l...)
			inside = unicode.IsLetter(r)
		}
	}
	c.buf = buf
	return string(buf)
}

func (c *cutter) slow(raw string) string {
	if p, ok := c.known[raw]; ok {
		return p
	}
	p := latinWord(text.Fold(raw))
	if c.known == nil {
		c.known = map[string]string{}
	}
	c.known[strings.Clone(raw)] = p
	return p
}

// latinOf is how a letter is written in Latin ones at the beginning of a word or
// inside; false for what the table does not know.
func latinOf(r rune, inside bool) (string, bool) {
	if r >= tableEnd {
		return "", r == '\u200C'
	}
	l := &latinTable[r]
	if inside {
		return l.later, l.known
	}
	return l.first, l.known
}

// tableEnd bounds the table: Latin, Greek, Cyrillic, Hebrew and Arabic letters.
const tableEnd = 0x700

type latinLetter struct {
	first, later string
	known        bool
}

// latinTable is latinWord of single letters. Marks are not known: they change
// what stands before them.
var latinTable = func() (t [tableEnd]latinLetter) {
	for r := rune(1); r < tableEnd; r++ {
		if unicode.Is(unicode.Mn, r) || r == 0xFFFD {
			continue
		}
		first := latinWord(text.Fold(string(r)))
		t[r] = latinLetter{first, strings.TrimPrefix(latinWord(text.Fold(string([]rune{r, r}))), first), true}
	}
	return t
}()

// latinWord is a folded word in Latin letters.
func latinWord(folded string) string {
	return strings.Map(func(r rune) rune {
		if r == '\'' || r == '.' {
			return -1
		}
		return r
	}, name.Latin(folded))
}

// spokenWords are the words of a name as they follow each other in a text.
func spokenWords(n string) []string {
	var out []string
	for start, end := range text.Words(n, "") {
		if w := n[start:end]; lettered(w) {
			out = append(out, latinWord(text.Fold(w)))
		}
	}
	return out
}

// stemmed are the words of a name without their endings, where its script bends
// names.
func stemmed(n string) []string {
	if !strings.ContainsFunc(n, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		return nil
	}
	var out []string
	for start, end := range text.Words(n, "") {
		if w := n[start:end]; lettered(w) {
			out = append(out, latinWord(text.Stem(w, "ru")))
		}
	}
	return out
}

// ends reports whether a sentence ends between two words.
func ends(between string) bool {
	if between == " " || between == "" {
		return false
	}
	return strings.ContainsAny(between, "\n!?…:;•\"“”«»(") || strings.Contains(between, ". ")
}
