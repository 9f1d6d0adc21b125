package web

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/speech"
)

// asReadPage shows what the reader took from a page beside the page itself.
type asReadPage struct {
	frame
	Report     article.Stored
	Capture    evidence.Capture
	Outlet     string
	Fields     []readField
	Paragraphs []string
	Words      int
	Doubts     []string
	Shown      bool           // there is a page that was read
	Unshown    *vigia.Problem // why not
	Frame      shownPage      // the capture, beside it
	Differs    *rereadView    // what the present reader reads differently
	Earlier    []rereadView   // readings that were decided on, or changed it
	MayDecide  bool
	MayReport  bool
	Form       misreadForm
}

// readField is a field of a report with where it was found.
type readField struct {
	Name, Value, From string
	Foreign           bool // words of the source: of any script
}

// rereadView is a second reading of the page.
type rereadView struct {
	article.Reread
	By      string
	Fields  string
	Changes []changeView
}

type changeView struct {
	Name, Before, After string
	Lines               []changeLine // of the text, and of the reader's account
	Kept                int
	Text                bool
}

type changeLine struct {
	Added bool
	Text  string
}

// asRead shows a report as it was read, beside the page as captured.
func (s *Server) asRead(w http.ResponseWriter, r *http.Request, v visit) error {
	p, _, err := s.loadAsRead(r, v)
	if err != nil {
		return err
	}
	p.Form = formOf(p.Report)
	p.Form.Dir = s.MisreadDir
	return s.showAsRead(w, r, v, p, http.StatusOK)
}

func (s *Server) showAsRead(w http.ResponseWriter, r *http.Request, v visit, p asReadPage, status int) (err error) {
	if p.Frame, err = s.shown(w, r, p.Capture); err != nil {
		return err
	}
	return s.render(w, v, "asread", status, p)
}

// readPage reads back the page of a capture that came as one.
func (s *Server) readPage(r *http.Request, c evidence.Capture) (evidence.Page, error) {
	p, err := openCaptured(r.Context(), s.Evidence, c)
	if err == nil && !isPage(p) && (plainText(p) == "" || bytes.HasPrefix(bytes.TrimSpace(p.Body), []byte("{"))) {
		err = &vigia.Problem{Kind: vigia.ErrInvalid, What: "the capture is no page: it came as a text", Remedy: "see its bytes on the page of the capture"}
	}
	return p, err
}

// loadAsRead loads the page of a report and of its capture.
func (s *Server) loadAsRead(r *http.Request, v visit) (p asReadPage, page evidence.Page, err error) {
	ctx, g, id := r.Context(), s.pages.tongues[v.Lang], r.PathValue("id")
	rv, err := desk.LoadReport(ctx, s.DB, s.Monitor, s.Registry, id)
	if err != nil {
		return p, page, noReport(err)
	}
	if p.frame, err = s.frameOf(r, v, "asread.title", "report"); err != nil {
		return p, page, err
	}
	p.Path = "/report/" + id + "/reading"
	p.At = p.Path
	p.Report, p.Capture, p.Outlet = rv.Report, rv.Capture, rv.Row.OutletName
	p.Title = g.T("asread.of", g.Title(p.Report.Title))
	p.Fields, p.Paragraphs = g.readFields(rv.Report), speech.Paragraphs(rv.Report.Text)
	p.Words = len(strings.Fields(rv.Report.Text))
	for _, d := range rv.Report.Doubts {
		p.Doubts = append(p.Doubts, g.Tell(d))
	}
	p.MayDecide, p.MayReport = v.Person.May(desk.Approve), v.Person.May(desk.Triage)
	if err := p.rereads(r, s, g, rv.Rereads); err != nil {
		return p, page, err
	}
	page, err = s.readPage(r, rv.Capture)
	if p.Unshown = problemOf(err); p.Unshown == nil && err != nil {
		return p, page, err
	}
	p.Shown = err == nil
	return p, page, nil
}

// rereads fills in the second readings: the one that waits, and the others.
func (p *asReadPage) rereads(r *http.Request, s *Server, g *tongue, all []article.Reread) error {
	for _, x := range all {
		v := rereadView{Reread: x, Changes: g.changes(x.Changes)}
		var names []string
		for _, c := range v.Changes {
			names = append(names, strings.ToLower(c.Name))
		}
		v.Fields = strings.Join(names, ", ")
		if x.By != "" {
			by, err := desk.PersonByID(r.Context(), s.DB, x.By)
			if err != nil && statusOf(err) != http.StatusNotFound {
				return err
			}
			v.By = cmp.Or(by.Name, x.By)
		}
		if x.State == article.Waiting {
			p.Differs = &v
		} else {
			p.Earlier = append(p.Earlier, v)
		}
	}
	return nil
}

