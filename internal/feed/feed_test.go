package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"vigia"
)

const home = "https://diario.example/rss/mundo.xml"

// one parses a document and gives its only item.
func one(t *testing.T, doc string) (Feed, Item) {
	t.Helper()
	f, err := Parse([]byte(doc), "", home)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	if len(f.Items) != 1 {
		t.Fatalf("%d items, want 1; warnings %v", len(f.Items), f.Warnings)
	}
	return *f, f.Items[0]
}

func TestRSS2(t *testing.T) {
	f, it := one(t, `<?xml version="1.0"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Diario &amp; Mundo</title><link>/mundo</link><description>Noticias</description><language>es</language><ttl>30</ttl>
<lastBuildDate>Mon, 23 Nov 2026 12:00:00 GMT</lastBuildDate>
<atom:link rel="self" href="https://diario.example/rss/mundo.xml"/><atom:link rel="hub" href="https://hub.example/"/>
<item><title>Llega la misión</title><link>/mundo/2026/11/mision</link><guid isPermaLink="false">n-1</guid>
<pubDate>Mon, 23 Nov 2026 10:30:00 -0400</pubDate><dc:creator>Ana Ruiz</dc:creator><dc:creator>Luis Paz</dc:creator>
<category>Mundo</category><category>Salud</category><description>&lt;p&gt;Llegó.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Llegó ayer.</p>]]></content:encoded><enclosure url="/f.jpg" length="10" type="image/jpeg"/></item></channel></rss>`)
	want := Feed{Format: "rss2", Title: "Diario & Mundo", Link: "https://diario.example/mundo", Language: "es", Description: "Noticias",
		TTL: 30 * time.Minute, Hub: "https://hub.example/", Self: home,
		Updated: vigia.Date{At: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), Precision: vigia.ToSec, From: "feed"}}
	f.Items = nil
	if d := cmp.Diff(want, f); d != "" {
		t.Error(d)
	}
	if it.Published.String() != "2026-11-23T10:30:00-04:00" {
		t.Errorf("published %v", it.Published)
	}
	it.Published = vigia.Date{}
	wantItem := Item{ID: "n-1", Link: "https://diario.example/mundo/2026/11/mision", Title: "Llega la misión", Summary: "<p>Llegó.</p>", Content: "<p>Llegó ayer.</p>",
		RawDate: "Mon, 23 Nov 2026 10:30:00 -0400", Authors: []Author{{Name: "Ana Ruiz"}, {Name: "Luis Paz"}},
		Enclosures: []Enclosure{{"https://diario.example/f.jpg", "image/jpeg", "10"}}, Categories: []string{"Mundo", "Salud"}}
	if d := cmp.Diff(wantItem, it); d != "" {
		t.Error(d)
	}
}

