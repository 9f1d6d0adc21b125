package publish

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"vigia"
	"vigia/internal/policy"
	"vigia/internal/proof"
	"vigia/internal/tiles"
)

func specialSample() *policy.Special {
	return &policy.Special{By: "per_e", Role: "editor", At: time.Date(2021, 9, 30, 0, 0, 0, 0, time.UTC), Reason: "Their messaging itself is the subject.", NoCap: true, Notice: true}
}

func TestVerifyRecounts(t *testing.T) {
	dir, _ := sampleSite(t)
	r, err := Verify(dir)
	if err != nil || len(r.Findings) > 0 {
		t.Fatalf("%v, %+v", err, r.Findings)
	}
	if len(r.Editions) != 2 {
		t.Fatalf("%d editions", len(r.Editions))
	}
	e := r.Editions[1]
	if e.Number != 23 || e.Share != (policy.Share{Counted: 1, Total: 25}) || e.Limit != "1/5" || e.Reports != 25 || e.Sentences != 10 || e.Captures != 25 || e.Outlets != 6 || e.Key == "" {
		t.Errorf("edition 23: %+v", e)
	}
	if got := e.Share.String(); got != "1 of 25 (4.0 %)" {
		t.Errorf("share %q", got)
	}
}

// edit changes a file of a copy of the site.
func edit(t *testing.T, site tree, path, old, new string) {
	t.Helper()
	if !bytes.Contains(site[path], []byte(old)) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	site[path] = bytes.Replace(site[path], []byte(old), []byte(new), 1)
}

// remove takes a file away, or all of a folder.
func remove(site tree, path string) {
	maps.DeleteFunc(site, func(p string, _ []byte) bool { return p == path || strings.HasPrefix(p, path+"/") })
}

// remanifest changes a manifest as somebody would who knows its form.
func remanifest(t *testing.T, site tree, n int, change func(m *proof.Manifest)) {
	t.Helper()
	var m proof.Manifest
	if err := json.Unmarshal(site[proof.EditionPath(n, "manifest.json")], &m); err != nil {
		t.Fatal(err)
	}
	change(&m)
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	site[proof.EditionPath(n, "manifest.json")] = data
}

func outletOf(m *proof.Manifest, key string) *proof.Outlet {
	return &m.Outlets[slices.IndexFunc(m.Outlets, func(o proof.Outlet) bool { return o.Key == key })]
}

func captures(t *testing.T, site tree) []proof.Capture {
	t.Helper()
	m, err := proof.Decode(site["editions/23/manifest.json"])
	if err != nil {
		t.Fatal(err)
	}
	return m.Captures
}

