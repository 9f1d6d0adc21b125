package entity

import "fmt"

// gazetteer reports whether an entity is a place that was loaded: its name is
// often also that of other places and of people.
func (e *Entity) gazetteer() bool { return e.Origin == FromPlaces && e.Type == Place && e.Region != "" }

// apart reports whether a place's name stands for itself: not at the side of
// another word with a capital, and, if it is one short word, not where a sentence
// begins.
func (w *walker) apart(from, to int) bool {
	if w.beside(from, to) || to-from == 1 && (stop[w.toks[from].plain] || len(w.toks[from].plain) < 4) {
		return false
	}
	return to-from > 1 || !w.toks[from].first || len(w.toks[from].plain) > 5
}

const (
	wellKnown = 300_000 // people of a place that is meant without its country
	dominant  = 10      // times the people of the next one of the name
)

// place chooses among the places of one name: the one in a country that the text
// names, or the one that is far larger than all others. Otherwise it links none.
func (w *walker) place(h hit, m Mention) Mention {
	m.Type = Place
	ids := w.book.not(w.book.roots(h.ids), m.Text)
	first, second := w.largest(ids, func(e *Entity) bool { return w.countries()[e.Country] })
	if first != nil && (second == nil || first.Population >= dominant*max(second.Population, 1)) {
		m.Entity, m.Score = first.ID, 0.9
		m.Why = fmt.Sprintf("the text names its country, %s", first.Country)
		return m
	}
	if first == nil {
		first, second = w.largest(ids, func(*Entity) bool { return true })
		if first != nil && first.Population >= wellKnown && (second == nil || first.Population >= dominant*max(second.Population, 1)) {
			m.Entity, m.Score, m.Why = first.ID, 0.8, "by far the largest place of this name"
			return m
		}
	}
	m.Why, m.Score = "nothing tells which place it is", 0
	return m
}

// largest are the two largest of places that a test admits.
func (w *walker) largest(ids []string, admit func(*Entity) bool) (first, second *Entity) {
	for _, id := range ids {
		e := w.book.entities[id]
		switch {
		case e == nil || !admit(e):
		case first == nil || e.Population > first.Population:
			first, second = e, first
		case second == nil || e.Population > second.Population:
			second = e
		}
	}
	return first, second
}

// countries are those that the text names.
func (w *walker) countries() map[string]bool {
	if w.near == nil {
		w.near = map[string]bool{}
		for _, h := range w.hits {
			if h.kind != whole || len(h.ids) != 1 {
				continue
			}
			if e := w.book.entities[h.ids[0]]; e != nil && e.Type == Place && e.ID == CountryID(e.Country) {
				w.near[e.Country] = true
			}
		}
	}
	return w.near
}