// Each document says the same in another format.
func TestFormats(t *testing.T) {
	for _, c := range []struct{ name, format, doc string }{
		{"atom", "atom", `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es"><title>T</title><link href="https://diario.example/"/>
			<entry><id>i</id><title>N</title><link href="n.html"/><published>2026-11-23T10:30:00Z</published><author><name>A</name><email>a@b.example</email></author><content type="html">C</content></entry></feed>`},
		{"atom 0.3", "atom", `<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="es"><title>T</title><link rel="alternate" href="https://diario.example/"/>
			<entry><id>i</id><title>N</title><link rel="alternate" href="n.html"/><issued>2026-11-23T10:30:00Z</issued><author><name>A</name><email>a@b.example</email></author><content>C</content></entry></feed>`},
		{"atom in a prefix", "atom", `<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="es"><a:title>T</a:title><a:link href="https://diario.example/"/>
			<a:entry><a:id>i</a:id><a:title>N</a:title><a:link href="n.html"/><a:published>2026-11-23T10:30:00Z</a:published><a:author><a:name>A</a:name><a:email>a@b.example</a:email></a:author><a:content>C</a:content></a:entry></a:feed>`},
		{"rss 1.0", "rss1", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
			<channel><title>T</title><link>https://diario.example/</link><dc:language>es</dc:language></channel>
			<item rdf:about="i"><title>N</title><link>n.html</link><dc:date>2026-11-23T10:30:00Z</dc:date><dc:creator>a@b.example (A)</dc:creator><content:encoded>C</content:encoded></item></rdf:RDF>`},
		{"rss 0.91", "rss0.9x", `<rss version="0.91"><channel><title>T</title><link>https://diario.example/</link><language>es</language>
			<item><title>N</title><link>n.html</link><guid>i</guid><pubDate>23 Nov 2026 10:30:00 GMT</pubDate><author>A (a@b.example)</author><encoded>C</encoded></item></channel></rss>`},
		{"rss 1.1", "rss1", `<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about="x"><title>T</title><link>https://diario.example/</link><dc:language>es</dc:language>
			<items rdf:parseType="Collection"><item><title>N</title><link>n.html</link><dc:identifier>i</dc:identifier><dc:date>2026-11-23T10:30:00Z</dc:date><dc:creator>A (a@b.example)</dc:creator><content>C</content></item></items></Channel>`},
		{"json feed", "jsonfeed", `{"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"https://diario.example/","language":"es",
			"items":[{"id":"i","url":"n.html","title":"N","date_published":"2026-11-23T10:30:00Z","authors":[{"name":"A"}],"content_html":"C"}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, it := one(t, c.doc)
			if f.Format != c.format || f.Title != "T" || f.Link != "https://diario.example/" || f.Language != "es" || len(f.Warnings) > 0 {
				t.Errorf("feed %q %q %q %q %v", f.Format, f.Title, f.Link, f.Language, f.Warnings)
			}
			if it.ID != "i" || it.Title != "N" || it.Link != "https://diario.example/rss/n.html" || it.Content != "C" || it.Published.String() != "2026-11-23T10:30:00Z" {
				t.Errorf("item %+v", it)
			}
			if len(it.Authors) != 1 || it.Authors[0].Name != "A" || c.format != "jsonfeed" && it.Authors[0].Email != "a@b.example" {
				t.Errorf("authors %+v", it.Authors)
			}
		})
	}
}

func TestSitemaps(t *testing.T) {
	const plain = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://diario.example/a </loc><lastmod>2026-11-22</lastmod></url><url><loc>https://diario.example/b</loc></url></urlset>`
	news := `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://diario.example/a</loc>
		<news:news><news:publication><news:name>Diario</news:name><news:language>es</news:language></news:publication><news:publication_date>2026-11-23T10:30-04:00</news:publication_date>
		<news:title>Ñandú &amp; cía</news:title><news:keywords>uno, dos</news:keywords></news:news></url></urlset>`
	f, it := one(t, news)
	if f.Format != "news-sitemap" || f.Title != "Diario" || it.Title != "Ñandú & cía" || it.Language != "es" || it.Published.String() != "2026-11-23T10:30:00-04:00" || len(it.Categories) != 2 {
		t.Errorf("news: %+v %+v", f, it)
	}
	for name, b := range map[string][]byte{"plain": []byte(plain), "gzip": zip(plain), "list": []byte("https://diario.example/a\nhttps://diario.example/b\n"), "cut": []byte(plain[:len(plain)-20])} {
		f, err := Parse(b, "", home)
		if err != nil || f.Format != "sitemap" || len(f.Items) == 0 || f.Items[0].Link != "https://diario.example/a" {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	f2, err := Parse([]byte(`<sitemapindex><sitemap><loc>https://diario.example/s1.xml.gz</loc></sitemap><sitemap><loc>/s2.xml</loc></sitemap></sitemapindex>`), "", home)
	if err != nil || f2.Format != "sitemapindex" || !cmp.Equal(f2.Sitemaps, []string{"https://diario.example/s1.xml.gz", "https://diario.example/s2.xml"}) {
		t.Errorf("index: %+v, %v", f2, err)
	}
}

// Of a long sitemap the newest entries stay, wherever they stand.
func TestNewest(t *testing.T) {
	var b strings.Builder
	b.WriteString("<urlset>")
	for i := range 5000 {
		fmt.Fprintf(&b, "<url><loc>https://diario.example/%d</loc><lastmod>%s</lastmod></url>", i, time.Date(2020, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	b.WriteString("</urlset>")
	f, err := Parse([]byte(b.String()), "", "")
	if err != nil || len(f.Items) != maxItems || f.Items[0].Link != "https://diario.example/4000" || f.Items[999].Link != "https://diario.example/4999" {
		t.Fatalf("%v, %d items from %v", err, len(f.Items), f.Items[0])
	}
	if !strings.Contains(strings.Join(f.Warnings, ""), "4000 items were dropped") {
		t.Errorf("warnings %v", f.Warnings)
	}
}

func zip(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.Bytes()
}

func TestCharsets(t *testing.T) {
	doc := func(declare, title string) string {
		return `<?xml version="1.0"` + declare + `?><rss version="2.0"><channel><title>f</title><item><title>` + title + `</title></item></channel></rss>`
	}
	encode := func(e encoding.Encoding, s string) string {
		out, err := e.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct{ name, contentType, doc, want string }{
		{"utf-8", "", doc("", "Ñandú 中国"), "Ñandú 中国"},
		{"bom", "", "\ufeff" + doc("", "Ñandú"), "Ñandú"},
		{"latin1 declared", "", encode(charmap.ISO8859_1, doc(` encoding="ISO-8859-1"`, "Ñandú")), "Ñandú"},
		{"quotes of windows", "", encode(charmap.Windows1252, doc(` encoding="iso-8859-1"`, "“Ñ” – €")), "“Ñ” – €"},
		{"windows-1251", "", encode(charmap.Windows1251, doc(` encoding="windows-1251"`, "Президент")), "Президент"},
		{"koi8-r", "", encode(charmap.KOI8R, doc(` encoding='KOI8-R'`, "Президент")), "Президент"},
		{"gb2312", "", encode(simplifiedchinese.GBK, doc(` encoding="gb2312"`, "外交部")), "外交部"},
		{"gb18030 by header", "text/xml; charset=GB18030", encode(simplifiedchinese.GB18030, doc("", "外交部")), "外交部"},
		{"header outranks declaration", "text/xml; charset=windows-1251", encode(charmap.Windows1251, doc(` encoding="iso-8859-1"`, "Президент")), "Президент"},
		{"lying header", "text/xml; charset=iso-8859-1", doc("", "Ñandú"), "Ñandú"},
		{"lying declaration", "", doc(` encoding="windows-1252"`, "Ñandú"), "Ñandú"},
		{"shift-jis", "", encode(japanese.ShiftJIS, doc(` encoding="Shift_JIS"`, "外務省")), "外務省"},
		{"iso-2022-jp", "", encode(japanese.ISO2022JP, doc(` encoding="iso-2022-jp"`, "外務省")), "外務省"},
		{"utf-16 le", "", encode(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), doc(` encoding="utf-16"`, "Ñandú")), "Ñandú"},
		{"utf-16 be without mark", "", encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), doc("", "Ñandú")), "Ñandú"},
		{"utf-8 with a bad byte", "", doc("", "Ñandú ñañá \xff fin"), "Ñandú ñañá \uFFFD fin"},
		{"latin1 undeclared", "", encode(charmap.Windows1252, doc("", "Ñandú")), "Ñandú"},
		{"unknown name", "", doc(` encoding="x-nonesuch"`, "Ñandú"), "Ñandú"},
		{"c1 in utf-8", "", doc("", "don\u0092t"), "don’t"},
		{"controls", "", doc("", "a\x00\x08b"), "ab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.doc), c.contentType, "")
			if err != nil || len(f.Items) != 1 || f.Items[0].Title != c.want {
				t.Fatalf("%+v, %v; want title %q", f, err, c.want)
			}
		})
	}
}

func TestSalvage(t *testing.T) {
	item := func(n int) string {
		return fmt.Sprintf("<item><title>N%d</title><link>https://d.example/%d</link></item>", n, n)
	}
	head := `<rss version="2.0"><channel><title>T</title><link>https://d.example/</link>`
	for _, c := range []struct {
		name, doc string
		items     int
		warns     string
	}{
		{"cut in an item", head + item(1) + item(2) + "<item><title>N", 2, "in the middle of item 3 (line 1): 2 complete items were kept"},
		{"cut in CDATA", head + item(1) + "<item><title><![CDATA[N", 1, "in the middle of item 2"},
		{"no end tags", head + item(1) + item(2), 2, "before its closing tag: 2 complete"},
		{"wrong tag in an item", head + item(1) + "<item><title>a</b></link><x</title></item>" + item(3) + "</channel></rss>", 3, "column 152: end tag without a beginning"},
		{"bare ampersand", head + `<item><title>A & B &nbsp; C</title></item></channel></rss>`, 1, "& that begins no entity"},
		{"bare bracket", head + `<item><title>1 < 2</title></item>` + item(2) + `</channel></rss>`, 2, "< that begins no tag"},
		{"junk before", "<br />\n<b>Warning</b>: x in y" + head + item(1) + "</channel></rss>", 1, "passed over"},
		{"text before", "Warning: x\n<?xml version='1.0'?>" + head + item(1) + "</channel></rss>", 1, "passed over"},
		{"entity of its own", `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>` + head + "<item><title>&x;&y;</title></item></channel></rss>", 1, ""},
		{"deep item", head + "<item><title>" + strings.Repeat("<a>", 200) + "</title></item>" + item(2) + "</channel></rss>", 2, "deeper"},
		{"many", head + strings.Repeat(item(1), 1500) + "</channel></rss>", 1000, "500 items were dropped"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.doc), "", "")
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Items) != c.items || f.Title != "T" || !strings.Contains(strings.Join(f.Warnings, "; "), c.warns) {
				t.Errorf("title %q, %d items, warnings %q", f.Title, len(f.Items), f.Warnings)
			}
			for _, it := range f.Items {
				if strings.Contains(it.Title, "root:") {
					t.Error("an external entity was read")
				}
			}
		})
	}
}

