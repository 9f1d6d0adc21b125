package web

import (
	"strings"

	"vigia/internal/check"
)

// marks counts the sentences of a text by what they rest on.
type marks struct {
	Bars      []bar
	Words     int
	Sentences int
	Bad       int // unsupported
	Title     string
	count     map[check.Mark]int
}

// bar is a part of the bar that shows the marks, in percent of its width.
type bar struct {
	Kind check.Mark
	X, W int
}

var allMarks = []check.Mark{check.Cited, check.Judgement, check.Background, check.Unsupported}

func (g *tongue) marks(ps []check.Paragraph) marks {
	m := marks{count: map[check.Mark]int{}}
	for _, p := range ps {
		for _, s := range p.Sentences {
			m.count[s.Mark]++
			m.Sentences++
			m.Words += len(strings.Fields(s.Text))
		}
	}
	m.Bad = m.count[check.Unsupported]
	x := 0
	var said []string
	for i, k := range allMarks {
		n := m.count[k]
		if n == 0 {
			continue
		}
		w := n * 100 / m.Sentences
		if i == len(allMarks)-1 {
			w = 100 - x
		}
		m.Bars = append(m.Bars, bar{k, x, w})
		x += w
		said = append(said, g.T("mark."+string(k))+" "+g.Num(n))
	}
	m.Title = strings.Join(said, ", ")
	return m
}
