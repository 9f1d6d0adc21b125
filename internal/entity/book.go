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
	Unknown    bool    // nobody bears this name, as far as is known
}

// Book finds and links names in texts. It does not change and may be shared.
type Book struct {
	Revision int64 // of what is known, see Revision; 0 of a book that was not loaded
	entities map[string]*Entity
	kin      kin
	tree     *tree
	runes    *Matcher
	han      []string              // entity of each form of runes
	sounds   map[string][]string   // skeletons of given and family name -> people
	spoken   map[string][][]string // the words of a person's names, of those in sounds
	numbers  map[Number][]string
	offices  map[string][]Office // plain name -> offices
	parts    map[string]int      // how many people bear a part
	people   int
}

// NewBook makes a book of entities. Those that are the same as another one are
// linked to that one.
func NewBook(es []Entity, same map[string]string) *Book {
	k := newKin(nil, nil)
	k.to = same
	return newBook(es, k)
}

func newBook(es []Entity, k kin) *Book {
	b := &Book{entities: make(map[string]*Entity, len(es)), kin: k, tree: newTree(), numbers: map[Number][]string{}, spoken: map[string][][]string{},
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
		if parts := spokenWords(n); len(parts) > 0 {
			b.addName(e, n, parts)
		}
	}
	for _, n := range e.Numbers {
		b.numbers[n] = append(b.numbers[n], e.ID)
	}
	for _, o := range e.Offices {
		for _, n := range o.Names {
			ws := spokenWords(n)
			if len(ws) == 0 {
				continue
			}
			key := strings.Join(ws, " ")
			b.offices[key] = append(b.offices[key], o)
			b.tree.put(ws, key, office)
		}
	}
	return forms
}

func (b *Book) addName(e *Entity, n string, parts []string) {
	kind := kindOf(e, n, parts)
	if kind == unsure {
		return
	}
	b.tree.put(parts, e.ID, kind)
	if stems := stemmed(n); stems != nil { // also where they are the words themselves: a text bends them
		b.tree.putBent(stems, e.ID, kind)
	}
	if e.Type == Person && len(parts) >= 2 && kind != byname {
		b.spoken[e.ID] = append(b.spoken[e.ID], parts)
		b.shorten(e, parts)
	}
}

// unsure is the kind of names that say too little to be looked for.
const unsure formKind = -1

// kindOf is how a name must stand in a text to be linked.
func kindOf(e *Entity, n string, parts []string) formKind {
	switch {
	case e.gazetteer():
		return town
	case e.Type == Vessel && e.Origin == FromList:
		return hull
	case len(parts) == 1 && alone(e, n) && acronymLike(n):
		return acronym
	case len(parts) > 1 && e.Origin != FromList && strings.ContainsFunc(n, unicode.IsLower) && !strings.ContainsFunc(n, unicode.IsUpper):
		return byname
	case len(parts) > 1 || alone(e, n):
		return whole
	case len(parts[0]) >= leastAcronym && slices.ContainsFunc(e.Names, func(long string) bool { return abbreviates(n, long) }):
		return acronym
	}
	return unsure
}

// acronymLike reports whether a word is written in capitals alone.
func acronymLike(n string) bool {
	return utf8.RuneCountInString(n) <= 6 && upper(n)
}

// leastAcronym is how long an acronym of a list must be to be linked: shorter
// ones are many things.
const leastAcronym = 4

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
		for j, family := range parts[i+1:] {
			if particle[given] || particle[family] || len(given) < 3 || len(family) < 3 {
				continue
			}
			if s := string(soundKey(nil, given, family)); s != "" && !slices.Contains(b.sounds[s], e.ID) {
				b.sounds[s] = append(b.sounds[s], e.ID)
			}
			if i > 0 || len(parts) == 2 || e.Origin == FromList && len(parts) > 3 && j == 0 {
				continue // the first given name is the one that is used, and of four parts the second is no family
			}
			if e.Origin == FromList && !b.telling(given, family) {
				continue
			}
			b.tree.put([]string{given, family}, e.ID, short)
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

// soundKey adds to a buffer how a given and a family name sound in any script;
// nothing if that says too little.
func soundKey(to []byte, given, family string) []byte {
	n := len(to)
	to = name.Skeleton(to, given)
	g := len(to) - n
	to = append(to, ' ')
	to = name.Skeleton(to, family)
	if f := len(to) - n - g - 1; g < 2 || f < 2 || g+f < 5 {
		return to[:n]
	}
	return to
}

var particle = text.Set("al el bin ben ibn abu bint de del la las los da do dos das von van ul ud abd")

// Mentions finds who is named in a text of a day: the longest names first, each
// linked to one entity or, with the reason, to none.
func (b *Book) Mentions(s, lang string, day time.Time) []Mention {
	w := &walker{book: b, s: s, day: day, toks: (&cutter{tree: b.tree}).words(s, lang)}
	w.known()
	w.numbers()
	w.ideographs()
	w.capitals()
	w.settle()
	w.again()
	w.defined()
	return w.out
}
