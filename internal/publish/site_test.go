package publish

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"vigia"
	"vigia/internal/edition"
	"vigia/internal/proof"
)

// elements are those of a page for which ok is true, in order.
func elements(t *testing.T, data []byte, ok func(n *html.Node) bool) (out []*html.Node) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && ok(n) {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func within(n *html.Node, tag string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == tag {
			return true
		}
	}
	return false
}

func TestTheEditionPageHasItsParts(t *testing.T) {
	dir, _ := sampleSite(t)
	files := readTree(t, dir)
	for lang, want := range map[string][]string{
		"en": {"Overview", "Bolivarian Threat Network", "Russia in LAC", "Iran in LAC", "China in LAC", "VRIC Medical Diplomacy", "Disclaimer"},
		"es": {"Panorama", "Bolivarian Threat Network (es)", "Russia in LAC (es)", "Iran in LAC (es)", "China in LAC (es)", "Diplomacia Médica VRIC", "Aviso"},
	} {
		page := files[proof.InLanguage("en", lang, "editions/23/index.html")]
		var got []string
		for _, h := range elements(t, page, func(n *html.Node) bool { return n.Data == "h2" && within(n, "article") }) {
			got = append(got, text(h))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: headings (-want +got):\n%s", lang, diff)
		}
		for _, h := range elements(t, page, func(n *html.Node) bool { return n.Data == "h1" }) {
			if lang == "en" && text(h) != "VRIC MONITOR No. 23 | Title 23 & more" {
				t.Errorf("head %q", text(h))
			}
		}
	}
}

var bulletForm = regexp.MustCompile(`^.+ - .+ (on|el) \d\d-[A-ZÑ]{3}$`)

