//go:build unix

package main

import (
	"fmt"
	"io"
	"strings"
)

// generated is a document that is made when it is needed.
type generated struct {
	name, reader string
	write        func(io.Writer)
}

// made are the large documents.
var made = []generated{
	{"an attribute of 10 MB", "page", func(w io.Writer) { put(w, `<p class="`, times("x", 10<<20), `">Texto</p>`) }},
	{"10,000 nested elements", "page", func(w io.Writer) { put(w, times("<div>", 10000), "<p>Texto", times("</div>", 10000)) }},
	{"100,000 nested elements", "page", func(w io.Writer) { put(w, times("<div>", 100000), "<p>Texto", times("</div>", 100000)) }},
	{"100,000 nested lists", "page", func(w io.Writer) { put(w, "<html><body>", times("<ul><li>", 100000), "Texto") }},
	{"a million paragraphs", "page", func(w io.Writer) { put(w, times("<p>", 1000000)) }},
	{"a million short paragraphs", "page", func(w io.Writer) { put(w, times("<p>uno dos", 1000000)) }},
	{"a megabyte of honest paragraphs", "page", func(w io.Writer) { honest(w, 1<<20) }},
	{"ten megabytes of honest paragraphs", "page", func(w io.Writer) { honest(w, 10<<20) }},
	{"5 MB of <b> and <a> across", "page", func(w io.Writer) { put(w, times("<b><a href=x>uno</b><p>dos</a>", 5<<20/30)) }},
	{"5 MB of <b> left open", "page", func(w io.Writer) { put(w, times("<p><b>uno", 5<<20/9)) }},
	{"400 fonts left open, 100,000 paragraphs", "page", func(w io.Writer) {
		for i := range 400 {
			fmt.Fprintf(w, "<font size=%d>", i)
		}
		put(w, times("<p>uno", 100000))
	}},
	{"a table of a million cells", "page", func(w io.Writer) { put(w, "<table>", times("<tr>"+strings.Repeat("<td>1", 100), 10000), "</table>") }},
	{"10,000 nested tables", "page", func(w io.Writer) { put(w, times("<table><tr><td>", 10000), "Texto") }},
	{"text between a million cells", "page", func(w io.Writer) { put(w, "<table>", times("<tr>uno<b>", 500000)) }},
	{"100,000 attributes on one element", "page", func(w io.Writer) {
		put(w, "<p")
		for i := range 100000 {
			fmt.Fprintf(w, " a%d=%d", i, i)
		}
		put(w, ">Texto</p>")
	}},
	{"a million unclosed comments", "page", func(w io.Writer) { put(w, "<p>Texto", times("<!--", 1000000)) }},
	{"a million entities", "page", func(w io.Writer) { put(w, "<p>", times("&amp;&#x41;&notit;", 500000)) }},
	{"a million entities without an end", "page", func(w io.Writer) { put(w, "<p>", times("&a", 1000000)) }},
	{"a million unclosed tags", "page", func(w io.Writer) { put(w, "<p>Texto", times("<a ", 1000000)) }},
	{"a million links", "page", func(w io.Writer) { links(w, 200000) }},
	{"a million links", "index", func(w io.Writer) { links(w, 200000) }},
	{"10 MB of JSON-LD, nested", "page", func(w io.Writer) {
		put(w, `<html><script type="application/ld+json">`, times(`{"@graph":[`, 1<<20), "</script><p>Texto")
	}},
	{"10 MB of JSON-LD, wide", "page", func(w io.Writer) {
		put(w, `<html><script type="application/ld+json">[`, times(`{"@type":"NewsArticle","author":{"name":"A B"}},`, 200000), "{}]</script><p>Texto")
	}},
	{"100,000 metas", "page", func(w io.Writer) {
		put(w, times(`<meta property="article:author" content="Ana Ruiz"><meta name="date" content="2026-11-23">`, 100000), "<p>Texto")
	}},
	{"a word of 5 MB", "page", func(w io.Writer) { put(w, "<p>", times("x", 5<<20)) }},
	{"a paragraph of 5 MB", "page", func(w io.Writer) { put(w, "<p>", times("uno dos, ", 5<<20/9)) }},
	{"scripts without an end", "page", func(w io.Writer) { put(w, "<html><body>", times("<script>/*<!--<script>", 200000)) }},
	{"styles and templates", "page", func(w io.Writer) { put(w, "<html><body>", times("<template><style>x</style>", 200000)) }},
	{"svg in math in svg", "page", func(w io.Writer) {
		put(w, "<html><body>", times("<svg><foreignObject><math><annotation-xml encoding=text/html>", 100000))
	}},
	{"NUL bytes", "page", func(w io.Writer) { put(w, "<p>", times("Texto ", 1000), times("\x00", 5<<20)) }},
	{"UTF-16 that is none", "page", func(w io.Writer) { put(w, "\xFF\xFE", times("<\x00p\x00>\x00\xD8\xD8", 1<<20)) }},
	{"GB 18030 that is none", "page", func(w io.Writer) { put(w, "<meta charset=gb18030><p>", times("\x81\x30\xFF\x80", 1<<20)) }},
	{"no encoding at all", "page", func(w io.Writer) { put(w, "<p>", times("\x81\x8D\x8F\x90\x9D \xFE", 1<<20)) }},
	{"declared as UTF-7, with escapes", "page", func(w io.Writer) { put(w, "<meta charset=utf-7>", times("\x1B$B!!~{", 1<<20)) }},
	{"a million metas without a charset", "page", func(w io.Writer) { put(w, times("<meta charset", 1<<20), "\xFF") }},

	{"a million items", "feed", func(w io.Writer) {
		put(w, `<rss version="2.0"><channel><title>t</title>`, times("<item><title>n</title><link>l</link></item>", 1000000), "</channel></rss>")
	}},
	{"an attribute of 10 MB", "feed", func(w io.Writer) {
		put(w, `<rss><channel><item a="`, times("x", 10<<20), `"><title>n</title></item></channel></rss>`)
	}},
	{"100,000 attributes", "feed", func(w io.Writer) {
		put(w, "<rss")
		for i := range 100000 {
			fmt.Fprintf(w, " a%d='%d'", i, i)
		}
		put(w, "><channel><item><title>n</title></item></channel></rss>")
	}},
	{"100,000 nested elements", "feed", func(w io.Writer) { put(w, "<rss><channel><item>", times("<a>", 100000), "x") }},
	{"a million nested items", "feed", func(w io.Writer) { put(w, "<rss><channel>", times("<item>", 1000000)) }},
	{"10 MB of XHTML, nested", "feed", func(w io.Writer) { put(w, "<feed><entry><content type='xhtml'>", times("<div>", 2<<20)) }},
	{"a billion laughs", "feed", func(w io.Writer) {
		put(w, "<!DOCTYPE rss [<!ENTITY a0 'ha'>")
		for i := range 60 {
			fmt.Fprintf(w, "<!ENTITY a%d '%s'>", i+1, strings.Repeat(fmt.Sprintf("&a%d;", i), 10))
		}
		put(w, "]><rss><channel><item><title>&a60;</title></item></channel></rss>")
	}},
	{"entities without an end", "feed", func(w io.Writer) { put(w, "<rss><channel><item><title>", times("&a", 2<<20)) }},
	{"a million entities", "feed", func(w io.Writer) { put(w, "<rss><channel><item><title>", times("&amp;", 1000000)) }},
	{"a DOCTYPE without an end", "feed", func(w io.Writer) { put(w, "<!DOCTYPE rss [", times("<!ENTITY a 'b' [", 500000)) }},
	{"comments without an end", "feed", func(w io.Writer) { put(w, "<rss><channel>", times("<!-- ", 1<<20)) }},
	{"CDATA without an end", "feed", func(w io.Writer) { put(w, "<rss><channel><item><title>", times("<![CDATA[", 1<<20)) }},
	{"a million name spaces", "feed", func(w io.Writer) { put(w, "<rss><channel>", times("<item xmlns:a='b'><a:c/></item>", 300000)) }},
	{"a gzip bomb", "feed", func(w io.Writer) {
		packed(w, func(z io.Writer) { put(z, "<rss><channel>", times(strings.Repeat(" ", 1<<20), 1024)) })
	}},
	{"a sitemap of a million", "feed", func(w io.Writer) { put(w, "<urlset>", times("<url><loc>https://a.example/x</loc></url>", 1000000)) }},
	{"JSON, nested", "feed", func(w io.Writer) {
		put(w, `{"version":"https://jsonfeed.org/version/1","items":[`, times(`{"a":[`, 1<<20))
	}},
	{"JSON, a million items", "feed", func(w io.Writer) {
		put(w, `{"version":"https://jsonfeed.org/version/1","items":[`, times(`{"id":"1"},`, 1000000), "{}]}")
	}},
	{"an outline, nested", "feed", func(w io.Writer) { put(w, "<opml><body>", times("<outline text='a'>", 300000)) }},
	{"a date of a megabyte", "feed", func(w io.Writer) {
		put(w, "<rss><channel><item><pubDate>", times("Mon, 1 ", 1<<17), "</pubDate></item></channel></rss>")
	}},
	{"warnings before the feed", "feed", func(w io.Writer) {
		put(w, times("<br />\n<b>Warning</b>: x ", 300000), "<rss><channel></channel></rss>")
	}},
	{"a page as a feed", "feed", func(w io.Writer) { honest(w, 5<<20) }},
	{"a feed as a page", "page", func(w io.Writer) {
		put(w, "<rss><channel>", times("<item><title>n</title><description>&lt;p&gt;x</description></item>", 100000))
	}},
}

// put writes strings and repetitions one after the other.
func put(w io.Writer, parts ...any) {
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			_, _ = io.WriteString(w, p) // a buffer takes everything
		case repetition:
			for range p.n {
				_, _ = io.WriteString(w, p.s)
			}
		}
	}
}

type repetition struct {
	s string
	n int
}

func times(s string, n int) repetition { return repetition{s, n} }

func honest(w io.Writer, size int) {
	const p = "<p>El Gobierno anunció ayer que la reunión con la oposición será el próximo miércoles, según el <a href=\"/nota\">canciller</a>, quien no dio <b>más detalles</b>.</p>\n"
	put(w, "<html><head><title>Una nota</title></head><body><article><h1>Una nota larga</h1>", times(p, size/len(p)), "</article></body></html>")
}

func links(w io.Writer, n int) {
	put(w, "<html><body>")
	for i := range n {
		fmt.Fprintf(w, "<a href=\"/2026/11/23/una-nota-larga-%d\">El canciller llegó ayer a la capital %d</a>\n", i, i)
	}
}
