package feed

import (
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"vigia"
)

// fromRSS turns what gofeed read of RSS 0.9x, 1.0 and 2.0 into ours.
func fromRSS(r *rss.Feed, root string) *Feed {
	x := extensions(r.Extensions)
	f := &Feed{
		Format:      rssFormat(r.Version, root),
		Title:       first(r.Title, x.text("dc", "title")),
		Link:        first(r.Link, x.atomLink("alternate"), x.atomLink("")),
		Language:    first(r.Language, x.text("dc", "language")),
		Description: first(r.Description, x.text("dc", "description"), x.text("itunes", "summary")),
		Updated:     x.date(r.LastBuildDate, "dcterms modified", "dc date", "atom updated"),
		Published:   x.date(r.PubDate, "dcterms issued", "dcterms created", "atom published"),
		Hub:         x.atomLink("hub"),
		Self:        x.atomLink("self"),
		TTL:         ttl(r.TTL, x),
	}
	f.Authors = x.authors(r.ManagingEditor, r.WebMaster)
	for _, it := range r.Items {
		f.Items = append(f.Items, fromRSSItem(it))
	}
	return f
}

func rssFormat(version, root string) string {
	switch {
	case root == "channel", root == "rdf" && version != "0.9":
		return "rss1"
	case strings.HasPrefix(version, "0.9"):
		return "rss0.9x"
	}
	return "rss2"
}

func fromRSSItem(r *rss.Item) Item {
	x := extensions(r.Extensions)
	it := Item{
		Link:     first(r.Link, x.atomLink("alternate"), x.text("feedburner", "origLink")),
		Title:    first(r.Title, x.text("dc", "title"), x.text("media", "title"), x.text("atom", "title")),
		Summary:  first(r.Description, x.text("dc", "description"), x.text("itunes", "summary"), r.Custom["summary"], x.text("atom", "summary"), x.text("media", "description")),
		Content:  first(r.Content, r.Custom["encoded"], r.Custom["content"], x.text("xhtml", "body"), r.Custom["body"], r.Custom["fullitem"]),
		Language: x.text("dc", "language"),
	}
	if r.GUID != nil {
		it.ID = r.GUID.Value
		if it.Link == "" && r.GUID.IsPermalink != "false" && strings.HasPrefix(r.GUID.Value, "http") {
			it.Link = r.GUID.Value
		}
	}
	it.ID = first(it.ID, x.text("atom", "id"), x.text("dc", "identifier"))
	it.Published = x.date(r.PubDate, "dcterms issued", "dcterms created", "atom published", "dc date")
	it.Updated = x.date("", "dcterms modified", "atom updated", "dc date")
	it.RawDate = first(r.PubDate, x.text("dcterms", "issued"), x.text("dc", "date"), x.text("atom", "published"), x.text("dcterms", "modified"), x.text("atom", "updated"))
	it.Authors = x.authors(r.Author)
	for _, e := range r.Enclosures {
		it.Enclosures = append(it.Enclosures, Enclosure{strings.TrimSpace(e.URL), e.Type, e.Length})
	}
	it.Enclosures = append(it.Enclosures, x.media()...)
	for _, c := range r.Categories {
		it.Categories = appendWord(it.Categories, c.Value)
	}
	for _, c := range x["dc"]["subject"] {
		it.Categories = appendWord(it.Categories, c.Value)
	}
	return it
}

func appendWord(list []string, s string) []string {
	if s = Plain(s); s != "" {
		list = append(list, s)
	}
	return list
}

// extensions are the elements of other vocabularies, by gofeed's prefixes.
type extensions ext.Extensions

// text gives the first value of an element that has one.
func (x extensions) text(prefix, name string) string {
	prefixes := []string{prefix}
	if prefix == "atom" {
		prefixes = atomPrefixes
	}
	for _, p := range prefixes {
		for _, e := range x[p][name] {
			if v := strings.TrimSpace(e.Value); v != "" {
				return v
			}
		}
	}
	return ""
}

// atomPrefixes are those under which feeds have Atom's elements.
var atomPrefixes = []string{"atom", "atom10", "atom03"}

// date reads the first date that can be read: raw, then the named elements
// ("dcterms issued").
func (x extensions) date(raw string, names ...string) vigia.Date {
	d := dateFrom(raw)
	for _, n := range names {
		if d.Known() {
			break
		}
		prefix, name, _ := strings.Cut(n, " ")
		d = dateFrom(x.text(prefix, name))
	}
	return d
}

