package feed

import (
	"strings"

	"github.com/mmcdole/gofeed/atom"
)

// fromAtom turns what gofeed read of Atom 0.3 and 1.0 into ours.
func fromAtom(a *atom.Feed) *Feed {
	x := extensions(a.Extensions)
	f := &Feed{
		Format:      "atom",
		Title:       first(a.Title, x.text("dc", "title")),
		Link:        first(linkOf(a.Links, "alternate"), linkOf(a.Links, "")),
		Language:    first(a.Language, x.text("dc", "language")),
		Description: a.Subtitle,
		Updated:     x.date(a.Updated, "dcterms modified", "dc date"),
		Published:   x.date("", "dcterms issued"),
		Authors:     persons(a.Authors),
		Hub:         linkOf(a.Links, "hub"),
		Self:        linkOf(a.Links, "self"),
		TTL:         ttl("", x),
	}
	for _, e := range a.Entries {
		f.Items = append(f.Items, fromEntry(e))
	}
	return f
}

func fromEntry(e *atom.Entry) Item {
	x := extensions(e.Extensions)
	it := Item{
		ID:       e.ID,
		Link:     first(linkOf(e.Links, "alternate"), linkOf(e.Links, "")),
		Title:    first(e.Title, x.text("media", "title")),
		Summary:  first(e.Summary, x.text("media", "description")),
		Language: x.text("dc", "language"),
		Authors:  persons(e.Authors),
	}
	if e.Content != nil {
		it.Content = e.Content.Value
		if it.Link == "" {
			it.Link = e.Content.Src
		}
	}
	if it.Link == "" && strings.HasPrefix(e.ID, "http") {
		it.Link = e.ID
	}
	if len(it.Authors) == 0 {
		it.Authors = x.authors()
	}
	if len(it.Authors) == 0 && e.Source != nil {
		it.Authors = persons(e.Source.Authors)
	}
	it.Published = x.date(e.Published, "dcterms issued", "dcterms created", "dc date")
	it.Updated = x.date(e.Updated, "dcterms modified")
	it.RawDate = first(e.Published, x.text("dcterms", "issued"), e.Updated, x.text("dcterms", "modified"), x.text("dc", "date"))
	for _, l := range e.Links {
		if l.Rel == "enclosure" && l.Href != "" {
			it.Enclosures = append(it.Enclosures, Enclosure{l.Href, l.Type, l.Length})
		}
	}
	it.Enclosures = append(it.Enclosures, x.media()...)
	for _, c := range e.Categories {
		it.Categories = appendWord(it.Categories, first(c.Label, c.Term))
	}
	return it
}

// linkOf finds a link by its relation, web pages before other types.
func linkOf(links []*atom.Link, rel string) string {
	found := ""
	for _, l := range links {
		if l.Rel != rel || l.Href == "" {
			continue
		}
		if l.Type == "" || strings.Contains(l.Type, "html") || rel != "alternate" {
			return l.Href
		}
		if found == "" {
			found = l.Href
		}
	}
	return found
}

func persons(ps []*atom.Person) []Author {
	var out []Author
	for _, p := range ps {
		a := Author{Plain(p.Name), strings.TrimSpace(p.Email), strings.TrimSpace(p.URI)}
		if a != (Author{}) {
			out = append(out, a)
		}
	}
	return out
}
