package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/article/gold"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/text"
)

// misreadForm is a report of a misreading: which fields are wrong, and what
// they should be. It begins with what was read.
type misreadForm struct {
	Wrong                           map[string]bool
	Title, Authors, Published, Text string
	NoAuthors, NoDate               bool
	Note                            string
	Large                           bool // the text is too long to be corrected here
	Dir                             string
	Problem                         *vigia.Problem
}

// The fields that can be reported, as the cases name them.
var misreadFields = []string{article.FieldTitle, "authors", article.FieldPublished, article.FieldText}

// What a form may hold, in characters, and of the text in bytes: that of a
// report is far below it.
const (
	mostText  = 400 << 10
	mostTitle = 1000
	mostNames = 50
	mostNote  = 2000
)

// formOf is the form that has what was read.
func formOf(s article.Stored) misreadForm {
	f := misreadForm{Wrong: map[string]bool{}, Title: s.Title, Authors: strings.Join(s.Byline, "\n"), Text: s.Text}
	if s.Published.Known() {
		d := s.Published
		d.At = d.At.UTC()
		f.Published = d.String()
	}
	if f.Large = len(s.Text) > mostText; f.Large {
		f.Text = ""
	}
	return f
}

func readMisread(r *http.Request) misreadForm {
	f := misreadForm{Wrong: map[string]bool{}, NoAuthors: r.PostForm.Get("no-authors") != "", NoDate: r.PostForm.Get("no-date") != ""}
	for _, field := range r.PostForm["wrong"] {
		f.Wrong[field] = true
	}
	for name, to := range map[string]*string{"title": &f.Title, "authors": &f.Authors, "published": &f.Published, "text": &f.Text, "note": &f.Note} {
		*to = strings.TrimSpace(strings.ReplaceAll(db.Text(r.PostForm.Get(name)), "\r\n", "\n"))
	}
	return f
}

// misread keeps a report of a misreading as a case with its right answer, where
// the reader's tests and its trainer find it.
func (s *Server) misread(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	p, page, err := s.loadAsRead(r, v)
	if err != nil {
		return err
	}
	f, was := readMisread(r), formOf(p.Report)
	f.Large, f.Dir = was.Large, s.MisreadDir
	truth, err := f.truth(was)
	switch {
	case err != nil:
	case s.MisreadDir == "":
		err = &vigia.Problem{Kind: vigia.ErrConflict, What: "this desk keeps no misreadings", Remedy: "tell who runs the desk: it was started without a folder for them"}
	case !p.Shown:
		err = &vigia.Problem{Kind: vigia.ErrConflict, What: "there is no page to report: " + p.Unshown.What, Remedy: p.Unshown.Remedy}
	}
	var id string
	if err == nil {
		if p.Report.Language == "zh" || p.Report.Language == "ja" {
			truth.Metric = gold.CharBag
		}
		id, err = s.keepMisread(r, v, p, gold.Page{Bytes: page.Body, Truth: truth,
			Case: gold.Case{URL: p.Capture.FinalURL, ContentType: page.Header.Get("Content-Type")}})
	}
	if f.Problem = problemOf(err); f.Problem != nil {
		p.Form = f
		return s.showAsRead(w, r, v, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.misread", Args: []string{id, s.MisreadDir}, Done: "mis:" + p.Report.ID})
	s.sendTo(w, r, v, p.Path)
	return nil
}

// keepMisread writes the case, and then that it was written.
func (s *Server) keepMisread(r *http.Request, v visit, p asReadPage, c gold.Page) (id string, err error) {
	s.cases.Lock()
	defer s.cases.Unlock()
	if id, err = gold.Add(s.MisreadDir, c); err != nil {
		s.lg.Error("misreading not kept", "report", p.Report.ID, "err", err)
		return "", &vigia.Problem{Kind: vigia.ErrRefused, What: "the misreading cannot be written: the folder is missing or full, or may not be written to",
			Remedy: "tell who runs the desk: 'vigia doctor' says which folder it is"}
	}
	return id, s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		return desk.Audit(tx, v.Person, "misreading reported", p.Report.ID, strings.Join(c.Truth.Wrong, ", ")+" → "+id)
	})
}

