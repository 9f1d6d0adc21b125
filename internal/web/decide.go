package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/speech"
	"vigia/internal/story"
)

// showReport shows a report on a page of its own.
func (s *Server) report(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readQuery(r.URL.Query())
	q.report, q.alone = r.PathValue("id"), true
	if v.Part && r.Header.Get("HX-Target") == "section#pane" {
		p, err := s.pane(r, v, q, nil)
		if err != nil {
			return err
		}
		return s.renderPart(w, v, "report", "pane", http.StatusOK, p)
	}
	return s.showReport(w, r, v, q, nil, http.StatusOK)
}

type reportPage struct {
	frame
	Pane *pane
}

func (s *Server) showReport(w http.ResponseWriter, r *http.Request, v visit, q query, refused *refused, status int) error {
	f, err := s.frameOf(r, v, "nav.desk", "report")
	if err != nil {
		return err
	}
	f.Path = "/report/" + q.report
	f.At = f.Path
	p := reportPage{frame: f}
	if p.Pane, err = s.pane(r, v, q, refused); err != nil {
		return err
	}
	p.Title = s.pages.tongues[v.Lang].Title(p.Pane.Row.Title)
	return s.render(w, v, "report", status, p)
}

// reject takes a report off the queue, or all of its story.
func (s *Server) reject(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id, reason, note := r.PathValue("id"), r.PostForm.Get("reason"), strings.TrimSpace(r.PostForm.Get("note"))
	next, err := s.next(r, v, id)
	if err != nil {
		return err
	}
	var also []string
	err = s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		if _, err := article.Get(tx.Context(), tx, id); err != nil {
			return noReport(err)
		}
		if err := desk.Reject(tx, s.Monitor, v.Person, id, reason, note); err != nil || r.PostForm.Get("all") == "" {
			return err
		}
		also, err = s.rejectRest(tx, v.Person, id, reason, note)
		return err
	})
	if p := problemOf(err); p != nil && statusOf(err) != http.StatusNotFound {
		return s.formRefused(w, r, v, id, "reject", p)
	}
	if err != nil {
		return err
	}
	title := s.titleOf(r.Context(), id)
	s.did(r, deed{Act: "reject", Reports: append([]string{id}, also...), Title: title})
	g := s.pages.tongues[v.Lang]
	n := said{Key: "said.rejected", Args: []string{title, g.Rejection(reason)}, Done: "rej:" + id, Undo: true}
	if len(also) > 0 {
		n.Key, n.Args = "said.rejected.all", []string{title, g.Num(len(also)), g.Rejection(reason)}
	}
	s.say(r, n)
	s.sendTo(w, r, v, next)
	return nil
}

// rejectRest rejects the other open reports of a story.
func (s *Server) rejectRest(tx *db.Tx, by desk.Person, id, reason, note string) ([]string, error) {
	rv, err := desk.LoadReport(tx.Context(), tx, s.Monitor, s.Registry, id)
	if err != nil {
		return nil, err
	}
	var done []string
	for _, m := range rv.Members {
		if m.State != "" {
			continue
		}
		if err := desk.Reject(tx, s.Monitor, by, m.ID, reason, note); err != nil {
			return nil, err
		}
		done = append(done, m.ID)
	}
	return done, nil
}

// restore puts a rejected report back on the queue.
func (s *Server) restore(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		if _, err := article.Get(tx.Context(), tx, id); err != nil {
			return noReport(err)
		}
		return desk.Restore(tx, v.Person, id)
	})
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.restored", Args: []string{s.titleOf(r.Context(), id)}})
	s.sendTo(w, r, v, readAt(r.PostFormValue("at")).other(id))
	return nil
}

// relabel adds or denies a label.
func (s *Server) relabel(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id := r.PathValue("id")
	kind, value, ok := strings.Cut(r.PostForm.Get("label"), ":")
	g := s.pages.tongues[v.Lang]
	if !ok || !g.knows(kind, value) {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("unknown label %q", r.PostForm.Get("label")), Remedy: "choose one of the list"}
	}
	l := vigia.Label{Kind: vigia.LabelKind(kind), Value: value, Score: 1, Why: speech.Cut(strings.TrimSpace(r.PostForm.Get("why")), 300)}
	if r.PostForm.Get("deny") != "" {
		l.Score = 0
	}
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		if _, err := article.Get(tx.Context(), tx, id); err != nil {
			return noReport(err)
		}
		return desk.CorrectLabel(tx, v.Person, id, l)
	})
	if err != nil {
		return err
	}
	n := said{Key: "said.labelled", Args: []string{g.labelName(l.Kind, l.Value)}, Undo: true}
	if l.Score == 0 {
		n.Key = "said.unlabelled"
	}
	s.did(r, deed{Act: "label", Reports: []string{id}, Title: n.Args[0], Label: l})
	s.say(r, n)
	s.sendTo(w, r, v, readAt(r.PostForm.Get("at")).other(id))
	return nil
}

