package scout

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vigia/internal/address"
	"vigia/internal/text"
)

// Pattern is what links that are reports have in common on a page.
type Pattern struct {
	Form  string   `json:"form"`  // of their addresses, as "/YYYY/MM/slug"
	Path  string   `json:"path"`  // the elements that they stand in, outermost first
	Links int      `json:"links"` // of this page
	Score float64  `json:"score"` // above least they are taken for reports
	Why   []string `json:"why"`   // what speaks for it and against it
	Taken bool     `json:"taken"`
}

// least is the score from which the links of a group are taken for reports.
const least = 0.9

// link is an address of a page with the best of the anchors that lead to it.
type link struct {
	anchor
	key   string
	shape shape
	words int
	value float64 // how much it looks like a report by itself
	order int
}

// links are the addresses of the page's own site, each once.
func (p *page) links() []link {
	var out []link
	at := map[string]int{}
	own, home := address.Key(p.address), address.Host(p.address)
	keys := map[string]string{} // of the addresses of this site; "" for others
	for i, a := range p.anchors {
		key, met := keys[a.url]
		if !met {
			if key = address.Key(a.url); key == own || !p.site(a.url) {
				key = ""
			}
			keys[a.url] = key
		}
		if key == "" {
			continue
		}
		l := link{anchor: a, key: key, words: wordsIn(a.text), order: i}
		j, known := at[key]
		if !known {
			at[key] = len(out)
			out = append(out, l)
			continue
		}
		if old := &out[j]; l.better(old) {
			l.order, l.url = old.order, old.url
			*old = l
		} else if !old.date.Known() {
			old.date = l.date
		}
	}
	for i := range out {
		out[i].shape = shapeOf(out[i].url, home)
		out[i].value = out[i].worth()
	}
	return out
}

// better tells which of two anchors says what the report is.
func (l *link) better(than *link) bool {
	if (l.words >= 3) != (than.words >= 3) {
		return l.words >= 3
	}
	if l.heading != than.heading {
		return l.heading
	}
	return l.place < than.place && l.words >= 3
}

// worth adds up what the address, the words and the place of a link say.
func (l *link) worth() float64 {
	v := l.shape.value + headline(l.words)
	if l.heading {
		v += 0.8
	}
	if l.date.Known() {
		v += 0.6
	}
	switch l.place {
	case inAside:
		v -= 0.3
	case inFrame:
		v -= 2.4
	}
	if byName.MatchString(attr(l.node, "class") + " " + attr(l.node, "rel")) {
		v -= 1.5
	}
	return v
}

// byName are classes of links to people and tags.
var byName = regexp.MustCompile(`(?i)(?:^|[-_ ])(?:author|autor|byline|tag|category|mention)(?:[-_ ]|$)`)

// headline is how much so many words look like a headline.
func headline(words int) float64 {
	switch {
	case words == 0:
		return -1.5
	case words <= 2:
		return -1.2
	case words == 3:
		return -0.2
	case words == 4:
		return 0.5
	case words <= 30:
		return 1.2
	}
	return 0.2
}

// wordsIn counts words; of scripts without spaces, two letters make one.
func wordsIn(s string) int {
	wide := 0
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			wide++
		}
	}
	if wide > 0 {
		return wide / 2
	}
	n := 0
	for _, t := range text.Tokens(s, "") {
		n += count(strings.IndexFunc(t.Text, unicode.IsLetter) >= 0)
	}
	return n
}

// group is links of one form that stand in one place.
type group struct {
	form, path string
	links      []int
	sum        float64
	sample     *link
}

// groups puts links together that look alike and stand alike.
func groups(links []link) []*group {
	byKey := map[[2]string]*group{}
	var out []*group
	for i := range links {
		l := &links[i]
		k := [2]string{l.shape.form, l.path}
		g := byKey[k]
		if g == nil {
			g = &group{form: k[0], path: k[1], sample: l}
			byKey[k] = g
			out = append(out, g)
		}
		g.links, g.sum = append(g.links, i), g.sum+l.value
	}
	return out
}

// learn judges each group by itself, by the others of its form and by the
// others in its place, and by what changed between polls.
func learn(links []link, m Memory) ([]*group, []Pattern) {
	gs := groups(links)
	type mean struct{ sum, n float64 }
	forms, paths := map[string]mean{}, map[string]mean{}
	for _, g := range gs {
		f, p := forms[g.form], paths[g.path]
		forms[g.form] = mean{f.sum + g.sum, f.n + float64(len(g.links))}
		paths[g.path] = mean{p.sum + g.sum, p.n + float64(len(g.links))}
	}
	lively := m.lively()
	ps := make([]Pattern, len(gs))
	for i, g := range gs {
		own := g.sum / float64(len(g.links))
		form, path := forms[g.form], paths[g.path]
		pt := Pattern{Form: g.form, Path: g.path, Links: len(g.links)}
		pt.Score = 0.5*own + 0.3*form.sum/form.n + 0.2*path.sum/path.n + 0.12*math.Log2(math.Min(float64(len(g.links)), 16))
		pt.Why = g.why(links)
		if b, why := m.bonus(g, lively); b != 0 {
			pt.Score += b
			pt.Why = append(pt.Why, why)
		}
		pt.Score = math.Round(pt.Score*100) / 100
		pt.Taken = pt.Score >= least
		ps[i] = pt
	}
	return gs, ps
}

// why says what a group's links have, in words.
func (g *group) why(links []link) (why []string) {
	n := len(g.links)
	var headings, dates, headlines, frames int
	for _, i := range g.links {
		l := links[i]
		headings += count(l.heading)
		dates += count(l.date.Known())
		headlines += count(l.words >= 4)
		frames += count(l.place == inFrame)
	}
	for _, x := range []struct {
		n    int
		says string
	}{{headlines, "headline-like words"}, {headings, "in headings"}, {dates, "with dates"}, {frames, "in the frame of the page"}} {
		if 2*x.n > n {
			why = append(why, x.says)
		}
	}
	switch {
	case g.sample.shape.why != "":
		why = append(why, g.sample.shape.why)
	case strings.Contains(g.form, "YYYY") || strings.Contains(g.form, "date"):
		why = append(why, "addresses with a date")
	case g.sample.shape.value >= 1.2:
		why = append(why, "addresses with a headline or a number")
	}
	return why
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sorted gives the patterns that hold links, the best first, no more than most.
func sorted(ps []Pattern, most int) []Pattern {
	ps = slices.Clone(ps)
	slices.SortStableFunc(ps, func(a, b Pattern) int {
		if a.Taken != b.Taken {
			return count(b.Taken) - count(a.Taken)
		}
		return b.Links - a.Links
	})
	return ps[:min(most, len(ps))]
}
