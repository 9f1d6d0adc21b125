package proof

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// node is a part of a published page, for reading it as a visitor sees it.
type node struct{ *html.Node }

func scanPage(data []byte) (node, error) {
	n, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return node{}, fmt.Errorf("page: %w", err)
	}
	return node{n}, nil
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
