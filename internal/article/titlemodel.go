package article

import (
	_ "embed"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"vigia/internal/forest"
)

//go:embed title.forest
var titleWeights []byte

var titleForest = sync.OnceValue(func() *forest.Forest {
	var f forest.Forest
	if err := f.UnmarshalBinary(titleWeights); err != nil {
		return &forest.Forest{} // unreachable: a test reads the weights
	}
	return &f
})

// measure gives each candidate its features. The order is the one that the
// forest has learned: new ones go to the end.
func (g *titleGatherer) measure() {
	slug := g.slug()
	g.sectionKey = squeeze(fold(g.section()))
	start := -1
	for i := range g.s.rows {
		if r := &g.s.rows[i]; r.size >= 120 && r.in&(inComments|inAside|inFoot|inLink) == 0 {
			start = i
			break
		}
	}
	for _, c := range g.all {
		c.x = g.features(c, slug, start)
		c.lone = len(c.words) < 4 && !c.declares() && coverage(c.words, slug) <= 0.5
		for _, o := range g.all {
			c.lone = c.lone && !(o.declares() && coverage(c.words, o.words) > 0.5)
		}
	}
}

func (g *titleGatherer) features(c *headline, slug []uint64, start int) []float32 {
	x := make([]float32, 0, 64)
	n := 0
	for o, is := range c.at {
		x = append(x, yes(is))
		if is && origin(o) < fromTrim {
			n++
		}
	}
	x = append(x, float32(n), float32(c.first), float32(min(len(c.words), 30)), float32(min(utf8.RuneCountInString(c.text), 200)))
	x = append(x, float32(c.level), float32(c.order), float32(c.others), yes(c.row >= 0))
	if c.row >= 0 && start >= 0 {
		x = append(x, float32(max(-30, min(start-c.row, 60))))
	} else {
		x = append(x, -40)
	}
	for z := inComments; z <= inLink; z <<= 1 {
		x = append(x, yes(c.in&z != 0))
	}
	x = append(x, yes(c.kind&markHeadline != 0), yes(c.kind&markNot != 0))
	x = append(x, g.agreement(c)...)
	x = append(x, shared(c.words, slug), coverage(slug, c.words))
	x = append(x, yes(g.isSite(c.text, g.site)), yes(g.sectionKey != "" && g.sectionKey == c.key), yes(strings.HasSuffix(c.text, "…") || strings.HasSuffix(c.text, "...")),
		yes(c.broken), yes(loud(c.text)), yes(strings.HasSuffix(c.text, "?")), yes(strings.Contains(c.text, ": ")))
	return append(x, yes(isNews(g.ld.main)), yes(isReport(g.ld.main)), yes(strings.EqualFold(g.get("og:type"), "article")), yes(c.line))
}

// agreement tells how the other candidates stand to one: the best likeness to
// one of each origin, and how many have it as a part or are a part of it.
func (g *titleGatherer) agreement(c *headline) []float32 {
	var best [fromTrim]float32
	var there [fromTrim]bool
	within, around := 0, 0
	for _, o := range g.all {
		if o != c {
			if strings.Contains(o.key, c.key) {
				within++
			} else if strings.Contains(c.key, o.key) {
				around++
			}
		}
		y := shared(c.words, o.words)
		for at := range best {
			if o.at[at] {
				there[at] = true
				best[at] = max(best[at], y)
			}
		}
	}
	out := make([]float32, 0, 2*int(fromTrim)+4)
	high := 0
	for at := range best {
		if !there[at] {
			best[at] = -1
		}
		out = append(out, best[at])
		if best[at] > 0.7 {
			high++
		}
	}
	return append(out, float32(high), float32(min(within, 6)), float32(min(around, 6)), float32(len(g.all)))
}

// slug gives the words of the last part of the page's address that has some.
func (g *titleGatherer) slug() []uint64 {
	u, err := url.Parse(nonBlank(g.address, g.canonical, g.get("og:url")))
	if err != nil {
		return nil
	}
	var best []uint64
	for part := range strings.SplitSeq(u.Path, "/") {
		if ws := hashedWords(strings.NewReplacer("-", " ", "_", " ", ".html", "").Replace(part)); len(ws) >= len(best) {
			best = ws
		}
	}
	return best
}

// shared is the share of the words of the longer that both have.
func shared(a, b []uint64) float32 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	return float32(common(a, b)) / float32(max(len(a), len(b)))
}

// coverage is the share of the words of a that b has.
func coverage(a, b []uint64) float32 {
	if len(a) == 0 {
		return -1
	}
	return float32(common(a, b)) / float32(len(a))
}

func common(a, b []uint64) (n int) {
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return n
}

// loud reports whether a text is all in capitals.
func loud(s string) bool {
	upper := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		upper = upper || unicode.IsUpper(r)
	}
	return upper
}
