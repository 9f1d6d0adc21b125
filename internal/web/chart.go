package web

import (
	"time"

	"vigia/internal/desk"
)

// chart is how much each week brought, as bars, with what was usual behind them.
type chart struct {
	Wide, High int // of the drawing
	Bars       []chartBar
	Band       *chartBand
	Says       string // all of it in words
	Weeks      []chartWeek
}

// chartBar is a week; the last one is this week.
type chartBar struct {
	X, Y, W, H int
	Now, Odd   bool // outside what is usual
	Title      string
}

type chartBand struct{ Y, H int }

// chartWeek is a line of the same as a table.
type chartWeek struct {
	From, To time.Time
	Count    int
}

const (
	chartHigh = 48
	barWide   = 8
	barStep   = 10
)

// chart draws weeks; unit is the message that says a number of what they count.
func (g *tongue) chart(t desk.Trend, unit string, now time.Time) chart {
	c := chart{Wide: barStep*len(t.Weeks) - (barStep - barWide), High: chartHigh}
	most := 1
	for _, n := range t.Weeks {
		most = max(most, n)
	}
	if t.Known {
		most = max(most, t.High)
	}
	up := func(n int) int { return chartHigh - n*(chartHigh-2)/most }
	if t.Known {
		c.Band = &chartBand{up(t.High), max(1, up(t.Low)-up(t.High))}
	}
	for i, n := range t.Weeks {
		to := now.AddDate(0, 0, -7*(len(t.Weeks)-1-i))
		w := chartWeek{to.AddDate(0, 0, -7), to, n}
		c.Weeks = append([]chartWeek{w}, c.Weeks...)
		h := chartHigh - up(n)
		if n > 0 {
			h = max(h, 2)
		}
		b := chartBar{X: i * barStep, Y: chartHigh - h, W: barWide, H: h, Now: i == len(t.Weeks)-1,
			Title: g.T("chart.week", g.Day(w.From), g.Day(w.To), g.N(unit, n))}
		b.Odd = b.Now && t.Known && (n > t.High || n < t.Low)
		c.Bars = append(c.Bars, b)
	}
	c.Says = g.trendSaid(t, unit)
	return c
}

// trendSaid says a chart in one sentence.
func (g *tongue) trendSaid(t desk.Trend, unit string) string {
	if len(t.Weeks) == 0 {
		return g.T("chart.nothing")
	}
	last := t.Weeks[len(t.Weeks)-1]
	total, top := 0, 0
	for _, n := range t.Weeks {
		total += n
		top = max(top, n)
	}
	s := g.T("chart.says", g.N(unit, last), g.N(unit, total), len(t.Weeks), g.Num(top))
	if t.Known {
		s += " " + g.T("chart.usual", g.Num(t.Low), g.Num(t.High))
	}
	return s
}

// verdict is "more" or "less" than usual, "usual", or "" if nothing is known.
func verdict(t desk.Trend) string {
	n := 0
	if len(t.Weeks) > 0 {
		n = t.Weeks[len(t.Weeks)-1]
	}
	switch {
	case !t.Known:
		return ""
	case n > t.High:
		return "more"
	case n < t.Low:
		return "less"
	}
	return "usual"
}
