package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vigia"
	"vigia/internal/desk"
)

// visit is one request as handlers see it: who asks, in which language, when.
type visit struct {
	Person desk.Person // the zero Person if nobody has logged in
	Lang   string
	Nonce  string
	Now    time.Time
	Part   bool // htmx asks: it takes a part of the page
}

// handler answers a request, or says why not.
type handler func(w http.ResponseWriter, r *http.Request, v visit) error

// maxForm is the largest form taken: far above a section of an edition.
const maxForm = 2 << 20

// edge is where every request comes in and every error goes out.
func (s *Server) edge(rt route) http.Handler {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, mostOf(rt.pattern))
		v := visit{Lang: "en", Nonce: nonce(r.Context()), Now: s.Clock.Now(), Part: r.Header.Get("HX-Request") == "true"}
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.fail(w, r, v, fmt.Errorf("panic: %v", p))
			} else if p != nil {
				panic(p)
			}
		}()
		v, err := s.meet(r, v, rt)
		if err == nil {
			err = rt.do(w, r, v)
		}
		if err != nil {
			s.fail(w, r, v, err)
		}
	})
	if rt.bare {
		return h
	}
	return s.sessions.LoadAndSave(h)
}

// meet finds out who asks, and whether they may.
func (s *Server) meet(r *http.Request, v visit, rt route) (visit, error) {
	if rt.bare {
		return v, nil
	}
	v, err := s.identify(r, v)
	if err != nil {
		return v, err
	}
	if err := rt.access.admit(v.Person); err != nil {
		return v, err
	}
	return v, nil
}

// errLogin is the answer to somebody who has not logged in.
var errLogin = &vigia.Problem{Kind: vigia.ErrForbidden, What: "your session has ended", Remedy: "log in again; what you typed is kept in this browser"}

// fail answers with an error: to the login page, or a page or part that says
// what is wrong and what to do. What is no Problem is our fault: it is logged
// and not shown.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, v visit, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody waits for the answer
	}
	if err == errLogin && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		s.sendTo(w, r, v, "/login?next="+url.QueryEscape(r.URL.RequestURI()))
		return
	}
	status, p := s.explain(r, err)
	if v.Part { // htmx puts it where notices stand, whatever it asked for
		w.Header().Set("HX-Retarget", "#notice")
		w.Header().Set("HX-Reswap", "outerHTML")
		w.Header().Set("HX-Reselect", "#notice")
	}
	pg := errorPage{Status: status, Problem: p}
	if pg.frame, err = s.frameOf(r, v, "error.title", "error"); err != nil {
		pg.frame = s.bareFrame(r, v, "error.title")
	}
	pg.Said = nil
	if v.Part {
		pg.Said = &said{Problem: true, What: p.What, Remedy: p.Remedy}
	}
	if err := s.render(w, v, "error", status, pg); err != nil {
		s.lg.Error("error page failed", "path", r.URL.Path, "err", err)
		http.Error(w, http.StatusText(status), status)
	}
}

type errorPage struct {
	frame
	Status  int
	Problem *vigia.Problem
}

// explain is the status of an error and what the user reads.
func (s *Server) explain(r *http.Request, err error) (int, *vigia.Problem) {
	var p *vigia.Problem
	var large *http.MaxBytesError
	status := statusOf(err)
	switch {
	case err == errLogin:
		return http.StatusUnauthorized, errLogin
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, &vigia.Problem{What: "the form is too large", Remedy: "shorten the text"}
	case errors.As(err, &p) && status != http.StatusInternalServerError:
		return status, p
	case status == http.StatusNotFound:
		return status, &vigia.Problem{What: "there is nothing at this address", Remedy: "check the address, or start from the desk"}
	case status != http.StatusInternalServerError:
		return status, &vigia.Problem{What: err.Error()}
	}
	s.lg.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	return status, &vigia.Problem{What: "something went wrong on our side", Remedy: "try again; if it stays, tell who runs the desk: the log has the details"}
}

// statusOf is the HTTP status of an error's kind.
func statusOf(err error) int {
	switch {
	case errors.Is(err, vigia.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, vigia.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, vigia.ErrConflict):
		return http.StatusConflict
	case errors.Is(err, vigia.ErrInvalid), errors.Is(err, vigia.ErrRefused):
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

// problemOf is the part of an error that its user can mend: handlers show it
// beside the form. Anything else is nil, and goes to the edge.
func problemOf(err error) *vigia.Problem {
	var p *vigia.Problem
	if err == nil || !errors.As(err, &p) || statusOf(err) == http.StatusInternalServerError {
		return nil
	}
	return p
}

// foreign answers a form that came from another site.
func foreign(http.ResponseWriter, *http.Request, visit) error {
	return &vigia.Problem{Kind: vigia.ErrForbidden, What: "the form did not come from this desk",
		Remedy: "open the desk by https, or by http on this machine, and send the form from its own page"}
}

// sendTo answers a form, or a visitor without login, with another page.
func (s *Server) sendTo(w http.ResponseWriter, r *http.Request, v visit, path string) {
	if v.Part && strings.HasPrefix(path, "/login") { // a login page is no part of a page
		w.Header().Set("HX-Redirect", path)
		return
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}

type nonceKey struct{}

func nonce(ctx context.Context) string {
	n, _ := ctx.Value(nonceKey{}).(string)
	return n
}

// headers says on every answer what a browser may do with it. Nothing but our
// own files runs or loads, nothing frames us, nothing is stored.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := rand.Text()
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+n+"' 'strict-dynamic'; style-src 'nonce-"+n+"'; "+
			"img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "+
			"require-trusted-types-for 'script'; trusted-types vigia")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), nonceKey{}, n)))
	})
}