func TestFiveDigestsForThisPeriodAndThePrevious(t *testing.T) {
	dir, _ := sampleSite(t)
	files := readTree(t, dir)
	for _, k := range sampleMonitor().Digests() {
		for _, n := range []int{22, 23} {
			for _, lang := range []string{"en", "es"} {
				p := proof.InLanguage("en", lang, proof.EditionPath(n, "digests/"+k.Slug+"/index.html"))
				lines := 0
				for _, d := range elements(t, files[p], func(n *html.Node) bool { return attr(n, "data-v") == "line" }) {
					lines++
					if !bulletForm.MatchString(text(d)) {
						t.Errorf("%s: bullet %q", p, text(d))
					}
				}
				if lines < 5 {
					t.Errorf("%s has %d bullets", p, lines)
				}
			}
		}
		page := string(files["editions/23/index.html"])
		for _, want := range []string{`href="digests/` + k.Slug + `/index.html"`, `href="../22/digests/` + k.Slug + `/index.html"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the edition page does not link to %s", want)
			}
		}
	}
}

func TestPagesAreWhole(t *testing.T) {
	dir, _ := sampleSite(t)
	for p, data := range readTree(t, dir) {
		if path.Ext(p) != ".html" {
			continue
		}
		for _, bad := range []string{"⟨", "%!", "<script", "ZgotmplZ", "&lt;b&gt;otra</", "<b>otra"} {
			if bytes.Contains(data, []byte(bad)) {
				t.Errorf("%s holds %q", p, bad)
			}
		}
		for _, n := range elements(t, data, func(n *html.Node) bool {
			return attr(n, "src") != "" || n.Data == "link" && attr(n, "rel") != "canonical"
		}) {
			if strings.Contains(attr(n, "src")+attr(n, "href"), "//") {
				t.Errorf("%s asks for %s%s", p, attr(n, "src"), attr(n, "href"))
			}
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	p := newPress(t)
	docs := []edition.Document{document(t, p, 22), document(t, p, 23)}
	var trees []tree
	for i := range 2 {
		dir := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if _, err := Site(docs, p.open, dir, sampleOptions()); err != nil {
			t.Fatal(err)
		}
		trees = append(trees, readTree(t, dir))
	}
	for _, p := range slices.Sorted(maps.Keys(trees[0])) {
		if !bytes.Equal(trees[0][p], trees[1][p]) {
			t.Errorf("%s differs", p)
		}
	}
	if len(trees[0]) != len(trees[1]) || len(trees[0]) < 100 {
		t.Errorf("%d and %d files", len(trees[0]), len(trees[1]))
	}
}

func TestPublishedEditionsStayAsTheyAre(t *testing.T) {
	p := newPress(t)
	dir := filepath.Join(t.TempDir(), "site")
	if _, err := Site([]edition.Document{document(t, p, 22)}, p.open, dir, sampleOptions()); err != nil {
		t.Fatal(err)
	}
	before := readTree(t, dir)
	later := document(t, p, 22)
	later.Edition.Title = en("Another title", "Otro título") // the rows may change; what went out does not
	o := sampleOptions()
	o.Key = sampleKey(2)
	issued, err := Site([]edition.Document{later, document(t, p, 23)}, p.open, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(issued) != 2 || issued[0].New || !issued[1].New || issued[1].Number != 23 {
		t.Errorf("issued %+v", issued)
	}
	after := readTree(t, dir)
	for _, path := range before.paths() {
		if !proof.IsShared(path) && !bytes.Equal(before[path], after[path]) {
			t.Errorf("%s was changed", path)
		}
	}
	if !strings.Contains(string(after["archive/index.html"]), "Title 23 &amp; more") || !strings.Contains(string(after["archive/index.html"]), "Title 22 &amp; more") {
		t.Error("the archive does not list both editions")
	}
	r, err := Verify(dir)
	if err != nil || !r.OK() || len(r.Keys) != 2 || r.Editions[0].Key == r.Editions[1].Key {
		t.Errorf("after a change of keys: %+v, %v", r, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".site.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWhatCannotBePublished(t *testing.T) {
	p, one := newPress(t), filepath.Join(t.TempDir(), "site")
	if _, err := Site([]edition.Document{document(t, p, 22)}, p.open, one, sampleOptions()); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(t *testing.T, dir string, d *edition.Document, o *Options)
		want   string
	}{
		"a language that was published is dropped": {func(t *testing.T, dir string, d *edition.Document, o *Options) {
			o.Monitor.Languages.Editions, d.Languages = []string{"en"}, []string{"en"}
		}, "es/index.html: it was published and would vanish"},
		"a number is left out":               {func(t *testing.T, dir string, d *edition.Document, o *Options) { d.Edition.Number = 24 }, "cannot follow edition 22"},
		"an earlier number":                  {func(t *testing.T, dir string, d *edition.Document, o *Options) { d.Edition.Number = 21 }, "cannot follow edition 22"},
		"another edition of the same number": {func(t *testing.T, dir string, d *edition.Document, o *Options) { d.Edition.Number = 22 }, "published already"},
		"an incomplete edition":              {func(t *testing.T, dir string, d *edition.Document, o *Options) { d.Languages = nil }, "not complete in en"},
		"an edition over its cap": {func(t *testing.T, dir string, d *edition.Document, o *Options) {
			d.Edition.Policy.Cap.Numerator, d.Edition.Policy.Cap.Denominator = 1, 100
		}, "breaks its own policy"},
		"a live edition was changed": {func(t *testing.T, dir string, d *edition.Document, o *Options) {
			write(t, dir, "editions/22/outlets.csv", []byte("key\n"))
		}, "editions/22/outlets.csv: it was changed"},
		"a live manifest is broken": {func(t *testing.T, dir string, d *edition.Document, o *Options) {
			write(t, dir, "editions/22/manifest.json", []byte("{"))
		}, "not what was published"},
		"a damaged capture": {func(t *testing.T, dir string, d *edition.Document, o *Options) {
			for id, f := range d.Reports {
				f.Capture.SHA256 = strings.Repeat("0", 64)
				d.Reports[id] = f
				break
			}
		}, "is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "site")
			if err := os.CopyFS(dir, os.DirFS(one)); err != nil {
				t.Fatal(err)
			}
			d, o := document(t, p, 23), sampleOptions()
			c.change(t, dir, &d, &o)
			before := readTree(t, dir)
			_, err := Site([]edition.Document{d}, p.open, dir, o)
			var problem *vigia.Problem
			if err == nil || !errors.As(err, &problem) || !strings.Contains(err.Error(), c.want) || problem.Remedy == "" {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if diff := cmp.Diff(before, readTree(t, dir)); diff != "" {
				t.Errorf("the live site was touched:\n%s", diff)
			}
		})
	}
}

func write(t *testing.T, dir, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, path), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestAForeignFolderIsLeftAlone(t *testing.T) {
	p, dir := newPress(t), t.TempDir()
	write(t, dir, "letter.txt", []byte("mine"))
	if _, err := Site([]edition.Document{document(t, p, 22)}, p.open, dir, sampleOptions()); !errors.Is(err, vigia.ErrRefused) {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestFilesOfTheHouseAreKept(t *testing.T) {
	dir, p := sampleSite(t)
	write(t, dir, "robots.txt", []byte("User-agent: *\n"))
	if _, err := Site([]edition.Document{document(t, p, 24)}, p.open, dir, sampleOptions()); err != nil {
		t.Fatal(err)
	}
	if readTree(t, dir)["robots.txt"] == nil {
		t.Error("robots.txt is gone")
	}
}

func TestAnInterruptedSwapIsMended(t *testing.T) {
	dir, p := sampleSite(t)
	if err := os.Rename(dir, beside(dir, "old")); err != nil {
		t.Fatal(err)
	}
	stale := beside(dir, "new-1")
	if err := os.MkdirAll(stale, 0o755); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(stale, long, long); err != nil {
		t.Fatal(err)
	}
	issued, err := Site([]edition.Document{document(t, p, 24)}, p.open, dir, sampleOptions())
	if err != nil || len(issued) != 3 {
		t.Fatalf("%v, %v", issued, err)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("the tree of an interrupted run is still there")
	}
}

func TestAnUnsignedSiteIsWholeAndSaysSo(t *testing.T) {
	p, dir, o := newPress(t), filepath.Join(t.TempDir(), "site"), sampleOptions()
	o.Key, o.BaseURL = nil, ""
	if _, err := Site([]edition.Document{document(t, p, 22)}, p.open, dir, o); err != nil {
		t.Fatal(err)
	}
	r, err := Verify(dir)
	if err != nil || !r.OK() || !strings.Contains(said(r), "warn editions/22/manifest.json.sig: edition 22 is not signed") {
		t.Errorf("%s, %v", said(r), err)
	}
	// A house may begin to sign, but not stop.
	if _, err := Site([]edition.Document{document(t, p, 23)}, p.open, dir, sampleOptions()); err != nil {
		t.Fatal(err)
	}
	if _, err := Site([]edition.Document{document(t, p, 24)}, p.open, dir, o); err == nil || !strings.Contains(err.Error(), "the signature of edition 24 is missing") {
		t.Errorf("unsigned after a signed one: %v", err)
	}
}

func TestASpecialEditionSaysSoFirst(t *testing.T) {
	p := newPress(t)
	d := document(t, p, 22)
	d.Edition.Special = specialSample()
	d.Selection.Special, d.Special = d.Edition.Special, en("More than usual.", "Más que de costumbre.")
	dir := filepath.Join(t.TempDir(), "site")
	if _, err := Site([]edition.Document{d}, p.open, dir, sampleOptions()); err != nil {
		t.Fatal(err)
	}
	files := readTree(t, dir)
	for _, p := range []string{"editions/22/index.html", "editions/22/policy/index.html", "es/editions/22/digests/china-in-lac/index.html"} {
		page := string(files[p])
		notice, head := strings.Index(page, `class="notice"`), strings.Index(page, "<h1")
		if notice < 0 || notice > head {
			t.Errorf("%s: the notice does not stand first", p)
		}
	}
	if !strings.Contains(string(files["archive/index.html"]), "Special edition") {
		t.Error("the archive does not say that it is a special edition")
	}
}

func TestAPreviewIsWhatWouldBePublished(t *testing.T) {
	site, p := sampleSite(t)
	d := document(t, p, 23)
	dir := filepath.Join(t.TempDir(), "preview")
	if err := Preview(d, sampleMonitor(), dir); err != nil {
		t.Fatal(err)
	}
	got := text(elements(t, readTree(t, dir)["editions/23/index.html"], func(n *html.Node) bool { return n.Data == "article" })[0])
	want := text(elements(t, readTree(t, site)["editions/23/index.html"], func(n *html.Node) bool { return n.Data == "article" })[0])
	// A preview stands alone: it has no earlier edition to link to.
	if got != strings.ReplaceAll(want, " or here for the previous one, from before", "") {
		t.Errorf("the preview reads otherwise:\n%s\n%s", got, want)
	}
	draft := edition.Document{Edition: edition.Edition{Number: 24, Policy: samplePolicy()}}
	if err := Preview(draft, sampleMonitor(), dir); err != nil {
		t.Errorf("an empty draft: %v", err)
	}
}
