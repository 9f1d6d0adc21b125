package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/speech"
)

const (
	longestSession = 12 * time.Hour
	longestIdle    = 8 * time.Hour
	touchEvery     = 5 * time.Minute // how exactly idling is told: reading does not write at every step
)

// The keys of a session.
const (
	keyPerson = "person"
	keyRole   = "role" // at login: who is given another role logs in again
	keySeen   = "seen"
	keyLang   = "lang"
	keySaid   = "said"
	keyUndo   = "undo"
)

// langCookie keeps the language of somebody who has not logged in.
const langCookie = "vigia_lang"

func (s *Server) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = desk.NewSessions(s.DB)
	m.Lifetime = longestSession
	m.Cookie.Name = "vigia"
	if s.Secure {
		m.Cookie.Name = "__Host-vigia"
	}
	m.Cookie.Secure = s.Secure
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.lg.Error("session failed", "path", r.URL.Path, "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
	return m
}

// identify finds the person of the session, and the language.
func (s *Server) identify(r *http.Request, v visit) (visit, error) {
	ctx := r.Context()
	v.Lang = s.language(r)
	id := s.sessions.GetString(ctx, keyPerson)
	if id == "" {
		return v, nil
	}
	idle := time.Since(time.Unix(s.sessions.GetInt64(ctx, keySeen), 0))
	p, err := desk.PersonByID(ctx, s.DB, id)
	if err != nil && !errors.Is(err, vigia.ErrNotFound) {
		return v, err
	}
	if err != nil || !p.Active || string(p.Role) != s.sessions.GetString(ctx, keyRole) || idle > longestIdle {
		return v, s.sessions.Destroy(ctx)
	}
	if idle > touchEvery {
		s.sessions.Put(ctx, keySeen, time.Now().Unix())
	}
	v.Person = p
	return v, nil
}

// begin makes the session that of a person, under a new token.
func (s *Server) begin(r *http.Request, p desk.Person) error {
	ctx := r.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, keyPerson, p.ID)
	s.sessions.Put(ctx, keyRole, string(p.Role))
	s.sessions.Put(ctx, keySeen, time.Now().Unix())
	if s.sessions.GetString(ctx, keyLang) == "" && speaks(p.Language) {
		s.sessions.Put(ctx, keyLang, p.Language)
	}
	return nil
}

// speaks reports whether the interface has a language.
func speaks(lang string) bool { return slices.Contains(speech.Languages, lang) }

// language is what was chosen, or what the browser asks for first.
func (s *Server) language(r *http.Request) string {
	if l := s.sessions.GetString(r.Context(), keyLang); speaks(l) {
		return l
	}
	if c, err := r.Cookie(langCookie); err == nil && speaks(c.Value) {
		return c.Value
	}
	return preferred(r.Header.Get("Accept-Language"))
}

// said is what the next page says first: a notice, or a problem.
type said struct {
	Problem      bool
	Key          string   // of a message
	Args         []string // its arguments
	What, Remedy string   // of a problem
	Done         string   // draft that is sent and need not be kept
	Undo         bool     // a decision: it can be undone
}

// say leaves a notice for the next page.
func (s *Server) say(r *http.Request, n said) { s.put(r, keySaid, n) }

func (s *Server) put(r *http.Request, key string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		return // unreachable: plain structs encode
	}
	s.sessions.Put(r.Context(), key, string(b))
}

// heard gives the notice once. Only a page that shows it may ask.
func (s *Server) heard(r *http.Request) *said {
	b := s.sessions.GetString(r.Context(), keySaid)
	var n said
	if b == "" || json.Unmarshal([]byte(b), &n) != nil {
		return nil
	}
	s.sessions.Remove(r.Context(), keySaid)
	return &n
}

// deed is a decision that may be undone.
type deed struct {
	Act     string       // "select", "reject", "label", "remove", "move", "strike", "lift", "story" or "entity"
	Reports []string     // what it was done to
	Title   string       // of the first
	Item    string       // of a selection, or the act on a story
	Was     edition.Item // that was removed or moved, as it was
	Label   vigia.Label  // that was given or denied
	Strike  desk.Strike  // that was made or lifted
	Entity  string       // that was decided about
}

// mostDeeds is how many decisions can be undone.
const mostDeeds = 30

// did remembers a decision.
func (s *Server) did(r *http.Request, d deed) {
	ds := append(s.deeds(r), d)
	s.put(r, keyUndo, ds[max(0, len(ds)-mostDeeds):])
}

func (s *Server) deeds(r *http.Request) []deed {
	var ds []deed
	if b := s.sessions.GetString(r.Context(), keyUndo); b == "" || json.Unmarshal([]byte(b), &ds) != nil {
		return nil
	}
	return ds
}

// undid forgets the last decision.
func (s *Server) undid(r *http.Request) {
	if ds := s.deeds(r); len(ds) > 0 {
		s.put(r, keyUndo, slices.Delete(ds, len(ds)-1, len(ds)))
	}
}
