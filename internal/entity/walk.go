package entity

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigia/internal/name"
	"vigia/internal/text"
)

// walker goes through one text.
type walker struct {
	book *Book
	s    string
	day  time.Time
	toks []word
	hits []hit
	out  []Mention

	sound []byte          // room for a key
	sea   int8            // whether the text speaks of ships: 0 not looked at, 1 yes, -1 no
	near  map[string]bool // countries that the text names
}

// hit is a stretch of the text that may name somebody.
type hit struct {
	start, end int // bytes
	from, to   int // words; -1 among ideographs
	ids        []string
	kind       formKind
	why        string
	score      float64
}

// known finds the names and offices that the book has.
func (w *walker) known() {
	t := w.book.tree
	for i := range w.toks {
		for at, j := int32(0), i; j < len(w.toks); j++ {
			if at = t.next(at, &w.toks[j]); at == 0 {
				break
			}
			for _, g := range t.leaves[at] {
				if w.fits(g.kind, i, j+1) {
					w.hits = append(w.hits, hit{w.toks[i].start, w.toks[j].end, i, j + 1, g.ids, g.kind, "", 1})
					break
				}
			}
		}
	}
}

// fits reports whether words are written, and stand, as a kind of name does.
func (w *walker) fits(kind formKind, from, to int) bool {
	switch kind {
	case office, byname:
		return true
	case acronym:
		return w.capital(from)
	case hull:
		return w.proper(from, to) && w.afloat(from, to)
	case town:
		return w.proper(from, to) && w.apart(from, to)
	case short:
		return w.toks[from].upper && w.toks[to-1].upper && w.joined(to-1)
	}
	return w.proper(from, to)
}

// proper reports whether words are written as a name is: with capitals, but for
// particles.
func (w *walker) proper(from, to int) bool {
	for _, t := range w.toks[from:to] {
		if t.cased && !t.upper && !particle[t.plain] && len(t.plain) > 3 {
			return false
		}
	}
	return w.toks[from].upper || !w.toks[from].cased || particle[w.toks[from].plain]
}

// ideographs finds names in Chinese.
func (w *walker) ideographs() {
	if !hasHan(w.s) {
		return
	}
	for _, h := range w.book.runes.Match(w.s, Any) {
		id, kind := w.book.han[h.Form], whole
		if w.book.entities[id].gazetteer() {
			kind = town
		}
		same := func(o hit) bool { return o.start == h.Start && o.end == h.End && o.kind == kind }
		if i := slices.IndexFunc(w.hits[max(0, len(w.hits)-8):], same); i >= 0 { // forms of one place follow each other
			o := &w.hits[max(0, len(w.hits)-8)+i]
			o.ids = append(slices.Clip(o.ids), id)
			continue
		}
		w.hits = append(w.hits, hit{h.Start, h.End, -1, -1, []string{id}, kind, "", 1})
	}
}

// mostWords bounds an unknown name.
const mostWords = 5

// capitals finds rows of words with capitals that may be names; those of other
// scripts that sound like a known person too.
func (w *walker) capitals() {
	for i := 0; i < len(w.toks); i++ {
		if w.toks[i].cased && !w.toks[i].upper {
			continue
		}
		if !w.toks[i].cased {
			w.sounding(i, i+1)
			continue
		}
		if w.toks[i].first && stop[w.toks[i].plain] {
			continue
		}
		j := i + 1
		for j < len(w.toks) && j-i < mostWords && !w.toks[j].first && w.joined(j) && (w.toks[j].upper || particle[w.toks[j].plain] && j+1 < len(w.toks) && w.toks[j+1].upper) {
			j++
		}
		for j > i+1 && particle[w.toks[j-1].plain] {
			j--
		}
		if j-i >= 2 {
			for k := i; k+1 < j; k++ {
				w.sounding(k, k+1)
			}
			from := i
			if w.toks[i].first && w.book.parts[w.toks[i].plain] == 0 {
				from++ // a sentence begins with a capital, whatever its word is
			}
			if j-from >= 2 && !w.shouted(from, j) {
				w.hits = append(w.hits, hit{w.toks[from].start, w.toks[j-1].end, from, j, nil, whole, "nobody of this name is known", 0})
			}
			i = j - 1
		}
	}
}

