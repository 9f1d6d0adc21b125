package web

import (
	"net/http"
	"strings"

	"vigia"
	"vigia/internal/policy"
)

type helpPage struct {
	frame
	Chapters []chapter
	Classes  []classView
	Networks []networkView
}

type chapter struct {
	Key, Title string
	Paragraphs []string
}

type classView struct {
	Mark   mark
	Name   string
	Counts bool
}

type networkView struct{ Key, Name, Counts string }

// help is the keys and the editor's guide in short.
func (s *Server) help(w http.ResponseWriter, r *http.Request, v visit) error {
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "nav.help", "help")
	if err != nil {
		return err
	}
	p := helpPage{frame: f}
	for _, key := range []string{"triage", "select", "state", "write", "gate", "sources"} {
		p.Chapters = append(p.Chapters, chapter{key, g.T("help." + key), strings.Split(g.T("help."+key+".text"), " ¶ ")})
	}
	pol := s.Monitor.Policy
	for _, c := range []vigia.Class{vigia.StateControlled, vigia.CapturedPublic, vigia.CapturedPrivate, vigia.StateFundedManaged,
		vigia.StateFunded, vigia.StateManaged, vigia.IndependentPrivate, vigia.OfficialBody, vigia.UnknownClass} {
		counts := policy.Counts(pol, c, oneGovernment(pol))
		p.Classes = append(p.Classes, classView{g.mark(c, "", counts), g.Or("class."+string(c), g.T("class.none")), counts})
	}
	for _, n := range s.Monitor.Networks {
		p.Networks = append(p.Networks, networkView{n.Key, g.Text(n.Name), g.Text(n.Counts)})
	}
	for _, t := range s.Monitor.Themes {
		if t.Digest {
			p.Networks = append(p.Networks, networkView{t.Key, g.Text(t.Name), g.Text(t.Counts)})
		}
	}
	return s.render(w, v, "help", http.StatusOK, p)
}

// oneGovernment is any state whose media count.
func oneGovernment(p policy.Policy) string {
	for _, states := range p.Governments {
		if len(states) > 0 {
			return states[0]
		}
	}
	return ""
}