// mutations are what somebody may do to a published site, each with words that
// the findings must hold.
var mutations = map[string]struct {
	do   func(t *testing.T, site tree)
	want []string
}{
	"class in outlets.csv": {func(t *testing.T, site tree) { edit(t, site, "editions/23/outlets.csv", ",SC,IR,", ",IP,IR,") },
		[]string{`outlet alborz: class "IP" in outlets.csv, "SC" in the manifest`, "editions/23/outlets.csv: it was changed after edition 23"}},
	"class on a report page": {func(t *testing.T, site tree) {
		edit(t, site, "es/editions/23/reports/rep_23_i_alborz/index.html", `data-v="class">SC`, `data-v="class">IP`)
	}, []string{"report rep_23_i_alborz of خبرگزاری البرز (Alborz News) (es), class: the page says “IP”, the manifest “SC”"}},
	"class in the table that people read": {func(t *testing.T, site tree) {
		edit(t, site, "editions/23/policy/index.html", `class="class state">SC`, `class="class">IP`)
	}, []string{"outlet alborz, class: the page says “IP”, the manifest “SC”"}},
	"class in the manifest": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) { outletOf(m, "alborz").Class = vigia.IndependentPrivate })
	}, []string{`outlet alborz: class "SC" in outlets.csv, "IP" in the manifest`, "the signature does not fit", "its list of outlets another"}},
	"class everywhere in the judgement": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) {
			for i, it := range m.Selection.Items {
				if it.Outlet == "alborz" {
					m.Selection.Items[i].Class = vigia.IndependentPrivate
				}
			}
		})
	}, []string{"claims a share of state media of 1 of 25 (4.0 %); recounted it is 0 of 25", `was judged with the class "IP", but is listed with "SC"`}},
	"bullet on a page": {func(t *testing.T, site tree) {
		edit(t, site, "editions/23/digests/russia-in-lac/index.html", "Summary 2 of R", "Summary 7 of R")
	}, []string{"digest Russia in LAC (en), bullet 2: the page says “Summary 7 of R", "the manifest “Summary 2 of R"}},
	"bullet taken out": {func(t *testing.T, site tree) {
		page := string(site["editions/23/digests/russia-in-lac/index.html"])
		at := strings.Index(page, `<li id="b5"`)
		site["editions/23/digests/russia-in-lac/index.html"] = []byte(page[:at] + page[at+strings.Index(page[at:], "</li>")+5:])
	}, []string{"digest Russia in LAC (en) has 4 bullets on the page, 5 in the manifest"}},
	"bullet in the manifest": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) { m.Digests[1].Bullets[0].Line["en"] = "Something else - Outlet on 01-AUG" })
	}, []string{"digest Russia in LAC (en), bullet 1", "the manifest “Something else", "the signature does not fit"}},
	"sentence": {func(t *testing.T, site tree) { edit(t, site, "editions/23/index.html", "We assess V.", "We deny V.") },
		[]string{"section Bolivarian Threat Network (en), paragraph 1, sentence 2: the page says “We deny V.”, the manifest “We assess V.”"}},
	"share on the page": {func(t *testing.T, site tree) {
		edit(t, site, "editions/23/index.html", `<span data-v="counted">1</span>`, `<span data-v="counted">0</span>`)
	}, []string{"the page says that 0 of 25 reports are state media, the manifest of edition 23 says 1 of 25"}},
	"share on the front page": {func(t *testing.T, site tree) {
		edit(t, site, "index.html", `<span data-v="total">25</span>`, `<span data-v="total">99</span>`)
	}, []string{"index.html: the page says that 1 of 99"}},
	"share in the manifest": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) { m.Shares.Edition.Counted = 0 })
	}, []string{"claims a share of state media of 0 of 25 (0.0 %); recounted it is 1 of 25 (4.0 %)"}},
	"page deleted": {func(t *testing.T, site tree) { remove(site, "es/editions/23/digests/iran-in-lac/index.html") },
		[]string{"es/editions/23/digests/iran-in-lac/index.html: it was published with edition 23 and is not there"}},
	"page added": {func(t *testing.T, site tree) { site["editions/23/digests/extra.html"] = []byte("<p>new") },
		[]string{"editions/23/digests/extra.html: it was added after edition 23 was published"}},
	"stray file": {func(t *testing.T, site tree) { site["notes.txt"] = []byte("x") }, []string{"warn notes.txt"}},
	"manifest unreadable": {func(t *testing.T, site tree) { site["editions/23/manifest.json"] = []byte(`{"format":`) },
		[]string{"the manifest of edition 23 is not usable"}},
	"manifest of another form": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) { m.Format = "vigia-manifest/9" })
	}, []string{"is not known here"}},
	"manifest deleted": {func(t *testing.T, site tree) { remove(site, "editions/22/manifest.json") }, []string{"edition 22 has lost its manifest"}},
	"signature of another key": {func(t *testing.T, site tree) {
		site["editions/23/manifest.json.sig"] = proof.Sign(sampleKey(9), site["editions/23/manifest.json"])
	}, []string{"edition 23: it is signed with the key", "not in key.pub"}},
	"signature and key swapped": {func(t *testing.T, site tree) {
		site["key.pub"] = proof.WriteKeys([]proof.PublicKey{proof.PublicOf(sampleKey(9))})
		for _, n := range []string{"22", "23"} {
			site["editions/"+n+"/manifest.json.sig"] = proof.Sign(sampleKey(9), site["editions/"+n+"/manifest.json"])
		}
	}, []string{"but its manifest names the key"}},
	"made anew without a signature": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) { m.Key = "" })
		remove(site, "editions/23/manifest.json.sig")
	}, []string{"the signature of edition 23 is missing"}},
	"signature deleted": {func(t *testing.T, site tree) { remove(site, "editions/22/manifest.json.sig") }, []string{"the signature of edition 22 is missing"}},
	"log signed by another": {func(t *testing.T, site tree) {
		c, _ := loggedBy(t, "log.example/a")
		_, other := loggedBy(t, "log.example/a")
		site[proof.LogCheckpoint], site[proof.LogKey] = c, other
	}, []string{"the checkpoint of the log of captures was changed"}},
	"log without its key": {func(t *testing.T, site tree) { site[proof.LogCheckpoint], _ = loggedBy(t, "log.example/a") }, []string{"log/key: it cannot be read"}},
	"key damaged":         {func(t *testing.T, site tree) { site["key.pub"] = []byte("vigia-key x") }, []string{"key.pub: it cannot be read"}},
	"earlier manifest made anew": {func(t *testing.T, site tree) {
		remanifest(t, site, 22, func(m *proof.Manifest) { m.Edition.Title["en"] = "Rewritten" })
		site["editions/22/manifest.json.sig"] = proof.Sign(sampleKey(1), site["editions/22/manifest.json"])
	}, []string{"the manifest of edition 22 is not the one that edition 23 was published after"}},
	"edition taken away": {func(t *testing.T, site tree) {
		remove(site, "editions/22")
		remove(site, "es/editions/22")
	}, []string{"edition 23 names edition 22 as the one before, which is not here", "leads nowhere"}},
	"number left out": {func(t *testing.T, site tree) {
		for _, p := range site.paths() {
			if at := strings.Index(p, "editions/23/"); at >= 0 {
				site[p[:at]+"editions/25/"+p[at+len("editions/23/"):]] = site[p]
				delete(site, p)
			}
		}
	}, []string{"it is that of edition 23", "go from 22 to 25"}},
	"capture deleted": {func(t *testing.T, site tree) { remove(site, captures(t, site)[0].File) }, []string{"was published with edition 23 and is not there"}},
	"capture added":   {func(t *testing.T, site tree) { site["captures/cap_x.warc.gz"] = []byte("x") }, []string{"this capture belongs to no edition"}},
	"capture exchanged": {func(t *testing.T, site tree) {
		cs := captures(t, site)
		site[cs[0].File] = site[cs[1].File]
	}, []string{"was changed: the preserved page has the SHA-256"}},
	"style sheet that hides": {func(t *testing.T, site tree) {
		for _, p := range site.paths() {
			if strings.HasSuffix(p, ".css") {
				site[p] = []byte(".state { display: none }")
			}
		}
	}, []string{"it is not the file that its name says"}},
	"link that leads nowhere": {func(t *testing.T, site tree) {
		edit(t, site, "archive/index.html", `href="../editions/23/index.html"`, `href="../editions/32/index.html"`)
	},
		[]string{"archive/index.html: its link to ../editions/32/index.html leads nowhere"}},
	"image from elsewhere": {func(t *testing.T, site tree) {
		edit(t, site, "archive/index.html", "<h1>", `<img src="https://tracker.example/x.gif"><h1>`)
	}, []string{"asks for https://tracker.example/x.gif"}},
	"item taken out of the judgement": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) { m.Selection.Items = m.Selection.Items[1:] })
	}, []string{"digest V: the bullets are not the reports that were judged"}},
	"policy loosened after a breach": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) { m.Policy.Cap.Denominator = 100 })
	}, []string{"edition 23 breaks its own policy"}},
	"source taken from a sentence": {func(t *testing.T, site tree) {
		remanifest(t, site, 23, func(m *proof.Manifest) { m.Sections[0].Paragraphs[0][0].Cites = nil })
	}, []string{"section Overview (en), paragraph 1, sentence 1 has no source"}},
}

