package article

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// outline writes a tree in one line: names, attributes, texts in quotes.
func outline(n *html.Node, b *strings.Builder) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.PrevSibling != nil {
			b.WriteByte(' ')
		}
		if c.Type == html.TextNode {
			b.WriteString("'" + c.Data + "'")
			continue
		}
		b.WriteString(c.Data)
		for _, a := range c.Attr {
			b.WriteString("." + a.Key + "=" + a.Val)
		}
		if c.FirstChild != nil {
			b.WriteByte('(')
			outline(c, b)
			b.WriteByte(')')
		}
	}
	return b.String()
}

// What is open ends as in a browser.
func TestParse(t *testing.T) {
	for _, c := range []struct{ name, doc, want string }{
		{"paragraphs", "<p>a<p>b<div>c</div>d", "p('a') p('b') div('c') 'd'"},
		{"list", "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "ul(li('a') li('b' ul(li('c'))) li('d')) 'e'"},
		{"terms", "<dl><dt>a<dd>b<dt>c</dl>", "dl(dt('a') dd('b') dt('c'))"},
		{"table", "<table><tr><td>a<td>b<tr><td>c</table>d", "table(tr(td('a') td('b')) tr(td('c'))) 'd'"},
		{"table in a cell", "<table><tr><td><table><tr><td>a</table>b</table>c", "table(tr(td(table(tr(td('a'))) 'b'))) 'c'"},
		{"cell outside", "a<td>b</td>c", "'abc'"},
		{"end tags of nothing", "a</div></p></b>b<br></br>c", "'ab' br br 'c'"},
		{"block over inline", "<div><span>a</div>b", "div(span('a')) 'b'"},
		{"link left open", "<a href=1>a <a href=2>b</a> c", "a.href=1('a ') a.href=2('b') ' c'"},
		{"link across a block", "<div><a href=1>x<p>a</a>b</p>c</div>", "div(a.href=1('x') p(a.href=1('a') 'b') 'c')"},
		{"headings", "<h2>a<h3>b</h2>c", "h2('a') h3('b') 'c'"},
		{"attributes", `<p CLASS="A b" id=x data-y='q"' hidden z=1/>a`, `p.class=A b.id=x.data-y=q".hidden=.z=1/('a')`},
		{"entities", `<p title="a&amp;b&copy=1&#x41;">&lt;&eacute;&copy &unknown;`, "p.title=a&b&copy=1A('<é© &unknown;')"},
		{"raw", "<textarea><b>a</textarea><xmp><i></xmp>b", "textarea('<b>a') xmp('<i>') 'b'"},
		{"script", "a<script>if (1<2) '</p>'</script>b", "'a' script('if (1<2) '</p>'') 'b'"},
		{"comments", "a<!-- <p> -- > -->b<!-->c<!--->d<!doctype x>e<?php ?>f</ >g", "'abcdefg'"},
		{"less than", "1 < 2 <3 a", "'1 < 2 <3 a'"},
		{"open raw", "<title>a<p>b", "title 'a' p('b')"},
		{"foreign", "<svg><path/><title>x</title></svg>a", "svg(path title('x')) 'a'"},
		{"open drawing", "<div><svg><g><path></div><p>a</p>b<svg><rect><p>c", "div(svg(g(path))) p('a') 'b' svg(rect) p('c')"},
		{"drawn text", "<svg><foreignObject><p>a</p></foreignObject></svg>b", "svg(foreignobject(p('a'))) 'b'"},
		{"open button", "<div><button>a</div><p>b", "div(button('a')) p('b')"},
		{"noscript", "<noscript><p>a</p></noscript>b", "noscript(p('a')) 'b'"},
		{"upper case", "<DIV><P>a</DIV>b", "div(p('a')) 'b'"},
		{"blanks", "<div> <p> a </p> <b>c</b> <i>d</i> </div>", "div(p(' a ') b('c') ' ' i('d') ' ')"},
		{"cut tag", "a<div class=", "'a' div.class="},
		{"cut end", "a</di", "'a'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, cut := parse("<body>" + c.doc)
			var b strings.Builder
			if got := outline(doc.FirstChild.LastChild, &b); got != c.want || cut {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestParseHead(t *testing.T) {
	const doc = "<!DOCTYPE html><HTML lang=es><head><title>a &amp; b</title><meta name=x content=y><link rel=canonical href=/z></head>\n<body class=c><p>t</p></body></html>"
	tree, _ := parse(doc)
	var b strings.Builder
	want := "html.lang=es(head(title('a & b') meta.name=x.content=y link.rel=canonical.href=/z) body.class=c(p('t')))"
	if got := outline(tree, &b); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"<p>a<div>b", "<table><tr><td>x</table>", "<a><div></a>x", "<!--", "<script>", "</", "<a b='", "<svg><p/>", "&amp"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		doc, _ := parse(s)
		n := 0
		var visit func(n *html.Node, depth int)
		visit = func(p *html.Node, depth int) {
			for c := p.FirstChild; c != nil; c = c.NextSibling {
				if n++; c.Parent != p || c.NextSibling != nil && c.NextSibling.PrevSibling != c || depth > maxDepth+2 || n > 3*len(s)+10 {
					t.Fatalf("a broken tree: node %d at depth %d", n, depth)
				}
				visit(c, depth+1)
			}
		}
		visit(doc, 0)
	})
}
