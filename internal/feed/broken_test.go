package feed

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// samples are small feeds of each dialect, and what ends an item in them.
var samples = map[string]struct{ doc, end string }{
	"rss": {`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY own "ñ">]><rss version="2.0"><channel><title>T</title><item><title>&own; &amp; <![CDATA[<b>]]></title>
<link>https://d.example/1</link><description>&lt;p class="x"&gt;a&lt;/p&gt;</description></item><!-- between --><item><guid>2</guid><enclosure url="https://d.example/e" type='a/b'/></item><item/></channel></rss>`, "</item"},
	"atom": {`<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a<br/>b</p></div></content>
<author><name>A</name></author></entry><entry xml:base="https://d.example/"><id>2</id><link href="x"/></entry></feed>`, "</entry"},
	"rdf": {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><items rdf:resource="a"/></channel>
<item rdf:about="a"><title>N</title></item><item rdf:about="b"/><item rdf:about="c"><title>M</title></item></rdf:RDF>`, "</item"},
	"sitemap": {`<urlset><url><loc>https://d.example/1</loc></url><url><lastmod>2026-11-23</lastmod><loc>https://d.example/2</loc></url></urlset>`, "</loc></url"},
	"json":    {`{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","title":"ñ"},{"id":2,"authors":[{"name":"A"}]},{"id":"3"}],"language":"es"}`, ""},
}

// Wherever a feed is cut, every complete item of it is kept.
func TestEveryPrefix(t *testing.T) {
	for name, s := range samples {
		for i := range len(s.doc) {
			f, err := Parse([]byte(s.doc[:i]), "", "")
			want := 0
			switch {
			case name == "json":
				for _, end := range []string{`"ñ"}`, `"A"}]}`, `"3"}`} {
					want += strings.Count(s.doc[:i], end)
				}
			default:
				want = strings.Count(s.doc[:i], s.end) + strings.Count(s.doc[:i], `<item/>`) + strings.Count(s.doc[:i], `about="b"/>`)
			}
			switch {
			case err != nil && want > 0:
				t.Fatalf("%s cut at %d: %v", name, i, err)
			case err == nil && len(f.Items) != want:
				t.Fatalf("%s cut at %d: %d items, want %d\n%s", name, i, len(f.Items), want, s.doc[:i])
			case err == nil && len(f.Warnings) == 0 && i < len(s.doc)-1:
				t.Fatalf("%s cut at %d: nothing said", name, i)
			}
		}
	}
}

// One wrong sign, wherever it stands, costs no more than the item in which it
// stands and a neighbour.
func TestOneFault(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title><image><url>u</url></image>`)
	for i := range 6 {
		fmt.Fprintf(&b, `<item><title>N%d</title><link>https://d.example/%d</link><dc:creator>A</dc:creator><description><![CDATA[<p class="x">a</p>]]></description>
<enclosure url="https://d.example/e" type="a/b"/></item>`, i, i)
	}
	b.WriteString("</channel></rss>")
	doc := b.String()
	for i := range len(doc) {
		for _, put := range []string{"", `"`, "'", "<", ">", "&", "=", "]]>", "<!--", "</x>", "<x>"} {
			rest := doc[i:]
			if put == "" {
				rest = doc[i+1:]
			}
			f, err := Parse([]byte(doc[:i]+put+rest), "", "")
			whole := 0
			for n := range 6 {
				if err == nil && slices.ContainsFunc(f.Items, func(it Item) bool {
					return it.Title == fmt.Sprint("N", n) && it.Link == fmt.Sprint("https://d.example/", n)
				}) {
					whole++
				}
			}
			if whole < 4 {
				t.Fatalf("%q at %d (%.30q): %d items whole, %v, %+v", put, i, doc[i:], whole, err, f)
			}
		}
	}
}

// A feed that lost its first bytes still has its items.
func TestNoBeginning(t *testing.T) {
	f, err := Parse([]byte(`el><title>T</title><item><title>N</title></item></channel></rss>`), "", "")
	if err != nil || len(f.Items) != 1 || f.Title != "T" || !strings.Contains(fmt.Sprint(f.Warnings), "begins with <title>") {
		t.Errorf("%+v, %v", f, err)
	}
	if f, err := Parse([]byte(`<title>T</title><p>x`), "", ""); err == nil {
		t.Errorf("%+v", f)
	}
}

// A document is the same in whatever portions it comes.
func TestPortions(t *testing.T) {
	for name, s := range samples {
		whole, err := Parse([]byte(s.doc), "", "")
		if err != nil || len(whole.Warnings) > 0 {
			t.Fatalf("%s: %v, %v", name, err, whole)
		}
		big := strings.Replace(s.doc, ">T<", ">T<!-- "+strings.Repeat("ñ", sampleSize)+" --><", 1)
		wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(big)
		if err != nil {
			t.Fatal(err)
		}
		for portion, r := range map[string]io.Reader{"bytes": oneByte{strings.NewReader(s.doc)}, "large": strings.NewReader(big), "large in UTF-16": strings.NewReader(wide)} {
			got, err := Read(r, "", "")
			if err != nil || fmt.Sprint(got.Items) != fmt.Sprint(whole.Items) || got.Title != whole.Title || len(got.Warnings) > 0 {
				t.Errorf("%s in %s: %v\n%+v\n%+v", name, portion, err, got, whole)
			}
		}
	}
}

type oneByte struct{ r io.Reader }

func (o oneByte) Read(b []byte) (int, error) { return o.r.Read(b[:min(1, len(b))]) }