// knows reports whether a label can be given to a report: one of the choices.
// Denying takes one that stands there, which the monitor may have dropped.
func (g *tongue) knows(kind, value string) bool {
	for _, c := range g.labelChoices() {
		for _, o := range c.Options {
			if o.Value == kind+":"+value {
				return true
			}
		}
	}
	return kind == string(vigia.LabelCountry) && len(value) == 2
}

// undo takes the last decision back.
func (s *Server) undo(w http.ResponseWriter, r *http.Request, v visit) error {
	ds := s.deeds(r)
	back := readAt(r.PostFormValue("at"))
	if len(ds) == 0 {
		s.say(r, said{Key: "said.nothing"})
		s.sendTo(w, r, v, back.open("", ""))
		return nil
	}
	last := ds[len(ds)-1]
	err := s.undoDeed(r.Context(), v.Person, last)
	if err != nil && problemOf(err) == nil {
		return err
	}
	s.undid(r) // also what cannot be undone any more: the next time it is the one before
	if p := problemOf(err); p != nil {
		s.say(r, said{Problem: true, What: p.What, Remedy: p.Remedy})
	} else {
		s.say(r, said{Key: "said.undone", Args: []string{last.Title}})
	}
	to := back.other(last.Reports[0])
	if last.Act == "entity" {
		to = last.entityPage()
	}
	if last.Act == "story" {
		if st, err := story.StoryOf(r.Context(), s.DB, last.Reports[0]); err == nil {
			to = "/story/" + st
		}
	}
	if at := r.PostFormValue("at"); strings.HasPrefix(at, "/edition/") {
		to = s.local(at, to)
	}
	s.sendTo(w, r, v, to)
	return nil
}

func (s *Server) undoDeed(ctx context.Context, by desk.Person, d deed) error {
	if d.Act == "remove" {
		return s.putBack(ctx, by, d.Was)
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		rejected := d.Reports
		switch d.Act {
		case "label":
			d.Label.Score = 1 - d.Label.Score
			return desk.CorrectLabel(tx, by, d.Reports[0], d.Label)
		case "strike", "lift":
			return undoStrike(tx, by, d)
		case "entity":
			return undoEntity(tx, by, d)
		case "story":
			a, err := story.Undo(tx, d.Item)
			if err != nil {
				return err
			}
			return desk.Audit(tx, by, a.Says(), a.Moved[0].From, a.ID)
		case "move":
			return edition.Move(tx, by, d.Was.ID, d.Was.Position)
		case "select":
			rejected = d.Reports[1:]
			if err := edition.Unselect(tx, by, d.Item); err != nil {
				return err
			}
		}
		for _, id := range rejected {
			if err := desk.Restore(tx, by, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// putBack selects a report again that was taken out of its digest, with what
// it said and at its old place.
func (s *Server) putBack(ctx context.Context, by desk.Person, was edition.Item) error {
	prepared, err := edition.Prepare(ctx, s.DB, s.Monitor, s.Registry, was.Report)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		it, err := edition.Select(tx, s.Monitor, s.Registry, by, edition.SelectRequest{Edition: was.Edition, Report: was.Report,
			Digest: was.Digest, Summary: was.Summary, Dimensions: was.Dimensions, Override: was.Asked}, prepared)
		if err != nil {
			return err
		}
		return edition.Move(tx, by, it.ID, was.Position)
	})
}

// readAt reads where a decision comes back to: an address of the desk or of a
// report, and nothing else.
func readAt(at string) query {
	u, err := url.Parse(at)
	if err != nil {
		return query{filter: url.Values{}}
	}
	q := readQuery(u.Query())
	q.report, q.act = "", ""
	if id, ok := strings.CutPrefix(u.Path, "/report/"); ok && !strings.Contains(id, "/") {
		q.alone = true
	}
	return q
}

// next is the address of what comes after a report is decided: the next story
// of the queue as it stands before the decision.
func (s *Server) next(r *http.Request, v visit, report string) (string, error) {
	q := readAt(r.PostForm.Get("at"))
	if q.alone {
		return q.other(report), nil
	}
	next, err := s.neighbour(r.Context(), s.pages.tongues[v.Lang], q, report)
	return q.open(next, ""), err
}

func (s *Server) neighbour(ctx context.Context, g *tongue, q query, report string) (string, error) {
	found, err := desk.LoadQueue(ctx, s.DB, s.Monitor, q.asked(g.Zone))
	if err != nil {
		return "", err
	}
	for i, row := range found.Rows {
		for _, m := range append([]desk.ReportRow{row.Lead}, row.Others...) {
			if m.ID != report {
				continue
			}
			switch {
			case i+1 < len(found.Rows):
				return found.Rows[i+1].Lead.ID, nil
			case i > 0:
				return found.Rows[i-1].Lead.ID, nil
			}
		}
	}
	return "", nil
}
