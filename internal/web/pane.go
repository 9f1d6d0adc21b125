package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/evidence"
	"vigia/internal/speech"
	"vigia/internal/story"
)

// pane is a report: its text, its evidence, its relays, who else reported it,
// and what can be done with it.
type pane struct {
	Lang      string
	Row       desk.ReportRow
	Mark      mark
	At        string // where a decision comes back to
	Close     string // the queue without it, "" on a page of its own
	Permalink bool   // a page of its own would be another one
	MayTriage bool
	Act       string // "select", "reject" or ""

	SelectURL, RejectURL, PlainURL string

	Relation, OriginURL, OriginName string
	InDigest                        *choice     // where it stands
	Main                            []labelView // the networks and themes
	Rest                            []labelView // the other kinds, one line each
	Labels                          []labelView // all
	Choices                         []labelChoices
	Members                         []memberView // of its story, itself among them
	Others                          *othersView
	Search                          *searchView
	Byline                          string
	Names                           []nameView // whom it names
	Paragraphs                      [][]segment
	Struck, Proposed                []passageView  // declarations in the text
	Pages                           map[int]string // of a document: "p. 3" where a page begins, by paragraph
	Capture                         evidence.Capture
	Brought                         string // who brought it in, "" if a source did
	Doubts                          []string
	Decisions                       []decisionView
	Differs                         bool // the present reader reads the page differently
	Change                          *changeMark
	Standings                       []standing // in the learned order, of an open report
	Besides                         []string   // what else says why it stands there

	Problem  *vigia.Problem // of the form that was refused
	Reasons  []choice
	Note     string
	All      bool // the box for the rest of the story is ticked
	Siblings int  // other reports of the story that are open
	Choice   selectForm
}

// refused is a form that was refused, with what was typed.
type refused struct {
	problem *vigia.Problem
	form    map[string][]string
}

func (f *refused) get(key string) string {
	if f == nil || len(f.form[key]) == 0 {
		return ""
	}
	return f.form[key][0]
}

// labelView is a label with its reason. Score is in hundredths, for the
// machine's labels alone; Weak ones are little more than a guess.
type labelView struct {
	Kind, Name, Why, By, Code string
	Score                     int
	Weak                      bool
}

// labelChoices are the labels of one kind that a person can add.
type labelChoices struct {
	Name    string
	Options []keyValueName
}

type keyValueName struct{ Value, Name string }

type memberView struct {
	Row      desk.ReportRow
	Mark     mark
	URL      string
	Relation string
	Relay    bool
	Current  bool
	Why      string // why it counts, or does not, as an independent report
	Counts   bool
}

// othersView is what the story says of the report's credibility.
type othersView struct {
	Standing, Families string
	Credibility        int
	WindowDays         int
}

// pane loads the open report of the query.
func (s *Server) pane(r *http.Request, v visit, q query, refused *refused) (*pane, error) {
	ctx, g := r.Context(), s.pages.tongues[v.Lang]
	rv, err := desk.LoadReport(ctx, s.DB, s.Monitor, s.Registry, q.report)
	if err != nil {
		return nil, noReport(err)
	}
	p := &pane{Lang: v.Lang, Row: rv.Row, Mark: g.rowMark(rv.Row), At: q.open("", ""), Close: q.open("", ""), Permalink: true,
		MayTriage: v.Person.May(desk.Triage), SelectURL: q.open(q.report, "select"), RejectURL: q.open(q.report, "reject"),
		PlainURL: q.open(q.report, ""), Byline: speech.Plain(strings.Join(rv.Report.Byline, ", ")),
		Capture: rv.Capture, Doubts: rv.Report.Doubts, Labels: g.labels(rv.Labels), Choices: g.labelChoices()}
	p.Differs = slices.ContainsFunc(rv.Rereads, func(x article.Reread) bool { return x.State == article.Waiting })
	if p.Pages, err = s.pagesOf(ctx, g, rv.Report); err != nil {
		return nil, err
	}
	if p.Brought, err = s.broughtBy(ctx, v, rv.Capture.ID); err != nil {
		return nil, err
	}
	if q.alone {
		p.standAlone(q.report)
	}
	changed, err := s.changeMarks(ctx, g, q.report)
	if err != nil {
		return nil, err
	}
	p.Change = changed[q.report]
	p.Struck, p.Proposed = g.passages(rv.Report.Text, rv.Report.Language, rv.Strikes)
	var names []textName
	if p.Names, names, err = s.namesIn(ctx, g, q.report, rv.Report.Title, rv.Report.Text, rv.Report.DayAt); err != nil {
		return nil, err
	}
	p.Paragraphs = marked(rv.Report.Text, names, p.Struck, p.Proposed)
	p.Main, p.Rest = g.digested(p.Labels)
	p.story(g, q, rv)
	p.origin(g, q, rv)
	p.Search = g.search(q, rv.Search, rv.Compared)
	if p.Row.State == "" {
		if p.Standings, err = s.standings(ctx, g, rv.Row); err != nil {
			return nil, err
		}
		if p.Standings != nil {
			if p.Besides, err = s.besides(ctx, g, rv); err != nil {
				return nil, err
			}
		}
	}
	if p.Decisions, err = s.ledger(ctx, g, rv.Decisions); err != nil {
		return nil, err
	}
	if p.InDigest, err = s.inDigest(ctx, g, rv); err != nil {
		return nil, err
	}
	if p.Row.State == "" && p.MayTriage {
		p.Act = q.act
	}
	switch p.Act {
	case "reject":
		p.reject(g, refused)
	case "select":
		err = s.choose(ctx, g, p, rv, refused, v)
	}
	return p, err
}

