package article

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/text"
)

// setBody reads the text of the report. go-trafilatura and go-readability
// look for it; if neither finds one, or they fail, or the page is too large
// for them, all its paragraphs are taken, and at last all its text.
func (p *page) setBody(r *Report) {
	one, two, err := p.witnesses()
	if err != nil {
		r.doubt("the body was read in a plainer way: %s", err)
	}
	if one.repeats() {
		one = witness{} // go-trafilatura's last resort says short bodies twice
	}
	ps, from := choose(one, two, p.ld.text("articleBody"), r)
	ps = align(p.paragraphs(), ps)
	if len(ps) == 0 {
		ps, from = p.plainParagraphs(), "paragraphs"
	}
	if len(ps) == 0 {
		ps, from = p.paragraphs(), "body"
	}
	ps = withoutTitle(ps, r.Title)
	r.Text = strings.Join(ps, "\n\n")
	if r.Text == "" {
		r.Text = nonBlank(p.ld.text("articleBody"), p.ld.text("description"), p.get("og:description", "description"))
		from = "meta"
	}
	if r.Text != "" {
		r.Provenance["text"] = from
	}
}

// witness is what one extractor takes for the body.
type witness struct {
	name  string
	paras []string
	links int // runes inside links
	runes int
}

// witnesses asks the extractors, within a time: neither takes a context, so
// that one that is too slow is left behind to end by itself.
func (p *page) witnesses() (one, two witness, err error) {
	if p.nodes > maxNodes || p.size > maxHeavy {
		return one, two, fmt.Errorf("it has %d elements and %d KiB", p.nodes, p.size>>10)
	}
	type answer struct {
		one, two witness
		err      error
	}
	done := make(chan answer, 1)
	doc, base := p.doc, p.base
	if base == nil {
		base = &url.URL{Scheme: "http", Host: "page.invalid", Path: "/"}
	}
	own := clone(doc) // the extractors must not touch what we go on reading
	go func() {
		var a answer
		defer func() {
			if v := recover(); v != nil {
				a.err = fmt.Errorf("an extractor failed (%.60v)", v)
			}
			done <- a
		}()
		node := byReadability(clone(own), base)
		if node != nil {
			a.two = newWitness("readability", node, false)
		}
		a.one = byTrafilatura(own, base)
	}()
	timer := time.NewTimer(bodyTime)
	defer timer.Stop()
	select {
	case a := <-done:
		return a.one, a.two, a.err
	case <-timer.C:
		return one, two, errors.New("the extractors took too long")
	}
}

func byTrafilatura(doc *html.Node, base *url.URL) witness {
	r, err := trafilatura.ExtractDocument(doc, trafilatura.Options{
		OriginalURL: base, ExcludeComments: true, EnableFallback: true, HtmlDateMode: trafilatura.Disabled,
	})
	if err != nil || r == nil || r.ContentNode == nil {
		return witness{}
	}
	return newWitness("trafilatura", r.ContentNode, true)
}

func byReadability(doc *html.Node, base *url.URL) *html.Node {
	parser := readability.NewParser()
	a, err := parser.ParseDocument(doc, base)
	if err != nil {
		return nil
	}
	return a.Node
}

func newWitness(name string, n *html.Node, loose bool) witness {
	w := witness{name: name, paras: paragraphs(n, loose)}
	for _, s := range w.paras {
		w.runes += len([]rune(s))
	}
	walk(n, func(c *html.Node) bool {
		if c.DataAtom == atom.A {
			w.links += len([]rune(innerText(c)))
			return false
		}
		return true
	})
	return w
}

// density is the share of the text that is links.
func (w witness) density() float64 {
	if w.runes == 0 {
		return 1
	}
	return float64(w.links) / float64(w.runes)
}

// repeats reports whether the text says most of itself twice.
func (w witness) repeats() bool {
	all := shingles(w.paras)
	distinct := map[uint64]bool{}
	for _, s := range all {
		distinct[s] = true
	}
	return len(all) > 8 && len(distinct)*10 < len(all)*7
}

// choose picks one witness by length, overlap and links. said is the body that
// the page's data gives, a judge where there is one.
func choose(t, r witness, said string, rep *Report) (ps []string, from string) {
	switch {
	case t.runes == 0 && r.runes == 0:
		return nil, ""
	case t.runes == 0:
		return r.paras, r.name
	case r.runes == 0:
		return t.paras, t.name
	}
	a, b := shingles(t.paras), shingles(r.paras)
	inR, inT := text.Containment(a, b), text.Containment(b, a)
	if inR < 0.5 && inT < 0.5 {
		rep.doubt("two readers of the body disagree: %d letters by %s, %d by %s", t.runes, t.name, r.runes, r.name)
	}
	if j := shingles([]string{said}); len(j) > 60 {
		ft, fr := agreement(a, j), agreement(b, j)
		if fr > ft+0.15 {
			return r.paras, r.name
		}
		return t.paras, t.name
	}
	if better(t, r, inR, inT) {
		return r.paras, r.name
	}
	return t.paras, t.name
}

// better reports whether the second witness is to be believed against the
// first: the first has next to nothing, or only a part without reason.
func better(t, r witness, inR, inT float64) bool {
	switch {
	case t.runes < 250 && r.runes > 2*t.runes && r.density() < 0.5:
		return true
	case inR > 0.8 && r.runes > 3*t.runes && r.density() < 0.2:
		return true
	case t.density() > 0.6 && r.density() < 0.3:
		return true
	}
	return false
}

func shingles(ps []string) []uint64 { return text.Shingles(strings.Join(ps, "\n"), "", 4) }

// agreement is the harmonic mean of the two containments.
func agreement(a, b []uint64) float64 {
	x, y := text.Containment(a, b), text.Containment(b, a)
	if x+y == 0 {
		return 0
	}
	return 2 * x * y / (x + y)
}

// plainParagraphs takes every <p> with a sentence in it.
func (p *page) plainParagraphs() []string {
	var out []string
	walk(p.doc, func(n *html.Node) bool {
		if n.Type == html.ElementNode && (n.DataAtom == atom.Nav || n.DataAtom == atom.Footer || n.DataAtom == atom.Aside || unseen(n.DataAtom) && n.DataAtom != atom.Head) {
			return false
		}
		if n.DataAtom == atom.P {
			if s := textBelow(n, 1<<20); len([]rune(s)) >= 20 {
				out = append(out, s)
			}
			return false
		}
		return true
	})
	return out
}

// paragraphs gives the whole text of the page, made once.
func (p *page) paragraphs() []string {
	if p.shown == nil {
		from := p.doc
		if body := first(p.doc, func(n *html.Node) bool { return n.DataAtom == atom.Body }); body != nil {
			from = body
		}
		p.shown = append([]string{}, paragraphs(from, false)...)
	}
	return p.shown
}

// withoutTitle drops the headline where the text begins with it again.
func withoutTitle(ps []string, title string) []string {
	want := squeeze(fold(title))
	for i := 0; i < len(ps) && i < 3 && want != ""; i++ {
		if squeeze(fold(ps[i])) == want {
			return append(append([]string{}, ps[:i]...), ps[i+1:]...)
		}
	}
	return ps
}

func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: append([]html.Attribute(nil), n.Attr...)}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.AppendChild(clone(k))
	}
	return c
}