// A long feed in the wrong order keeps its newest end.
func TestOldestFirst(t *testing.T) {
	var b strings.Builder
	b.WriteString("<rss version='2.0'><channel><title>T</title>")
	for i := range 6000 {
		fmt.Fprintf(&b, "<item><title>%d</title><pubDate>%s</pubDate></item>", i, time.Date(2000, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.RFC1123))
	}
	b.WriteString("</channel></rss>")
	f, err := Parse([]byte(b.String()), "", "")
	if err != nil || len(f.Items) != maxItems || f.Items[maxItems-1].Title != "5999" {
		t.Fatalf("%v: %d items, last %q", err, len(f.Items), f.Items[len(f.Items)-1].Title)
	}
}

func TestCaps(t *testing.T) {
	long := strings.Repeat("ñ", 3000)
	_, it := one(t, `<rss version="2.0"><channel><item><title>`+long+`</title><guid isPermaLink="false">`+long+`</guid><link>https://d.example/`+long+
		`</link><description>`+strings.Repeat("x", 2<<20)+`</description>`+strings.Repeat("<category>c</category>", 100)+strings.Repeat("<enclosure url='u'/>", 50)+`</item></channel></rss>`)
	if n := len([]rune(it.Title)); n != maxTitle {
		t.Errorf("title of %d runes", n)
	}
	if !strings.HasPrefix(it.ID, "sha256:") || it.Link != "" || len(it.Summary) != maxContent || len(it.Categories) != maxCategories || len(it.Enclosures) != maxEnclosures {
		t.Errorf("id %.20q link %.20q summary %d categories %d enclosures %d", it.ID, it.Link, len(it.Summary), len(it.Categories), len(it.Enclosures))
	}
}

