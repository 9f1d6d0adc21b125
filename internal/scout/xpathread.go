package scout

import (
	"errors"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/text"
)

// maxVisits bounds the nodes that an expression looks at.
const maxVisits = 1_000_000

var errXPathCost = errors.New("it looks at too much of the page")

// xpathRun is the evaluation of an expression on one page.
type xpathRun struct {
	doc  *html.Node
	left int
}

func (r *xpathRun) visit() {
	if r.left--; r.left < 0 {
		panic(errXPathCost)
	}
}

// pick takes the reports that an expression selects: a link, an attribute href,
// or the first link inside an element.
func (r *Reading) pick(p *page, expression string) (err error) {
	x, err := parseXPath(expression)
	if err != nil {
		return err
	}
	run := &xpathRun{doc: p.doc, left: maxVisits}
	defer func() {
		if e := recover(); e == errXPathCost {
			err = badXPath(expression, errXPathCost.Error())
		} else if e != nil {
			panic(e)
		}
	}()
	anchors := map[*html.Node]*anchor{}
	for i := range p.anchors {
		anchors[p.anchors[i].node] = &p.anchors[i]
	}
	seen := map[string]bool{address.Key(p.address): true}
	for _, n := range run.all(x) {
		a := run.link(n)
		if a == nil || anchors[a] == nil {
			continue
		}
		l := anchors[a]
		title := l.text
		if a != n && title == "" {
			title = textIn(n)
		}
		if key := address.Key(l.url); key != "" && !seen[key] {
			seen[key] = true
			if !r.add(l.url, text.Cut(title, maxText), l.date) {
				break
			}
		}
	}
	if len(r.Listed) == 0 {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the XPath " + expression + " finds no link on the page",
			Remedy: "look at the page's source in a browser: it may have changed, or be built by scripts; without an XPath the links are found by learning"}
	}
	return nil
}

// link is the <a> that a selected element is, or the first one inside it.
func (r *xpathRun) link(n *html.Node) *html.Node {
	r.visit()
	if n.DataAtom == atom.A && n.Type == html.ElementNode {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if a := r.link(c); a != nil {
			return a
		}
	}
	return nil
}

// all gives what the paths of an expression select, path by path.
func (r *xpathRun) all(x xpath) (out []*html.Node) {
	seen := map[*html.Node]bool{}
	for _, p := range x {
		for _, n := range r.path(p, r.doc) {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	return out
}

// path follows a path from an element. Of a last step @name the elements that
// have the attribute are given.
func (r *xpathRun) path(p xpathPath, from *html.Node) []*html.Node {
	if p.rooted {
		from = r.doc
	}
	at := []*html.Node{from}
	for _, s := range p.steps {
		if s.deep {
			at = r.within(at)
		}
		var next []*html.Node
		seen := map[*html.Node]bool{}
		for _, n := range at {
			for _, m := range r.step(s, n) {
				if !seen[m] {
					seen[m] = true
					next = append(next, m)
				}
			}
		}
		at = next
	}
	return at
}

// within gives elements and everything inside them, each once.
func (r *xpathRun) within(at []*html.Node) (out []*html.Node) {
	seen := map[*html.Node]bool{}
	var add func(n *html.Node)
	add = func(n *html.Node) {
		r.visit()
		if seen[n] {
			return
		}
		seen[n] = true
		out = append(out, n)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode {
				add(c)
			}
		}
	}
	for _, n := range at {
		add(n)
	}
	return out
}

func (r *xpathRun) step(s xpathStep, n *html.Node) []*html.Node {
	var found []*html.Node
	switch {
	case s.name == ".":
		found = []*html.Node{n}
	case s.name == "..":
		if n.Parent != nil {
			found = []*html.Node{n.Parent}
		}
	case s.name[0] == '@':
		if has(n, s.name[1:]) {
			found = []*html.Node{n}
		}
	default:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			r.visit()
			if c.Type == html.ElementNode && (s.name == "*" || s.name == c.Data) {
				found = append(found, c)
			}
		}
	}
	for _, t := range s.tests {
		var kept []*html.Node
		for i, m := range found {
			if r.holds(t, m, i+1, len(found)) {
				kept = append(kept, m)
			}
		}
		found = kept
	}
	return found
}

func (r *xpathRun) holds(t xpathTest, n *html.Node, position, last int) bool {
	r.visit()
	switch t.kind {
	case "and":
		return !slices.ContainsFunc(t.of, func(o xpathTest) bool { return !r.holds(o, n, position, last) })
	case "or":
		return slices.ContainsFunc(t.of, func(o xpathTest) bool { return r.holds(o, n, position, last) })
	case "not":
		return !r.holds(t.of[0], n, position, last)
	case "position":
		return position == t.n
	case "last":
		return position == last
	}
	return slices.ContainsFunc(r.values(t.value, n), func(v string) bool {
		switch t.kind {
		case "=":
			return v == t.text
		case "!=":
			return v != t.text
		case "contains":
			return strings.Contains(v, t.text)
		case "starts-with":
			return strings.HasPrefix(v, t.text)
		}
		return true // exists
	})
}

// values are the texts that a condition looks at, none if there is nothing.
func (r *xpathRun) values(v xpathValue, n *html.Node) []string {
	switch {
	case v.path != nil:
		var out []string
		for _, m := range r.path(*v.path, n) {
			if last := v.path.steps[len(v.path.steps)-1].name; last[0] == '@' {
				out = append(out, attr(m, last[1:]))
			} else {
				out = append(out, r.shown(m))
			}
		}
		return out
	case v.name == ".":
		return []string{r.shown(n)}
	case v.name == "text()":
		var out []string
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			r.visit()
			if s := text.Clean(text.Cut(c.Data, 4*maxText)); c.Type == html.TextNode && s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	if !has(n, v.name[1:]) {
		return nil
	}
	return []string{attr(n, v.name[1:])}
}

// shown is the text of an element; its price is that of reading it.
func (r *xpathRun) shown(n *html.Node) string {
	for range maxNodes / 10 {
		r.visit()
	}
	return textIn(n)
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
