package web

import (
	"net/http"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
)

// disagreements fills in whose decisions go against the others', for those who
// may see it.
func (s *Server) disagreements(r *http.Request, v visit, g *tongue, p *troublesPage) error {
	if !v.Person.Sees() {
		return nil
	}
	all, err := desk.Disagreements(r.Context(), s.DB)
	if err != nil {
		return err
	}
	for _, d := range all {
		p.Disagreements = append(p.Disagreements, otherwiseView{d, g.Place(d.Network), d.Person.ID == v.Person.ID})
	}
	return nil
}

// otherwiseView is an alarm of disagreement.
type otherwiseView struct {
	desk.Disagreement
	Place string
	Own   bool // of who looks at the page
}

// lookedAt takes an alarm down, with what was found.
func (s *Server) lookedAt(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id, note := r.PathValue("id"), r.PostForm.Get("note")
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) error { return desk.LookedAt(tx, v.Person, id, note) })
	if p := problemOf(err); p != nil {
		return s.showTroubles(w, r, v, refusedNote{id, note, p}, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.lookedat"})
	s.sendTo(w, r, v, "/troubles")
	return nil
}

// refusedNote is a note that was not taken, with why.
type refusedNote struct {
	Alarm, Note string
	Problem     *vigia.Problem
}