// joined reports whether nothing but a blank or a hyphen stands before a word.
func (w *walker) joined(j int) bool {
	between := w.s[w.toks[j-1].end:w.toks[j].start]
	return strings.Trim(between, " \u00a0-‑’'.") == "" && len(between) <= 3
}

// shouted reports whether all is in capitals, as headlines and acronyms are.
func (w *walker) shouted(i, j int) bool {
	s := w.s[w.toks[i].start:w.toks[j-1].end]
	return strings.ToUpper(s) == s
}

// sounding adds the people whose given and family names sound like two words in
// a row.
func (w *walker) sounding(i, j int) {
	if j >= len(w.toks) || w.toks[i].plain == w.toks[j].plain || !w.joined(j) {
		return
	}
	if w.sound = soundKey(w.sound[:0], w.toks[i].plain, w.toks[j].plain); len(w.sound) == 0 {
		return
	}
	ids := w.book.sounds[string(w.sound)]
	if len(ids) == 0 || len(ids) > 20 {
		return
	}
	least := likeFrom
	if w.s[w.toks[i].start] < utf8.RuneSelf { // written in Latin letters, as lists are
		least = likeLatin
	}
	var like []string
	best := 0.0
	for _, id := range ids {
		v := w.book.likeness(w.book.entities[id], w.toks[i].plain, w.toks[j].plain)
		if v > best {
			best = v
		}
		if v >= least {
			like = append(like, id)
		}
	}
	if len(like) > 0 {
		w.hits = append(w.hits, hit{w.toks[i].start, w.toks[j].end, i, j + 1, like, short, "it is written otherwise and sounds the same", best})
	}
}

// likeFrom is how alike the parts of a name must be that is written otherwise.
// In Latin letters it must be more so: nothing was transliterated.
const (
	likeFrom  = 0.62
	likeLatin = 0.9
)

// likeness is how alike two words are to a given and a family name of a person
// whose name is rare enough.
func (b *Book) likeness(e *Entity, given, family string) float64 {
	best := 0.0
	for _, parts := range b.spoken[e.ID] {
		for i := range parts {
			g := name.Alike(given, parts[i])
			if g < likeFrom {
				continue
			}
			for j := i + 1; j < len(parts); j++ {
				if e.Origin == FromList && (i > 0 || !b.telling(parts[i], parts[j])) {
					continue
				}
				best = max(best, min(g, name.Alike(family, parts[j])))
			}
		}
	}
	return best
}

// settle takes the longest hits that do not overlap and links each.
func (w *walker) settle() {
	slices.SortStableFunc(w.hits, func(a, b hit) int {
		known := func(h hit) int {
			if len(h.ids) > 0 {
				return 1
			}
			return 0
		}
		return cmp.Or(known(b)-known(a), (b.end-b.start)-(a.end-a.start), int(a.kind)-int(b.kind), a.start-b.start)
	})
	taken := make([]Mention, 0, len(w.hits))
	ground := make(ground, len(w.s)/64+1)
	for _, h := range w.hits {
		if ground.take(h.start, h.end) {
			taken = append(taken, w.link(h))
		}
	}
	slices.SortFunc(taken, func(a, b Mention) int { return a.Start - b.Start })
	w.out = slices.DeleteFunc(taken, func(m Mention) bool { return m.Text == "" })
}

// ground is which bytes of a text are taken.
type ground []uint64

// take takes a stretch, if nothing of it is taken.
func (g ground) take(start, end int) bool {
	for _, set := range []bool{false, true} {
		for i := start / 64; i*64 < end; i++ {
			bits := ^uint64(0)
			if i == start/64 {
				bits <<= uint(start % 64)
			}
			if end < (i+1)*64 {
				bits &= 1<<uint(end%64) - 1
			}
			if set {
				g[i] |= bits
			} else if g[i]&bits != 0 {
				return false
			}
		}
	}
	return true
}

