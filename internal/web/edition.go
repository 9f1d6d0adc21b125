package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/policy"
)

// editionPage is an edition: its head, sections and digests on the left, what
// stands between it and publication on the right.
type editionPage struct {
	frame
	E           edition.Edition
	MonitorName string
	EditionName string // its title
	Period      string
	PeriodQuery string
	Trail       []string // who did what
	Published   bool
	MayWrite    bool
	MayRefresh  bool
	MaySpecial  bool

	headForm
	Langs          []string
	Sections       []sectionRow
	Digests        []digestView
	ItemProblem    *vigia.Problem
	Full           *meter
	Official       int
	SpecialForm    specialForm
	SpecialProblem *vigia.Problem

	Coverage coverage
	Walk     []step
	Blocks   int
	Complete []string
	Findings []severity
	Any      bool
}

type specialForm struct {
	Reason, Num, Den string
	NoCap            bool
}

// editionAddress is the page of an edition, at a place.
func editionAddress(number int, place string) string {
	a := "/edition/" + strconv.Itoa(number)
	if place != "" {
		a += "#" + url.PathEscape(place)
	}
	return a
}

// editionOf is the edition that a path names by its number.
func (s *Server) editionOf(r *http.Request) (edition.Edition, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return edition.Edition{}, errNothing
	}
	return edition.ByNumber(r.Context(), s.DB, n)
}

// edition shows an edition.
func (s *Server) edition(w http.ResponseWriter, r *http.Request, v visit) error {
	e, err := s.editionOf(r)
	if err != nil {
		return err
	}
	return s.showEdition(w, r, v, e, editing{item: r.URL.Query().Get("item")}, http.StatusOK)
}

// editing is which form of an edition's page is open, and how it was refused.
type editing struct {
	item    string // whose summary is open
	place   string // "head", "special", "item" or "digests": where the problem stands
	refused *refused
}

func (ed editing) problem(place string) *vigia.Problem {
	if ed.refused == nil || ed.place != place {
		return nil
	}
	return ed.refused.problem
}

func (s *Server) showEdition(w http.ResponseWriter, r *http.Request, v visit, e edition.Edition, ed editing, status int) error {
	ctx, g := r.Context(), s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "editions.title", "edition")
	if err != nil {
		return err
	}
	gate, err := edition.Check(ctx, s.DB, s.Monitor, s.Registry, e)
	if err != nil {
		return err
	}
	f.Path = editionAddress(e.Number, "")
	f.At, f.Title = f.Path, g.T("nav.edition", e.Number)
	f.Edition, f.Meter = &e, g.meter(e, gate.Policy)
	p := editionPage{frame: f, E: e, MonitorName: g.Text(s.Monitor.Name), EditionName: g.Text(e.Title), Period: g.period(e),
		PeriodQuery: url.Values{"from": {e.From.Format(time.DateOnly)}, "to": {e.To.Format(time.DateOnly)}}.Encode(),
		Published:   e.Status == edition.Published, Full: f.Meter, Official: gate.Policy.Official, Complete: gate.Languages,
		Langs: s.Monitor.Languages.Editions, ItemProblem: ed.problem("digests"), SpecialProblem: ed.problem("special")}
	open := !p.Published
	p.MayWrite, p.MayRefresh = open && v.Person.May(desk.Write), open && v.Person.May(desk.Triage)
	p.MaySpecial = open && v.Person.May(desk.Override)
	p.headForm = g.headForm(e, ed)
	p.SpecialForm = specialFields(e, ed)
	if p.Trail, err = s.trail(ctx, g, e); err != nil {
		return err
	}
	if p.Sections, err = s.sectionRows(ctx, g, e); err != nil {
		return err
	}
	if p.Digests, err = s.digests(ctx, g, v, e, gate, ed); err != nil {
		return err
	}
	if p.Coverage, err = s.coverage(ctx, g, v, e); err != nil {
		return err
	}
	p.Findings, p.Blocks = g.severities(e, gate.Findings, p.Digests)
	p.Any = len(gate.Findings) > 0
	if p.Walk, err = s.walk(ctx, g, v, e, p.Blocks); err != nil {
		return err
	}
	return s.render(w, v, "edition", status, p)
}

func specialFields(e edition.Edition, ed editing) specialForm {
	if ed.problem("special") != nil {
		f := ed.refused
		return specialForm{f.get("reason"), f.get("num"), f.get("den"), f.get("nocap") != ""}
	}
	if e.Special == nil {
		return specialForm{}
	}
	f := specialForm{Reason: e.Special.Reason, NoCap: e.Special.NoCap}
	if e.Special.Den > 0 {
		f.Num, f.Den = strconv.Itoa(e.Special.Num), strconv.Itoa(e.Special.Den)
	}
	return f
}

// period is an edition's period in words.
func (g *tongue) period(e edition.Edition) string { return edition.Period(e.From, e.To, g.Lang) }

