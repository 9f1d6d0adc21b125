package article

import (
	"slices"
	"strings"

	"vigia"
	"vigia/internal/feed"
)

// settle decides what needs more than one mention: the order of day and month
// where figures leave it open, and how many stand in elements of one kind.
func (g *dateGatherer) settle() {
	american := g.american()
	sure := map[int]bool{}
	twins := map[string]int{}
	for _, m := range g.out {
		if !m.Either || dotted(m.Text) {
			sure[m.day] = true
		}
		if m.spot != nil {
			twins[m.spot.sign]++
		}
	}
	for i := range g.out {
		m := &g.out[i]
		if m.spot != nil {
			m.spot.twins = twins[m.spot.sign]
		}
		if !m.Either || sure[m.day] {
			continue
		}
		other := swapped(m.Date)
		if sure[dayOf(other)] || american && !monthFirst(m.Found) && !dotted(m.Text) {
			m.Date, m.day = other, dayOf(other)
		}
	}
}

// dotted reports whether points part the figures: the day comes first then.
func dotted(s string) bool { return strings.Contains(s[:min(len(s), 3)], ".") }

// dropIssue forgets the days that stand bare beside an instant of the data in a
// zone of its own, one day off: the page of a newspaper prints the day of the
// issue.
func (g *dateGatherer) dropIssue() {
	if len(g.out) == 0 || g.out[0].kind != ldReport || !g.out[0].Zoned || g.out[0].Precision == vigia.ToDay || utc(g.out[0].Date) {
		return
	}
	day := number(g.out[0].day)
	g.out = slices.DeleteFunc(g.out, func(m mention) bool {
		return m.Precision == vigia.ToDay && (m.spot != nil || m.kind == metaVague) && apart(number(m.day)-day) == 1
	})
}

// american reports whether the page puts the month before the day.
func (g *dateGatherer) american() bool {
	for _, m := range g.out {
		if m.Figures && !m.Either && m.At.Day() > 12 {
			return monthFirst(m.Found)
		}
	}
	lang := strings.ToLower(strings.ReplaceAll(nonBlank(g.p.lang, g.p.get("og:locale")), "_", "-"))
	return lang == "en-us" || lang == "en" && !strings.Contains(g.p.address, ".uk/")
}

// monthFirst reports whether a date in figures was read with the month first:
// 11/23/2026.
func monthFirst(f feed.Found) bool {
	figure, _, _ := strings.Cut(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return ' '
		}
		return r
	}, strings.TrimLeft(f.Text, " 0")), " ")
	return figure == f.At.Format("1")
}

// swapped exchanges day and month.
func swapped(d vigia.Date) vigia.Date {
	day, month := d.At.Day(), int(d.At.Month())
	d.At = d.At.AddDate(0, day-month, 0).AddDate(0, 0, month-day)
	return d
}