// link chooses the entity of a hit, or none with the reason.
func (w *walker) link(h hit) Mention {
	m := Mention{Start: h.start, End: h.end, Text: w.s[h.start:h.end], Score: h.score, Why: h.why}
	switch h.kind {
	case office:
		return w.officer(h, m)
	case town:
		return w.place(h, m)
	}
	ids := w.book.not(w.book.roots(w.meant(h)), m.Text)
	switch {
	case len(h.ids) == 0:
		m.Unknown = true
	case len(ids) == 0 && w.goesOn(h):
		m.Why, m.Score, m.Unknown = "the name goes on: it is another's", 0, true
	case len(ids) == 0 && len(w.meant(h)) == 0:
		m.Why, m.Score = "too many bear this name, or it is none", 0
	case len(ids) == 0:
		m.Why, m.Score = "somebody has decided who it is not", 0
	case len(ids) == 1:
		m.Entity, m.Type = ids[0], w.book.entities[ids[0]].Type
		m.Why = cmp.Or(m.Why, whys[h.kind])
	case w.numbered(ids) != "":
		m.Entity, m.Why = w.numbered(ids), "the text has its number"
		m.Type = w.book.entities[m.Entity].Type
	case len(ids) > 1:
		m.Why, m.Score = w.book.homographs(ids), 0
		m.Type = w.book.entities[ids[0]].Type
	}
	return m
}

// meant leaves out of those who bear a name the people of lists whom it does not
// tell apart from strangers: the name goes on, or is of two words that many
// bear.
func (w *walker) meant(h hit) []string {
	if h.kind > short || h.from < 0 {
		return h.ids
	}
	goesOn, broken := w.goesOn(h), w.broken(h)
	if !goesOn && !broken && h.to-h.from != 2 {
		return h.ids
	}
	var out []string
	for _, id := range h.ids {
		e := w.book.entities[id]
		if e != nil && e.Type == Person && broken {
			continue
		}
		if e != nil && e.Type == Person && (h.kind == short || e.Origin == FromList) &&
			(goesOn || e.Origin == FromList && w.book.common(w.toks[h.from].plain, w.toks[h.to-1].plain)) {
			continue
		}
		out = append(out, id)
	}
	return out
}

// broken reports whether a sentence ends in a name, but for initials.
func (w *walker) broken(h hit) bool {
	for i := h.from + 1; i < h.to; i++ {
		if w.toks[i].first && len(w.toks[i-1].plain) > 1 {
			return true
		}
	}
	return false
}

// common reports whether two parts are so frequent that several people may bear
// both: taken as independent, more than one among as many as the book has.
func (b *Book) common(given, family string) bool {
	return b.people > 100 && float64(b.parts[given])*float64(b.parts[family]) > float64(b.people)
}

// goesOn reports whether a name is a part of a longer one: another word with a
// capital follows it, or a part of names stands before it.
func (w *walker) goesOn(h hit) bool {
	if h.kind > short || h.from < 0 {
		return false
	}
	if h.to < len(w.toks) && !w.toks[h.to].first && w.toks[h.to].cased && w.toks[h.to].upper && w.joined(h.to) {
		return true
	}
	if h.from == 0 || w.toks[h.from].first || !w.joined(h.from) {
		return false
	}
	t := &w.toks[h.from-1]
	return t.cased && t.upper && w.book.parts[t.plain] > 0
}

// whys are how a name of one bearer is known.
var whys = [...]string{whole: "the name is known", short: "a given and a family name that few bear", acronym: "the acronym is known",
	byname: "the monitor calls it so", hull: "the name is known, and the text speaks of ships", number: "the number is known"}

