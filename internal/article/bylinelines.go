package article

import (
	"slices"
	"strings"

	"vigia/internal/text"
)

// lines proposes the rows that begin with "By", those behind a row that says
// no more than "Author", and the short rows around the headline.
func (g *gatherer) lines() {
	labelled, read := false, 0
	for i := range g.s.rows {
		r := &g.s.rows[i]
		behind := labelled
		labelled = false
		if r.size > 160 || r.size < 3 {
			continue
		}
		starts := beginsBy(g.s.bits[r.from].text)
		labelled = starts && g.isLabel(i)
		switch around := g.around(i); {
		case read >= maxLines:
			return
		case behind && !starts:
			read++
			if ns, _ := names(g.s.joined(r.from, r.to, string(soft))); len(ns) <= 6 {
				if c := g.propose(ns, byLine); c != nil {
					g.note(c, i, r.in, true)
				}
			}
		case around || starts:
			read++
			g.line(i, around, starts)
		}
	}
}

// maxLines bounds the rows that are read for names: a report has a few.
const maxLines = 300

// around reports whether a row stands at the headline.
func (g *gatherer) around(i int) bool {
	r := &g.s.rows[i]
	return g.head >= 0 && i >= g.head-3 && i <= g.head+10 && i != g.head && !r.head && r.in&(inComments|inAside|inFoot) == 0
}

// line proposes the names of one row.
func (g *gatherer) line(i int, around, starts bool) {
	r := &g.s.rows[i]
	ns, by := names(g.s.joined(r.from, r.to, string(soft)))
	if !by {
		if endsSentence(lastWord(g.s.bits[r.to-1].text)) {
			return
		}
		ns = slices.DeleteFunc(ns, func(n string) bool { return !capital(n) || !strings.Contains(n, " ") && n[0] < 0x80 })
	}
	if around && !starts {
		g.inside(i)
	}
	if len(ns) == 0 || len(ns) > 6 || !around && !(by && starts) {
		return
	}
	at := byPlace
	if by && starts {
		at = byLine
	}
	if c := g.propose(ns, at); c != nil {
		g.note(c, i, r.in, by)
		c.plain = c.plain || by && allHan(ns) && r.in&(inComments|inAside|inFoot) == 0
	}
	if around && !by && len(ns) > 1 { // "Sports · Ana Ruiz · 5 min"
		for _, n := range ns {
			if c := g.propose([]string{n}, at); c != nil {
				g.note(c, i, r.in, by)
			}
		}
	}
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// isLabel reports whether a row says that the next one names an author.
func (g *gatherer) isLabel(i int) bool {
	r := &g.s.rows[i]
	if r.to-r.from != 1 || r.size > 30 || endsSentence(lastWord(g.s.bits[r.from].text)) {
		return false
	}
	ws := strings.Fields(g.s.bits[r.from].text)
	n, not := byWords(ws)
	return n == len(ws) && !not
}

// inside proposes who is named behind a "by" in the middle of a row: "Updated
// on 8 January. Written by Ana Ruiz".
func (g *gatherer) inside(i int) {
	line := g.s.joined(g.s.rows[i].from, g.s.rows[i].to, string(soft))
	for _, w := range []string{"by ", "By ", "von ", "por ", "par ", "Von ", "Por ", "Par "} {
		at := strings.Index(line, w)
		if at < 2 || line[at-1] != ' ' && line[at-1] != soft && line[at-1] != '\n' {
			continue
		}
		if before := bareWord(line[strings.LastIndexAny(line[:at-1], " \x1f")+1 : at-1]); notBy[before+" "+strings.TrimSpace(strings.ToLower(w))] {
			continue
		}
		if ns, _ := names(line[at:]); len(ns) > 0 && len(ns) <= 6 && capital(ns[0]) {
			if c := g.propose(ns, byMeans); c != nil {
				g.note(c, i, g.s.rows[i].in, true)
			}
			return
		}
	}
}

// beginsBy is a quick look whether a row may begin with "By".
func beginsBy(s string) bool {
	end := 0
	for end < len(s) && end < 40 && s[end] != ' ' && s[end] != ':' {
		end++
	}
	w := s[:end]
	if i := strings.IndexAny(w, "：\u00a0"); i > 0 {
		w = w[:i]
	}
	if w == "" || len(w) > 16 && s[0] < 0x80 {
		return false
	}
	if byFirst[bareWord(w)] {
		return true
	}
	if s[0] < 0x80 {
		return false
	}
	i, _ := hanLabel(s)
	return i >= 0
}

// byFirst are the first words of the phrases.
var byFirst = func() map[string]bool {
	out := map[string]bool{}
	for _, list := range []map[string]bool{byPhrases, notBy} {
		for p := range list {
			w, _, _ := strings.Cut(p, " ")
			out[w] = true
		}
	}
	return out
}()

// closing proposes who signs at the end of the text, and the agency at its
// beginning or end.
func (g *gatherer) closing() {
	for i := g.end + 1; i < min(g.end+5, len(g.s.rows)); i++ {
		r := &g.s.rows[i]
		if r.size > 100 || r.head || r.in&(inComments|inFoot|inAside) != 0 {
			continue
		}
		if ns, by := names(g.s.joined(r.from, r.to, string(soft))); len(ns) > 0 && len(ns) < 4 {
			if c := g.propose(ns, byEnd); c != nil {
				g.note(c, i, r.in, by)
			}
		}
	}
	for _, i := range []int{g.start, g.end} {
		if i < 0 || i >= len(g.s.rows) {
			continue
		}
		line := g.s.line(i)
		part := text.Cut(line, 80)
		if i == g.end && len(line) > 80 {
			part = strings.ToValidUTF8(line[len(line)-80:], "")
		}
		for _, name := range bracketed(part) {
			if ns, _ := names(name); len(ns) > 0 && len(ns) < 4 && (agencies[strings.ToLower(ns[0])] || i == g.end && capital(ns[0])) {
				if c := g.propose(ns, byDateline); c != nil {
					g.note(c, i, g.s.rows[i].in, false)
				}
			}
		}
	}
}

// bracketed gives what stands in brackets.
func bracketed(s string) (out []string) {
	s = strings.NewReplacer("（", "(", "）", ")").Replace(s)
	for {
		_, after, ok := strings.Cut(s, "(")
		in, rest, closed := strings.Cut(after, ")")
		if !ok || !closed {
			return out
		}
		out = append(out, in)
		s = rest
	}
}