func TestNotAFeed(t *testing.T) {
	for _, c := range []struct{ name, doc, says string }{
		{"empty", "", "is empty"},
		{"blank", " \n\t", "is empty"},
		{"html", "<!DOCTYPE html><html><head><title>x</title></head></html>", "HTML page"},
		{"html without doctype", "<html><body>x", "HTML page"},
		{"text", "hola", "plain text"},
		{"pdf", "%PDF-1.7\n\x00", "PDF"},
		{"png", "\x89PNG\r\n\x1a\n\x00\x00", "PNG"},
		{"zeros", strings.Repeat("\x00", 100), "binary"},
		{"noise", strings.Repeat("\x00\x01\x02\x80", 100), "binary"},
		{"other xml", "<kml><a/></kml>", "<kml>"},
		{"json", `{"a":1}`, "no \"items\""},
		{"json list", `[1]`, "JSON list"},
		{"broken json", `{"items":[{`, "not well-formed"},
		{"gzip of nothing", string(zip("")), "is empty"},
		{"damaged gzip", "\x1f\x8b\x00\x00", "damaged gzip"},
		{"gzip in gzip", string(zip(string(zip("x")))), "gzip"},
		{"markup", "<?xml version='1.0'?><br/>x", "no feed in it"},
		{"deep", "<rss><channel>" + strings.Repeat("<a>", 100000), "nested deeper"},
		{"deep sitemap", "<urlset>" + strings.Repeat("<a>", 100000), "nested deeper"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.doc), "", home)
			var p *vigia.Problem
			if !errors.As(err, &p) || !errors.Is(err, vigia.ErrInvalid) || p.Remedy == "" {
				t.Fatalf("%+v, %v; want a problem with a remedy", f, err)
			}
			if !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), home) {
				t.Errorf("%q does not say %q of %s", err, c.says, home)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"a <b>b</b>c":                  "a bc",
		"a &nbsp;b":                    "a \u00a0b",
		"a <style>b</style><!-- c -->": "a",
		"if a<b then":                  "if a<b then",
		"cut <a href=":                 "cut",
		"<p>uno</p><p>dos</p>":         "uno dos",
		"R&amp;D &lt;x&gt; 1 < 2":      "R&D <x> 1 < 2",
		"  a \n b ":                    "a b",
		"<script>alert(1)</script>x":   "x",
	} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAuthors(t *testing.T) {
	for in, want := range map[string]Author{
		"a@b.example (Ana Ruiz)":   {Name: "Ana Ruiz", Email: "a@b.example"},
		"Ana Ruiz (a@b.example)":   {Name: "Ana Ruiz", Email: "a@b.example"},
		"Ana Ruiz <a@b.example>":   {Name: "Ana Ruiz", Email: "a@b.example"},
		"a@b.example":              {Email: "a@b.example"},
		"Ana Ruiz":                 {Name: "Ana Ruiz"},
		"Redacción (EFE)":          {Name: "Redacción (EFE)"},
		"<a href='x'>Ana Ruiz</a>": {Name: "Ana Ruiz"},
		"Ana &amp; Luis":           {Name: "Ana & Luis"},
	} {
		got := appendAuthor(nil, in)
		if len(got) != 1 || got[0] != want {
			t.Errorf("author %q = %+v, want %+v", in, got, want)
		}
	}
}