func verifyTree(t *testing.T, site tree) proof.Result {
	t.Helper()
	files := fstest.MapFS{}
	for p, data := range site {
		files[p] = &fstest.MapFile{Data: data}
	}
	r, err := proof.VerifyFS(files)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func said(r proof.Result) string {
	var all strings.Builder
	for _, f := range r.Findings {
		all.WriteString(string(f.Severity) + " " + f.Path + ": " + f.Message + "\n")
	}
	return all.String()
}

func TestVerifyNamesWhatWasChanged(t *testing.T) {
	dir, _ := sampleSite(t)
	whole := readTree(t, dir)
	for name, m := range mutations {
		t.Run(name, func(t *testing.T) {
			site := maps.Clone(whole)
			m.do(t, site)
			r := verifyTree(t, site)
			all := said(r)
			for _, want := range m.want {
				if !strings.Contains(all, want) {
					t.Errorf("no finding says %q:\n%s", want, all)
				}
			}
			if warns := strings.HasPrefix(m.want[0], "warn"); r.OK() != warns {
				t.Errorf("OK is %v", r.OK())
			}
		})
	}
}

func TestVerifyOfNothing(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing")} {
		if _, err := Verify(dir); err == nil {
			t.Errorf("%s: no error", dir)
		}
	}
}

func TestVerifyFollowsNoLinkOut(t *testing.T) {
	dir, _ := sampleSite(t)
	secret := filepath.Join(t.TempDir(), "secret")
	write(t, filepath.Dir(secret), "secret", []byte("x"))
	if err := os.Remove(filepath.Join(dir, "editions/23/data.csv")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "editions/23/data.csv")); err != nil {
		t.Skip(err)
	}
	r, err := Verify(dir)
	if err != nil || r.OK() {
		t.Errorf("%+v, %v", r, err)
	}
}

// loggedBy makes a checkpoint of a log and its key.
func loggedBy(t *testing.T, name string) (checkpoint, key []byte) {
	t.Helper()
	k, err := tiles.NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := tiles.Checkpoint{Size: 3}.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	return c.Note, []byte(k.Public.String() + "\n")
}
