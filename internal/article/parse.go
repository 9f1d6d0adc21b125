package article

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDeep is the deepest nesting that survives when a page is flattened.
const maxDeep = 200

// parse builds the tree of a page. The parser refuses pages nested deeper
// than 512; such a page is flattened first, because a page that is discarded
// is evidence lost.
func parse(s string) (*html.Node, error) {
	doc, err := html.Parse(strings.NewReader(s))
	if err == nil {
		return doc, nil
	}
	doc, err = html.Parse(strings.NewReader(flatten(s)))
	if err != nil {
		return nil, fmt.Errorf("parsing: %w", err)
	}
	return doc, nil
}

// flatten drops the tags that nest too deep, and keeps their text.
func flatten(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	depth, dropped := 0, 0
	for {
		switch tt := z.Next(); tt {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			name, _ := z.TagName()
			if voidElement(atom.Lookup(name)) {
				b.Write(z.Raw())
				continue
			}
			if depth >= maxDeep {
				dropped++
				b.WriteByte(' ')
				continue
			}
			depth++
			b.Write(z.Raw())
		case html.EndTagToken:
			if dropped > 0 {
				dropped--
				b.WriteByte(' ')
				continue
			}
			depth = max(0, depth-1)
			b.Write(z.Raw())
		default:
			b.Write(z.Raw())
		}
	}
}

func voidElement(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}
