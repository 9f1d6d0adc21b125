package article

import (
	"net/url"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-htmldate"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

var _ = htmldate.Result{}

func byTrafilatura(doc *html.Node, u *url.URL, fb bool, read *html.Node) []string {
	o := trafilatura.Options{OriginalURL: u, ExcludeComments: true, EnableFallback: fb, HtmlDateMode: trafilatura.Disabled}
	if read != nil {
		o.FallbackCandidates = &trafilatura.FallbackCandidates{Readability: read}
	}
	r, err := trafilatura.ExtractDocument(doc, o)
	if err != nil || r.ContentNode == nil {
		return nil
	}
	return paragraphs(r.ContentNode)
}

func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: append([]html.Attribute(nil), n.Attr...)}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.AppendChild(clone(k))
	}
	return c
}

func byReadability(doc *html.Node, u *url.URL) *html.Node {
	p := readability.NewParser()
	a, err := p.ParseDocument(clone(doc), u)
	if err != nil {
		return nil
	}
	return a.Node
}

func Proto(b []byte, ct, address, mode string) string {
	s, _ := decode(b, ct)
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return ""
	}
	u, _ := url.Parse(address)
	if u == nil || u.Host == "" {
		u, _ = url.Parse("http://page.example/x")
	}
	var ps []string
	switch mode {
	case "t":
		ps = byTrafilatura(doc, u, false, nil)
	case "tf":
		ps = byTrafilatura(doc, u, true, nil)
	case "r":
		if n := byReadability(doc, u); n != nil {
			ps = paragraphs(n)
		}
	case "tr":
		ps = byTrafilatura(doc, u, true, byReadability(doc, u))
	}
	return strings.Join(ps, "\n\n")
}
