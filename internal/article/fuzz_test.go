package article

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"vigia"
	"vigia/internal/seeds"
)

// What a page says is text, whatever the page.
func FuzzFields(f *testing.F) {
	f.Add([]byte(`<meta property=article:published_time content="2026-11-23T10:00:00Z"><meta name=author content="A&#0;B"><title>x&#x202e;y</title><p>z`), "", "https://d.example/a")
	seeds.Each(f, func(c seeds.Case) { f.Add(c.Bytes, "", "https://d.example/a") }, "html_parse", "feeds_parse", "xml_attacks", "xss_html", "json")
	f.Fuzz(func(t *testing.T, b []byte, contentType, addr string) {
		r, err := Read(b, contentType, addr)
		if err != nil {
			plainProblem(t, err)
			return
		}
		for name, s := range map[string]string{"title": r.Title, "section": r.Section, "site": r.SiteName, "credit": r.ImageCredit, "language": r.Language} {
			clean(t, name, s, 2000)
		}
		for _, s := range r.Byline {
			clean(t, "byline", s, 300)
		}
		for _, p := range strings.Split(r.Text, "\n\n") {
			clean(t, "paragraph", p, 4*len(b)+64)
		}
		if len(r.Text) > 4*len(b)+64 || len(r.Links) > len(b) {
			t.Errorf("%d bytes of text, %d links of %d bytes", len(r.Text), len(r.Links), len(b))
		}
		if r.Published.Known() && r.Published.At.Year() < 1 {
			t.Errorf("published %v", r.Published)
		}
	})
}

func plainProblem(t *testing.T, err error) {
	t.Helper()
	var p *vigia.Problem
	if !errors.As(err, &p) || strings.Contains(err.Error(), "stumble") {
		t.Fatalf("error %v", err)
	}
}

// clean holds a field to what every page that shows it relies on.
func clean(t *testing.T, name, s string, longest int) {
	t.Helper()
	bad := strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' })
	if !utf8.ValidString(s) || bad || len(s) > longest || strings.TrimSpace(s) != s {
		t.Errorf("%s %.200q (%d bytes)", name, s, len(s))
	}
}
