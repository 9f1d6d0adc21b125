package publish

import (
	"slices"
	"time"

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
