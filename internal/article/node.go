package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/text"
)

// attr gives the value of an attribute, "" if there is none.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// walk visits n and what is below it in document order. visit says whether to
// go below a node.
func walk(n *html.Node, visit func(*html.Node) bool) {
	if !visit(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

// innerText gives the visible text below n on one line, or its first 8 KiB:
// it is for hints, and hints are short.
func innerText(n *html.Node) string { return textBelow(n, 8<<10) }

// textBelow gives the first max bytes of the visible text below n. It stops
// there: a page may nest a thousand hints around one long text.
func textBelow(n *html.Node, max int) string {
	var b strings.Builder
	gather(n, &b, max)
	return text.Clean(b.String())
}

// gather writes text until b holds max bytes; false says that it does.
func gather(n *html.Node, b *strings.Builder, max int) bool {
	switch n.Type {
	case html.TextNode:
		b.WriteString(text.Cut(n.Data, max))
		return b.Len() < max
	case html.ElementNode:
		if unseen(n.DataAtom) {
			return true
		}
		if isBlock(n.DataAtom) || n.DataAtom == atom.Br {
			b.WriteByte(' ')
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !gather(c, b, max) {
			return false
		}
	}
	return true
}

// hints gives the class and id of n, lower case, for hints.
func hints(n *html.Node) string {
	return strings.ToLower(text.Cut(attr(n, "class")+" "+attr(n, "id"), 400))
}

// first finds the first element below n that satisfies is.
func first(n *html.Node, is func(*html.Node) bool) *html.Node {
	var found *html.Node
	walk(n, func(c *html.Node) bool {
		if found == nil && c.Type == html.ElementNode && is(c) {
			found = c
		}
		return found == nil
	})
	return found
}

func closest(n *html.Node, is func(*html.Node) bool) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && is(n) {
			return n
		}
	}
	return nil
}

// unseen tells the elements whose text nobody reads.
func unseen(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Math, atom.Iframe, atom.Object, atom.Embed, atom.Canvas,
		atom.Select, atom.Textarea, atom.Button, atom.Input, atom.Head, atom.Title, atom.Rt, atom.Rp, atom.Audio, atom.Video, atom.Datalist:
		return true
	}
	return false
}

// isBlock tells the elements that stand on lines of their own.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Aside, atom.Nav, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Table, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption,
		atom.Blockquote, atom.Pre, atom.Figure, atom.Figcaption, atom.Hr, atom.Form, atom.Fieldset, atom.Address, atom.Details, atom.Summary, atom.Center, atom.Body:
		return true
	}
	return false
}
