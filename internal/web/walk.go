package web

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/edition"
)

// createEdition begins an edition.
func (s *Server) createEdition(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	typed := newEdition{r.PostForm.Get("number"), r.PostForm.Get("from"), r.PostForm.Get("to"), r.PostForm.Get("anchor")}
	var n edition.New
	var e edition.Edition
	var errs [4]error
	n.Number, errs[0] = numberField(r, "number")
	n.From, errs[1] = dayField(r, "from")
	n.To, errs[2] = dayField(r, "to")
	n.Anchor, errs[3] = dayField(r, "anchor")
	err := cmp.Or(errs[0], errs[1], errs[2], errs[3])
	if err == nil {
		err = s.DB.InTx(r.Context(), func(tx *db.Tx) (err error) {
			e, err = edition.Create(tx, s.Monitor, v.Person, n)
			return err
		})
	}
	if p := problemOf(err); p != nil {
		return s.showEditions(w, r, v, typed, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.created", Args: []string{strconv.Itoa(e.Number)}})
	s.sendTo(w, r, v, editionAddress(e.Number, ""))
	return nil
}

// numberField reads a whole number of a form; an empty one is 0.
func numberField(r *http.Request, name string) (int, error) {
	text := strings.TrimSpace(r.PostForm.Get(name))
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1_000_000 {
		return 0, &vigia.Problem{Kind: vigia.ErrInvalid, What: strconv.Quote(text) + " is no whole number", Remedy: "use digits"}
	}
	return n, nil
}

// submit hands the edition to a second person.
func (s *Server) submit(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.advance(w, r, v, "said.submitted", func(e edition.Edition) error {
		return s.DB.InTx(r.Context(), func(tx *db.Tx) error { return edition.Submit(tx, v.Person, e.ID) })
	})
}

// approve is the second person's yes to the revision that stood on the page.
func (s *Server) approve(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.advance(w, r, v, "said.approved", func(e edition.Edition) error {
		rev, err := strconv.ParseInt(r.PostForm.Get("revision"), 10, 64)
		if err != nil {
			return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the form names no revision", Remedy: "load the page again and read the edition"}
		}
		if err := edition.Refresh(r.Context(), s.DB, s.Monitor, s.Registry, v.Person, e.ID); err != nil {
			return err
		}
		return edition.ApproveRevision(r.Context(), s.DB, s.Monitor, s.Registry, v.Person, e.ID, rev)
	})
}

// publish publishes an approved edition.
func (s *Server) publish(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.advance(w, r, v, "said.published", func(e edition.Edition) error {
		if s.Publish == nil {
			return &vigia.Problem{Kind: vigia.ErrRefused, What: "this desk has no site to publish to", Remedy: "name its folder in the configuration"}
		}
		return s.Publish(r.Context(), v.Person, e.ID)
	})
}

// refresh runs the searches behind state media again.
func (s *Server) refresh(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.advance(w, r, v, "said.refreshed", func(e edition.Edition) error {
		return edition.Refresh(r.Context(), s.DB, s.Monitor, s.Registry, v.Person, e.ID)
	})
}

// advance does something to an edition as a whole, and shows it again.
func (s *Server) advance(w http.ResponseWriter, r *http.Request, v visit, done string, do func(edition.Edition) error) error {
	e, err := s.editionForm(r)
	if err != nil {
		return err
	}
	err = do(e)
	if p := problemOf(err); p != nil {
		s.say(r, said{Problem: true, What: p.What, Remedy: p.Remedy})
	} else if err != nil {
		return err
	} else {
		s.say(r, said{Key: done, Args: []string{strconv.Itoa(e.Number)}})
	}
	s.sendTo(w, r, v, editionAddress(e.Number, ""))
	return nil
}

// special makes the edition a special one, or an ordinary one again.
func (s *Server) special(w http.ResponseWriter, r *http.Request, v visit) error {
	e, err := s.editionForm(r)
	if err != nil {
		return err
	}
	num, err1 := numberField(r, "num")
	den, err2 := numberField(r, "den")
	err = cmp.Or(err1, err2)
	if err == nil {
		err = s.DB.InTx(r.Context(), func(tx *db.Tx) error {
			if r.PostForm.Get("unset") != "" {
				return edition.UnsetSpecial(tx, v.Person, e.ID)
			}
			return edition.SetSpecial(tx, v.Person, e.ID, strings.TrimSpace(r.PostForm.Get("reason")), r.PostForm.Get("nocap") != "", num, den)
		})
	}
	if p := problemOf(err); p != nil {
		return s.showEdition(w, r, v, e, editing{place: "special", refused: &refused{p, r.PostForm}}, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.saved"})
	s.sendTo(w, r, v, editionAddress(e.Number, "policy"))
	return nil
}

// proof keeps the last preview: a page and its style are asked for one by one,
// and rendering is slow.
type proof struct {
	mu       sync.Mutex
	edition  string
	revision int64
	until    time.Time
	pages    fs.FS
}

const proofFor = 30 * time.Second

func (p *proof) of(ctx context.Context, e edition.Edition, render func(context.Context, string) (fs.FS, error)) (fs.FS, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pages != nil && p.edition == e.ID && p.revision == e.Revision && time.Now().Before(p.until) {
		return p.pages, nil
	}
	p.pages = nil
	pages, err := render(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	p.pages, p.edition, p.revision, p.until = pages, e.ID, e.Revision, time.Now().Add(proofFor)
	return pages, nil
}

// preview shows the edition as it would be published. These pages are ours,
// rendered without scripts; they bring their own style.
func (s *Server) preview(w http.ResponseWriter, r *http.Request, v visit) error {
	e, err := s.editionOf(r)
	if err != nil {
		return err
	}
	if s.Preview == nil {
		return &vigia.Problem{Kind: vigia.ErrRefused, What: "this desk cannot render a preview", Remedy: "start it with a site folder"}
	}
	pages, err := s.proof.of(r.Context(), e, s.Preview)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", sitePolicy)
	w.Header().Set("X-Frame-Options", "DENY")
	err = serveFile(w, r, pages, r.PathValue("path"))
	if errors.Is(err, fs.ErrNotExist) {
		return errNothing
	}
	return err
}
