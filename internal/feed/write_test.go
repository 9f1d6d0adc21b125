package feed

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigia"
)

func sample() Feed {
	at := func(h int) vigia.Date {
		return vigia.Date{At: time.Date(2026, 11, 23, h, 30, 0, 0, time.UTC), Precision: vigia.ToSec, From: "feed"}
	}
	return Feed{
		Title: "Edición 31 & más", Link: "https://vigia.example/", Self: "https://vigia.example/feed", Hub: "https://hub.example/", Language: "es",
		Description: "Lo &lt;último&gt;", Updated: at(12),
		Items: []Item{
			{ID: "urn:x:1", Link: "https://vigia.example/31", Title: "Uno \"y\" 'dos' \x1b", Summary: "a &lt; b", Content: "<p>Cuerpo</p>", Language: "en",
				Published: at(10), Updated: at(11), Authors: []Author{{Name: "Ana Ruiz"}}, Categories: []string{"V", "Medical Diplomacy"},
				Enclosures: []Enclosure{{"https://vigia.example/31.pdf", "application/pdf", "1000"}}},
			{ID: "https://vigia.example/30", Link: "https://vigia.example/30", Title: "Dos", Summary: "x", Published: at(9)},
		},
	}
}

// What we write, we read again the same; and writing is deterministic.
func TestWriteAndRead(t *testing.T) {
	for _, c := range []struct {
		format string
		write  func(io.Writer, Feed) error
		lacks  cmp.Option
	}{
		{"rss2", WriteRSS, cmpopts.IgnoreFields(Item{}, "Updated", "RawDate")},
		{"atom", WriteAtom, cmpopts.IgnoreFields(Item{}, "Updated", "RawDate", "Authors")},
		{"jsonfeed", WriteJSONFeed, cmpopts.IgnoreFields(Item{}, "RawDate", "Summary", "Content", "SummaryIsText")},
	} {
		t.Run(c.format, func(t *testing.T) {
			var a, b bytes.Buffer
			if err := errors.Join(c.write(&a, sample()), c.write(&b, sample())); err != nil || a.String() != b.String() {
				t.Fatalf("not deterministic: %v", err)
			}
			got, err := Parse(a.Bytes(), "", "")
			if err != nil {
				t.Fatalf("%v\n%s", err, a.String())
			}
			want := sample()
			want.Format = c.format
			want.Items[0].Title = got.Items[0].Title // the escape character is replaced
			if strings.Contains(a.String(), "\x1b") {
				t.Error("a control character was written")
			}
			same := cmp.Comparer(func(x, y vigia.Date) bool { return x.At.Equal(y.At) })
			opts := []cmp.Option{same, c.lacks, cmpopts.IgnoreFields(Feed{}, "Updated", "Published", "Warnings", "DescriptionIsText")}
			if d := cmp.Diff(want, *got, opts...); d != "" {
				t.Errorf("%s\n%s", d, a.String())
			}
		})
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteErrors(t *testing.T) {
	for _, err := range []error{WriteRSS(failing{}, sample()), WriteAtom(failing{}, sample()), WriteJSONFeed(failing{}, sample()), WriteOPML(failing{}, "x", nil)} {
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("error %v", err)
		}
	}
}

func TestOPML(t *testing.T) {
	want := []Outline{
		{Text: "Diario & Mundo", Type: "rss", XMLURL: "https://diario.example/rss", HTMLURL: "https://diario.example/", Language: "es", Outlet: "diario", Verified: true, Line: 7},
		{Text: "Sitio", Type: "sitemap", XMLURL: "https://sitio.example/sitemap.xml", Line: 8},
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, "Fuentes", want); err != nil {
		t.Fatal(err)
	}
	got, err := ParseOPML(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s\n%s", d, b.String())
	}
	nested := `<?xml version="1.0"?><opml version="1.0"><head><title>x</title></head><body><outline text="Folder"><outline title="A" xmlUrl="https://a.example/"/>
		<outline text="only a page" htmlUrl="https://b.example/"/></outline></body></opml>`
	got, err = ParseOPML([]byte(nested))
	if err != nil || len(got) != 2 || got[0].Text != "A" || got[1].Line != 2 {
		t.Errorf("nested: %+v, %v", got, err)
	}
	f, err := Parse([]byte(nested), "", home)
	if err != nil || f.Format != "opml" || len(f.Items) != 2 {
		t.Errorf("as a feed: %+v, %v", f, err)
	}
	for doc, says := range map[string]string{"": "no OPML", "<html></html>": "<html>", "<opml><body><outline a=\"</body>": "line 1", "hola": "no OPML"} {
		_, err := ParseOPML([]byte(doc))
		var p *vigia.Problem
		if !errors.As(err, &p) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", doc, err)
		}
	}
}