// truth is the right answer of a form. A field that was changed counts as
// wrong, ticked or not; one that is ticked must be changed.
func (f *misreadForm) truth(was misreadForm) (t gold.Truth, err error) {
	changed := map[string]bool{
		article.FieldTitle:     text.Clean(f.Title) != text.Clean(was.Title),
		"authors":              f.NoAuthors && was.Authors != "" || !f.NoAuthors && !slices.Equal(names(f.Authors), names(was.Authors)),
		article.FieldPublished: f.NoDate && was.Published != "" || !f.NoDate && f.Published != was.Published,
		article.FieldText:      !f.Large && same(f.Text) != same(was.Text),
	}
	for field := range changed {
		f.Wrong[field] = f.Wrong[field] || changed[field]
	}
	t.Note = f.Note
	for _, field := range misreadFields {
		if !f.Wrong[field] {
			continue
		}
		if !changed[field] {
			return t, unchanged(field)
		}
		t.Wrong = append(t.Wrong, field)
		if err := f.answer(&t, field); err != nil {
			return t, err
		}
	}
	switch {
	case len(t.Wrong) == 0:
		return t, &vigia.Problem{Kind: vigia.ErrInvalid, What: "nothing is said to be wrong", Remedy: "correct at least one field"}
	case utf8.RuneCountInString(f.Note) > mostNote:
		return t, tooLong("note", mostNote)
	}
	return t, nil
}

// answer takes over the right answer of one field.
func (f *misreadForm) answer(t *gold.Truth, field string) error {
	switch field {
	case article.FieldTitle:
		title := text.Clean(f.Title)
		switch {
		case title == "":
			return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the right title is empty", Remedy: "type the title as the page prints it"}
		case utf8.RuneCountInString(title) > mostTitle:
			return tooLong("title", mostTitle)
		}
		t.Title = &title
	case "authors":
		return f.authors(t)
	case article.FieldPublished:
		return f.published(t)
	case article.FieldText:
		body := same(f.Text)
		switch {
		case body == "":
			return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the right text is empty", Remedy: "leave the paragraphs that belong to the report"}
		case len(body) > mostText:
			return tooLong("text", mostText)
		}
		t.Text = &body
	}
	return nil
}

func (f *misreadForm) authors(t *gold.Truth) error {
	t.Authors = []string{}
	if f.NoAuthors {
		return nil
	}
	t.Authors = names(f.Authors)
	switch {
	case len(t.Authors) == 0:
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "no author is named", Remedy: "name them, one a line, or tick that nobody signs"}
	case len(t.Authors) > mostNames || len(f.Authors) > mostNames*200:
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("more than %d authors are named", mostNames), Remedy: "name those who sign, one a line"}
	}
	return nil
}

// names are the lines that name somebody, each name once.
func names(lines string) []string {
	out := []string{}
	for line := range strings.Lines(lines) {
		if name := text.Clean(line); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (f *misreadForm) published(t *gold.Truth) error {
	day := ""
	if f.NoDate {
		t.Published = &day
		return nil
	}
	at := strings.ReplaceAll(strings.TrimSpace(f.Published), " ", "T")
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04TZ07:00", "2006-01-02T15:04:05TZ07:00"} {
		d, err := time.Parse(layout, at)
		if err != nil || d.Year() < 1700 || d.Year() > 2200 {
			continue
		}
		if day = d.Format(time.RFC3339); layout == time.DateOnly {
			day = at
		}
		t.Published = &day
		return nil
	}
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%.40q is no date", f.Published),
		Remedy: "give the day, as 2021-08-24, or the minute with its zone, as 2021-08-24 10:30 -05:00; or tick that the page has none"}
}

func unchanged(field string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the field %s is ticked as wrong, and is as it was read", field), Remedy: "put in what is right, or take the tick away"}
}

func tooLong(field string, most int) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the field %s is longer than %d characters", field, most), Remedy: "shorten it to what the report says"}
}

// same is a text as it is compared and kept: paragraphs without white space
// around them, a blank line between.
func same(s string) string {
	var ps []string
	for par := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if par = text.Clean(par); par != "" {
			ps = append(ps, par)
		}
	}
	return strings.Join(ps, "\n\n")
}
