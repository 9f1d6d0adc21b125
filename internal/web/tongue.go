package web

import (
	"cmp"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/speech"
)

// tongue says what pages show in one language.
type tongue struct{ *speech.Tongue }

// mark is an outlet's class as lists show it.
type mark struct {
	Text, Title string
	Counts      bool // as state media
}

func (g *tongue) mark(class vigia.Class, government string, counts bool) mark {
	m := mark{Text: string(class), Title: g.Or("class."+cmp.Or(string(class), "none"), string(class)), Counts: counts}
	if class == vigia.UnknownClass {
		m.Text = "?"
	}
	if government != "" {
		m.Text += "\u00a0" + government
		m.Title += " · " + g.Country(government)
	}
	if counts {
		m.Title += " · " + g.T("class.counts")
	}
	return m
}

func (g *tongue) rowMark(r desk.ReportRow) mark {
	if r.Kind == vigia.OfficialDocument && r.Class == vigia.UnknownClass {
		r.Class = vigia.OfficialBody
	}
	return g.mark(r.Class, r.Government, r.StateMedia)
}
