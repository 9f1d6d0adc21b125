package article

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// parse builds the tree of a page. The parser refuses pages nested deeper
// than 512; such a page is flattened first, because a page that is discarded
// is evidence lost.
func parse(s string) (*html.Node, error) {
	doc, err := html.Parse(strings.NewReader(s))
	for _, depth := range []int{200, 20} {
		if err == nil {
			return doc, nil
		}
		doc, err = html.Parse(strings.NewReader(flatten(s, depth)))
	}
	if err != nil {
		return nil, fmt.Errorf("parsing: %w", err)
	}
	return doc, nil
}

// flatten drops the tags that nest deeper than max, and keeps their text.
func flatten(s string, max int) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	depth, dropped := 0, 0
	for {
		switch tt := z.Next(); tt {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			switch {
			case voidElement(atom.Lookup(name)):
				b.WriteString(raw)
			case depth >= max:
				dropped++
				b.WriteByte(' ')
			default:
				depth++
				b.WriteString(raw)
			}
		case html.EndTagToken:
			if dropped > 0 {
				dropped--
				b.WriteByte(' ')
				continue
			}
			if depth > 0 {
				depth--
			}
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
