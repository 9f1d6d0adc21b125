package publish

import (
	"slices"

	"vigia"
	"vigia/internal/proof"
)

type aboutView struct {
	page
	Rule     []string
	Classes  []classView
	Networks []networkView
	Check    []string
	Keys     []string
	Editions []proofView
}

type networkView struct{ Name, Counts string }

type proofView struct {
	Number                         int
	Series, Href, Manifest, SHA256 string
	Counted, Total                 int
}

func (s shelf) about(lang string, langs []string) aboutView {
	p := s.page("about", lang, "policy/index.html", langs)
	v := aboutView{page: p, Rule: s.notice("disclaimer", lang), Check: []string{p.T("about.check.1"), p.T("about.check.2")}}
	v.Title, v.Description = p.T("nav.policy")+" | "+p.Monitor, p.T("about.sub", p.Monitor)
	for _, c := range []vigia.Class{vigia.StateControlled, vigia.CapturedPublic, vigia.CapturedPrivate, vigia.StateFundedManaged,
		vigia.StateFunded, vigia.StateManaged, vigia.IndependentPrivate, vigia.OfficialBody} {
		v.Classes = append(v.Classes, p.class(c, slices.Contains(s.monitor.Policy.CountedClasses, c)))
	}
	for _, n := range s.monitor.Networks {
		v.Networks = append(v.Networks, networkView{n.Name[lang], n.Counts[lang]})
	}
	for _, k := range s.keys {
		v.Keys = append(v.Keys, k.ID)
	}
	for _, m := range s.editions {
		v.Editions = append(v.Editions, proofView{m.Edition.Number, series(p.catalogue, p.Monitor, m.Edition.Number), s.olderHref(p, m, "index.html"),
			p.Root(proof.EditionPath(m.Edition.Number, "manifest.json")), s.hashes[m.Edition.Number], m.Shares.Edition.Counted, m.Shares.Edition.Total})
	}
	return v
}
