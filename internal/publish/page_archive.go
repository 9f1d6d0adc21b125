package publish

import (
	"cmp"
	"strings"
)

type archiveView struct {
	page
	Years   []yearView
	Digests []shelfView
}

type yearView struct {
	Year  string
	Cards []cardView
}

type shelfView struct {
	Name  string
	Links []countView
}

func (s shelf) archive(lang string, langs []string) archiveView {
	p := s.page("archive", lang, "archive/index.html", langs)
	v := archiveView{page: p}
	v.Title = p.T("nav.archive") + " | " + p.Monitor
	for _, m := range s.editions {
		year, _, _ := strings.Cut(m.Edition.To, "-")
		if n := len(v.Years); n == 0 || v.Years[n-1].Year != year {
			v.Years = append(v.Years, yearView{Year: year})
		}
		last := &v.Years[len(v.Years)-1]
		last.Cards = append(last.Cards, s.card(p, m))
	}
	for _, k := range s.monitor.Digests() {
		row := shelfView{Name: k.Name[lang]}
		for _, m := range s.editions {
			for _, g := range m.Digests {
				if g.Key == k.Key {
					row.Links = append(row.Links, s.digestCount(p, m, g, cmp.Or(m.Edition.Period[lang], m.Edition.Period[m.Writing()])))
				}
			}
		}
		if len(row.Links) > 0 {
			v.Digests = append(v.Digests, row)
		}
	}
	return v
}
