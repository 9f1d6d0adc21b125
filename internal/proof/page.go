package proof

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// node is a part of a published page, for reading it as a visitor sees it.
type node struct{ *html.Node }

func scanPage(data []byte) (node, error) {
	if overlaid(data) {
		return node{}, errors.New("page: more formatting elements are left open than a browser should have to carry on")
	}
	n, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return node{}, fmt.Errorf("page: %w", err)
	}
	return node{n}, nil
}

// overlaid reports whether a page leaves many formatting elements open. A
// parser opens them all again in every paragraph that follows, and a page of a
// few kilobytes would need gigabytes.
func overlaid(data []byte) bool {
	open := 0
	for z := html.NewTokenizer(bytes.NewReader(data)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return false
		}
		if kind != html.StartTagToken && kind != html.EndTagToken {
			continue
		}
		name, _ := z.TagName()
		switch atom.Lookup(name) {
		case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
			if kind == html.EndTagToken {
				open = max(open-1, 0)
			} else if open++; open > 64 {
				return true
			}
		}
	}
}

func (n node) attr(key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// with yields the elements below n that have an attribute, in order; value ""
// takes any.
func (n node) with(key, value string) func(yield func(node) bool) {
	return func(yield func(node) bool) {
		for d := range n.Descendants() {
			if d.Type != html.ElementNode {
				continue
			}
			if v, ok := (node{d}).attr(key); ok && (value == "" || v == value) && !yield(node{d}) {
				return
			}
		}
	}
}

// field is the text of the first element that is marked with data-v=name.
func (n node) field(name string) (string, bool) {
	for d := range n.with("data-v", name) {
		return d.text(), true
	}
	return "", false
}

// text is what a visitor reads of n, white space as the browser shows it.
func (n node) text() string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return plain(b.String())
}

func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// link is an address that a page names, and by which attribute.
type link struct{ attr, tag, to string }

// pageLinks are the addresses that a page names, and the anchors it has.
type pageLinks struct {
	links   []link
	anchors map[string]bool
}

func (n node) links() pageLinks {
	out := pageLinks{anchors: map[string]bool{}}
	for d := range n.Descendants() {
		if rel, _ := (node{d}).attr("rel"); d.Type != html.ElementNode || d.Data == "base" || rel == "canonical" {
			continue // these two say where the site stands, and ask for nothing
		}
		for _, a := range d.Attr {
			switch a.Key {
			case "href", "src", "action", "poster", "data", "srcset":
				out.links = append(out.links, link{a.Key, d.Data, strings.TrimSpace(a.Val)})
			case "id":
				out.anchors[a.Val] = true
			}
		}
	}
	return out
}
