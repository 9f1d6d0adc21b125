package web

import (
	"net/http"

	"vigia"
	"vigia/internal/evidence"
)

// shownPage is a captured page in its frame: on another origin, below a banner
// that the page cannot touch.
type shownPage struct {
	Capture evidence.Capture
	Src     string         // of the frame, "" if there is none
	Why     *vigia.Problem // why there is none
	Alone   bool           // the frame is what the page is for
}

type capturedPage struct {
	frame
	Shown   shownPage
	Reports []reportLink
}

// noReplay is said where captured pages are not shown.
var noReplay = &vigia.Problem{Kind: vigia.ErrConflict, What: "captured pages are not shown by this program", Remedy: "give them an address with the setting replay_address, or see the bytes on the page of the capture"}

// captured shows a capture as it came.
func (s *Server) captured(w http.ResponseWriter, r *http.Request, v visit) error {
	c, err := s.captureOf(r)
	if err != nil {
		return err
	}
	p := capturedPage{}
	if p.frame, err = s.frameOf(r, v, "captured.title", "report"); err != nil {
		return err
	}
	if p.Shown, err = s.shown(w, r, c); err != nil {
		return err
	}
	if p.Shown.Why != nil && statusOf(p.Shown.Why) == http.StatusNotFound {
		return p.Shown.Why
	}
	p.Shown.Alone = true
	if p.Reports, err = s.reportsOf(r, c.ID); err != nil {
		return err
	}
	return s.render(w, v, "captured", http.StatusOK, p)
}

// shown gives a capture its frame, and lets the page that it is for hold it.
func (s *Server) shown(w http.ResponseWriter, r *http.Request, c evidence.Capture) (p shownPage, err error) {
	p.Capture = c
	origin := ""
	switch _, err = openCaptured(r.Context(), s.Evidence, c); {
	case err != nil:
	case s.Replay == nil:
		err = noReplay
	default:
		p.Src, origin, err = s.Replay.At(s.origin(r), c.ID)
	}
	if p.Why = problemOf(err); p.Why == nil && err != nil {
		return p, err
	}
	if p.Src != "" {
		h := w.Header()
		h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; frame-src "+origin)
	}
	return p, nil
}

// origin is the desk as the browser reaches it.
func (s *Server) origin(r *http.Request) string {
	if s.Secure || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
