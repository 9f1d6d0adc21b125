package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/speech"
)

// selectForm is what is needed to place a report in a digest.
type selectForm struct {
	Edition    *edition.Edition // nil if none is open
	Warning    string
	Fitting    []choice // the digests that fit its labels
	Unfit      []choice
	Summaries  []summaryField
	Dimensions []choice
	Searched   bool         // others were searched for
	Instead    []memberView // independent reports that say the same
	MayAsk     bool         // for an exception
	Override   string
	MinReason  int
	Duplicate  bool // the monitor knows duplicates: the rest can be rejected as such
}

type summaryField struct {
	Lang, Language, Text string
	Required             bool
}

// duplicateReason is the monitor's reason code for the rest of a story.
const duplicateReason = "duplicate"

// choose fills in the form of a selection. For state media it asks who else
// reported the same, as the selection itself will do again.
func (s *Server) choose(ctx context.Context, g *tongue, p *pane, rv desk.ReportView, refused *refused, v visit) error {
	e, err := s.editionFor(ctx, rv)
	if err != nil || e == nil {
		return err
	}
	f := &p.Choice
	f.Edition, f.MinReason = e, e.Policy.Override.MinReason
	if day := dayOf(g, rv); !day.IsZero() && (day.Before(e.From) || day.After(e.To)) {
		f.Warning = g.T("select.outside", g.Day(day), e.Number, g.period(*e))
	}
	if slices.Contains(e.Policy.Genres.EditorYes, rv.Row.Genre) {
		f.Warning = strings.TrimSpace(f.Warning + " " + g.T("select.editoryes", g.Genre(rv.Row.Genre)))
	}
	prepared, err := edition.Prepare(ctx, s.DB, s.Monitor, s.Registry, rv.Row.ID)
	if err != nil {
		return err
	}
	if prepared.Search != nil {
		p.Search = g.search(readAt(p.At), prepared.Search, prepared.Independent)
		p.Search.At = v.Now // it has run just now, and is recorded by the selection
		f.Searched, f.MayAsk = true, len(prepared.Independent) > 0
	}
	for _, r := range prepared.Independent {
		f.Instead = append(f.Instead, memberView{Row: r, Mark: g.rowMark(r), URL: readAt(p.At).open(r.ID, "select")})
	}
	for _, r := range s.Monitor.Reject {
		f.Duplicate = f.Duplicate || r.Key == duplicateReason
	}
	g.fields(f, rv, refused)
	if refused != nil {
		p.Problem, p.All, f.Override = refused.problem, refused.get("rest") != "", refused.get("override")
	}
	return nil
}

// fields are the digests, summaries and dimensions, as typed or as the labels
// suggest.
func (g *tongue) fields(f *selectForm, rv desk.ReportView, refused *refused) {
	keys := append(slices.Clone(rv.Row.Networks), rv.Row.Themes...)
	for _, d := range g.Monitor.Digests() {
		c := choice{Key: d.Key, Name: g.Text(d.Name), On: refused.get("digest") == d.Key}
		if slices.Contains(keys, d.Key) {
			c.On = c.On || refused == nil && len(f.Fitting) == 0
			f.Fitting = append(f.Fitting, c)
		} else {
			f.Unfit = append(f.Unfit, c)
		}
	}
	for i, lang := range g.Monitor.Languages.Editions {
		f.Summaries = append(f.Summaries, summaryField{lang, g.Language(lang), refused.get("summary." + lang), i == 0})
	}
	for _, d := range g.Monitor.Dimensions {
		on := slices.Contains(rv.Row.Dimensions, d.Key)
		if refused != nil {
			on = slices.Contains(refused.form["dimension"], d.Key)
		}
		f.Dimensions = append(f.Dimensions, choice{Key: d.Key, Name: g.Text(d.Name), On: on})
	}
}

// editionFor is the edition in which a report would be placed: the unpublished
// one whose period it is from, or the open one.
func (s *Server) editionFor(ctx context.Context, rv desk.ReportView) (*edition.Edition, error) {
	all, err := edition.List(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(e edition.Edition) bool { return e.Status == edition.Published })
	if len(all) == 0 {
		return nil, nil
	}
	day := dayOf(s.pages.tongues["en"], rv)
	for _, e := range all {
		if !day.Before(e.From) && !day.After(e.To) {
			return &e, nil
		}
	}
	return &all[0], nil
}

// selectReport places a report in a digest.
func (s *Server) selectReport(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id := r.PathValue("id")
	req := edition.SelectRequest{Edition: r.PostForm.Get("edition"), Report: id, Digest: r.PostForm.Get("digest"),
		Summary: texts(r, "summary.", s.Monitor.Languages.Editions), Dimensions: r.PostForm["dimension"], Override: r.PostForm.Get("override")}
	next, err := s.next(r, v, id)
	if err != nil {
		return err
	}
	var it edition.Item
	var also []string
	prepared, err := edition.Prepare(r.Context(), s.DB, s.Monitor, s.Registry, id)
	if err == nil {
		err = s.DB.InTx(r.Context(), func(tx *db.Tx) error {
			if it, err = edition.Select(tx, s.Monitor, s.Registry, v.Person, req, prepared); err != nil || r.PostForm.Get("rest") == "" {
				return err
			}
			also, err = s.rejectRest(tx, v.Person, id, duplicateReason, "")
			return err
		})
	}
	if p := problemOf(err); p != nil {
		return s.formRefused(w, r, v, id, "select", p)
	}
	if err != nil {
		return err
	}
	title := s.titleOf(r.Context(), id)
	s.did(r, deed{Act: "select", Reports: append([]string{id}, also...), Title: title, Item: it.ID})
	s.say(r, said{Key: "said.selected", Args: []string{title, s.pages.tongues[v.Lang].Place(req.Digest)}, Done: "sel:" + id, Undo: true})
	s.sendTo(w, r, v, next)
	return nil
}

// formRefused shows a report again with the form that was refused.
func (s *Server) formRefused(w http.ResponseWriter, r *http.Request, v visit, id, act string, p *vigia.Problem) error {
	w.Header().Set("HX-Push-Url", "false") // the address stays that of the form's page
	q := readAt(r.PostForm.Get("at"))
	q.report, q.act = id, act
	f := &refused{p, r.PostForm}
	if q.alone {
		return s.showReport(w, r, v, q, f, statusOf(p))
	}
	return s.showDesk(w, r, v, q, f, statusOf(p))
}

// titleOf names a report in a notice.
func (s *Server) titleOf(ctx context.Context, id string) string {
	rows, err := desk.Rows(ctx, s.DB, s.Monitor, []string{id})
	if err != nil || len(rows) == 0 {
		return id // a notice is no reason to fail after the deed
	}
	return speech.Cut(s.pages.tongues["en"].Title(rows[0].Title), 80)
}

// texts reads the fields of a form that have one text for each language.
func texts(r *http.Request, prefix string, langs []string) vigia.Texts {
	ts := vigia.Texts{}
	for _, l := range langs {
		ts[l] = strings.TrimSpace(r.PostForm.Get(prefix + l))
	}
	return ts
}

// badForm is a form that cannot be read.
func badForm(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the form cannot be read", Remedy: "load the page again and fill it in once more"}
}
