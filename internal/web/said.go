package web

import (
	"context"
	"errors"
	"strings"
	"time"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/label"
	"vigia/internal/policy"
	"vigia/internal/speech"
)

// said is a notice in words.
func (g *tongue) said(n *said) string {
	args := make([]any, len(n.Args))
	for i, a := range n.Args {
		args[i] = a
	}
	return g.T(n.Key, args...)
}

// searchView is a search for others who reported the same.
type searchView struct {
	policy.Search
	Found []memberView
}

func (g *tongue) search(q query, s *policy.Search, found []desk.ReportRow) *searchView {
	if s == nil {
		return nil
	}
	v := &searchView{Search: *s}
	for _, r := range found {
		v.Found = append(v.Found, memberView{Row: r, Mark: g.rowMark(r), URL: q.other(r.ID)})
	}
	return v
}

// labels are the judgements on a report, with their reasons.
func (g *tongue) labels(ls []vigia.Label) []labelView {
	var out []labelView
	for _, l := range ls {
		if l.Score <= 0 {
			continue
		}
		v := labelView{Kind: g.Or("kind."+string(l.Kind), string(l.Kind)), Name: g.labelName(l.Kind, l.Value), Why: g.Why(l.Why),
			By: g.T("label.by.person"), Code: string(l.Kind) + ":" + l.Value}
		if isMachine(l.By) {
			v.By = g.T("label.by.machine")
			v.Score, v.Weak = int(100*l.Score+0.5), l.Score < label.Sure
		}
		out = append(out, v)
	}
	return out
}

// digested puts networks and themes first, with their reasons, and makes one
// line of each other kind.
func (g *tongue) digested(all []labelView) (first, rest []labelView) {
	for _, l := range all {
		kind, _, _ := strings.Cut(l.Code, ":")
		if kind == string(vigia.LabelNetwork) || kind == string(vigia.LabelTheme) {
			first = append(first, l)
			continue
		}
		if n := len(rest); n > 0 && rest[n-1].Kind == l.Kind {
			rest[n-1].Name += ", " + l.Name
			rest[n-1].Weak = rest[n-1].Weak && l.Weak
		} else {
			rest = append(rest, labelView{Kind: l.Kind, Name: l.Name, Weak: l.Weak})
		}
	}
	return first, rest
}

func isMachine(by string) bool { return len(by) >= 7 && by[:7] == "machine" }

func (g *tongue) labelName(kind vigia.LabelKind, value string) string {
	switch kind {
	case vigia.LabelNetwork, vigia.LabelTheme:
		return g.Place(value)
	case vigia.LabelScope:
		return g.Or("scope."+value, value)
	}
	return g.facetName(string(kind), value)
}

// labelChoices are all labels that a person can give.
func (g *tongue) labelChoices() []labelChoices {
	var nets, themes, dims, countries, genres []keyValueName
	add := func(to *[]keyValueName, kind vigia.LabelKind, value string) {
		*to = append(*to, keyValueName{string(kind) + ":" + value, g.labelName(kind, value)})
	}
	for _, n := range g.Monitor.Networks {
		add(&nets, vigia.LabelNetwork, n.Key)
	}
	for _, t := range g.Monitor.Themes {
		add(&themes, vigia.LabelTheme, t.Key)
	}
	for _, d := range g.Monitor.Dimensions {
		add(&dims, vigia.LabelDimension, d.Key)
	}
	for _, p := range append(g.Monitor.Region.Subregions, g.Monitor.Region.Outside...) {
		for _, c := range p.Countries {
			add(&countries, vigia.LabelCountry, c)
		}
	}
	for _, k := range []vigia.Genre{vigia.News, vigia.Analysis, vigia.Interview, vigia.Opinion, vigia.Editorial, vigia.Advertorial, vigia.PressRelease, vigia.Declaration, vigia.Live, vigia.List} {
		add(&genres, vigia.LabelGenre, string(k))
	}
	scope := []keyValueName{}
	add(&scope, vigia.LabelScope, "in")
	add(&scope, vigia.LabelScope, "out")
	return []labelChoices{{g.T("kind.network"), nets}, {g.T("kind.theme"), themes}, {g.T("kind.dimension"), dims},
		{g.T("kind.country"), countries}, {g.T("kind.genre"), genres}, {g.T("kind.scope"), scope}}
}

type decisionView struct {
	At             time.Time
	By, What, Note string
}

// ledger says the decisions on a report.
func (s *Server) ledger(ctx context.Context, g *tongue, ds []desk.Decision) ([]decisionView, error) {
	var out []decisionView
	numbers := map[string]int{}
	for _, d := range ds {
		if d.Edition != "" && numbers[d.Edition] == 0 {
			e, err := edition.Get(ctx, s.DB, d.Edition)
			if err != nil && !errors.Is(err, vigia.ErrNotFound) {
				return nil, err
			}
			numbers[d.Edition] = e.Number
		}
		out = append(out, decisionView{d.At, d.ByName, g.decision(d, numbers[d.Edition]), speech.Plain(d.Note)})
	}
	return out, nil
}

func (g *tongue) decision(d desk.Decision, number int) string {
	switch d.Action {
	case desk.Selected, desk.Unselected, desk.Removed:
		return g.T("decision."+string(d.Action), g.Place(d.Digest), number)
	case desk.Rejected:
		return g.T("decision.reject", g.Rejection(d.Reason))
	case desk.Overrode, desk.Relabelled, desk.Struck, desk.Lifted:
		return g.T("decision."+string(d.Action), speech.Plain(d.Reason))
	}
	return g.Or("decision."+string(d.Action), string(d.Action))
}
