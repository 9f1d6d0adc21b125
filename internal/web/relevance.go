package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/rank"
)

// learned says how the order was learned, and how far the desk has come.
type learned struct {
	Model    *rank.Stored // nil: of all networks together, or none yet
	All      bool
	Progress string
	Enough   bool
}

// learned fills in what the order by relevance says of itself: the note above
// the queue, and why each story stands where it does.
func (s *Server) learned(ctx context.Context, g *tongue, q query, p *deskPage) error {
	network := q.filter.Get("network")
	if network == "-" {
		network = ""
	}
	var ids []string
	for _, row := range p.Queue.Rows {
		ids = append(ids, row.Lead.ID)
	}
	why, err := rank.Reasons(ctx, s.DB, network, ids)
	if err != nil {
		return err
	}
	names, err := desk.Named(ctx, s.DB, ids)
	if err != nil {
		return err
	}
	for i := range p.Stories {
		st := &p.Stories[i]
		st.Terms = g.terms(rank.Named(why[st.Lead.ID], names[st.Lead.ID]))
		if st.Ranked {
			st.From = g.fromSource(st.Source)
		}
	}
	p.Learned = &learned{All: network == ""}
	if network == "" {
		return nil
	}
	r, err := rank.LoadRanking(ctx, s.DB, network)
	if errors.Is(err, vigia.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Learned.Model, p.Learned.Enough = &r.Model, r.Progress.Enough
	p.Learned.Progress = g.progress(r.Progress)
	return nil
}

// progress is the stopping aid in words.
func (g *tongue) progress(p rank.Progress) string {
	switch {
	case p.Unread == 0 && p.Read > 0:
		return g.T("learned.all")
	case p.Likely == 0:
		return g.T("learned.early", p.Read)
	}
	level := ""
	if p.Level {
		level = " " + g.T("learned.level")
	}
	percent := func(x float64) string { return fmt.Sprintf("%d", int(100*x)) }
	return g.T("learned.seen", percent(p.Likely), percent(p.Least), p.Unread) + level
}

// mostTerms is how many words a line of the queue names.
const mostTerms = 4

// terms are the words that lift a report; labels among them by their names.
func (g *tongue) terms(rs []rank.Reason) []string {
	var out []string
	for _, r := range rs[:min(len(rs), mostTerms)] {
		out = append(out, g.term(r.Term))
	}
	return out
}

// fromSource says in short what was decided on the source's other reports.
func (g *tongue) fromSource(t rank.Tally) string {
	if t.Decided() == 0 {
		return g.T("learned.source.new")
	}
	return g.T("learned.source", g.Num(t.Selected), g.Num(t.Decided()))
}

func (g *tongue) term(t string) string {
	if name, ok := rank.Name(t); ok {
		return name
	}
	kind, value, ok := strings.Cut(t, ":")
	switch {
	case !ok:
		return "«" + t + "»"
	case kind == "network" || kind == "theme":
		return g.Place(value)
	case kind == "country":
		return g.Country(value)
	case kind == "scope":
		return g.T("learned.scope." + value)
	}
	return t
}

// standing is where a report stands in a network's order, and why.
type standing struct {
	Name  string
	Above int // percent of the open reports
	Terms []termView
}

type termView struct {
	Name   string
	Weight string
	Part   int // percent of the weightiest
}

// standings say why an open report ranks where it does, in the networks that it
// is labelled with.
func (s *Server) standings(ctx context.Context, g *tongue, row desk.ReportRow) ([]standing, error) {
	told, err := rank.Tell(ctx, s.DB, row.ID)
	if err != nil {
		return nil, err
	}
	names, err := desk.Named(ctx, s.DB, []string{row.ID})
	if err != nil {
		return nil, err
	}
	of := map[string]bool{}
	for _, key := range append(row.Networks, row.Themes...) {
		of[key] = true
	}
	var out []standing
	for _, t := range told {
		if !of[t.Network] || len(t.Why) == 0 {
			continue
		}
		st := standing{Name: g.Place(t.Network), Above: int(100 * t.Above)}
		why := rank.Named(t.Why, names[row.ID])
		for _, r := range why {
			st.Terms = append(st.Terms, termView{g.term(r.Term), fmt.Sprintf("%.2f", r.Weight), int(100 * r.Weight / why[0].Weight)})
		}
		out = append(out, st)
	}
	return out, nil
}

// besides are the reasons that are no words of the report: what was decided on
// its source, and what is unusual now that it is part of.
func (s *Server) besides(ctx context.Context, g *tongue, rv desk.ReportView) ([]string, error) {
	all, err := rank.Tallies(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	out := []string{g.T("learned.besides.new")}
	if t := all[rv.Row.Outlet]; t.Decided() > 0 {
		out[0] = g.T("learned.besides.source", g.Num(t.Decided()), g.Num(t.Selected))
	}
	if all[rv.Row.Outlet].Selected == 0 {
		out[0] += " " + g.T("learned.besides.unproven")
	}
	unusual, err := s.findings(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range unusual {
		if slices.Contains(u.Stories, cmp.Or(rv.Story, rv.Row.ID)) {
			out = append(out, g.T("learned.besides.unusual", g.unusualName(u, false), g.unusual(u)))
		}
	}
	return out, nil
}
