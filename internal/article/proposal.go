package article

import (
	"slices"
	"strings"

	"vigia/internal/text"
)

// place is where a proposal was found.
type place int

const (
	byLinked      place = iota // author of the report in the JSON-LD
	byLinkedOther              // author of another node, creator, contributor
	byMeta                     // <meta name=author>
	byMetaArticle              // article:author and its like
	byMetaOther                // Dublin Core, citation, parsely …
	byCard                     // twitter:label "Written by"
	byAddress                  // the slug of an author's address
	byItem                     // itemprop=author
	byRel                      // rel=author, or a link to an author's page
	byClass                    // a class or id that speaks of authors
	byMeans                    // "posted", "entry-meta"
	byLine                     // a line that begins with "By"
	byPlace                    // a short line at the headline
	byEnd                      // a line behind the text
	byDateline                 // "(Reuters) -", "(EFE)"
	byDescription              // a description that begins with "By"
	nPlaces
)

// provenance names a place as the report does.
func (p place) provenance() string {
	switch p {
	case byLinked, byLinkedOther:
		return "json-ld"
	case byMeta, byMetaArticle, byMetaOther, byCard, byAddress, byDescription:
		return "meta"
	}
	return "text"
}

// proposal is a set of names with all places that propose just this set.
type proposal struct {
	names  []string
	key    string
	keys   []string // of each name, sorted
	places [nPlaces]int
	kind   hint // of all marks
	clean  bool // a mark without markNot
	by     bool // a line that says "by"
	zones  zone // in which it stands everywhere
	near   int  // rows behind the headline, of the nearest
	after  int  // rows behind the text, of the nearest
	before bool // stands before the text
	person int  // JSON-LD type: 1 Person, 2 Organization
	joined bool // of several marks side by side
	dated  bool // a date stands beside it
	order  int  // of its first mark among all
	house  bool // see BylineRow
	said   bool
	news   bool
	thin   bool
	plain  bool
	x      []float32
}

// from says where the proposal was read, as the report does.
func (c *proposal) from() string { return c.first().provenance() }

// first is the place that counts most.
func (c *proposal) first() place {
	for p, n := range c.places {
		if n > 0 {
			return place(p)
		}
	}
	return nPlaces
}

// maxProposals bounds what is weighed of one page.
const maxProposals = 80

// gatherer collects proposals.
type gatherer struct {
	*page
	s       *sheet
	all     []*proposal
	byKey   map[string]*proposal
	head    int // row of the headline, -1 if unknown
	start   int // first row of the text
	end     int // last row of the text
	nMarks  int
	counted map[string]int // names in marks -> how often
	title   string         // letters of what the page is called
	section string
	own     []string // see ownNames
}

// proposals gives all sets of names that may sign the report.
func (p *page) proposals(site string) []proposal {
	s := p.sheet()
	g := gatherer{page: p, s: s, byKey: map[string]*proposal{}, counted: map[string]int{}}
	g.own = p.ownNames(site)
	g.head = p.headRow()
	g.start, g.end = s.body(g.head)
	g.linked()
	g.metas()
	g.marked()
	g.lines()
	g.closing()
	g.title, g.section = letters(text.Cut(p.title+" "+p.get("og:title"), 600)), letters(p.section())
	out := make([]proposal, len(g.all))
	for i, c := range g.all {
		out[i] = *c
	}
	for i := range out {
		out[i].x = g.features(&out[i], out)
	}
	for i := range out {
		out[i].thin = g.start < 0
		out[i].house, out[i].news = g.isHouse(&out[i]), isNews(g.ld.main)
		out[i].said = out[i].house && out[i].person == 2 && out[i].places[byLinked] > 0 && isNews(g.ld.main)
	}
	return out
}

// propose adds a set of names, or the place to the set that is there.
func (g *gatherer) propose(names []string, at place) *proposal {
	if len(names) == 0 {
		return nil
	}
	keys := make([]string, 0, len(names))
	for _, n := range names {
		keys = append(keys, letters(n))
	}
	slices.Sort(keys)
	key := strings.Join(keys, "\n")
	c := g.byKey[key]
	if c == nil {
		if len(g.all) >= maxProposals {
			return nil
		}
		c = &proposal{names: names, key: key, keys: keys, near: 99, after: 99, zones: 0xff, order: 99}
		g.byKey[key] = c
		g.all = append(g.all, c)
	}
	c.places[at]++
	if len(names) > 1 { // "Ana Ruiz, Diario del Puerto"
		if without := slices.DeleteFunc(slices.Clone(names), g.isOwn); len(without) < len(names) {
			g.propose(without, at)
		}
	}
	return c
}

// isOwn reports whether a name is that of the site.
func (g *gatherer) isOwn(name string) bool {
	if slices.Contains(g.own, letters(name)) {
		return true
	}
	for _, w := range strings.Fields(name) {
		if len(w) >= 3 && slices.Contains(g.own, letters(w)) {
			return true
		}
	}
	return false
}

// isHouse reports whether a proposal names no person and no agency.
func (g *gatherer) isHouse(c *proposal) bool {
	for _, n := range c.names {
		k := letters(n)
		if slices.Contains(g.own, k) {
			continue
		}
		words, desk, own := 0, 0, false
		ws := strings.Fields(n)
		if len(ws) > 0 && (desks[bareWord(ws[0])] || desks[bareWord(ws[len(ws)-1])]) {
			continue
		}
		for _, w := range ws {
			b := bareWord(w)
			if particles[b] || posts[b] && !house[b] {
				continue
			}
			words++
			if house[b] {
				desk++
			}
		}
		for _, o := range g.own {
			own = own || len(o) >= 4 && strings.Contains(k, o) || len(k) >= 4 && strings.Contains(o, k)
		}
		if desk == 0 && !own || desk < words && !own {
			return false
		}
	}
	return true
}

// isNews reports whether a node is a news report, and not any page's data.
func isNews(o object) bool {
	for _, t := range types(o) {
		if strings.HasSuffix(t, "NewsArticle") {
			return true
		}
	}
	return false
}
