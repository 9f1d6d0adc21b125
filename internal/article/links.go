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
	has := textIn(body)
	var out []Link
	seen := map[string]bool{}
	asked := 0
	walk(p.doc, func(n *html.Node) bool {
		if len(out) >= maxLinks || asked >= 8*maxLinks || n.Type == html.ElementNode && (n.DataAtom == atom.Nav || n.DataAtom == atom.Footer || unseen(n.DataAtom) && n.DataAtom != atom.Head) {
			return false
		}
		if n.DataAtom != atom.A || n.Type != html.ElementNode {
			return true
		}
		asked++
		href := attr(n, "href")
		around := closest(n, func(c *html.Node) bool { return block(c.DataAtom) })
		if around == nil || strings.HasPrefix(href, "#") || !has(around) {
			return true
		}
		label, u := text.Cut(innerText(n), 300), p.absolute(href)
		if label != "" && u != "" && !seen[u+label] {
			seen[u+label] = true
			out = append(out, Link{URL: u, Text: label})
		}
		return true
	})
	return out
}

// textIn gives a function that tells whether a block begins with words of the
// body. Each block is asked once, however many links it holds.
func textIn(body string) func(*html.Node) bool {
	squeezed := squeeze(text.Cut(body, 200000))
	known := map[*html.Node]bool{}
	return func(n *html.Node) bool {
		is, ok := known[n]
		if !ok {
			s := squeeze(textBelow(n, 200))
			is = s != "" && strings.Contains(squeezed, text.Cut(s, 40))
			known[n] = is
		}
		return is
	}
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
