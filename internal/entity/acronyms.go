package entity

import (
	"slices"
	"strings"
	"unicode"
)

// abbreviates reports whether a word is made of the beginnings of the words of a
// name, in their order: PDVSA of Petróleos de Venezuela, S.A. Little words may
// be left out, and a word gives up to three letters.
func abbreviates(short, long string) bool {
	s := latinLetters(short)
	ws := spokenWords(long)
	if len(s) < 2 || len(ws) < 2 || strings.ContainsFunc(short, unicode.IsLower) || strings.EqualFold(short, long) {
		return false
	}
	return spelt(s, ws)
}

func latinLetters(s string) string { return strings.Join(spokenWords(s), "") }

func spelt(s string, ws []string) bool {
	if s == "" {
		return !slices.ContainsFunc(ws, func(w string) bool { return len(w) > 3 })
	}
	if len(ws) == 0 || len(ws) > 16 {
		return false
	}
	for n := 1; n <= min(3, len(ws[0]), len(s)) && s[:n] == ws[0][:n]; n++ {
		if spelt(s[n:], ws[1:]) {
			return true
		}
	}
	return len(ws[0]) <= 3 && spelt(s, ws[1:])
}

// capital reports whether a word is written in capitals alone.
func (w *walker) capital(i int) bool {
	raw := w.s[w.toks[i].start:w.toks[i].end]
	return strings.ContainsFunc(raw, unicode.IsUpper) && !strings.ContainsFunc(raw, unicode.IsLower)
}

// longestAcronym bounds what a text defines.
const longestAcronym = 12

// defined links what a text itself defines in brackets after a name that is
// linked, "Foo Bar Baz (FBB)", wherever else it stands in the text.
func (w *walker) defined() {
	who := map[string]Mention{}
	for _, m := range w.out {
		if m.Entity == "" {
			continue
		}
		short, ok := bracketed(w.s[m.End:])
		if ok && (abbreviates(short, m.Text) || w.abbreviated(short, m.Entity)) {
			who[short] = m
		}
	}
	if len(who) == 0 {
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
		if m, ok := who[w.s[t.start:t.end]]; ok {
			more = append(more, Mention{Start: t.start, End: t.end, Text: w.s[t.start:t.end], Type: m.Type, Entity: m.Entity, Why: "the text says what it stands for", Score: 0.9})
		}
	}
	w.out = append(w.out, more...)
	slices.SortFunc(w.out, func(a, b Mention) int { return a.Start - b.Start })
}

// bracketed is an acronym in brackets with which a text begins.
func bracketed(s string) (string, bool) {
	s = strings.TrimLeft(s[:min(len(s), longestAcronym*4)], " \u00a0")
	s, ok := strings.CutPrefix(s, "(")
	if !ok {
		return "", false
	}
	end := strings.IndexAny(s, ");,")
	if end < 2 || end > longestAcronym {
		return "", false
	}
	s = s[:end]
	return s, !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsUpper(r) && !unicode.IsDigit(r) })
}

// abbreviated reports whether an acronym stands for any name of an entity.
func (w *walker) abbreviated(short, id string) bool {
	e := w.book.entities[id]
	return e != nil && slices.ContainsFunc(e.Names, func(n string) bool { return abbreviates(short, n) })
}
