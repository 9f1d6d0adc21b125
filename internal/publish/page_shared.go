package publish

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/proof"
)

// shelf renders the pages that all editions share. They are made anew at each
// publication, from the manifests alone.
type shelf struct {
	*renderer
	editions []proof.Manifest // newest first
	hashes   map[int]string
	keys     []proof.PublicKey
}

// pages renders the shared pages in every language in which an edition was
// published.
func (s shelf) pages() (tree, error) {
	out := tree{}
	langs := s.languages()
	for _, lang := range langs {
		views := []struct {
			kind, path string
			view       any
		}{
			{"front", "index.html", s.front(lang, langs)},
			{"archive", "archive/index.html", s.archive(lang, langs)},
			{"about", "policy/index.html", s.about(lang, langs)},
		}
		for _, v := range views {
			data, err := s.render(v.kind, v.view)
			if err != nil {
				return nil, err
			}
			out[s.in(lang, v.path)] = data
		}
		if err := s.feeds(out, lang); err != nil {
			return nil, err
		}
	}
	missing := s.page("missing", s.writing(), "404.html", nil)
	missing.Title, missing.Base, missing.Canonical = missing.T("missing.head")+" | "+missing.Monitor, s.base, ""
	var err error
	if out["404.html"], err = s.render("missing", missing); err != nil {
		return nil, err
	}
	if out["sitemap.xml"], err = s.sitemap(langs); err != nil {
		return nil, err
	}
	for p, data := range s.files {
		out[p] = data
	}
	return out, nil
}

// languages are those in which an edition was published, that of writing
// first whether or not.
func (s shelf) languages() []string {
	var out []string
	for i, lang := range s.monitor.Languages.Editions {
		if i == 0 || slices.ContainsFunc(s.editions, func(m proof.Manifest) bool { return slices.Contains(m.Edition.Languages, lang) }) {
			out = append(out, lang)
		}
	}
	return out
}

// cardView is an edition on a shelf.
type cardView struct {
	Number                         int
	Series, Name, Period, Abstract string
	ShareWords, SpecialWord, Href  string
	Other                          string // its language, if it was not published in that of the page
	Special                        bool
}

func (s shelf) card(p page, m proof.Manifest) cardView {
	e, lang, other := m.Edition, p.Lang, otherLanguage(p.Lang, m)
	if other != "" {
		lang = other
	}
	return cardView{
		Number: e.Number, Series: series(p.catalogue, p.Monitor, e.Number), Name: e.Title[lang], Period: e.Period[lang], Abstract: e.Abstract[lang],
		ShareWords: p.T("card.share", m.Shares.Edition.Counted, m.Shares.Edition.Total), Special: e.Special, SpecialWord: p.T("special.word"),
		Href: s.olderHref(p, m, "index.html"), Other: other,
	}
}

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

type archiveView struct {
	page
	Years   []yearView
	Digests []shelfView
}

type yearView struct {
	Year  string
	Cards []cardView
}

type shelfView struct {
	Name  string
	Links []countView
}

func (s shelf) archive(lang string, langs []string) archiveView {
	p := s.page("archive", lang, "archive/index.html", langs)
	v := archiveView{page: p}
	v.Title = p.T("nav.archive") + " | " + p.Monitor
	for _, m := range s.editions {
		year, _, _ := strings.Cut(m.Edition.To, "-")
		if n := len(v.Years); n == 0 || v.Years[n-1].Year != year {
			v.Years = append(v.Years, yearView{Year: year})
		}
		last := &v.Years[len(v.Years)-1]
		last.Cards = append(last.Cards, s.card(p, m))
	}
	for _, k := range s.monitor.Digests() {
		row := shelfView{Name: k.Name[lang]}
		for _, m := range s.editions {
			for _, g := range m.Digests {
				if g.Key == k.Key {
					row.Links = append(row.Links, s.digestCount(p, m, g, cmp.Or(m.Edition.Period[lang], m.Edition.Period[m.Writing()])))
				}
			}
		}
		if len(row.Links) > 0 {
			v.Digests = append(v.Digests, row)
		}
	}
	return v
}

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

// notice is a standing text of the monitor as of the latest edition; nothing
// if the monitor has none.
func (s shelf) notice(key, lang string) []string {
	at, data := time.Time{}, monitor.NoticeData{}
	if len(s.editions) > 0 {
		e := s.editions[0].Edition
		at, _ = time.Parse(time.DateOnly, e.To) // the zero time finds the first text
		data.Period = e.Period[lang]
	}
	text, err := s.monitor.Notice(key, lang, at, data)
	if err != nil {
		return nil
	}
	return paragraphs(text)
}
