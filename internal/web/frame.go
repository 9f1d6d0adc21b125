package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/policy"
	"vigia/internal/rank"
	"vigia/internal/watch"
)

// frame is what every page shows around its own.
type frame struct {
	Lang, Nonce string
	Person      desk.Person
	Path        string // of this page, with its query: where a change of language comes back to
	At          string // where a decision comes back to
	Title       string
	Active      string // the part of the desk that this page belongs to
	Monitor     string
	Query       string // in the search field
	Sample      bool
	SiteURL     string
	Edition     *edition.Edition // the open one, or else the latest
	Meter       *meter
	Changed     int // cited pages that have changed, of which nobody has taken note
	Otherwise   int // reviewers whose decisions go against the others', for those who may see it
	Said        *said
	Undo        *deed // the last decision that can be undone
}

// frameOf makes the frame of a page: the open edition with its meter, and what
// the last form has left to say.
func (s *Server) frameOf(r *http.Request, v visit, title, active string) (frame, error) {
	f := s.bareFrame(r, v, title)
	f.Active = active
	if v.Person.ID == "" {
		return f, nil
	}
	f.Said = s.heard(r)
	n, err := watch.Counts(r.Context(), s.DB, false)
	if err != nil {
		return f, err
	}
	for _, many := range n {
		f.Changed += many
	}
	if v.Person.Sees() {
		if f.Otherwise, err = rank.OpenAlarms(r.Context(), s.DB); err != nil {
			return f, err
		}
	}
	if ds := s.deeds(r); len(ds) > 0 {
		f.Undo = &ds[len(ds)-1]
	}
	e, err := s.present(r.Context())
	if errors.Is(err, vigia.ErrNotFound) {
		return f, nil
	}
	if err != nil {
		return f, err
	}
	res, err := s.judged(r.Context(), e)
	if err != nil {
		return f, err
	}
	f.Edition, f.Meter = &e, s.pages.tongues[v.Lang].meter(e, res)
	return f, nil
}

// present is the open edition, or the latest while none is open: the meter is
// always there.
func (s *Server) present(ctx context.Context) (edition.Edition, error) {
	e, err := edition.Open(ctx, s.DB)
	if !errors.Is(err, vigia.ErrNotFound) {
		return e, err
	}
	all, listErr := edition.List(ctx, s.DB)
	if listErr != nil || len(all) == 0 {
		return e, cmp.Or(listErr, err)
	}
	return all[0], nil
}

// bareFrame needs nothing that could fail.
func (s *Server) bareFrame(r *http.Request, v visit, title string) frame {
	g := s.pages.tongues[v.Lang]
	f := frame{Lang: v.Lang, Nonce: v.Nonce, Person: v.Person, Title: g.T(title), Monitor: g.Text(s.Monitor.Name),
		Sample: s.Sample, SiteURL: s.SiteURL, Path: "/desk"}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		f.Path = r.URL.RequestURI()
	}
	f.At = f.Path
	return f
}

// judgements keeps the last judgement of an edition's selection. Every page
// shows it, and it changes with the edition's revision; the rest of what it
// rests on (classes, origins) changes seldom enough for a short time.
type judgements struct {
	mu       sync.Mutex
	edition  string
	revision int64
	until    time.Time
	result   policy.Result
}

const judgedFor = 15 * time.Second

// judged is what the policy says of an edition's selection.
func (s *Server) judged(ctx context.Context, e edition.Edition) (policy.Result, error) {
	j := &s.last
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.edition == e.ID && j.revision == e.Revision && time.Now().Before(j.until) {
		return j.result, nil
	}
	sel, err := edition.Selection(ctx, s.DB, s.Monitor, s.Registry, e)
	if err != nil {
		return policy.Result{}, err
	}
	j.result = policy.Check(e.Policy, sel)
	j.edition, j.revision, j.until = e.ID, e.Revision, time.Now().Add(judgedFor)
	return j.result, nil
}