// A document of nothing but warnings is read in the time of its length.
func TestWarningsWithoutEnd(t *testing.T) {
	began := time.Now()
	if _, err := Parse([]byte(strings.Repeat("<br><?xml?>", 200_000)), "", ""); err == nil {
		t.Error("two megabytes of warnings are a feed")
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	f, err := Parse([]byte("<br />\n<b>Warning</b>: x in y\n<rss><channel><title>t</title></channel></rss>"), "", "")
	if err != nil || f.Title != "t" || len(f.Warnings) != 1 {
		t.Errorf("behind a warning: %+v, %v", f, err)
	}
}

// What publishers meant as markup or as text comes out as such.
func TestTextsAsMeant(t *testing.T) {
	for _, c := range []struct{ name, element, title, marked, summary string }{
		{"html", `type="html">Un &lt;b&gt;gran&lt;/b&gt; d&amp;iacute;a`, "Un gran día", "Un <b>gran</b> día", "Un <b>gran</b> d&iacute;a"},
		{"text", `type="text">a &lt;b&gt; &amp;amp; c`, "a <b> &amp; c", "", "a &lt;b&gt; &amp;amp; c"},
		{"text without a type", `>R&amp;D`, "R&D", "", "R&amp;D"},
		{"html without a type", `>&lt;i&gt;a&lt;/i&gt; &amp;amp; b`, "a & b", "<i>a</i> &amp; b", "<i>a</i> &amp; b"},
		{"xhtml", `type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <i class="x">b</i><br/>&lt;c&gt;</div>`, "a b <c>", "a <i>b</i><br />&lt;c&gt;", `a <i class="x">b</i><br />&lt;c&gt;`},
		{"atom 0.3", `type="text/html" mode="base64">YSA8Yj5iPC9iPg==`, "a b", "a <b>b</b>", "a <b>b</b>"},
		{"script", `type="html">a&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick="x()"&gt;b&lt;/b&gt;`, "ab", "a<b>b</b>", `a<script>alert(1)</script><b onclick="x()">b</b>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, it := one(t, `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title `+c.element+`</title><summary `+c.element+`</summary></entry></feed>`)
			if it.Title != c.title || it.TitleHTML != c.marked || it.Summary != c.summary || it.SummaryIsText != strings.HasPrefix(c.name, "text") {
				t.Errorf("%+v", it)
			}
		})
	}
}

func TestMoreDialects(t *testing.T) {
	f, it := one(t, `<CHANNEL HREF="/c" LASTMOD="2026-11-22"><TITLE>T</TITLE><ABSTRACT>d</ABSTRACT><ITEM HREF="/i" LASTMOD="2026-11-23T10:30"><TITLE>N</TITLE><ABSTRACT>s</ABSTRACT></ITEM></CHANNEL>`)
	if f.Format != "cdf" || f.Title != "T" || f.Link != "https://diario.example/c" || f.Updated.String() != "2026-11-22" || f.Description != "d" ||
		it.Title != "N" || it.Link != "https://diario.example/i" || it.Summary != "s" || it.Updated.String() != "2026-11-23T10:30" && !it.Updated.Known() {
		t.Errorf("CDF: %+v %+v", f, it)
	}
	f, it = one(t, `<service xmlns="http://www.w3.org/2007/app" xmlns:atom="http://www.w3.org/2005/Atom"><workspace><atom:title>T</atom:title><collection href="/c"><atom:title>N</atom:title></collection></workspace></service>`)
	if f.Format != "service" || f.Title != "T" || it.Title != "N" || it.Link != "https://diario.example/c" {
		t.Errorf("service: %+v %+v", f, it)
	}
	f, it = one(t, `<rss xml:base="https://b.example/x/" xmlns:m="http://search.yahoo.com/mrss/" xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel xml:lang="es"><title>T</title>
<link>y</link><image><title>no</title><link>no</link></image><managingEditor>a@b.example (A)</managingEditor><item xml:base="z/"><link>w</link><i:author>A</i:author><source url="s"><title>no</title></source>
<m:group><m:title xml:lang="fr">N</m:title><m:content url="v.mp4" type="video/mp4" fileSize="7"/><m:thumbnail url="t.jpg"/></m:group><summary>uno</summary><description>dos</description></item></channel></rss>`)
	want := Item{Link: "https://b.example/x/z/w", Title: "N", Language: "fr", Summary: "uno", Content: "dos", Authors: []Author{{Name: "A"}}, Enclosures: []Enclosure{{"https://b.example/x/z/v.mp4", "video/mp4", "7"}}}
	if d := cmp.Diff(want, it); d != "" || f.Title != "T" || f.Link != "https://b.example/x/y" || f.Language != "es" || len(f.Authors) != 1 || f.Authors[0].Email != "a@b.example" {
		t.Errorf("bases and media: %s\n%+v", d, f)
	}
}

func TestOnlyWebAddresses(t *testing.T) {
	for ref, want := range map[string]string{
		"javascript:alert(1)": "", " java\nscript:alert(1)": "", "data:text/html,x": "", "file:///etc/passwd": "", "HTTPS://d.example/A": "HTTPS://d.example/A", "//e.example/x": "https://e.example/x",
		"x y": "https://diario.example/rss/x%20y", "?a=b": "https://diario.example/rss/mundo.xml?a=b", "https://d.example/\ta": "https://d.example/a",
	} {
		_, it := one(t, `<rss><channel><item><title>x</title><link>`+ref+`</link></item></channel></rss>`)
		if it.Link != want {
			t.Errorf("%q gives %q, want %q", ref, it.Link, want)
		}
	}
}

// Each hands items on as they come, as many as there are or as are wanted.
func TestEach(t *testing.T) {
	doc := "<rss><channel><title>T</title>" + strings.Repeat("<item><title>N</title></item>", 3000) + "<item>"
	for _, want := range []int{3000, 7} {
		n := 0
		f, err := Each(strings.NewReader(doc), "", "", func(f *Feed, it *Item) bool {
			n++
			return f.Title == "T" && it.Title == "N" && n < want
		})
		if err != nil || n != want || f.Title != "T" || want == 7 && len(f.Warnings) > 0 {
			t.Errorf("%d items, want %d; %v, %v", n, want, f, err)
		}
	}
	if f, err := Each(io.MultiReader(strings.NewReader(doc), iotest.ErrReader(errors.New("reset"))), "", "", func(*Feed, *Item) bool { return true }); err != nil {
		t.Errorf("%v, %v", f, err)
	}
}

// A page that stands where a feed should be says where its feed is.
func TestFeedOfAPage(t *testing.T) {
	_, err := Parse([]byte(`<!DOCTYPE html><html><head><link rel="stylesheet" href="a.css"><LINK REL="alternate" TYPE="application/rss+xml" HREF="/rss"></head><body><p>x`), "", home)
	if err == nil || !strings.Contains(err.Error(), "HTML page") || !strings.Contains(err.Error(), "https://diario.example/rss") {
		t.Errorf("%v", err)
	}
}
