package publish

import (
	"slices"
	"strings"

	"vigia/internal/proof"
)

type frontView struct {
	page
	Latest  *leadView
	Earlier []cardView
	About   []string
}

// leadView is the latest edition on the front page.
type leadView struct {
	cardView
	Subtitle   string
	Authors    []string
	Contents   []downloadView
	Digests    []countView
	Meter      meterView
	PolicyHref string
}

// countView is a link with a number of reports.
type countView struct {
	linkView
	Name, Count string
}

const onFront = 6 // earlier editions on the front page

func (s shelf) front(lang string, langs []string) frontView {
	p := s.page("front", lang, "index.html", langs)
	v := frontView{page: p, About: s.notice("about", lang)}
	v.Title, v.Description = p.Monitor, firstSentence(v.About)
	at := slices.IndexFunc(s.editions, func(m proof.Manifest) bool { return otherLanguage(lang, m) == "" })
	if at < 0 {
		return v
	}
	v.Latest = s.lead(p, s.editions[at])
	for i, m := range s.editions {
		if i != at && len(v.Earlier) < onFront {
			v.Earlier = append(v.Earlier, s.card(p, m))
		}
	}
	return v
}

func (s shelf) lead(p page, m proof.Manifest) *leadView {
	v := leadView{cardView: s.card(p, m), Subtitle: m.Edition.Subtitle[p.Lang], PolicyHref: s.olderHref(p, m, "policy/index.html"),
		Meter: p.meter(m.Edition.Number, m.Shares.Edition, m.Policy, m.Selection.Special, p.Lang)}
	for _, a := range m.Edition.Authors {
		v.Authors = append(v.Authors, strings.TrimSuffix(a.Name+", "+a.Rank[p.Lang], ", "))
	}
	for _, sec := range m.Sections {
		if sec.Language != p.Lang {
			continue
		}
		v.Contents = append(v.Contents, downloadView{Name: sec.Name, Href: v.Href + "#" + sec.Slug})
	}
	for _, g := range m.Digests {
		v.Digests = append(v.Digests, s.digestCount(p, m, g, g.Name[p.Lang]))
	}
	return &v
}

func (s shelf) digestCount(p page, m proof.Manifest, g proof.Digest, text string) countView {
	v := countView{linkView{s.olderHref(p, m, "digests/"+g.Slug+"/index.html"), text, otherLanguage(p.Lang, m)}, text, p.T("count.reports", len(g.Bullets))}
	if len(g.Bullets) == 1 {
		v.Count = p.T("count.report")
	}
	return v
}
