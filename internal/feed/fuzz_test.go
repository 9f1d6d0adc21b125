package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigia"
)

// seeds adds the documents of a set of hostile ones in the folder that
// VIGIA_DATA names.
func seeds(f *testing.F, set string, add func([]byte)) {
	dir := filepath.Join(os.Getenv("VIGIA_DATA"), "security", set)
	b, err := os.ReadFile(filepath.Join(dir, "cases.jsonl"))
	if os.Getenv("VIGIA_DATA") == "" || err != nil {
		return
	}
	for line := range bytes.Lines(b) {
		var c struct{ File, Payload string }
		if err := json.Unmarshal(line, &c); err != nil {
			f.Fatal(err)
		}
		if c.File == "" {
			add([]byte(c.Payload))
		} else if doc, err := os.ReadFile(filepath.Join(dir, c.File)); err == nil {
			add(doc)
		} else {
			f.Fatal(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	add := func(b []byte) { f.Add(b, "text/xml; charset=utf-8", home) }
	for _, s := range []string{
		"<rss version='2.0'><channel><title>t</title><item><title>n</title><pubDate>Mon, 23 Nov 2026 10:30:00 GMT</pubDate></item></channel></rss>",
		"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='xhtml'><div>x</div></title><link href='a'/></entry></feed>",
		"<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'><item rdf:about='x'><title>a</title></item></rdf:RDF>",
		"<Channel><items><item><title>x</title></item></items></Channel>", "<urlset><url><loc>x</loc></url></urlset>",
		"<CHANNEL HREF='x'><ITEM HREF='y' LASTMOD='2026-11-23'><ABSTRACT>z</ABSTRACT></ITEM></CHANNEL>",
		`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"attachments":[{"url":"x"}]}]}`,
		"<opml><body><outline text='a' xmlUrl='b'/></body></opml>", "<!DOCTYPE x [<!ENTITY a 'b'>]><rss><channel><item>&a;", "\x1f\x8b\x08\x00", "<\x00r\x00",
		"<rss><item><description><![CDATA[a</description></item><item><![CDATA[b]]></item>", "<rss><item><a b='c><d></item>",
	} {
		add([]byte(s))
	}
	for _, set := range []string{"feeds_parse", "feed_xss", "xml_attacks", "json"} {
		seeds(f, set, add)
	}
	f.Fuzz(func(t *testing.T, b []byte, contentType, address string) {
		p, err := Parse(b, contentType, address)
		if err != nil {
			var prob *vigia.Problem
			if !errors.As(err, &prob) || strings.Contains(err.Error(), "stumble") {
				t.Fatalf("error %v", err)
			}
			return
		}
		if len(p.Items) > maxItems || p.Format == "" {
			t.Errorf("%d items, format %q", len(p.Items), p.Format)
		}
		harmless(t, p)
		var out bytes.Buffer
		for _, write := range []func() error{
			func() error { return WriteRSS(&out, *p) }, func() error { return WriteAtom(&out, *p) }, func() error { return WriteJSONFeed(&out, *p) },
		} {
			out.Reset()
			if err := write(); err != nil {
				t.Fatal(err)
			}
			if again, err := Parse(out.Bytes(), "", ""); err != nil || len(again.Items) != len(p.Items) {
				t.Errorf("our own feed: %v, items %d, want %d\n%s", err, len(again.Items), len(p.Items), out.String())
			}
		}
	})
}

// harmless checks what holds of every feed: addresses are of the web, titles
// are one line of text, and their markup only marks.
func harmless(t *testing.T, f *Feed) {
	t.Helper()
	web := func(what, s string) {
		if s != "" && !hasWebScheme(s) && scheme(s) != "" {
			t.Errorf("%s %q", what, s)
		}
	}
	titles := [][2]string{{f.Title, f.TitleHTML}}
	web("link", f.Link)
	for _, it := range f.Items {
		web("link", it.Link)
		for _, e := range it.Enclosures {
			web("enclosure", e.URL)
		}
		titles = append(titles, [2]string{it.Title, it.TitleHTML})
		for _, s := range []string{it.Title, it.ID, it.Summary, it.Content, it.Language, it.RawDate} {
			if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' }) {
				t.Errorf("control character in %q", s)
			}
		}
	}
	for _, s := range titles {
		if strings.ContainsAny(s[0], "\n\t\u202e") {
			t.Errorf("title %q", s[0])
		}
		walkHTML(s[1], func([]byte) {}, func(name string, _ bool) {
			if !inlineTags[name] && name != "br" && name != "p" && name != "div" || name == "a" {
				t.Errorf("title with <%s>: %q", name, s[1])
			}
		})
	}
}
