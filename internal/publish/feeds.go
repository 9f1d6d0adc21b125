package publish

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"

	"vigia"
	"vigia/internal/feed"
	"vigia/internal/proof"
)

// feedKinds are the forms in which the list of editions can be subscribed to.
var feedKinds = []struct {
	name, file, mime string
	write            func(w io.Writer, f feed.Feed) error
}{
	{"RSS", "feed.rss", "application/rss+xml", feed.WriteRSS},
	{"Atom", "feed.atom", "application/atom+xml", feed.WriteAtom},
	{"JSON", "feed.json", "application/feed+json", feed.WriteJSONFeed},
}

// nowhere stands for the address of the site in feeds, which need a whole one,
// while it is not known.
const nowhere = "http://localhost/"

// feeds writes the feeds of a language: its editions, newest first.
func (s shelf) feeds(out tree, lang string) error {
	for _, k := range feedKinds {
		var b bytes.Buffer
		f := s.feed(lang)
		f.Self = s.address(s.in(lang, k.file))
		if err := k.write(&b, f); err != nil {
			return fmt.Errorf("feed %s: %w", k.file, err)
		}
		out[s.in(lang, k.file)] = b.Bytes()
	}
	return nil
}

func (s shelf) feed(lang string) feed.Feed {
	p := s.page("feed", lang, "index.html", nil)
	f := feed.Feed{Title: p.Monitor, Link: s.address(s.in(lang, "")), Language: lang, Authors: []feed.Author{{Name: p.House}}}
	if about := s.notice("about", lang); len(about) > 0 {
		f.Description = feed.HTML(about[0])
	}
	for _, m := range s.editions {
		e := m.Edition
		if !slices.Contains(e.Languages, lang) {
			continue
		}
		at := vigia.Date{At: e.PublishedAt, Precision: vigia.ToSec}
		link := s.address(s.in(lang, proof.EditionPath(e.Number, "")))
		// The id outlives a move of the site to another address.
		it := feed.Item{ID: "urn:vigia:" + e.ID + ":" + lang, Link: link, Title: series(p.catalogue, p.Monitor, e.Number) + " | " + e.Title[lang], Summary: feed.HTML(e.Abstract[lang]),
			Language: lang, Published: at, Updated: at}
		for _, a := range e.Authors {
			it.Authors = append(it.Authors, feed.Author{Name: a.Name})
		}
		f.Items = append(f.Items, it)
		if !f.Updated.Known() {
			f.Updated = at
		}
	}
	return f
}

// address is the whole address of a path.
func (s shelf) address(path string) string {
	if s.base == "" {
		return nowhere + path
	}
	return s.base + path
}

// sitemap lists the pages for search engines, each with its translations.
func (s shelf) sitemap(langs []string) ([]byte, error) {
	type entry struct {
		Loc string `xml:"loc"`
		Mod string `xml:"lastmod,omitempty"`
	}
	type urlset struct {
		XMLName xml.Name `xml:"urlset"`
		NS      string   `xml:"xmlns,attr"`
		URLs    []entry  `xml:"url"`
	}
	set := urlset{NS: "http://www.sitemaps.org/schemas/sitemap/0.9"}
	for _, lang := range langs {
		for _, p := range []string{"", "archive/", "policy/"} {
			set.URLs = append(set.URLs, entry{Loc: s.address(s.in(lang, p))})
		}
		for _, m := range s.editions {
			if !slices.Contains(m.Edition.Languages, lang) {
				continue
			}
			mod := dayOf(m.Edition.PublishedAt)
			rests := []string{"", "policy/"}
			for _, g := range m.Digests {
				rests = append(rests, "digests/"+g.Slug+"/")
			}
			for _, rest := range rests {
				set.URLs = append(set.URLs, entry{s.address(s.in(lang, proof.EditionPath(m.Edition.Number, rest))), mod})
			}
		}
	}
	data, err := xml.MarshalIndent(set, "", " ")
	if err != nil {
		return nil, fmt.Errorf("sitemap: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}
