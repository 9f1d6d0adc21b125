package web

import (
	"html/template"
	"net/http"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
)

type peoplePage struct {
	frame
	Rows    []desk.Person
	Roles   []desk.Role
	New     desk.Person
	Problem *vigia.Problem
}

// roles in the order of a form.
func roles() []desk.Role {
	return []desk.Role{desk.Analyst, desk.Fellow, desk.Editor, desk.Translator, desk.Keeper, desk.Admin}
}

// people lists the people of the desk.
func (s *Server) people(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showPeople(w, r, v, desk.Person{}, nil, http.StatusOK)
}

func (s *Server) showPeople(w http.ResponseWriter, r *http.Request, v visit, typed desk.Person, p *vigia.Problem, status int) error {
	f, err := s.frameOf(r, v, "people.title", "people")
	if err != nil {
		return err
	}
	f.Path = "/people"
	page := peoplePage{frame: f, Roles: roles(), New: typed, Problem: p}
	if page.Rows, err = desk.People(r.Context(), s.DB); err != nil {
		return err
	}
	return s.render(w, v, "people", status, page)
}

// addPerson adds somebody to the desk.
func (s *Server) addPerson(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	n := desk.Person{Login: strings.TrimSpace(r.PostForm.Get("login")), Name: strings.TrimSpace(r.PostForm.Get("name")),
		Role: desk.Role(r.PostForm.Get("role")), Language: r.PostForm.Get("language")}
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		_, err := desk.AddPerson(tx, v.Person, n, r.PostForm.Get("password"))
		return err
	})
	if p := problemOf(err); p != nil {
		return s.showPeople(w, r, v, n, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.person", Args: []string{n.Login}})
	s.sendTo(w, r, v, "/people")
	return nil
}

// setPassword gives somebody a new password.
func (s *Server) setPassword(w http.ResponseWriter, r *http.Request, v visit) error {
	p, err := desk.PersonByID(r.Context(), s.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	err = s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		return desk.SetPassword(tx, v.Person, p.Login, r.PostFormValue("password"))
	})
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.password", Args: []string{p.Name}})
	s.sendTo(w, r, v, "/people")
	return nil
}

type mePage struct {
	frame
	Bookmarklet template.URL // "" for who brings nothing in
	May         []desk.Act
	Problem     *vigia.Problem
}

// me shows a person what the desk knows of them.
func (s *Server) me(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showMe(w, r, v, nil, http.StatusOK)
}

func (s *Server) showMe(w http.ResponseWriter, r *http.Request, v visit, p *vigia.Problem, status int) error {
	f, err := s.frameOf(r, v, "nav.me", "me")
	if err != nil {
		return err
	}
	f.Path = "/me"
	page := mePage{frame: f, Problem: p}
	if v.Person.May(desk.Triage) {
		page.Bookmarklet = s.bookmarklet(r)
	}
	for _, a := range []desk.Act{desk.Triage, desk.Write, desk.Override, desk.Approve, desk.Publish, desk.Names, desk.Sources, desk.Staff} {
		if v.Person.May(a) {
			page.May = append(page.May, a)
		}
	}
	return s.render(w, v, "me", status, page)
}

// ownPassword replaces one's own password; the old one proves who asks.
func (s *Server) ownPassword(w http.ResponseWriter, r *http.Request, v visit) error {
	if !s.attempts.allow(v.Person.Login, addressOf(r), v.Now) {
		return &vigia.Problem{Kind: vigia.ErrRefused, What: "too many attempts", Remedy: "wait a minute, then try again"}
	}
	_, err := desk.Authenticate(r.Context(), s.DB, v.Person.Login, r.PostFormValue("old"))
	if problemOf(err) != nil {
		err = &vigia.Problem{Kind: vigia.ErrForbidden, What: "the present password is wrong", Remedy: "type it again"}
	}
	if err == nil {
		err = s.DB.InTx(r.Context(), func(tx *db.Tx) error {
			return desk.SetPassword(tx, v.Person, v.Person.Login, r.PostFormValue("password"))
		})
	}
	if p := problemOf(err); p != nil {
		return s.showMe(w, r, v, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	if err := s.begin(r, v.Person); err != nil {
		return err
	}
	s.say(r, said{Key: "said.password", Args: []string{v.Person.Name}})
	s.sendTo(w, r, v, "/me")
	return nil
}

type auditPage struct {
	frame
	Rows  []desk.AuditLine
	Limit int
}

// auditLines is how much of the trail the page shows.
const auditLines = 300

// audit shows the audit trail.
func (s *Server) audit(w http.ResponseWriter, r *http.Request, v visit) error {
	f, err := s.frameOf(r, v, "audit.title", "audit")
	if err != nil {
		return err
	}
	p := auditPage{frame: f, Limit: auditLines}
	if p.Rows, err = desk.AuditLog(r.Context(), s.DB, auditLines); err != nil {
		return err
	}
	return s.render(w, v, "audit", http.StatusOK, p)
}
