package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia"
	"vigia/internal/feed"
	"vigia/internal/text"
)

// dateGatherer collects mentions.
type dateGatherer struct {
	p      *page
	body   string
	out    []mention
	climbs int
	head   map[*html.Node]bool      // the elements that have the headline
	own    map[*html.Node]datePlace // what elements say of themselves
	seen   map[*html.Node]bool      // elements whose text was read as a whole
}

// add reads a date out of a value that should be one. It reports whether there was one.
func (g *dateGatherer) add(k dateKind, raw string, s *spot) bool {
	if raw == "" || len(g.out) >= maxMentions {
		return false
	}
	f, ok := readFound(raw)
	if ok {
		g.put(k, f, s)
	}
	return ok
}

func (g *dateGatherer) put(k dateKind, f feed.Found, s *spot) {
	if y := f.At.Year(); y < 1995 || len(g.out) >= maxMentions {
		return // before the web: the date of something else
	}
	g.out = append(g.out, mention{Found: f, kind: k, day: dayOf(f.Date), spot: s})
}

// linked reads JSON-LD.
func (g *dateGatherer) linked() {
	l := g.p.ld
	report := l.main != nil && !isA(l.main, "WebPage", "ItemPage", "CollectionPage")
	first := func(key string, k dateKind) {
		if !report {
			k = max(k, ldPage)
		}
		g.add(k, l.text(key), nil)
	}
	first("datePublished", ldReport)
	for i, n := range l.dated {
		if i >= 40 {
			break
		}
		k := ldPage
		if n.listed || isA(n.object, "ImageObject", "Comment", "Review", "Event", "VideoObject") {
			k = ldListed
		}
		v := str(n.object["datePublished"])
		if v == "" || v != str(l.main["datePublished"]) {
			g.add(k, v, nil)
		}
	}
	first("dateCreated", ldCreated)
	first("uploadDate", ldCreated)
	for i, n := range l.dated {
		if i < 40 && !n.listed {
			g.add(ldMod, str(n.object["dateModified"]), nil)
		}
	}
}

// micro reads the elements marked with a property of schema.org or RDFa.
func (g *dateGatherer) micro() {
	for _, of := range []struct {
		prop string
		kind dateKind
	}{{"datepublished", microPub}, {"datecreated", microPub}, {"datemodified", microMod}} {
		for i, n := range g.p.micro[of.prop] {
			if i == 2 {
				break
			}
			g.add(of.kind, nonBlank(attr(n, "content"), attr(n, "datetime"), innerText(n)), nil)
		}
	}
}

// element reads <time> and what has a date in an attribute.
func (g *dateGatherer) element(m dateMark) {
	n := m.node
	raw := nonBlank(attr(n, "datetime"), attr(n, "content"))
	if raw == "" && n.DataAtom != atom.Time {
		for _, a := range n.Attr {
			if datedAttr(a.Key) {
				raw = a.Val
				break
			}
		}
	}
	in := innerText(n)
	f, ok := readFound(raw)
	words, said := readFound(in)
	switch {
	case !ok && !said:
		return
	case !ok, said && f.Precision == vigia.ToDay && words.Precision != vigia.ToDay:
		f = words
	}
	s := g.spot(m, n, in, words)
	k := timeTag
	switch {
	case n.DataAtom != atom.Time:
		k = attrTag
	case s.place&modClass != 0 && s.place&pubClass == 0 || s.label == labelMod || strings.EqualFold(attr(n, "itemprop"), "dateModified"):
		k = timeMod
	case hasAttr(n, "pubdate") || s.place&pubClass != 0 || s.label == labelPub || strings.EqualFold(attr(n, "itemprop"), "datePublished"):
		k = timePub
	}
	g.put(k, f, s)
	if ok && said && dayOf(words.Date) != dayOf(f.Date) {
		g.put(shown, words, s) // the reader sees another day: its own zone
	}
}

// shown reads a text.
func (g *dateGatherer) shown(m dateMark) {
	n, data := m.node.Parent, m.node.Data
	if n == nil {
		return
	}
	var found []feed.Found
	if len(data) > 2*textEnds {
		found = append(feed.FindDates(text.Cut(data, textEnds), 3), feed.FindDates(lastBytes(data, textEnds), 3)...)
	} else {
		found = feed.FindDates(data, 4)
	}
	if len(found) == 0 {
		n, data, found = g.climb(m.node)
	}
	for _, f := range found {
		s := g.spot(m, n, data, f)
		k := shown
		switch {
		case s.label == labelBad:
			k = shownBad
		case s.label == labelMod || s.label == noLabel && s.place&modClass != 0:
			k = shownMod
		case s.label == labelPub || s.place&pubClass != 0:
			k = shownPub
		}
		g.put(k, f, s)
	}
}

// climb reads a date whose parts stand in several elements: the whole text of
// one of the elements above, while it is short.
func (g *dateGatherer) climb(n *html.Node) (*html.Node, string, []feed.Found) {
	if len(n.Data) > 40 || g.climbs > 80 {
		return nil, "", nil
	}
	for up, e := 0, n.Parent; e != nil && up < 3; up, e = up+1, e.Parent {
		if e.FirstChild == e.LastChild {
			continue
		}
		if g.seen[e] || e.DataAtom == atom.Body || e.DataAtom == atom.Tr || e.DataAtom == atom.Table {
			break
		}
		if g.seen == nil {
			g.seen = map[*html.Node]bool{}
		}
		g.seen[e] = true
		g.climbs++
		whole := textBelow(e, 121)
		if len(whole) > 120 {
			break
		}
		if found := feed.FindDates(whole, 2); len(found) > 0 {
			return e, whole, found
		}
	}
	return nil, "", nil
}
