package web

import (
	"cmp"
	"context"
	"time"

	"vigia/internal/edition"
	"vigia/internal/source"
)

// coverage is what of an edition's period was not read.
type coverage struct {
	Sources int // with gaps
	All     int
	Rows    []gapView
	More    int // gaps that are not shown
}

type gapView struct {
	Outlet, Address string
	Span, Reason    string
}

// mostGaps is how many gaps an edition's page shows.
const mostGaps = 12

// coverage lists the gaps of an edition's period that were not made up for.
func (s *Server) coverage(ctx context.Context, g *tongue, v visit, e edition.Edition) (coverage, error) {
	var c coverage
	gaps, err := source.Gaps(ctx, s.DB, e.From, e.To.AddDate(0, 0, 1), v.Now)
	if err != nil {
		return c, err
	}
	if c.All, err = source.CountSources(ctx, s.DB); err != nil {
		return c, err
	}
	with := map[string]bool{}
	for _, x := range gaps {
		if x.MadeUp {
			continue
		}
		with[x.Source] = true
		if len(c.Rows) == mostGaps {
			c.More++
			continue
		}
		o, _ := s.Registry.At(x.Outlet, v.Now)
		c.Rows = append(c.Rows, gapView{cmp.Or(o.Name, x.Outlet), x.URL, g.gapSpan(x.From, x.To), g.Reason(x.Reason)})
	}
	c.Sources = len(with)
	return c, nil
}

// gapSpan says from when to when.
func (g *tongue) gapSpan(from, to time.Time) string {
	day := func(t time.Time) string { return g.DayMonth(t.In(g.Zone)) }
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return g.T("coverage.since", day(from))
	}
	return g.T("coverage.span", day(from), day(to))
}
