package entity

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vigia/internal/name"
	"vigia/internal/text"
)

// Mention is a name in a text and who it is.
type Mention struct {
	Start, End int // bytes
	Text, Type string
	Entity     string  // "" where it is not linked: nobody is better than somebody else
	Why        string  // how it is known, or why not
	Score      float64 // 0 to 1
}

// Book finds and links names in texts. It does not change and may be shared.
type Book struct {
	entities map[string]*Entity
	same     map[string]string // entries of lists -> entities of the monitor
	root     *leaf
	runes    *Matcher
	han      []string            // entity of each form of runes
	sounds   map[string][]string // skeletons of given and family name -> people
	offices  map[string][]Office // plain name -> offices
	parts    map[string]int      // how many people bear a part
	people   int
}

// leaf is a place in the tree of names by their words.
type leaf struct {
	next map[string]*leaf
	ids  []string
	kind formKind
}

type formKind int8

const (
	whole  formKind = iota // the name as it is known
	short                  // one given and one family name
	office                 // what somebody is
)

// NewBook makes a book of entities. Those that are the same as another one are
// linked to that one.
func NewBook(es []Entity, same map[string]string) *Book {
	b := &Book{entities: make(map[string]*Entity, len(es)), same: same, root: &leaf{},
		sounds: map[string][]string{}, offices: map[string][]Office{}, parts: map[string]int{}}
	for i := range es {
		b.entities[es[i].ID] = &es[i]
		if es[i].Type == Person {
			b.people++
			for _, p := range personParts(&es[i]) {
				b.parts[p]++
			}
		}
	}
	var forms []Form
	for i := range es {
		forms = b.add(&es[i], forms)
	}
	b.runes = NewMatcher(forms)
	return b
}

