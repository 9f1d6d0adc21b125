package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/speech"
)

// corpus reads a corpus of hostile strings. The tests that need one run where
// VIGIA_SECURITY names the folder of corpora.
func corpus(t testing.TB, name string) []string {
	t.Helper()
	dir := os.Getenv("VIGIA_SECURITY")
	if dir == "" {
		t.Skip("VIGIA_SECURITY names no folder")
	}
	f, err := os.Open(filepath.Join(dir, name, "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var c struct{ Payload string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c.Payload)
	}
	if err := lines.Err(); err != nil || len(out) == 0 {
		t.Fatalf("%s: %d cases, %v", name, len(out), err)
	}
	return out
}

func TestOpenRedirects(t *testing.T) {
	w := newWorld(t)
	for _, c := range corpus(t, "open_redirect") {
		for _, address := range []string{c, "/" + c, "//" + c, "/desk?next=" + c, "/desk/" + c} {
			got := w.server.local(address, "/desk")
			if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.HasPrefix(got, `/\`) || strings.ContainsAny(got, "\r\n\t\\") {
				t.Errorf("%q leads to %q", address, got)
			}
		}
	}
}

// hostilePane is a report in which every text of a source, or of a person, is
// s.
func (g *tongue) hostilePane(s string) *pane {
	row := desk.ReportRow{ID: "rep_x", Title: s, URL: s, Outlet: s, OutletName: s, Class: vigia.Class(s), Government: s, Language: s, Genre: vigia.Genre(s), Relation: vigia.Copy,
		Credit: s, Why: s, Countries: []string{s}, Published: vigia.Date{At: seededAt, Precision: vigia.ToDay, From: s}}
	m := memberView{Row: row, Mark: g.rowMark(row), URL: "/report/x", Relation: s}
	return &pane{Lang: "en", Row: row, Mark: g.rowMark(row), At: s, Close: "/desk", Permalink: true, MayTriage: true, Act: "reject", SelectURL: "/desk", RejectURL: "/desk", PlainURL: "/desk",
		Relation: s, OriginName: s, Main: []labelView{{Name: s, Why: s, Code: s}}, Rest: []labelView{{Kind: s, Name: s}}, Labels: []labelView{{Kind: s, Name: s, Why: s, By: s, Code: s, Score: 40, Weak: true}}, Members: []memberView{m},
		Byline: s, Paragraphs: [][]segment{{{Text: s}, {Text: s, Passage: &passageView{Why: s}}, {Text: s, Passage: &passageView{ID: s, Why: s}}}},
		Struck: []passageView{{ID: s, Quote: s, Why: s, By: s}}, Proposed: []passageView{{N: 1, Quote: s, Why: s}}, Capture: evidence.Capture{ID: "cap_x", ContentType: s, SHA256: s, Truncated: s}, Doubts: []string{s}, Decisions: []decisionView{{At: seededAt, By: s, What: s, Note: s}},
		Problem: &vigia.Problem{What: s, Remedy: s}, Reasons: []choice{{Key: s, Name: s}}, Note: s}
}

// shape is a page without its texts: its elements, and the names of their
// attributes, in order; with the addresses that it leads to.
func shape(t testing.TB, page []byte) (elements string, links []string) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key)
			if slices.Contains([]string{"href", "src", "action", "formaction", "hx-get", "hx-post"}, a.Key) {
				links = append(links, a.Val)
			}
		}
		b.WriteString(">")
	}
	return b.String(), links
}

// TestCorpora puts thousands of hostile strings where texts of sources stand.
// The page must have the shape that it has with a harmless one.
func TestCorpora(t *testing.T) {
	w := newWorld(t)
	g := w.server.pages.tongues["en"]
	set := w.server.pages.sets["en"]["desk"]
	render := func(s string) []byte {
		var b bytes.Buffer
		row := desk.StoryRow{Story: "sto_x", Lead: g.hostilePane(s).Row, State: true}
		story := g.story(readQuery(nil), row)
		if err := set.ExecuteTemplate(&b, "pane", g.hostilePane(s)); err != nil {
			t.Fatal(err)
		}
		b.WriteString("<ol>")
		if err := set.ExecuteTemplate(&b, "story", story); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	want, _ := shape(t, render("harmless"))
	n := 0
	for _, name := range []string{"xss_html", "naughty_strings"} {
		for _, s := range corpus(t, name) {
			if g.Title(s) == g.T("story.untitled") || strings.TrimSpace(s) == "" {
				continue // nothing is left of it, and less is shown
			}
			page := render(s)
			got, links := shape(t, page)
			if got != want {
				t.Errorf("%q changes the page:\n%s\n%s", s, speech.Cut(got, 3000), speech.Cut(want, 3000))
			}
			for _, l := range links {
				if !strings.HasPrefix(l, "/") && !strings.HasPrefix(l, "#") && !strings.HasPrefix(l, "http://") && !strings.HasPrefix(l, "https://") {
					t.Errorf("%q leads to %q", s, l)
				}
			}
			n++
		}
	}
	t.Logf("%d strings", n)
}

// TestCorporaInBrowser reads all of them in a browser, under the desk's policy.
func TestCorporaInBrowser(t *testing.T) {
	all := corpus(t, "xss_html")
	w := newWorld(t)
	var parts []string
	for _, s := range all {
		parts = append(parts, strings.ReplaceAll(s, "\n\n", "\n"))
	}
	for i, chunk := range slices.Collect(slices.Chunk(parts, 600)) {
		id := "rep_corpus" + string(rune('a'+i))
		err := w.db.InTx(context.Background(), func(tx *db.Tx) error {
			if _, _, err := article.Put(tx, article.Stored{ID: id, Capture: w.captureOf(t, "rep_hostile"), URL: "https://x.example/" + id, Kind: vigia.MediaReport,
				Report: article.Report{Title: speech.Cut(chunk[0], 200), Language: "en", Text: strings.Join(chunk, "\n\n"), Byline: chunk[1:4], Doubts: chunk[4:9], Published: vigia.Date{At: seededAt, Precision: vigia.ToDay, From: chunk[5]}}}); err != nil {
				return err
			}
			return article.SetStage(tx, id, article.Labelled)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	x := newTab(t, w)
	console := x.listen()
	x.logIn("elena", "en")
	for i := range (len(parts) + 599) / 600 {
		x.open("/report/rep_corpus" + string(rune('a'+i)))
		x.is(`document.documentElement.dataset.ready`)
		if n := x.text(`document.querySelectorAll(".pane .text > *:not(p), .pane .text p *").length`); n != "0" {
			t.Errorf("part %d: %s elements of the source", i, n)
		}
	}
	for _, line := range console() {
		t.Errorf("console: %s", line)
	}
}
