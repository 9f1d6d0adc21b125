package web

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/evidence"
	"vigia/internal/source"
)

// archivePage is how the archive stands.
type archivePage struct {
	frame
	State   evidence.State
	Walk    string
	Late    bool
	Full    string
	Months  []monthRow
	Holds   []holdRow
	MayHold bool
	New     typedHold
	Problem *vigia.Problem
}

// monthRow is what a month weighs, with its name.
type monthRow struct {
	evidence.Part
	Month string
}

// month names a month that stands as 2026-01.
func (g *tongue) month(key string) string {
	first, err := time.Parse("2006-01", key)
	if err != nil {
		return key
	}
	return edition.Period(first, first.AddDate(0, 1, -1), g.Lang)
}

// holdRow is a hold with what it is on, in words.
type holdRow struct {
	evidence.Hold
	On, Link string
	Ended    bool
}

// typedHold is the form of a new hold.
type typedHold struct{ Capture, Source, From, To, Reason string }

// archive shows how large the archive is, where it stands, when it was last
// proved, and what is held.
func (s *Server) archive(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showArchive(w, r, v, typedHold{}, nil, http.StatusOK)
}

func (s *Server) showArchive(w http.ResponseWriter, r *http.Request, v visit, typed typedHold, problem *vigia.Problem, status int) error {
	f, err := s.frameOf(r, v, "archive.title", "archive")
	if err != nil {
		return err
	}
	f.Path = "/archive"
	if s.Evidence == nil {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "this desk has no archive", Remedy: "it shows only what others keep"}
	}
	p := archivePage{frame: f, New: typed, Problem: problem, MayHold: mayHold(v.Person)}
	if p.State, err = s.Evidence.State(r.Context(), s.DB); err != nil {
		return err
	}
	g, now := s.pages.tongues[v.Lang], s.Clock.Now()
	p.Late = p.State.Late(now)
	switch {
	case p.State.Here+p.State.Both+p.State.Stored == 0:
		p.Walk = g.T("archive.walk.none")
	case p.State.Unwalked > 0:
		p.Walk = g.N("archive.walk.open", p.State.Unwalked)
	case now.Sub(p.State.Walked) < 24*time.Hour:
		p.Walk = g.T("archive.walk.today")
	default:
		p.Walk = g.N("archive.walk.days", int(now.Sub(p.State.Walked).Hours()/24))
	}
	for _, m := range p.State.Months {
		p.Months = append(p.Months, monthRow{m, g.month(m.Key)})
	}
	if s.FreeBytes != nil {
		if free, err := s.FreeBytes(); err == nil {
			p.Full = g.T("archive.lasts")
			if days, ok := p.State.FullIn(free); ok && days < 3653 {
				p.Full = g.N("archive.full", days)
			}
		}
	}
	hs, err := evidence.Holds(r.Context(), s.DB)
	if err != nil {
		return err
	}
	for _, h := range hs {
		row := g.holdRow(h)
		if h.Source != "" {
			src, err := source.Get(r.Context(), s.DB, h.Source)
			if err != nil && !errors.Is(err, vigia.ErrNotFound) {
				return err
			}
			row.On = cmp.Or(src.Title, src.URL, h.Source)
		}
		p.Holds = append(p.Holds, row)
	}
	return s.render(w, v, "archive", status, p)
}

func (g *tongue) holdRow(h evidence.Hold) holdRow {
	row := holdRow{Hold: h, Ended: !h.ReleasedAt.IsZero()}
	switch {
	case h.Capture != "":
		row.On, row.Link = h.Capture, "/evidence/"+h.Capture
	case h.Source != "":
		row.On = h.Source
	default:
		row.On = g.Day(h.From) + " – " + g.Day(h.To.Add(-time.Second))
	}
	return row
}

func mayHold(p desk.Person) bool { return p.May(desk.Approve) || p.May(desk.Staff) }

// hold puts a hold on a capture, a source or a period.
func (s *Server) hold(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	field := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	typed := typedHold{field("capture"), field("source"), field("from"), field("to"), field("reason")}
	h := evidence.Hold{Capture: typed.Capture, Source: typed.Source, Reason: typed.Reason, By: v.Person.Name}
	if typed.From != "" || typed.To != "" {
		from, bad := time.Parse(time.DateOnly, typed.From)
		to, worse := time.Parse(time.DateOnly, typed.To)
		if bad != nil || worse != nil {
			return s.showArchive(w, r, v, typed, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the period of a hold has no first or no last day", Remedy: "give both, as 2026-01-31"}, http.StatusUnprocessableEntity)
		}
		h.From, h.To = from, to.AddDate(0, 0, 1)
	}
	err := s.noteHold(r, v, "hold put", func(tx *db.Tx) (string, error) {
		put, err := evidence.PutHold(tx, h)
		return put.ID, err
	}, typed.Reason)
	if p := problemOf(err); p != nil {
		return s.showArchive(w, r, v, typed, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.held"})
	if h.Capture != "" {
		s.sendTo(w, r, v, "/evidence/"+h.Capture)
	} else {
		s.sendTo(w, r, v, "/archive")
	}
	return nil
}

// release ends a hold.
func (s *Server) release(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	why := strings.TrimSpace(r.PostForm.Get("reason"))
	err := s.noteHold(r, v, "hold released", func(tx *db.Tx) (string, error) {
		return r.PathValue("id"), evidence.Release(tx, r.PathValue("id"), v.Person.Name, why)
	}, why)
	if p := problemOf(err); p != nil {
		return s.showArchive(w, r, v, typedHold{}, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.released"})
	s.sendTo(w, r, v, "/archive")
	return nil
}

// noteHold changes holds, if the person may, and notes it in the audit trail.
func (s *Server) noteHold(r *http.Request, v visit, act string, f func(tx *db.Tx) (subject string, err error), why string) error {
	return s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		if !mayHold(v.Person) {
			return v.Person.Must(desk.Approve)
		}
		subject, err := f(tx)
		if err != nil {
			return err
		}
		return desk.Audit(tx, v.Person, act, subject, why)
	})
}
