package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/speech"
)

type evidencePage struct {
	frame
	Capture evidence.Capture
	Facts   []fact
	Kept    bool
	Headers string
	Body    string // as text: a source's HTML is never shown as HTML
	Cut     bool
	Reports []reportLink
	Held    []evidence.Hold // holds that are on it
	MayHold bool
	Removed *evidence.Removed
}

type fact struct {
	Name, Value string
	Code        bool
}

type reportLink struct{ ID, Title, Language string }

// mostBody is how much of a body the page shows.
const mostBody = 64 << 10

// captureOf is the capture that a path names.
func (s *Server) captureOf(r *http.Request) (evidence.Capture, error) {
	c, err := evidence.Get(r.Context(), s.DB, r.PathValue("id"))
	if err != nil && statusOf(err) == http.StatusNotFound {
		err = &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no such capture", Remedy: "go back to the report"}
	}
	return c, err
}

// evidence shows a capture: when and how it was made, and what it holds, read
// back and proved.
func (s *Server) evidence(w http.ResponseWriter, r *http.Request, v visit) error {
	c, err := s.captureOf(r)
	if err != nil {
		return err
	}
	f, err := s.frameOf(r, v, "evidence.title", "report")
	if err != nil {
		return err
	}
	g := s.pages.tongues[v.Lang]
	p := evidencePage{frame: f, Capture: c, Kept: c.File != "" && s.Evidence != nil}
	p.Facts = g.captureFacts(c)
	p.MayHold = mayHold(v.Person) && c.File != ""
	if gone, ok, err := evidence.RemovedOf(r.Context(), s.DB, c.ID); err != nil {
		return err
	} else if ok {
		p.Removed, p.Kept, p.MayHold = &gone, p.Kept && !gone.Done, false
	}
	if p.Held, err = evidence.HoldsOn(r.Context(), s.DB, c.ID); err != nil {
		return err
	}
	switch by, err := s.broughtBy(r.Context(), v, c.ID); {
	case err != nil:
		return err
	case by != "":
		p.Facts = append(p.Facts, fact{g.T("bring.by"), by, false})
	}
	if p.Kept {
		page, err := s.Evidence.Open(r.Context(), c)
		if problem := problemOf(err); problem != nil {
			p.Kept, p.Said = false, &said{Problem: true, What: problem.What, Remedy: problem.Remedy}
		} else if err != nil {
			return err
		}
		p.Headers = headerText(page)
		p.Body, p.Cut = bodyText(page)
	}
	if p.Reports, err = s.reportsOf(r, c.ID); err != nil {
		return err
	}
	return s.render(w, v, "evidence", http.StatusOK, p)
}

func (g *tongue) captureFacts(c evidence.Capture) []fact {
	fs := []fact{{"ID", c.ID, true}, {g.T("cap.at"), g.Moment(c.At) + " (" + speech.Stamp(c.At) + ")", false}}
	add := func(key, value string, code bool) {
		if value != "" {
			fs = append(fs, fact{g.T(key), speech.Plain(value), code})
		}
	}
	add("evidence.final", c.FinalURL, true)
	if c.Reason != "" {
		add("cap.status", g.Reason(joined(c.Reason, c.Detail)), false)
		add("troubles.remedy", g.Tell(c.Remedy), false)
	} else {
		add("cap.status", g.received(c), false)
	}
	if c.SHA256 != "" {
		fs = append(fs, fact{"SHA-256", c.SHA256, true})
	}
	if c.File != "" {
		add("evidence.file", fmt.Sprintf("%s @ %d, %d", c.File, c.Start, c.Length), true)
	}
	add("evidence.truncated", c.Truncated, false)
	add("evidence.robots", g.Tell(c.Robots), true)
	add("evidence.via", g.Or("via."+c.Via, c.Via), false)
	add("evidence.peer", c.Peer, true)
	return fs
}

// received says in a line what came: an answer of a server, or bytes that
// somebody gave us.
func (g *tongue) received(c evidence.Capture) string {
	if c.Given() {
		return fmt.Sprintf("%s · %s · %s", g.T("cap.given"), c.ContentType, g.Bytes(c.Size))
	}
	return fmt.Sprintf("HTTP %d · %s · %s", c.Status, c.ContentType, g.Bytes(c.Size))
}

func headerText(p evidence.Page) string {
	var b strings.Builder
	if p.Proto != "" {
		fmt.Fprintf(&b, "%s %d\n", p.Proto, p.Status)
	}
	var names []string
	for k := range p.Header {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		for _, v := range p.Header[k] {
			fmt.Fprintf(&b, "%s: %s\n", k, speech.Plain(v))
		}
	}
	return b.String()
}

// bodyText is the beginning of a body as text, "" if it is none.
func bodyText(p evidence.Page) (text string, cut bool) {
	if bytes.IndexByte(p.Body[:min(len(p.Body), mostBody)], 0) >= 0 {
		return "", len(p.Body) > mostBody
	}
	text, cut = decoded(p, mostBody)
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(speech.Plain(lines[i]), " ")
	}
	return strings.Join(lines, "\n"), cut
}

const reportsOfSQL = `SELECT id, title, language FROM reports WHERE capture = ? ORDER BY part, id LIMIT 50`

func (s *Server) reportsOf(r *http.Request, capture string) ([]reportLink, error) {
	rows, err := s.DB.Query(r.Context(), reportsOfSQL, capture)
	return db.Collect(rows, err, func(x *db.Rows) (l reportLink, err error) { return l, x.Scan(&l.ID, &l.Title, &l.Language) })
}

// record gives the records of a capture as a WARC file of its own.
func (s *Server) record(w http.ResponseWriter, r *http.Request, v visit) error {
	c, err := s.captureOf(r)
	if err != nil {
		return err
	}
	if c.File == "" || s.Evidence == nil {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "this capture has no bytes", Remedy: "its page says why"}
	}
	b, err := s.Evidence.Record(c)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+c.ID+`.warc.gz"`)
	_, err = w.Write(b)
	return err
}