func TestMended(t *testing.T) {
	const good = `<title>N</title><link>https://d.example/1</link><guid isPermaLink="false">g</guid>`
	for _, c := range []struct{ name, item, title, says string }{
		{"as it should be", good, "N", ""},
		{"case", `<TITLE>N</Title><LINK>https://d.example/1</LINK><guid isPermaLink="false">g</guid>`, "N", ""},
		{"no closing quote", `<enclosure url="https://d.example/e type="a/b>` + good, "N", ""},
		{"no closing quote at all", `<category domain="x>c</category>` + good, "N", "without its closing quote"},
		{"no quotes", `<category domain=x>c</category>` + good, "N", ""},
		{"undeclared prefix", `<dc:creator>A</dc:creator><foo:bar>x</foo:bar>` + good, "N", ""},
		{"title not closed", strings.Replace(good, "</title>", "", 1), "N", ""},
		{"wrong nesting", `<a><b></a></b>` + good, "N", "end tag"},
		{"void elements", `<br>` + good + `<hr>`, "N", ""},
		{"entities", strings.Replace(good, "N", `&Ntilde;&#209;&#xD1;&#x96;&nope;&amp;amp;`, 1), "ÑÑÑ–&nope;&", "unknown name"},
		{"controls", strings.Replace(good, "N", "N\x00\x08\u202e&#1;", 1), "N", "control character"},
		{"bare signs", strings.Replace(good, "N", "1 < 2 & 3 <4", 1), "1 < 2 & 3 <4", "<"},
		{"tag that does not end", strings.Replace(good, "N", "a <b c", 1), "a <b c", "tag that does not end"},
		{"runaway section", `<description><![CDATA[x</description></item><item>` + good + `<description><![CDATA[y]]></description>`, "", "CDATA section"},
		{"version of an item", good + `<x:conflict><item><title>M</title></item></x:conflict>`, "N", ""},
		{"item not closed", good + `<item><title>M</title>`, "N", "not closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte("<rss version='2.0'><channel><title>T</title><item>"+c.item+"</item><item>"+good+"</item></channel></rss>"), "", "")
			if err != nil || len(f.Items) < 2 || f.Title != "T" {
				t.Fatalf("%+v, %v", f, err)
			}
			said := strings.Join(f.Warnings, "; ")
			if it := f.Items[len(f.Items)-1]; it.ID != "g" || it.Link != "https://d.example/1" || it.Title != "N" {
				t.Errorf("the next item is %+v; %s", it, said)
			}
			if it := f.Items[0]; it.Title != c.title || !strings.Contains(said, c.says) || c.name == "as it should be" && said != "" {
				t.Errorf("%+v; %s", it, said)
			}
		})
	}
}

// What is hostile costs no more than its length; see BenchmarkHostile.
func TestHostile(t *testing.T) {
	for name, doc := range hostile(1 << 20) {
		last := Item{}
		f, err := Each(strings.NewReader(doc), "", "", func(_ *Feed, it *Item) bool {
			last = *it
			return true
		})
		if err != nil || last.Title != "last" {
			t.Errorf("%s: last %.100q, %v; %+v", name, last.Title, err, f)
		}
	}
}

// hostile makes documents of about n bytes each.
func hostile(n int) map[string]string {
	many := func(s string) string { return strings.Repeat(s, n/len(s)) }
	wrap := func(s string) string {
		return "<rss version='2.0'><channel><title>T</title>" + s + "<item><title>last</title></item></channel></rss>"
	}
	docs := map[string]string{
		"attribute":         wrap(`<item a="` + many("x") + `"><title>x</title></item>`),
		"attributes":        wrap("<item " + many("a='b' ") + "><title>x</title></item>"),
		"nested":            wrap("<item>" + many("<a>") + "</item>"),
		"nested and closed": wrap("<item>" + strings.Repeat("<a>", n/7) + strings.Repeat("</a>", n/7) + "</item>"),
		"stray ends":        wrap("<item>" + strings.Repeat("<a>", 120) + many("</b>") + "</item>"),
		"quotes":            wrap("<item><title>" + many(`<a b='`) + "'></title></item>"),
		"brackets":          wrap("<item><title>" + many("<") + "</title></item>"),
		"ampersands":        wrap("<item><title>" + many("&a") + "</title></item>"),
		"instructions":      wrap(many("<?a ")),
		"declarations":      wrap(many("<!a '") + "'>"),
		"sections":          wrap("<item><description>" + many("<![CDATA[") + "]]></description></item>"),
		"name spaces":       wrap("<item>" + many("<a xmlns:b='c'>") + "</item>"),
		"bases":             wrap("<item>" + many("<a xml:base='b/'>") + "</item>"),
		"markup in a title": wrap("<item><title>" + strings.ReplaceAll(many("<b>"), "<", "&lt;") + "</title></item>"),
		"comments":          wrap(many("<!-- ")),
		"items in items":    wrap(many("<item>")),
		"one name":          wrap("<item><" + many("a") + "/></item>"),
		"own entities":      `<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("b", 2000) + `"><!ENTITY c "&a;&a;">]>` + wrap("<item><title>"+many("&a;&c;")+"</title></item>"),
	}
	docs["categories"] = wrap("<item>" + many("<category>c</category><author>a</author>") + "</item>")
	return docs
}

func BenchmarkHostile(b *testing.B) {
	for name := range hostile(1 << 10) {
		for _, n := range []int{1 << 20, 4 << 20, 16 << 20} {
			b.Run(fmt.Sprintf("%s/%dMiB", strings.ReplaceAll(name, " ", "_"), n>>20), func(b *testing.B) {
				doc := []byte(hostile(n)[name])
				b.SetBytes(int64(len(doc)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Read(bytes.NewReader(doc), "", ""); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