// roots brings entities to those that they were merged into, each once.
func (b *Book) roots(ids []string) []string {
	var out []string
	for _, id := range ids {
		id = b.kin.root(id)
		if b.entities[id] != nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// not leaves out whom a person has parted from a name, and puts in who it is.
func (b *Book) not(ids []string, form string) []string {
	if len(b.kin.not) == 0 || len(ids) == 0 {
		return ids
	}
	plain := Plain(form)
	var out []string
	for _, id := range ids {
		for _, member := range b.kin.group(id) {
			if other, no := b.kin.not[partedName{plain, member}]; no {
				id = b.kin.root(other)
				break
			}
		}
		if id != "" && b.entities[id] != nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (b *Book) homographs(ids []string) string {
	var names []string
	for _, id := range ids[:min(len(ids), 3)] {
		e := b.entities[id]
		names = append(names, e.Name+" ("+e.ID+")")
	}
	return fmt.Sprintf("%d bear this name: %s", len(ids), strings.Join(names, ", "))
}

// officer is who held an office on the day: where several countries have it,
// the one whose country the text names nearest.
func (w *walker) officer(h hit, m Mention) Mention {
	var held []Office
	m.Type = Person
	for _, o := range w.book.offices[h.ids[0]] {
		if o.Holds(w.day) && !slices.ContainsFunc(held, func(x Office) bool { return x.Entity == o.Entity }) {
			held = append(held, o)
		}
	}
	if len(held) > 1 {
		if near := w.nearest(h, held); near != nil {
			held = []Office{*near}
		}
	}
	if h.to < len(w.toks) && w.toks[h.to].cased && w.toks[h.to].upper && w.joined(h.to) {
		m.Text = "" // a title before a name: the name is the mention
		return m
	}
	switch {
	case w.day.IsZero():
		m.Why, m.Score = "the day is not known, and so who held the office", 0
	case len(held) == 0:
		m.Why, m.Score = "nobody is known to have held the office on "+w.day.Format(time.DateOnly), 0
	case len(held) == 1:
		o := held[0]
		m.Entity = w.book.kin.root(o.Entity)
		m.Why = fmt.Sprintf("held the office on %s", w.day.Format(time.DateOnly))
		m.Score = 0.9
	default:
		m.Why, m.Score = fmt.Sprintf("%d countries have this office, and none of them is named near", len(held)), 0
	}
	return m
}

// nearest is the office whose country is named nearest to it; nil if none is
// named, or two as near.
func (w *walker) nearest(h hit, held []Office) *Office {
	best, far, tie := -1, len(w.s)+1, false
	for _, other := range w.hits {
		for _, id := range other.ids {
			e := w.book.entities[id]
			if e == nil || e.Type != Place {
				continue
			}
			d := max(other.start-h.end, h.start-other.end, 0)
			for i, o := range held {
				if o.Country == e.Country && o.Country != "" && d <= far {
					tie = d == far && best != i
					best, far = i, d
				}
			}
		}
	}
	if best < 0 || tie {
		return nil
	}
	return &held[best]
}

// again links family names that stand alone after the whole name.
func (w *walker) again() {
	families := map[string][]string{}
	for _, m := range w.out {
		if m.Entity == "" || m.Type != Person {
			continue
		}
		if ws := strings.Fields(Plain(m.Text)); len(ws) > 1 {
			for _, f := range ws[1:] {
				if !particle[f] && !slices.Contains(families[f], m.Entity) {
					families[f] = append(families[f], m.Entity)
				}
			}
		}
	}
	if len(families) == 0 {
		return
	}
	var more []Mention
	k := 0
	for i := range w.toks {
		t := &w.toks[i]
		for k < len(w.out) && w.out[k].End <= t.start {
			k++
		}
		if k < len(w.out) && t.start >= w.out[k].Start || !t.upper {
			continue
		}
		if ids := w.book.not(families[t.plain], w.s[t.start:t.end]); len(ids) == 1 {
			more = append(more, Mention{Start: t.start, End: t.end, Text: w.s[t.start:t.end], Type: Person, Entity: ids[0], Why: "the same text has the whole name", Score: 0.9})
		}
	}
	w.out = append(w.out, more...)
	slices.SortFunc(w.out, func(a, b Mention) int { return a.Start - b.Start })
}

// stop are words that begin sentences and no names.
var stop = text.Set(`
	the a an this that these those in on at by for from with without after before when while who what where why how he she it they we i you his her its their our as if but and or not no yes there here
	el la los las un una unos unas en de del al por para con sin tras antes cuando quien que donde como su sus se lo le les este esta estos estas ese esa y o pero no si ya hay aunque según entre desde hasta sobre
	o os um uma em no na nos nas do da dos das pelo pela para com sem quando onde como seu sua ele ela mas e ou não sim segundo entre desde até sobre
	le les un une des en dans du au aux par pour avec sans après avant quand qui où comme son sa ses il elle ils elles mais et ou selon entre depuis sur
	v na po iz ot do za o ob k ko s so i a no kak chto eto on ona oni ego ee`)
