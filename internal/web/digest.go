package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/policy"
	"vigia/internal/speech"
)

// digestView is a digest on the page of its edition.
type digestView struct {
	Key, Name string
	Share     policy.Share
	Items     []itemView
	QueueURL  string
}

// itemView is a bullet of a digest.
type itemView struct {
	It                      edition.Item
	Number                  int // of the edition
	State                   bool
	Summary, LineLang       string
	OutletName, On          string // the tail of its line
	Mark                    mark
	ReportTitle, TitleLang  string
	Relation, Dims, Missing string
	By, Short               string
	Waits                   []wait
	Editing                 bool
	Summaries               []summaryField
	Problem                 *vigia.Problem
	MayChange, MayWrite     bool
	Change                  *changeMark
	First, Last             bool
	Up, Down                int
}

// wait is something that an item waits for.
type wait struct {
	Said, Button, URL string
	Reason            bool // the button needs a written reason
	Asked             string
	Min               int
}

// digests are the digests of an edition with their items.
func (s *Server) digests(ctx context.Context, g *tongue, v visit, e edition.Edition, gate edition.Gate, ed editing) ([]digestView, error) {
	items, err := edition.Items(ctx, s.DB, e.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.Report
	}
	rows, err := desk.Rows(ctx, s.DB, s.Monitor, ids)
	if err != nil {
		return nil, err
	}
	reports := map[string]desk.ReportRow{}
	for _, r := range rows {
		reports[r.ID] = r
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	changed, err := s.changeMarks(ctx, g, ids...)
	if err != nil {
		return nil, err
	}
	var out []digestView
	for _, d := range s.Monitor.Digests() {
		dv := digestView{Key: d.Key, Name: g.Text(d.Name), Share: gate.Policy.ByDigest[d.Key],
			QueueURL: readAt("/desk").with("network", d.Key, "from", e.From.Format("2006-01-02"), "to", e.To.Format("2006-01-02"))}
		for _, it := range items {
			if it.Digest == d.Key {
				dv.Items = append(dv.Items, s.item(g, v, e, it, reports[it.Report], names, gate.Findings, ed))
			}
		}
		for i := range dv.Items {
			x := &dv.Items[i]
			x.Change = changed[x.It.Report]
			x.First, x.Last, x.Up, x.Down = i == 0, i == len(dv.Items)-1, i-1, i+1
		}
		out = append(out, dv)
	}
	return out, nil
}

// names are the names of all people by id.
func (s *Server) names(ctx context.Context) (map[string]string, error) {
	all, err := desk.People(ctx, s.DB)
	names := map[string]string{}
	for _, p := range all {
		names[p.ID] = p.Name
	}
	return names, err
}

func (s *Server) item(g *tongue, v visit, e edition.Edition, it edition.Item, r desk.ReportRow, names map[string]string, fs []vigia.Finding, ed editing) itemView {
	x := itemView{It: it, Number: e.Number, State: r.StateMedia, OutletName: r.OutletName, Mark: g.rowMark(r), ReportTitle: r.Title,
		TitleLang: r.Language, Relation: g.Relation(r.Relation), By: names[it.SelectedBy]}
	x.LineLang = g.Lang
	if it.Summary[x.LineLang] == "" {
		x.LineLang = s.Monitor.Languages.Editions[0]
	}
	x.Summary = it.Summary[x.LineLang]
	_, x.On, _ = strings.Cut(edition.Line("", "\x00", r.Published, g.Zone, x.LineLang), "\x00")
	x.Short = speech.Cut(cmp.Or(x.Summary, r.Title), 40)
	var dims, lacks []string
	for _, d := range it.Dimensions {
		dims = append(dims, g.Dimension(d))
	}
	for _, l := range s.Monitor.Languages.Editions {
		if it.Summary[l] == "" {
			lacks = append(lacks, g.Language(l))
		}
	}
	x.Dims, x.Missing = strings.Join(dims, ", "), strings.Join(lacks, ", ")
	if e.Status != edition.Published {
		x.MayChange, x.MayWrite = v.Person.May(desk.Triage), v.Person.May(desk.Write)
		x.Waits = s.waits(g, v, e, it, fs)
	}
	if x.Editing = x.MayWrite && ed.item == it.ID; x.Editing {
		x.Problem = ed.problem("item")
		for i, l := range s.Monitor.Languages.Editions {
			text := it.Summary[l]
			if x.Problem != nil {
				text = ed.refused.get("summary." + l)
			}
			x.Summaries = append(x.Summaries, summaryField{l, g.Language(l), text, i == 0})
		}
	}
	return x
}

// waits are the second person's decisions that an item still needs: those that
// the gate stops at.
func (s *Server) waits(g *tongue, v visit, e edition.Edition, it edition.Item, fs []vigia.Finding) []wait {
	var out []wait
	other := v.Person.May(desk.Override) && v.Person.ID != it.SelectedBy
	stops := func(kinds ...string) bool {
		return slices.ContainsFunc(fs, func(f vigia.Finding) bool {
			return f.Severity == vigia.Block && f.Path == it.Path() && slices.Contains(kinds, f.Kind)
		})
	}
	if stops("editor_yes") {
		x := wait{Said: g.T("wait.genre")}
		if other {
			x.Button, x.URL = g.T("wait.genre.yes"), fmt.Sprintf("/edition/%d/item/%s/yes", e.Number, it.ID)
		}
		out = append(out, x)
	}
	if stops("state", "override") {
		x := wait{Said: g.T("wait.state"), Asked: it.Asked, Min: e.Policy.Override.MinReason}
		if it.Asked != "" {
			x.Said = g.T("wait.asked", it.Asked)
		}
		if other {
			x.Button, x.URL, x.Reason = g.T("wait.override"), fmt.Sprintf("/edition/%d/item/%s/override", e.Number, it.ID), true
		}
		out = append(out, x)
	}
	return out
}
