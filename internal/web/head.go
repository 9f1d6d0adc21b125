package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/edition"
)

// headForm is the head of an edition as a form.
type headForm struct {
	Abstract, Authors string // in one line, while the form is closed
	Head              []headTexts
	AuthorRows        []authorRow
	Anchor            string
	HeadProblem       *vigia.Problem
	HeadOpen          bool
}

type headTexts struct{ Lang, Title, Subtitle, Abstract string }

type authorRow struct {
	Name, Link string
	Ranks      []summaryField
}

// moreAuthors is how many empty lines the form offers, and mostAuthors how
// many are read.
const (
	moreAuthors = 2
	mostAuthors = 20
)

// headForm fills the form with what stands there, or with what was typed.
func (g *tongue) headForm(e edition.Edition, ed editing) headForm {
	h := edition.Head{Title: e.Title, Subtitle: e.Subtitle, Abstract: e.Abstract, Authors: e.Authors, Anchor: e.Anchor}
	f := headForm{Abstract: g.Text(e.Abstract), HeadProblem: ed.problem("head"), Anchor: e.Anchor.Format(time.DateOnly)}
	var names []string
	for _, a := range e.Authors {
		names = append(names, a.Name)
	}
	f.Authors = strings.Join(names, ", ")
	langs := g.Monitor.Languages.Editions
	if f.HeadProblem != nil {
		h = headOf(ed.refused.get, langs)
		f.Anchor = ed.refused.get("anchor")
	}
	for _, l := range langs {
		f.Head = append(f.Head, headTexts{l, h.Title[l], h.Subtitle[l], h.Abstract[l]})
	}
	for _, a := range append(h.Authors, make([]edition.Author, moreAuthors)...) {
		row := authorRow{Name: a.Name, Link: a.Link}
		for _, l := range langs {
			row.Ranks = append(row.Ranks, summaryField{Lang: l, Text: a.Rank[l]})
		}
		f.AuthorRows = append(f.AuthorRows, row)
	}
	return f
}

// headOf reads a head from a form.
func headOf(get func(string) string, langs []string) edition.Head {
	h := edition.Head{Title: vigia.Texts{}, Subtitle: vigia.Texts{}, Abstract: vigia.Texts{}}
	for _, l := range langs {
		h.Title[l], h.Subtitle[l], h.Abstract[l] = get("title."+l), get("subtitle."+l), get("abstract."+l)
	}
	for i := range mostAuthors {
		name := fmt.Sprintf("author.%d.", i)
		a := edition.Author{Name: strings.TrimSpace(get(name + "name")), Link: strings.TrimSpace(get(name + "link")), Rank: vigia.Texts{}}
		for _, l := range langs {
			if t := strings.TrimSpace(get(name + "rank." + l)); t != "" {
				a.Rank[l] = t
			}
		}
		if a.Name != "" || a.Link != "" || len(a.Rank) > 0 {
			h.Authors = append(h.Authors, a)
		}
	}
	return h
}

// saveHead saves the head of an edition.
func (s *Server) saveHead(w http.ResponseWriter, r *http.Request, v visit) error {
	e, err := s.editionForm(r)
	if err != nil {
		return err
	}
	h := headOf(r.PostForm.Get, s.Monitor.Languages.Editions)
	if h.Anchor, err = dayField(r, "anchor"); err == nil {
		err = s.DB.InTx(r.Context(), func(tx *db.Tx) error { return edition.SaveHead(tx, v.Person, e.ID, h) })
	}
	if p := problemOf(err); p != nil {
		return s.showEdition(w, r, v, e, editing{place: "head", refused: &refused{p, r.PostForm}}, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.saved", Done: "head:" + e.ID})
	s.sendTo(w, r, v, editionAddress(e.Number, "head"))
	return nil
}

// editionForm is the edition of a form that was sent.
func (s *Server) editionForm(r *http.Request) (edition.Edition, error) {
	if err := r.ParseForm(); err != nil {
		return edition.Edition{}, badForm(err)
	}
	return s.editionOf(r)
}

// dayField reads a day of a form; an empty one is the zero time.
func dayField(r *http.Request, name string) (time.Time, error) {
	v := strings.TrimSpace(r.PostForm.Get(name))
	if v == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, v)
	if err != nil {
		return t, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q is no day", v), Remedy: "write it as 2021-09-30"}
	}
	return t, nil
}