// readFields are the fields of a report in words.
func (g *tongue) readFields(s article.Stored) []readField {
	var fs []readField
	add := func(key, field, value string, foreign bool) {
		f := readField{Name: g.T("asread." + key), Value: speech.Plain(value), Foreign: foreign}
		if from := s.Provenance[field]; from != "" && value != "" {
			f.From = g.DateFrom(from)
		}
		fs = append(fs, f)
	}
	add("field.title", "title", s.Title, true)
	add("field.byline", "byline", strings.Join(s.Byline, "; "), true)
	add("field.published", "published", g.dated(s.Published), false)
	if s.Modified.Known() {
		add("field.modified", "modified", g.dated(s.Modified), false)
	}
	language := ""
	if s.Language != "" {
		language = g.T("asread.language", g.Language(s.Language), int(s.LanguageConfidence*100+0.5))
	}
	add("field.language", "language", language, false)
	add("field.section", "section", s.Section, true)
	add("field.genre", "genre", g.genreHint(s), false)
	add("field.address", "url", s.URL, false)
	return fs
}

func (g *tongue) genreHint(s article.Stored) string {
	if s.GenreHint == "" {
		return ""
	}
	hint := g.Genre(s.GenreHint)
	if s.GenreWhy != "" {
		hint += " (" + g.Tell(s.GenreWhy) + ")"
	}
	return hint
}

// dated is a date with how exactly it is known and, if the minute is, in which
// zone it is said.
func (g *tongue) dated(d vigia.Date) string {
	if !d.Known() {
		return ""
	}
	said := g.Long(d)
	if d.Precision == vigia.ToMin || d.Precision == vigia.ToSec {
		return said + " (" + g.Zone.String() + "; " + d.At.UTC().Format("2006-01-02 15:04 UTC") + ")"
	}
	return said + " (" + g.T("asread.precision."+string(d.Precision)) + ")"
}

// changes are the differences of a second reading in words.
func (g *tongue) changes(cs []article.Change) []changeView {
	var out []changeView
	for _, c := range cs {
		v := changeView{Name: g.Or("asread.field."+c.Field, c.Field), Before: speech.Plain(c.Before), After: speech.Plain(c.After), Kept: c.Kept}
		if len(c.Removed)+len(c.Added) > 0 {
			v.Text = true
			v.lines(c.Removed, c.Added)
		}
		if c.Field == article.FieldAccount {
			v.Before, v.After = "", ""
			v.lines(strings.Split(c.Before, "\n"), strings.Split(c.After, "\n"))
		}
		out = append(out, v)
	}
	return out
}

func (v *changeView) lines(removed, added []string) {
	for i, ps := range [][]string{removed, added} {
		for _, p := range ps {
			if p = speech.Plain(p); p != "" {
				v.Lines = append(v.Lines, changeLine{i == 1, p})
			}
		}
	}
}

// decideReading lets an editor take the new reading of a report, or leave it.
func (s *Server) decideReading(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	ctx, id := r.Context(), r.PathValue("id")
	x, err := article.GetReread(ctx, s.DB, r.PostForm.Get("reading"))
	if err == nil && x.Report != id {
		err = fmt.Errorf("reading %s of report %s: %w", x.ID, id, vigia.ErrNotFound)
	}
	if err != nil {
		if statusOf(err) == http.StatusNotFound {
			err = &vigia.Problem{Kind: vigia.ErrConflict, What: "the new reading does not wait any more", Remedy: "load the page again: somebody has decided, or the archive was read again"}
		}
		return err
	}
	n := said{Key: "said.reading.refused"}
	switch r.PostForm.Get("do") {
	case "accept":
		n.Key = "said.reading.accepted"
		err = s.AcceptReading(ctx, v.Person, x.ID)
	case "refuse":
		err = s.DB.InTx(ctx, func(tx *db.Tx) error { return desk.RefuseReading(tx, v.Person, x) })
	default:
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the form does not say whether to accept", Remedy: "load the page again and press one of the buttons"}
	}
	if p := problemOf(err); p != nil {
		n = said{Problem: true, What: p.What, Remedy: p.Remedy}
	} else if err != nil {
		return err
	}
	s.say(r, n)
	s.sendTo(w, r, v, "/report/"+id+"/reading")
	return nil
}