// noReport is an unknown report in words that a user reads.
func noReport(err error) error {
	var p *vigia.Problem
	if errors.Is(err, vigia.ErrNotFound) && !errors.As(err, &p) {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no such report", Remedy: "go back to the queue"}
	}
	return err
}

// standAlone makes the pane a page of its own.
func (p *pane) standAlone(report string) {
	here := "/report/" + report
	p.At, p.Close, p.Permalink = here, "", false
	p.SelectURL, p.RejectURL, p.PlainURL = here+"?act=select", here+"?act=reject", here
}

// story fills in who else reported it.
func (p *pane) story(g *tongue, q query, rv desk.ReportView) {
	all := append(slices.Clone(rv.Members), rv.Row)
	slices.SortStableFunc(all, func(a, b desk.ReportRow) int { return a.Day.Compare(b.Day) })
	for _, m := range all {
		if m.ID != rv.Row.ID && m.State == "" {
			p.Siblings++
		}
	}
	if o := rv.Others; o.Story != "" {
		p.Others = &othersView{Standing: string(o.Standing), Families: speech.Plain(strings.Join(o.Families, ", ")),
			Credibility: o.Standing.Credibility(), WindowDays: o.WindowDays}
	}
	if len(all) < 2 {
		return
	}
	defer p.judged(g, rv.Others.Compared)
	// Relays stand under their origin, if it is one of the story.
	for _, m := range all {
		if m.Relation == vigia.Original || !slices.ContainsFunc(all, func(o desk.ReportRow) bool { return o.ID == m.Origin }) {
			p.member(g, q, m)
			for _, relay := range all {
				if relay.Origin == m.ID && relay.Relation != vigia.Original && relay.ID != m.ID {
					p.member(g, q, relay)
				}
			}
		}
	}
	for _, m := range all { // relays of relays
		if !slices.ContainsFunc(p.Members, func(x memberView) bool { return x.Row.ID == m.ID }) {
			p.member(g, q, m)
		}
	}
}

// judged adds what the search for independent reports says of each.
func (p *pane) judged(g *tongue, compared []story.Compared) {
	for _, c := range compared {
		for i := range p.Members {
			if p.Members[i].Row.ID == c.Report {
				p.Members[i].Why, p.Members[i].Counts = g.Why(c.Why), c.Independent
			}
		}
	}
}

func (p *pane) member(g *tongue, q query, m desk.ReportRow) {
	if slices.ContainsFunc(p.Members, func(x memberView) bool { return x.Row.ID == m.ID }) {
		return
	}
	p.Members = append(p.Members, memberView{Row: m, Mark: g.rowMark(m), URL: q.other(m.ID), Relation: g.Relay(m.Relation),
		Relay: m.Relation != vigia.Original, Current: m.ID == p.Row.ID})
}

// origin names whom the report copies or follows.
func (p *pane) origin(g *tongue, q query, rv desk.ReportView) {
	p.Relation, p.OriginName = g.Relation(rv.Row.Relation), speech.Plain(rv.Row.Credit)
	if p.Relation == "" {
		p.OriginName = ""
		return
	}
	for _, m := range rv.Members {
		if m.ID == rv.Row.Origin {
			p.OriginURL, p.OriginName = q.other(m.ID), m.OutletName
		}
	}
	if p.OriginURL == "" && rv.Row.Origin != "" {
		p.OriginURL, p.OriginName = q.other(rv.Row.Origin), cmp.Or(p.OriginName, rv.Row.Origin)
	}
}

// inDigest is the digest in which the report stands.
func (s *Server) inDigest(ctx context.Context, g *tongue, rv desk.ReportView) (*choice, error) {
	if rv.Row.State != desk.Selected {
		return nil, nil
	}
	for _, d := range slices.Backward(rv.Decisions) {
		if d.Action != desk.Selected {
			continue
		}
		e, err := edition.Get(ctx, s.DB, d.Edition)
		if errors.Is(err, vigia.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return &choice{Name: g.T("pane.where", g.Place(d.Digest), e.Number), URL: editionAddress(e.Number, "digest-"+d.Digest)}, nil
	}
	return nil, nil
}

func (p *pane) reject(g *tongue, refused *refused) {
	for _, r := range g.Monitor.Reject {
		p.Reasons = append(p.Reasons, choice{Key: r.Key, Name: g.Text(r.Name)})
	}
	if refused != nil {
		p.Problem, p.Note, p.All = refused.problem, refused.get("note"), refused.get("all") != ""
	}
}
