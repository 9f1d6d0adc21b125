package article

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"vigia/internal/forest"
)

//go:embed byline.forest
var bylineWeights []byte

var bylineForest = sync.OnceValue(func() *forest.Forest {
	var f forest.Forest
	if err := f.UnmarshalBinary(bylineWeights); err != nil {
		return &forest.Forest{} // unreachable: a test reads the weights
	}
	return &f
})

// features describes a proposal among all of its page. The order is the one
// that the forest has learned: new ones go to the end.
func (g *gatherer) features(c *proposal, all []proposal) []float32 {
	x := make([]float32, 0, 96)
	add := func(vs ...float32) { x = append(x, vs...) }
	kinds, strong := 0, 0
	for p, n := range c.places {
		add(float32(min(n, 4)))
		if n > 0 {
			kinds++
			if place(p) < byPlace {
				strong++
			}
		}
	}
	inSets, under, over, apart := g.relations(c, all)
	add(float32(kinds), float32(strong), float32(inSets), float32(under), float32(over), float32(apart))
	add(float32(c.person), yes(c.by), yes(c.clean), yes(c.joined), yes(c.dated), float32(c.near), float32(min(c.order, 30)))
	for z := inComments; z <= inLink; z <<= 1 {
		add(yes(c.zones != 0xff && c.zones&z != 0))
	}
	for _, h := range []hint{markClass, markItem, markRel, markLink, markBy, markNot, markBio, markName} {
		add(yes(c.kind&h != 0))
	}
	x = append(x, shapeOf(c.names)...)
	x = append(x, ownness(c, g.own)...)
	add(g.pageFeatures(c, all)...)
	in, section := g.topics(c)
	add(in, section, g.visible(c), float32(c.after), yes(c.before))
	return x
}

// relations tells how the other proposals stand to one: how many share a name
// with it, are part of it, have it as a part, and have nothing of it. Only
// places that are made to name authors count.
func (g *gatherer) relations(c *proposal, all []proposal) (share, under, over, apart int) {
	for i := range all {
		o := &all[i]
		if o.key == c.key || !o.firm() {
			continue
		}
		same := 0
		for _, k := range o.keys {
			if slices.Contains(c.keys, k) {
				same++
			}
		}
		switch {
		case same == 0:
			apart++
		case same == len(o.keys):
			under++
		case same == len(c.keys):
			over++
		default:
			share++
		}
	}
	return share, under, over, apart
}

// firm reports whether a proposal comes from a place that is made to name
// authors.
func (c *proposal) firm() bool {
	for p, n := range c.places {
		if n > 0 && place(p) < byMeans {
			return true
		}
	}
	return c.places[byLine] > 0
}

// shapeOf describes the form of the names.
func shapeOf(names []string) []float32 {
	minWords, maxWords, maxLen := 99, 0, 0
	capitals, digits, han, desk, agency, roleWords, single, lower := 1, false, false, 0, 0, 0, 0, 0
	for _, n := range names {
		ws := strings.Fields(n)
		minWords, maxWords, maxLen = min(minWords, len(ws)), max(maxWords, len(ws)), max(maxLen, len([]rune(n)))
		if len(ws) == 1 {
			single++
		}
		if agencies[strings.ToLower(n)] {
			agency++
		}
		if strings.ToLower(n) == n {
			lower++
		}
		for _, w := range ws {
			b := bareWord(w)
			if house[b] {
				desk++
			}
			if posts[b] {
				roleWords++
			}
			if !capital(w) && !particles[b] {
				capitals = 0
			}
			digits = digits || hasDigit(w)
		}
		han = han || strings.ContainsFunc(n, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	return []float32{float32(len(names)), float32(minWords), float32(maxWords), float32(min(maxLen, 60)), float32(capitals), yes(digits), yes(han),
		float32(min(desk, 4)), float32(min(agency, 2)), float32(min(roleWords, 4)), float32(single), float32(lower)}
}

// ownness tells how much of a proposal is the name of the site.
func ownness(c *proposal, own []string) []float32 {
	same, part := 0, 0
	for _, k := range c.keys {
		for _, o := range own {
			if k == o {
				same++
				break
			}
			if len(o) >= 4 && strings.Contains(k, o) || len(k) >= 4 && strings.Contains(o, k) {
				part++
				break
			}
		}
	}
	return []float32{float32(same), float32(part), yes(same+part == len(c.keys))}
}

// maxLooks bounds the texts that are searched for a name.
const maxLooks = 4000

// visible tells whether a name that the data of the page gives can be read on
// it: 1 that it can, 0 that it cannot, 2 for names that come from there.
func (g *gatherer) visible(c *proposal) float32 {
	for p := byItem; p <= byDateline; p++ {
		if c.places[p] > 0 {
			return 2
		}
	}
	for _, b := range g.s.bits[:min(len(g.s.bits), maxLooks)] {
		if strings.Contains(b.text, c.names[0]) {
			return 1
		}
	}
	return 0
}

// topics tells how many of the names stand in the title, or are the section.
func (g *gatherer) topics(c *proposal) (in, section float32) {
	for _, k := range c.keys {
		if strings.Contains(g.title, k) {
			in++
		}
		if k == g.section {
			section++
		}
	}
	return in, section
}

// pageFeatures describe the page: what other proposals there are.
func (g *gatherer) pageFeatures(c *proposal, all []proposal) []float32 {
	var by [nPlaces]bool
	distinct, best := 0, 99
	for i := range all {
		o := &all[i]
		for p, n := range o.places {
			by[p] = by[p] || n > 0
		}
		if o.kind != 0 && !o.joined {
			distinct++
		}
		if o.firm() {
			best = min(best, o.near)
		}
	}
	out := []float32{yes(by[byLinked]), yes(by[byMeta]), yes(by[byMetaArticle]), yes(by[byItem]), yes(by[byRel]), yes(by[byClass]), yes(by[byLine]),
		float32(min(distinct, 20)), float32(min(g.nMarks, 40)), float32(min(g.counted[c.key], 20)), float32(c.near - best),
		yes(g.head >= 0), yes(g.start >= 0), float32(min(g.start-g.head, 40)), float32(min(g.end-g.start, 100)), float32(len(all))}
	report := yes(g.ld.main != nil && isReport(g.ld.main) && !isA(g.ld.main, "WebPage", "ItemPage"))
	news := yes(isA(g.ld.main, "NewsArticle", "ReportageNewsArticle"))
	article := yes(strings.EqualFold(g.get("og:type"), "article"))
	return append(out, report, news, article)
}
