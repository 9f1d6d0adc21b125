package web

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"golang.org/x/text/language"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/speech"
)

type loginPage struct {
	frame
	Next         string
	Login        string
	SampleLogins []Login
	Problem      *vigia.Problem
}

// loginPage asks who it is.
func (s *Server) loginPage(w http.ResponseWriter, r *http.Request, v visit) error {
	next := s.local(r.URL.Query().Get("next"), "/desk")
	if v.Person.ID != "" {
		s.sendTo(w, r, v, next)
		return nil
	}
	return s.showLogin(w, r, v, next, "", nil, http.StatusOK)
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request, v visit, next, login string, p *vigia.Problem, status int) error {
	f := s.bareFrame(r, v, "login.title")
	f.Path, f.Active = "/login?next="+url.QueryEscape(next), "login"
	page := loginPage{frame: f, Next: next, Login: login, Problem: p}
	if s.Sample {
		page.SampleLogins = s.SampleLogins
	}
	return s.render(w, v, "login", status, page)
}

// login begins a session, unless the password is wrong or was guessed too often.
func (s *Server) login(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	login, next := strings.TrimSpace(r.PostForm.Get("login")), s.local(r.PostForm.Get("next"), "/desk")
	if !s.attempts.allow(login, addressOf(r), time.Now()) {
		w.Header().Set("Retry-After", "60")
		p := &vigia.Problem{Kind: vigia.ErrRefused, What: "too many attempts", Remedy: "wait a minute, then try again"}
		return s.showLogin(w, r, v, next, login, p, http.StatusTooManyRequests)
	}
	p, err := desk.Authenticate(r.Context(), s.DB, login, r.PostForm.Get("password"))
	if problem := problemOf(err); problem != nil {
		s.lg.Info("login refused", "login", speech.Cut(speech.Plain(login), 60), "from", addressOf(r))
		return s.showLogin(w, r, v, next, login, problem, http.StatusForbidden)
	}
	if err != nil {
		return err
	}
	if err := s.begin(r, p); err != nil {
		return err
	}
	s.sendTo(w, r, v, next)
	return nil
}

// logout ends the session. What the browser has kept of it (drafts) goes too.
func (s *Server) logout(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"storage"`)
	s.sendTo(w, r, v, "/login")
	return nil
}

// setLanguage chooses the language of the interface, in the session of a
// person and in a cookie of anybody else.
func (s *Server) setLanguage(w http.ResponseWriter, r *http.Request, v visit) error {
	lang := r.PostFormValue("lang")
	if !speaks(lang) {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the interface does not speak this language", Remedy: "choose English or Spanish"}
	}
	if v.Person.ID != "" {
		s.sessions.Put(r.Context(), keyLang, lang)
	}
	http.SetCookie(w, &http.Cookie{Name: langCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
	s.sendTo(w, r, v, s.local(r.PostForm.Get("back"), "/desk"))
	return nil
}

// local is an address of a page of this desk, rebuilt from its parts; anything
// else is the address given instead. A visitor is sent nowhere else.
func (s *Server) local(address, otherwise string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Opaque != "" || u.Host != "" || u.User != nil ||
		!strings.HasPrefix(u.Path, "/") || path.Clean(u.Path) != strings.TrimSuffix(u.Path, "/") && u.Path != "/" ||
		strings.ContainsFunc(address, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }) || strings.Contains(u.Path, `\`) {
		return otherwise
	}
	_, pattern := s.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: u.Path}})
	if !strings.HasPrefix(pattern, "GET ") || strings.HasPrefix(pattern, "GET /static/") || pattern == "GET /healthz" {
		return otherwise
	}
	return (&url.URL{Path: u.Path, RawQuery: u.Query().Encode()}).String()
}

// preferred is the interface language that a browser asks for first.
func preferred(accept string) string {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return "en"
	}
	for _, t := range tags {
		if base, _ := t.Base(); speaks(base.String()) {
			return base.String()
		}
	}
	return "en"
}
