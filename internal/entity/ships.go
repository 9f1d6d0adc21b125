package entity

import (
	"strings"

	"vigia/internal/text"
)

// ships are words that say that a text speaks of ships, in Latin letters.
var ships = text.Set(`
	buque buques petrolero petroleros tanquero tanqueros barco barcos carguero cargueros supertanquero superpetrolero motonave remolcador fragata yate naviera armador
	vessel vessels ship ships tanker tankers freighter cargo imo mmsi flagged shipping supertanker yacht tugboat frigate bulker containership
	navio navios petroleiro petroleiros embarcacao embarcacoes cargueiro armadora
	navire navires petrolier petroliers bateau cargo armateur cargos
	sudno suda korabl tanker tankera tankery sukhogruz
	mt mv`)

// closeBy is how many words may stand between a word for a ship and a name of
// one word.
const closeBy = 4

// afloat reports whether the text speaks of ships where a vessel's name stands:
// anywhere, for a name of several words, else close by.
func (w *walker) afloat(from, to int) bool {
	if to-from > 1 {
		if w.sea == 0 {
			w.sea = -1
			for i := range w.toks {
				if ships[w.toks[i].plain] {
					w.sea = 1
					break
				}
			}
		}
		return w.sea > 0
	}
	if len(w.toks[from].plain) < 4 || w.beside(from, to) {
		return false
	}
	for i := max(0, from-closeBy); i < min(len(w.toks), to+2); i++ {
		if (i < from || i >= to) && ships[w.toks[i].plain] {
			return true
		}
	}
	return false
}

// beside reports whether a word with a capital stands right before or after, so
// that the words between are part of a longer name.
func (w *walker) beside(from, to int) bool {
	capital := func(i int) bool { return w.toks[i].cased && w.toks[i].upper && !ships[w.toks[i].plain] }
	return from > 0 && !w.toks[from].first && w.joined(from) && capital(from-1) && !w.toks[from-1].first ||
		to < len(w.toks) && !w.toks[to].first && w.joined(to) && capital(to)
}

// numbers finds vessels by "IMO 9187629" and "MMSI 572469210", and aircraft by
// their registrations, with or without a hyphen: such links are exact.
func (w *walker) numbers() {
	if len(w.book.numbers) == 0 {
		return
	}
	for i := range w.toks {
		t := &w.toks[i]
		raw := w.s[t.start:t.end]
		switch {
		case (len(raw) == 7 || len(raw) == 9) && digits(raw):
			for j := max(0, i-3); j < i; j++ {
				if k := w.toks[j].plain; k == IMO && validIMO(raw) || k == MMSI && validMMSI(raw) {
					w.number(j, i+1, Number{k, raw})
				}
			}
		case t.cased && t.upper && len(raw) <= 8:
			if len(raw) >= 5 && w.capital(i) || strings.ContainsAny(raw, "0123456789") {
				w.number(i, i+1, Number{Tail, strings.ToUpper(raw)})
			}
			if len(raw) <= 3 && i+1 < len(w.toks) && w.s[t.end:w.toks[i+1].start] == "-" {
				w.number(i, i+2, Number{Tail, strings.ToUpper(raw + w.s[w.toks[i+1].start:w.toks[i+1].end])})
			}
		}
	}
}

func (w *walker) number(from, to int, n Number) {
	if ids := w.book.numbers[n]; len(ids) > 0 {
		w.hits = append(w.hits, hit{w.toks[from].start, w.toks[to-1].end, from, to, ids, number, "", 1})
	}
}

// numbered is the one of several bearers of a name whose number the text has; ""
// if there is none, or more than one.
func (w *walker) numbered(ids []string) (found string) {
	for _, h := range w.hits {
		if h.kind != number {
			continue
		}
		for _, n := range w.book.roots(h.ids) {
			for _, id := range ids {
				if id == n && found != id {
					if found != "" {
						return ""
					}
					found = id
				}
			}
		}
	}
	return found
}
