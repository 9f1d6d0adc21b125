package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/label"
	"vigia/internal/speech"
)

// passageView is a passage that may be struck, or is.
type passageView struct {
	N          int // from 1, in the order of the text
	Start, End int
	Quote      string
	Why        string
	By         string // who struck it, "" while it is proposed
	ID         string // of the strike
}

// segment is a part of a paragraph: plain, a passage, or a name in either.
type segment struct {
	Text    string
	Passage *passageView
	Name    *textName
}

// passages are those struck and those proposed, in the order of the text.
func (g *tongue) passages(body, language string, strikes []desk.Strike) (struck, proposed []passageView) {
	for _, s := range strikes {
		struck = append(struck, passageView{Start: s.Start, End: s.End, Quote: speech.Plain(s.Quote), Why: speech.Plain(s.Why), By: s.ByName, ID: s.ID})
	}
	for _, d := range label.Declarations(body, language) {
		over := false
		for _, s := range strikes {
			over = over || s.Start < d.End && d.Start < s.End
		}
		if over {
			continue
		}
		key := "strike.why"
		if d.Kept {
			key = "strike.why.kept"
		}
		proposed = append(proposed, passageView{N: len(proposed) + 1, Start: d.Start, End: d.End, Quote: speech.Plain(body[d.Start:d.End]),
			Why: g.T(key, "«"+speech.Plain(strings.Join(d.Terms, "», «"))+"»")})
	}
	return struck, proposed
}

// marked cuts a captured text into paragraphs, and these at its passages and at
// the names in it.
func marked(body string, names []textName, passages ...[]passageView) [][]segment {
	var out [][]segment
	at := 0
	for _, paragraph := range strings.SplitAfter(body, "\n\n") {
		if segs := cutAt(body, at, at+len(paragraph), names, passages); len(segs) > 0 {
			out = append(out, segs)
		}
		at += len(paragraph)
	}
	return out
}

// cutAt gives the segments of body[from:to].
func cutAt(body string, from, to int, names []textName, passages [][]passageView) (out []segment) {
	if strings.TrimSpace(speech.Plain(body[from:to])) == "" {
		return nil
	}
	piece := func(end int, p *passageView, n *textName) {
		if s := speech.Plain(body[from:end]); s != "" {
			out = append(out, segment{s, p, n})
		}
		from = end
	}
	add := func(end int, p *passageView) {
		for len(names) > 0 && names[0].End <= end {
			if n := &names[0]; n.Start >= from {
				piece(n.Start, p, nil)
				piece(n.End, p, n)
			}
			names = names[1:]
		}
		piece(end, p, nil)
	}
	for {
		var next *passageView
		for i := range passages {
			for j := range passages[i] {
				p := &passages[i][j]
				if p.End > from && p.Start < to && p.End > p.Start && (next == nil || p.Start < next.Start) {
					next = p
				}
			}
		}
		if next == nil {
			break
		}
		if next.Start > from {
			add(next.Start, nil)
		}
		add(min(next.End, to), next)
	}
	if from < to {
		add(to, nil)
	}
	return out
}

// strike strikes a passage of a report.
func (s *Server) strike(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	start, err1 := strconv.Atoi(r.PostForm.Get("start"))
	end, err2 := strconv.Atoi(r.PostForm.Get("end"))
	if err1 != nil || err2 != nil {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q to %q is no passage", r.PostForm.Get("start"), r.PostForm.Get("end")), Remedy: "load the page again"}
	}
	var done desk.Strike
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) (err error) {
		done, err = desk.StrikeOut(tx, v.Person, r.PathValue("id"), start, end, speech.Cut(r.PostForm.Get("why"), 500))
		return err
	})
	if err != nil {
		return noReport(err)
	}
	return s.struck(w, r, v, "strike", "said.struck", done)
}

// lift takes a strike back.
func (s *Server) lift(w http.ResponseWriter, r *http.Request, v visit) error {
	var done desk.Strike
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) (err error) {
		done, err = desk.Lift(tx, v.Person, r.PostFormValue("strike"))
		return err
	})
	if err != nil {
		return err
	}
	return s.struck(w, r, v, "lift", "said.lifted", done)
}

// struck tells what was done, so that it can be undone.
func (s *Server) struck(w http.ResponseWriter, r *http.Request, v visit, act, key string, d desk.Strike) error {
	n := said{Key: key, Args: []string{speech.Cut(speech.Plain(d.Quote), 80)}, Undo: true}
	s.did(r, deed{Act: act, Reports: []string{d.Report}, Title: n.Args[0], Item: d.ID, Strike: d})
	s.say(r, n)
	s.sendTo(w, r, v, readAt(r.PostFormValue("at")).other(d.Report))
	return nil
}

// undoStrike lifts what was struck, or strikes again what was lifted.
func undoStrike(tx *db.Tx, by desk.Person, d deed) error {
	if d.Act == "strike" {
		_, err := desk.Lift(tx, by, d.Item)
		return err
	}
	_, err := desk.StrikeOut(tx, by, d.Strike.Report, d.Strike.Start, d.Strike.End, d.Strike.Why)
	return err
}
