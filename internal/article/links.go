package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/text"
)

// maxLinks is the most links of a text that are kept.
const maxLinks = 500

// links gives the links that stand in the text of the report: those of the
// blocks whose words the text has.
func (p *page) links(body string) []Link {
	if body == "" {
		return nil
	}
	squeezed := squeeze(body)
	var out []Link
	seen := map[string]bool{}
	walk(p.doc, func(n *html.Node) bool {
		if len(out) >= maxLinks || n.Type == html.ElementNode && (n.DataAtom == atom.Nav || n.DataAtom == atom.Footer || unseen(n.DataAtom) && n.DataAtom != atom.Head) {
			return false
		}
		if n.DataAtom != atom.A || n.Type != html.ElementNode {
			return true
		}
		label := innerText(n)
		u := p.absolute(attr(n, "href"))
		if label == "" || u == "" || seen[u+label] || strings.HasPrefix(attr(n, "href"), "#") {
			return true
		}
		around := closest(n, func(c *html.Node) bool { return block(c.DataAtom) })
		if around == nil || !strings.Contains(squeezed, squeeze(label)) {
			return true
		}
		if s := squeeze(innerText(around)); len(s) > 40 && strings.Contains(squeezed, s[:40]) || len(s) <= 40 && strings.Contains(squeezed, s) {
			seen[u+label] = true
			out = append(out, Link{URL: u, Text: text.Cut(label, 300)})
		}
		return true
	})
	return out
}

// squeeze leaves out white space and bars, in which renderings differ.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '\t', '\u00a0', '|':
			return -1
		}
		return r
	}, s)
}
