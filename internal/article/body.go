package article

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"vigia/internal/text"
)

// maxText is the most runes that a report has. What is longer is no report:
// it is cut, with a doubt.
const maxText = 200000

// setBody reads the text of the report: the blocks that the model chooses. If
// the page does not show what its data gives as the text (it is built by
// scripts, or hides behind a wall), the data is taken; if no block is chosen,
// the paragraphs that look like text, then all, then the description.
func (p *page) setBody(r *Report) {
	f := p.facts()
	scores := theModel().scores(f)
	in := f.pick(scores)
	ps, from := f.paragraphs(in), "blocks"
	if len(ps) == 0 {
		in, from = f.plain(), "paragraphs"
		ps = f.paragraphs(in)
	}
	switch said := p.saidBody(); {
	case said.unseen(f, in):
		ps, in, from = said.paragraphs, nil, "json-ld"
		r.doubt("the page shows less than its data gives as its text: that was taken")
	case said.differs(f, in):
		r.doubt("the text differs from what the page's data gives as its text")
	}
	ps = withoutTitle(ps, r.Title)
	if len(ps) == 0 {
		ps, in, from = nonBlanks(p.ld.text("description"), p.get("og:description", "description")), nil, "meta"
	}
	p.chosen = in
	r.Text = capped(ps, r)
	if r.Text != "" {
		r.Provenance["text"] = from
	}
	if from == "blocks" && f.unsure(scores, in) {
		r.doubt("it is unclear which parts of the page are the report")
	}
	p.checkWhole(r, f, in)
}

// facts lays the page out, once.
func (p *page) facts() *facts {
	if p.known == nil {
		x := theModel().lexicon
		p.known = newFacts(newLayout(p.doc, x), p.claims(), x)
	}
	return p.known
}

// plain chooses the blocks that look like text, else all.
func (f *facts) plain() []bool {
	in, found := make([]bool, len(f.blocks)), false
	for i := range f.blocks {
		b := &f.blocks[i]
		e := &f.elems[b.in]
		in[i] = b.counts.runes >= 20 && b.linkShare() < 0.5 && (b.tag == atom.P || b.prose() > 0) && e.inherited&(stateNav|stateFooter|stateAside|stateHidden) == 0
		found = found || in[i]
	}
	for i := range in {
		in[i] = in[i] || !found
	}
	return in
}

// unsure reports whether much of the page could as well be decided otherwise.
func (f *facts) unsure(scores []float64, in []bool) bool {
	var open, taken float32
	for i, s := range scores {
		if -1 < s && s < 1 {
			open += f.blocks[i].size
		}
		if in[i] {
			taken += f.blocks[i].size
		}
	}
	return open > 20 && open > taken/3
}

// said is the text that the data of a page gives.
type said struct {
	paragraphs []string
	words      []uint32
}

// saidBody reads articleBody, which is plain text or HTML.
func (p *page) saidBody() said {
	raw := str(p.ld.main["articleBody"])
	if len(raw) < 200 {
		return said{}
	}
	var s said
	if strings.Contains(raw, "</p>") || strings.Contains(raw, "<br") || strings.Contains(raw, "&lt;p") {
		doc, _ := parse(unescape(raw))
		l := newLayout(doc, nil)
		for i := range l.blocks {
			s.paragraphs = append(s.paragraphs, l.string(&l.blocks[i]))
		}
	} else {
		for line := range strings.Lines(unescape(raw)) {
			if line = text.Clean(line); line != "" {
				s.paragraphs = append(s.paragraphs, line)
			}
		}
	}
	s.words = hashWords(strings.Join(s.paragraphs, " "))
	return s
}

// covered gives the share of the said words that the chosen blocks hold, and
// that all blocks hold.
func (s said) covered(f *facts, in []bool) (chosen, shown float64) {
	all, taken := newTally(len(f.words)), newTally(len(f.words))
	for i := range f.blocks {
		b := &f.blocks[i]
		triples(f.words[b.w0:b.w1], func(h uint32) {
			all.add(h)
			if in[i] {
				taken.add(h)
			}
		})
	}
	n := 0
	triples(s.words, func(h uint32) {
		n++
		if all.count(h) > 0 {
			shown++
		}
		if taken.count(h) > 0 {
			chosen++
		}
	})
	return chosen / float64(max(n, 1)), shown / float64(max(n, 1))
}

// unseen reports whether the page does not show half of what is said.
func (s said) unseen(f *facts, in []bool) bool {
	if len(s.words) < 60 {
		return false
	}
	chosen, shown := s.covered(f, in)
	return chosen < 0.5 && shown < 0.6
}

// differs reports whether the page shows what is said, and other text was
// chosen.
func (s said) differs(f *facts, in []bool) bool {
	if len(s.words) < 60 {
		return false
	}
	chosen, _ := s.covered(f, in)
	return chosen < 0.5
}

// capped joins paragraphs, up to the most that a report has.
func capped(ps []string, r *Report) string {
	runes := 0
	for i, par := range ps {
		n := utf8.RuneCountInString(par)
		if runes+n > maxText {
			r.Truncated = true
			r.doubt("the text has more than %d letters: only its beginning was taken", maxText)
			return strings.Join(append(ps[:i:i], text.Cut(par, maxText-runes)), "\n\n")
		}
		runes += n
	}
	return strings.Join(ps, "\n\n")
}

// withoutTitle drops the headline where the text begins with it again, as a
// paragraph or as the first line of one.
func withoutTitle(ps []string, title string) []string {
	want := squeeze(fold(title))
	for i := 0; i < len(ps) && i < 3 && want != ""; i++ {
		line, rest, more := strings.Cut(ps[i], "\n")
		if len(line) > 4*len(title)+40 || squeeze(fold(line)) != want {
			continue
		}
		if out := slices.Clone(ps); more {
			out[i] = rest
			return out
		}
		return slices.Concat(ps[:i], ps[i+1:])
	}
	return ps
}

// nonBlanks gives the first string that is not blank, alone.
func nonBlanks(ss ...string) []string {
	if s := nonBlank(ss...); s != "" {
		return []string{s}
	}
	return nil
}
