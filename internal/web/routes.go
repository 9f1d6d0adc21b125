package web

import (
	"net/http"
	"strings"

	"vigia"
	"vigia/internal/desk"
)

// route is an address with who may use it.
type route struct {
	pattern string
	access  access
	do      handler
	bare    bool // needs no session
}

// access says who may use a route: "anyone", "member" (whoever has logged in),
// or the acts of which a role must allow one, parted by "|".
type access string

const (
	anyone access = "anyone"
	member access = "member"
)

func may(acts ...desk.Act) access {
	var s []string
	for _, a := range acts {
		s = append(s, string(a))
	}
	return access(strings.Join(s, "|"))
}

// admit lets a person in, or says why not.
func (a access) admit(p desk.Person) error {
	if a == anyone {
		return nil
	}
	if p.ID == "" {
		return errLogin
	}
	if a == member {
		return nil
	}
	var err error
	for _, act := range strings.Split(string(a), "|") {
		if err = p.Must(desk.Act(act)); err == nil {
			return nil
		}
	}
	return err
}

// errNothing is the answer to an address that leads nowhere.
var errNothing = &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is nothing at this address", Remedy: "check the address, or start from the desk"}

// table is all routes. The functions behind the forms ask for the role once
// more, in the transaction that writes.
func (s *Server) table() []route {
	triage, write, sources, people := may(desk.Triage), may(desk.Write), may(desk.Sources), may(desk.Staff)
	names, override, approve, publish := may(desk.Names), may(desk.Override), may(desk.Approve), may(desk.Publish)
	return []route{
		{"GET /static/{name}", anyone, s.static, true},
		{"GET /healthz", anyone, s.healthz, true},
		{"GET /login", anyone, s.loginPage, false},
		{"POST /login", anyone, s.login, false},
		{"POST /language", anyone, s.setLanguage, false},
		{"/", anyone, nothing, false},

		{"GET /{$}", member, s.home, false},
		{"GET /desk", member, s.queue, false},
		{"GET /report/{id}", member, s.report, false},
		{"GET /report/{id}/reading", member, s.asRead, false},
		{"GET /story/{id}", member, s.story, false},
		{"GET /countries", member, s.countries, false},
		{"GET /country/{code}", member, s.country, false},
		{"GET /entities", member, s.entities, false},
		{"GET /entities/suggest", member, s.suggest, false},
		{"GET /entities/candidates", member, s.candidates, false},
		{"GET /entity/{id}", member, s.entity, false},
		{"GET /evidence/{id}", member, s.evidence, false},
		{"GET /evidence/{id}/page", member, s.captured, false},
		{"GET /evidence/{id}/record", member, s.record, false},
		{"GET /archive", member, s.archive, false},
		{"GET /sources", member, s.sourcesPage, false},
		{"GET /troubles", member, s.troubles, false},
		{"GET /changes", member, s.changesPage, false},
		{"GET /report/{id}/changes", member, s.changePage, false},
		{"GET /editions", member, s.editions, false},
		{"GET /edition/{n}", member, s.edition, false},
		{"GET /edition/{n}/section/{key}", member, s.section, false},
		{"GET /edition/{n}/preview/{path...}", member, s.preview, false},
		{"GET /search", member, s.find, false},
		{"GET /bring", triage, s.bringPage, false},
		{"POST /bring", triage, s.bring, false},
		{"GET /bring/{id}", triage, s.broughtPage, false},
		{"GET /sources/list.opml", member, s.sourcesOPML, false},
		{"GET /sources/list.csv", member, s.sourcesCSV, false},
		{"GET /help", member, s.help, false},
		{"GET /me", member, s.me, false},
		{"POST /me/password", member, s.ownPassword, false},
		{"POST /logout", member, s.logout, false},

		{"POST /report/{id}/select", triage, s.selectReport, false},
		{"POST /report/{id}/reject", triage, s.reject, false},
		{"POST /report/{id}/restore", triage, s.restore, false},
		{"POST /report/{id}/label", triage, s.relabel, false},
		{"POST /report/{id}/strike", triage, s.strike, false},
		{"POST /report/{id}/lift", triage, s.lift, false},
		{"POST /report/{id}/misread", triage, s.misread, false},
		{"POST /report/{id}/changes", triage, s.noteChange, false},
		{"POST /story/{id}", triage, s.changeStory, false},
		{"POST /undo", triage, s.undo, false},
		{"POST /editions", triage, s.createEdition, false},
		{"POST /edition/{n}/item/{item}/move", triage, s.move, false},
		{"POST /edition/{n}/item/{item}/remove", triage, s.remove, false},
		{"POST /edition/{n}/refresh", triage, s.refresh, false},
		{"POST /edition/{n}/submit", triage, s.submit, false},

		{"POST /edition/{n}/head", write, s.saveHead, false},
		{"POST /edition/{n}/section/{key}", write, s.saveSection, false},
		{"POST /edition/{n}/item/{item}/summary", write, s.saveSummary, false},

		{"POST /entities/candidates", names, s.decideName, false},
		{"POST /entity/{id}", names, s.changeEntity, false},
		{"POST /edition/{n}/item/{item}/yes", override, s.allowGenre, false},
		{"POST /edition/{n}/item/{item}/override", override, s.override, false},
		{"POST /edition/{n}/special", override, s.special, false},
		{"POST /report/{id}/reading", approve, s.decideReading, false},
		{"POST /edition/{n}/approve", approve, s.approve, false},
		{"POST /edition/{n}/publish", publish, s.publish, false},

		{"POST /archive/hold", may(desk.Approve, desk.Staff), s.hold, false},
		{"POST /archive/hold/{id}/release", may(desk.Approve, desk.Staff), s.release, false},
		{"GET /sources/new", sources, s.newSource, false},
		{"POST /sources/new", sources, s.lookSource, false},
		{"POST /sources", sources, s.addSource, false},
		{"POST /sources/list", sources, s.sourcesList, false},
		{"POST /sources/{id}/pause", sources, s.pause, false},
		{"POST /sources/{id}/resume", sources, s.resume, false},
		{"POST /sources/{id}/move", sources, s.moveSource, false},

		{"POST /troubles/disagreement/{id}", may(desk.Approve, desk.Staff), s.lookedAt, false},
		{"GET /audit", may(desk.Staff, desk.Approve), s.audit, false},
		{"GET /people", people, s.people, false},
		{"POST /people", people, s.addPerson, false},
		{"POST /people/{id}/password", people, s.setPassword, false},
	}
}

func nothing(http.ResponseWriter, *http.Request, visit) error { return errNothing }

func (s *Server) home(w http.ResponseWriter, r *http.Request, v visit) error {
	s.sendTo(w, r, v, "/desk")
	return nil
}

// healthz says whether the desk answers and its database is there.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request, _ visit) error {
	var one int
	if err := s.DB.QueryRow(r.Context(), `SELECT 1`).Scan(&one); err != nil {
		s.lg.Error("database does not answer", "err", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return nil
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte("ok\n"))
	return err
}
