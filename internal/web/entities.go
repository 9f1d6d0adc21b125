package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/entity"
	"vigia/internal/policy"
	"vigia/internal/speech"
)

// entitiesPage finds entities by name, or shows those that reports name most.
type entitiesPage struct {
	frame
	Words   string
	Rows    []nameView
	Waiting int // candidates
	More    bool
}

const (
	mostFound      = 60
	mostCandidates = 100
	mostSuggested  = 8
)

func (s *Server) entities(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, g := r.Context(), s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "entities.title", "entities")
	if err != nil {
		return err
	}
	p := entitiesPage{frame: f, Words: strings.TrimSpace(speech.Cut(r.URL.Query().Get("q"), 200))}
	limit := mostFound + 1
	if p.Words == "" {
		limit += 260 // countries are named most, and have a list of their own
	}
	found, err := s.foundNames(ctx, s.DB, g, p.Words, limit)
	if err != nil {
		return err
	}
	for _, n := range found {
		if p.Words != "" || n.Count > 0 && !strings.HasPrefix(n.ID, "country:") {
			p.Rows = append(p.Rows, n)
		}
	}
	p.More = len(p.Rows) > mostFound
	p.Rows = p.Rows[:min(len(p.Rows), mostFound)]
	cs, err := s.waitingNames(ctx)
	p.Waiting = len(cs)
	if err != nil {
		return err
	}
	return s.render(w, v, "entities", http.StatusOK, p)
}

// suggestion is what the search field offers while somebody types.
type suggestion struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Name   string `json:"name"`
	Says   string `json:"says"`   // what it is, and by which name it was found
	Listed string `json:"listed"` // "" if it stands on no list
}