// dayOf is the calendar day of a report, as midnight UTC, as the period of an
// edition counts it.
func dayOf(g *tongue, rv desk.ReportView) time.Time {
	t, _ := g.Local(rv.Row.Published)
	if !rv.Row.Published.Known() {
		t = rv.Row.Day.In(g.Zone)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// trail says who brought the edition where it is.
func (s *Server) trail(ctx context.Context, g *tongue, e edition.Edition) ([]string, error) {
	var out []string
	for _, t := range []struct{ key, by string }{{"trail.created", e.CreatedBy}, {"trail.submitted", e.SubmittedBy}, {"trail.approved", e.ApprovedBy}} {
		if t.by == "" {
			continue
		}
		name, err := s.nameOf(ctx, t.by)
		if err != nil {
			return nil, err
		}
		out = append(out, g.T(t.key, name))
	}
	if !e.PublishedAt.IsZero() {
		out = append(out, g.T("trail.published", g.Moment(e.PublishedAt)))
	}
	return out, nil
}

// nameOf is a person's name, or the id of one who is gone.
func (s *Server) nameOf(ctx context.Context, id string) (string, error) {
	p, err := desk.PersonByID(ctx, s.DB, id)
	if statusOf(err) == http.StatusNotFound && err != nil {
		return id, nil
	}
	return p.Name, err
}

// editions lists the editions.
type editionsPage struct {
	frame
	Rows      []editionRow
	MayCreate bool
	New       newEdition
	Problem   *vigia.Problem
}

type newEdition struct{ Number, From, To, Anchor string }

type editionRow struct {
	Number                int
	Title, Period, Status string
	Share                 policy.Share
}

func (s *Server) editions(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showEditions(w, r, v, newEdition{}, nil, http.StatusOK)
}

func (s *Server) showEditions(w http.ResponseWriter, r *http.Request, v visit, n newEdition, problem *vigia.Problem, status int) error {
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "editions.title", "editions")
	if err != nil {
		return err
	}
	p := editionsPage{frame: f, MayCreate: v.Person.May(desk.Triage), New: n, Problem: problem}
	all, err := edition.List(r.Context(), s.DB)
	if err != nil {
		return err
	}
	for _, e := range all {
		sel, err := edition.Selection(r.Context(), s.DB, s.Monitor, s.Registry, e)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, editionRow{e.Number, g.Text(e.Title), g.period(e), string(e.Status), policy.Check(e.Policy, sel).Share})
	}
	return s.render(w, v, "editions", status, p)
}

// step is a step of an edition's way to publication.
type step struct {
	Name, Said, State string // done, now, later
	Button, URL       string
	Primary           bool
	Confirm           string
}

// walk says where the edition is on its way, what comes next and who may do
// it.
func (s *Server) walk(ctx context.Context, g *tongue, v visit, e edition.Edition, blocks int) ([]step, error) {
	order := []edition.Status{edition.Draft, edition.Review, edition.Approved, edition.Published}
	at := 0
	for i, st := range order {
		if st == e.Status {
			at = i
		}
	}
	var steps []step
	for i, st := range order {
		x := step{Name: g.T("status." + string(st)), State: "later"}
		if i < at || st == edition.Published && i == at {
			x.State = "done"
		} else if i == at {
			x.State = "now"
		}
		steps = append(steps, x)
	}
	to := fmt.Sprintf("/edition/%d/", e.Number)
	switch e.Status {
	case edition.Draft:
		next := &steps[1]
		next.Said = g.T("walk.submit.who")
		if v.Person.May(desk.Triage) {
			next.Button, next.URL, next.Primary = g.T("walk.submit"), to+"submit", blocks == 0
		}
	case edition.Review:
		return steps, s.approval(ctx, g, v, e, blocks, to, &steps[2])
	case edition.Approved:
		next := &steps[3]
		next.Said = g.T("walk.publish.who")
		if v.Person.May(desk.Publish) && s.Publish != nil {
			next.Button, next.URL, next.Primary, next.Confirm = g.T("walk.publish"), to+"publish", true, g.T("walk.publish.sure", e.Number)
		}
	}
	return steps, nil
}

// approval is the step that needs a second person.
func (s *Server) approval(ctx context.Context, g *tongue, v visit, e edition.Edition, blocks int, to string, next *step) error {
	var names []string
	for _, id := range []string{e.CreatedBy, e.SubmittedBy} {
		name, err := s.nameOf(ctx, id)
		if err != nil {
			return err
		}
		if len(names) == 0 || names[0] != name {
			names = append(names, name)
		}
	}
	next.Said = g.T("walk.approve.who", strings.Join(names, ", "))
	switch {
	case blocks > 0:
		next.Said += " " + g.N("walk.closed", blocks)
	case v.Person.May(desk.Approve) && v.Person.ID != e.CreatedBy && v.Person.ID != e.SubmittedBy:
		next.Button, next.URL, next.Primary = g.T("walk.approve", e.Revision), to+"approve", true
	}
	return nil
}
