package web

import (
	"net/http"
	"strconv"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
)

// itemForm is the item of a form that was sent, and its edition. The item must
// be one of the edition that the address names.
func (s *Server) itemForm(r *http.Request) (edition.Edition, edition.Item, error) {
	e, err := s.editionForm(r)
	if err != nil {
		return e, edition.Item{}, err
	}
	it, err := edition.ItemByID(r.Context(), s.DB, r.PathValue("item"))
	if err == nil && it.Edition != e.ID {
		err = errNothing
	}
	return e, it, err
}

// saveSummary saves the summary of an item in every language.
func (s *Server) saveSummary(w http.ResponseWriter, r *http.Request, v visit) error {
	e, it, err := s.itemForm(r)
	if err != nil {
		return err
	}
	ts := texts(r, "summary.", s.Monitor.Languages.Editions)
	err = s.DB.InTx(r.Context(), func(tx *db.Tx) error { return edition.SaveSummary(tx, v.Person, it.ID, ts) })
	if p := problemOf(err); p != nil {
		return s.showEdition(w, r, v, e, editing{item: it.ID, place: "item", refused: &refused{p, r.PostForm}}, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.saved", Done: "item:" + it.ID})
	s.sendTo(w, r, v, editionAddress(e.Number, "item-"+it.ID))
	return nil
}

// move puts an item at another place of its digest.
func (s *Server) move(w http.ResponseWriter, r *http.Request, v visit) error {
	e, it, err := s.itemForm(r)
	if err != nil {
		return err
	}
	to, err := strconv.Atoi(r.PostForm.Get("to"))
	if err != nil {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the form names no place", Remedy: "load the page again"}
	}
	if err := s.DB.InTx(r.Context(), func(tx *db.Tx) error { return edition.Move(tx, v.Person, it.ID, to) }); err != nil {
		return err
	}
	s.did(r, deed{Act: "move", Reports: []string{it.Report}, Title: s.titleOf(r.Context(), it.Report), Was: it})
	s.sendTo(w, r, v, editionAddress(e.Number, "item-"+it.ID))
	return nil
}

// remove takes an item out of its digest. What it said is kept for an undo.
func (s *Server) remove(w http.ResponseWriter, r *http.Request, v visit) error {
	e, it, err := s.itemForm(r)
	if err != nil {
		return err
	}
	if err := s.DB.InTx(r.Context(), func(tx *db.Tx) error { return edition.Unselect(tx, v.Person, it.ID) }); err != nil {
		return err
	}
	title := s.titleOf(r.Context(), it.Report)
	s.did(r, deed{Act: "remove", Reports: []string{it.Report}, Title: title, Was: it})
	s.say(r, said{Key: "said.removed", Args: []string{title}, Undo: true})
	s.sendTo(w, r, v, editionAddress(e.Number, "digest-"+it.Digest))
	return nil
}

// allowGenre is an editor's yes to a genre that needs one.
func (s *Server) allowGenre(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.decideItem(w, r, v, edition.ApproveGenre)
}

// override is an editor's reason to take state media all the same.
func (s *Server) override(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.decideItem(w, r, v, func(tx *db.Tx, by desk.Person, item string) error {
		return edition.OverrideItem(tx, by, item, r.PostForm.Get("reason"))
	})
}

// decideItem is a second person's decision on an item.
func (s *Server) decideItem(w http.ResponseWriter, r *http.Request, v visit, decide func(tx *db.Tx, by desk.Person, item string) error) error {
	e, it, err := s.itemForm(r)
	if err != nil {
		return err
	}
	err = s.DB.InTx(r.Context(), func(tx *db.Tx) error { return decide(tx, v.Person, it.ID) })
	if p := problemOf(err); p != nil {
		return s.showEdition(w, r, v, e, editing{place: "digests", refused: &refused{p, r.PostForm}}, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.decided"})
	s.sendTo(w, r, v, editionAddress(e.Number, "item-"+it.ID))
	return nil
}