// suggest gives entities by the beginning of a name, for the search field.
func (s *Server) suggest(w http.ResponseWriter, r *http.Request, v visit) error {
	g, out := s.pages.tongues[v.Lang], []suggestion{}
	if words := strings.TrimSpace(r.URL.Query().Get("q")); words != "" {
		found, err := s.foundNames(r.Context(), s.DB, g, words, mostSuggested)
		if err != nil {
			return err
		}
		for _, n := range found {
			x := suggestion{ID: n.ID, URL: n.URL, Name: n.Name, Says: g.typeName(n.Type)}
			if n.Country != "" && !strings.HasPrefix(n.ID, "country:") {
				x.Says += " · " + g.Country(n.Country)
			}
			if n.By != "" {
				x.Says += " · " + n.By
			}
			for _, m := range n.Marks {
				if !m.Gone {
					x.Listed = m.Text
				}
			}
			out = append(out, x)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(out)
}

// candidatesPage are names that come often and are linked to nobody.
type candidatesPage struct {
	frame
	Rows      []candidateRow
	Refused   []ruleView
	Types     []choice
	Countries []choice
	MayAct    bool
	Problem   *vigia.Problem
	Typed     map[string]string
}

type candidateRow struct {
	entity.Candidate
	Lead *desk.ReportRow // a report that names it
	Open bool            // its form was refused
}

var entityTypes = []string{entity.Person, entity.Organisation, entity.Place, entity.Vessel, entity.Aircraft}

func (s *Server) candidates(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showCandidates(w, r, v, nil, http.StatusOK)
}

func (s *Server) showCandidates(w http.ResponseWriter, r *http.Request, v visit, refused *refused, status int) error {
	ctx, g := r.Context(), s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "candidates.title", "entities")
	if err != nil {
		return err
	}
	f.Path = "/entities/candidates"
	f.At = f.Path
	p := candidatesPage{frame: f, MayAct: v.Person.May(desk.Names), Typed: map[string]string{}}
	if refused != nil {
		p.Problem = refused.problem
		for k := range refused.form {
			p.Typed[k] = refused.get(k)
		}
	}
	cs, err := s.waitingNames(ctx)
	if err != nil {
		return err
	}
	if err := s.candidateRows(ctx, &p, cs); err != nil {
		return err
	}
	for _, t := range entityTypes {
		p.Types = append(p.Types, choice{Key: t, Name: g.typeName(t)})
	}
	for _, place := range append(g.Monitor.Region.Subregions, g.Monitor.Region.Outside...) {
		for _, c := range place.Countries {
			p.Countries = append(p.Countries, choice{Key: c, Name: g.Country(c)})
		}
	}
	rules, err := entity.Rules(ctx, s.DB, "")
	if err != nil {
		return err
	}
	for _, x := range rules {
		if x.Action == entity.NotOne && x.Stands() {
			rv := ruleView{Rule: x, Who: x.By}
			rv.Form, rv.Why = speech.Plain(strings.TrimSpace(x.Form)), speech.Plain(x.Why)
			if person, err := desk.PersonByID(ctx, s.DB, x.By); err == nil {
				rv.Who = speech.Plain(person.Name)
			}
			p.Refused = append([]ruleView{rv}, p.Refused...)
		}
	}
	return s.render(w, v, "candidates", status, p)
}

func (s *Server) candidateRows(ctx context.Context, p *candidatesPage, cs []entity.Candidate) error {
	var ids []string
	for _, c := range cs {
		ids = append(ids, c.Report)
	}
	rows, err := desk.Rows(ctx, s.DB, s.Monitor, ids)
	if err != nil {
		return err
	}
	for _, c := range cs {
		row := candidateRow{Candidate: c, Open: p.Typed["plain"] == c.Plain}
		row.Name = speech.Plain(c.Name)
		for i := range rows {
			if rows[i].ID == c.Report {
				row.Lead = &rows[i]
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

// waitingNames are the candidates on which nobody has decided. A name that was
// adopted is still unlinked until its reports have been read again.
func (s *Server) waitingNames(ctx context.Context) ([]entity.Candidate, error) {
	cs, err := entity.Candidates(ctx, s.DB, entity.Often{}, mostCandidates)
	if err != nil {
		return nil, err
	}
	rules, err := entity.Rules(ctx, s.DB, "")
	if err != nil {
		return nil, err
	}
	adopted := map[string]bool{}
	for _, r := range rules {
		if r.Action == entity.Adopted && r.Stands() {
			adopted[entity.Plain(r.Form)] = true
		}
	}
	var out []entity.Candidate
	for _, c := range cs {
		if !adopted[c.Plain] {
			out = append(out, c)
		}
	}
	return out, nil
}

// decideName adopts a name, refuses it, or takes a refusal back.
func (s *Server) decideName(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	form := r.PostForm
	act, name := form.Get("act"), speech.Cut(strings.TrimSpace(form.Get("name")), 200)
	why := strings.TrimSpace(speech.Cut(form.Get("why"), 500))
	var rule string
	var made entity.Entity
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) (err error) {
		if err := v.Person.Must(desk.Names); err != nil {
			return err
		}
		switch act {
		case "undo":
			if _, err = entity.Undo(tx, form.Get("rule"), v.Person.ID); err == nil {
				err = desk.Audit(tx, v.Person, "decision about an entity taken back", form.Get("rule"), "")
			}
		case "refuse":
			if rule, err = entity.Refuse(tx, form.Get("plain"), v.Person.ID, why); err == nil {
				err = desk.Audit(tx, v.Person, "name refused", strings.TrimSpace(form.Get("plain")), why)
			}
		default:
			made, rule, err = s.adopt(tx, v.Person, name, why, r)
		}
		return err
	})
	if p := problemOf(err); p != nil && statusOf(err) != http.StatusForbidden {
		return s.showCandidates(w, r, v, &refused{p, form}, statusOf(err))
	}
	if err != nil {
		return err
	}
	if act != "undo" {
		s.did(r, deed{Act: "entity", Reports: []string{""}, Title: speech.Plain(name), Item: rule, Entity: made.ID})
	}
	n := said{Key: "said.name." + act, Args: []string{speech.Plain(name)}, Undo: act != "undo"}
	if act == "undo" {
		n.Args = nil
	}
	s.say(r, n)
	s.sendTo(w, r, v, "/entities/candidates")
	return nil
}

func (s *Server) adopt(tx *db.Tx, by desk.Person, name, why string, r *http.Request) (e entity.Entity, rule string, err error) {
	a := entity.Adoption{Name: name, Type: r.PostForm.Get("type"), Country: r.PostForm.Get("country")}
	if a.Country != "" {
		if _, ok := policy.Country(a.Country, "en"); !ok {
			return e, "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "there is no such country", Remedy: "choose one from the list of countries"}
		}
	}
	if a.Entity, err = s.chosen(tx, r.PostForm.Get("other")); err != nil {
		return e, "", err
	}
	if e, rule, err = entity.Adopt(tx, a, by.ID, why); err != nil {
		return e, "", err
	}
	return e, rule, desk.Audit(tx, by, "name adopted", e.ID, name)
}

// undoEntity takes back the last decision about an entity.
func undoEntity(tx *db.Tx, by desk.Person, d deed) error {
	was, err := entity.Undo(tx, d.Item, by.ID)
	if err != nil {
		return err
	}
	return desk.Audit(tx, by, "decision about an entity taken back", was.Entity, was.ID)
}

// entityPage is where a decision about an entity is shown.
func (d deed) entityPage() string {
	if d.Entity == "" {
		return "/entities/candidates"
	}
	return entityAddress(d.Entity)
}

// nameTabs are the pages about names: which one is shown, and how many
// candidates wait.
type nameTabs struct {
	On      string
	Waiting int
}