// personParts are the words of a person's names, each once.
func personParts(e *Entity) []string {
	var out []string
	for _, n := range e.Names {
		out = append(out, name.Cut(n).Parts...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *Book) add(e *Entity, forms []Form) []Form {
	for _, n := range e.Names {
		if hasHan(n) {
			if utf8.RuneCountInString(n) >= 2 {
				forms, b.han = append(forms, Form{Any, n}), append(b.han, e.ID)
			}
			continue
		}
		parts := spokenWords(n)
		if len(parts) == 0 || len(parts) == 1 && !alone(e, n) {
			continue
		}
		b.root.put(parts, e.ID, whole)
		if stems := stemmed(n); !slices.Equal(stems, parts) {
			b.root.put(stems, e.ID, whole)
		}
		if e.Type == Person && len(parts) >= 2 {
			b.shorten(e, parts)
		}
	}
	for _, o := range e.Offices {
		for _, n := range o.Names {
			ws := spokenWords(n)
			if len(ws) == 0 {
				continue
			}
			key := strings.Join(ws, " ")
			b.offices[key] = append(b.offices[key], o)
			b.root.put(ws, key, office)
		}
	}
	return forms
}

// alone reports whether a name of one word is known well enough to be linked
// by itself: those of countries and those that the monitor gives, not those of
// lists.
func alone(e *Entity, n string) bool {
	return e.Origin != FromList && utf8.RuneCountInString(n) >= 3
}

// shorten adds the ways in which newspapers cut a person's name: one given name
// and one family name, where few others bear them.
func (b *Book) shorten(e *Entity, parts []string) {
	for i, given := range parts[:len(parts)-1] {
		for _, family := range parts[i+1:] {
			if particle[given] || particle[family] || len(given) < 3 || len(family) < 3 {
				continue
			}
			if s := soundKey(given, family); s != "" && !slices.Contains(b.sounds[s], e.ID) {
				b.sounds[s] = append(b.sounds[s], e.ID)
			}
			if i > 0 || len(parts) == 2 {
				continue // the first given name is the one that is used
			}
			if e.Origin == FromList && !b.telling(given, family) {
				continue
			}
			b.root.put([]string{given, family}, e.ID, short)
		}
	}
}

// telling reports whether two parts together are so rare that a stranger is
// unlikely to bear both: taken as independent, fewer than one such person among
// ten times as many as the book has.
func (b *Book) telling(given, family string) bool {
	g, f := float64(b.parts[given]), float64(b.parts[family])
	return g*f*10 < float64(b.people) && min(g, f) <= 4
}

// soundKey is how a given and a family name sound in any script; "" if that
// says too little.
func soundKey(given, family string) string {
	g, f := name.Skeleton(given), name.Skeleton(family)
	if len(g) < 2 || len(f) < 2 || len(g)+len(f) < 5 {
		return ""
	}
	return g + " " + f
}

var particle = text.Set("al el bin ben ibn abu bint de del la las los da do dos das von van ul ud abd")

// spokenWords are the words of a name as they follow each other in a text.
func spokenWords(n string) []string {
	var out []string
	for _, t := range text.Tokens(n, "") {
		out = append(out, latinWord(t.Text))
	}
	return out
}

// stemmed are the words of a name without their endings, where its script bends
// names.
func stemmed(n string) []string {
	if !strings.ContainsFunc(n, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		return spokenWords(n)
	}
	var out []string
	for _, t := range text.Tokens(n, "ru") {
		out = append(out, latinWord(t.Stem))
	}
	return out
}

func latinWord(folded string) string {
	return strings.Map(func(r rune) rune {
		if r == '\'' || r == '.' {
			return -1
		}
		return r
	}, name.Latin(folded))
}

func (l *leaf) put(path []string, id string, kind formKind) {
	for _, w := range path {
		n := l.next[w]
		if n == nil {
			n = &leaf{kind: kind}
			if l.next == nil {
				l.next = map[string]*leaf{}
			}
			l.next[w] = n
		}
		l = n
	}
	if len(l.ids) == 0 || kind < l.kind {
		l.kind = kind
	}
	if !slices.Contains(l.ids, id) {
		l.ids = append(l.ids, id)
	}
}

// Mentions finds who is named in a text of a day: the longest names first, each
// linked to one entity or, with the reason, to none.
func (b *Book) Mentions(s, lang string, day time.Time) []Mention {
	return b.mentions(s, text.Tokens(s, lang), day)
}

func (b *Book) mentions(s string, toks []text.Token, day time.Time) []Mention {
	w := &walker{book: b, s: s, day: day, toks: words(s, toks)}
	w.known()
	w.ideographs()
	w.capitals()
	w.settle()
	w.again()
	return w.out
}

// word is a token of the text in Latin letters.
type word struct {
	plain, stem string
	start, end  int
	upper       bool // it begins with a capital, or its script has none
	cased       bool
	first       bool // of a sentence
}

// words are the words of a text; runs of ideographs are left to ideographs.
func words(s string, toks []text.Token) []word {
	out := make([]word, 0, len(toks))
	end := 0
	for i, t := range toks {
		r, _ := utf8.DecodeRuneInString(s[t.Start:])
		if unicode.Is(unicode.Han, r) || t.Start < end {
			continue // characters come in pairs, one over the other
		}
		w := word{plain: latinWord(t.Text), start: t.Start, end: t.End, upper: unicode.IsUpper(r), cased: unicode.IsUpper(r) || unicode.IsLower(r)}
		if !w.cased {
			w.upper = unicode.IsLetter(r)
		}
		w.stem = w.plain
		if r >= 0x400 && r < 0x530 {
			w.stem = latinWord(t.Stem)
		}
		w.first = i == 0 || ends(s[min(toks[i-1].End, t.Start):t.Start])
		out, end = append(out, w), t.End
	}
	return out
}

// ends reports whether a sentence ends between two words.
func ends(between string) bool {
	return strings.ContainsAny(between, "\n!?…:;•\"“”«»(") || strings.Contains(between, ". ")
}