// atomLink finds an Atom link inside RSS; rel "" is one without.
func (x extensions) atomLink(rel string) string {
	for _, p := range atomPrefixes {
		for _, e := range x[p]["link"] {
			if e.Attrs["rel"] == rel && e.Attrs["href"] != "" {
				return e.Attrs["href"]
			}
		}
	}
	return ""
}

// authors gathers those who sign: the format's own elements, else Dublin
// Core's, else Atom's and the podcasts'.
func (x extensions) authors(own ...string) []Author {
	var out []Author
	for _, s := range own {
		out = appendAuthor(out, s)
	}
	for _, name := range []string{"creator", "author"} {
		if len(out) > 0 {
			break
		}
		for _, e := range x["dc"][name] {
			out = appendAuthor(out, e.Value)
		}
	}
	for _, p := range atomPrefixes {
		for _, e := range x[p]["author"] {
			if a := (Author{childText(e, "name"), childText(e, "email"), childText(e, "uri")}); len(out) == 0 && a != (Author{}) {
				out = append(out, a)
			}
		}
	}
	if len(out) == 0 {
		out = appendAuthor(out, first(x.text("itunes", "author"), x.text("media", "credit")))
	}
	return out
}

func childText(e ext.Extension, name string) string {
	for _, c := range e.Children[name] {
		return strings.TrimSpace(c.Value)
	}
	return ""
}

// appendAuthor reads "Name", "mail", "mail (Name)", "Name (mail)" and
// "Name <mail>".
func appendAuthor(out []Author, s string) []Author {
	s = Plain(roundBrackets.Replace(mailBrackets(s)))
	if s == "" {
		return out
	}
	a := Author{Name: s}
	if i := strings.IndexByte(s, '('); i > 0 && strings.HasSuffix(s, ")") {
		a = Author{Name: strings.TrimSpace(s[:i]), Email: strings.TrimSpace(s[i+1 : len(s)-1])}
		if strings.Contains(a.Name, "@") && !strings.Contains(a.Email, "@") {
			a.Name, a.Email = a.Email, a.Name
		}
		if !strings.Contains(a.Email, "@") {
			a = Author{Name: s} // "Agencia (EFE)"
		}
	} else if strings.Contains(s, "@") && !strings.Contains(s, " ") {
		a = Author{Email: s}
	}
	a.Email = strings.TrimPrefix(a.Email, "mailto:")
	for _, have := range out {
		if have == a {
			return out
		}
	}
	return append(out, a)
}

var roundBrackets = strings.NewReplacer("<", "(", ">", ")")

// mailBrackets leaves angle brackets only around an address, else the markup
// in them is taken out first.
func mailBrackets(s string) string {
	if i, j := strings.IndexByte(s, '<'), strings.IndexByte(s, '>'); i >= 0 && j > i && strings.Contains(s[i:j], "@") && !strings.Contains(s[i:j], "=") {
		return s
	}
	return Plain(s)
}

// media gives the files of Media RSS as enclosures.
func (x extensions) media() []Enclosure {
	var out []Enclosure
	add := func(es []ext.Extension) {
		for _, e := range es {
			if u := e.Attrs["url"]; u != "" && len(out) < maxEnclosures {
				out = append(out, Enclosure{u, first(e.Attrs["type"], e.Attrs["medium"]), e.Attrs["fileSize"]})
			}
		}
	}
	add(x["media"]["content"])
	for _, g := range x["media"]["group"] {
		add(g.Children["content"])
	}
	if len(out) == 0 {
		add(x["media"]["thumbnail"])
	}
	return out
}

// ttl is how long to wait before asking again: minutes, or the syndication
// module's frequency within a period.
func ttl(minutes string, x extensions) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(minutes)); err == nil && n > 0 && n < 60*24*30 {
		return time.Duration(n) * time.Minute
	}
	period := periods[x.text("sy", "updatePeriod")]
	n, err := strconv.Atoi(x.text("sy", "updateFrequency"))
	if err != nil || n < 1 || n > 1000 {
		n = 1
	}
	return period / time.Duration(n)
}

// periods are those of the syndication module, up to the longest that a feed
// is left alone for.
var periods = map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour}

// first gives the first string that is not blank.
func first(ss ...string) string {
	for _, s := range ss {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
