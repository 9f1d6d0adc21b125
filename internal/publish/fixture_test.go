package publish

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db/dbtest"
	"vigia/internal/edition"
	"vigia/internal/evidence"
	"vigia/internal/monitor"
	"vigia/internal/policy"
)

func en(e, s string) vigia.Texts { return vigia.Texts{"en": e, "es": s} }

func day(m time.Month, d int) time.Time { return time.Date(2021, m, d, 0, 0, 0, 0, time.UTC) }

// sampleMonitor is a small monitor: the four networks and a theme.
func sampleMonitor() *monitor.Monitor {
	m := &monitor.Monitor{Key: "vric", Name: en("VRIC Monitor", "Monitor VRIC"), Acronym: "VRIC"}
	m.House = monitor.House{Name: "Sample House", Licence: "CC BY 4.0"}
	m.Languages.Editions = []string{"en", "es"}
	for _, n := range [][3]string{{"V", "Bolivarian Threat Network", "bolivarian-threat-network"}, {"R", "Russia in LAC", "russia-in-lac"},
		{"I", "Iran in LAC", "iran-in-lac"}, {"C", "China in LAC", "china-in-lac"}} {
		m.Networks = append(m.Networks, monitor.Network{Key: n[0], Name: en(n[1], n[1]+" (es)"), Slug: n[2], Section: true, Digest: true})
	}
	m.Themes = []monitor.Theme{{Key: "M", Name: en("VRIC Medical Diplomacy", "Diplomacia Médica VRIC"), Slug: "medical-diplomacy", Digest: true}}
	m.Periods = monitor.Periods{Months: 2, Zone: "America/New_York"}
	m.Policy = samplePolicy()
	for _, key := range []string{"disclaimer", "about"} {
		for _, lang := range m.Languages.Editions {
			m.Notices = append(m.Notices, monitor.Notice{Key: key, Language: lang, Text: "At most {{.CapFraction}} of {{.Monitor}}.\n\nSecond paragraph."})
		}
	}
	return m
}

func samplePolicy() policy.Policy {
	p := policy.Policy{ID: "D20", Base: "reports", CountedClasses: []vigia.Class{vigia.StateControlled, vigia.CapturedPrivate}, Unknown: "counted", Origin: "warn",
		Governments: map[string][]string{"V": {"VE"}, "R": {"RU"}, "I": {"IR"}, "C": {"CN"}}}
	p.Cap.Numerator, p.Cap.Denominator = 1, 5
	p.Genres.Allowed = []vigia.Genre{vigia.News, vigia.Interview, vigia.Live, vigia.List}
	p.Genres.EditorYes = []vigia.Genre{vigia.Analysis}
	p.Genres.Forbidden = []vigia.Genre{vigia.Opinion, vigia.Editorial, vigia.Advertorial, vigia.PressRelease, vigia.Declaration}
	p.Corroboration.WindowDays = 7
	p.Override.Roles, p.Override.MinReason = []string{"editor"}, 10
	return p
}

// outlet is an outlet of the sample, with a report of its own to each digest
// that it is asked for.
type outlet struct {
	key, name, lang, government string
	class                       vigia.Class
}

var sampleOutlets = []outlet{
	{"correo", "El Correo Andino", "es", "", vigia.IndependentPrivate},
	{"alborz", "خبرگزاری البرز (Alborz News)", "fa", "IR", vigia.StateControlled},
	{"isthmus", "The Isthmus Post", "en", "", vigia.IndependentPrivate},
	{"neva", "Свободная Нева", "ru", "", vigia.IndependentPrivate},
	{"strait", "海峡观察", "zh", "", vigia.IndependentPrivate},
	{"austral", "Radiodifusora Austral", "es", "CL", vigia.StateFundedManaged},
}

var sampleTitles = map[string]string{
	"es": "Cumbre en México & <b>otra</b>", "fa": "نشست سران در مکزیک", "en": "=HYPERLINK(\"http://x.example\")", "ru": "Саммит в Мехико", "zh": "峰会在墨西哥举行",
}

// press keeps captures in an evidence store of its own.
type press struct {
	store    *evidence.Store
	captures map[string]evidence.Capture // by report
	byID     map[string]evidence.Capture
}

func newPress(t testing.TB) *press {
	t.Helper()
	s, err := evidence.New(slog.New(slog.DiscardHandler), dbtest.Lite(t), t.TempDir(), vigia.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &press{s, map[string]evidence.Capture{}, map[string]evidence.Capture{}}
}

func (p *press) open(id string) ([]byte, error) {
	c, ok := p.byID[id]
	if !ok {
		return nil, fmt.Errorf("capture %s: %w", id, vigia.ErrNotFound)
	}
	return p.store.Record(c)
}

// facts makes a report of an outlet, with its capture.
func (p *press) facts(t testing.TB, o outlet, id string, at time.Time) edition.ReportFacts {
	t.Helper()
	url := "https://" + o.key + ".example/" + id
	c, ok := p.captures[id]
	if !ok {
		var err error
		if c, err = p.store.KeepResource(context.Background(), url, []byte(strings.Repeat("Report "+id+". ", 40)), "text/plain", "import"); err != nil {
			t.Fatal(err)
		}
		p.captures[id], p.byID[c.ID] = c, c
	}
	f := edition.ReportFacts{ID: id, Title: sampleTitles[o.lang], URL: url, Outlet: o.key, OutletName: o.name, Class: o.class, Government: o.government,
		State: policy.Counts(samplePolicy(), o.class, o.government), Owners: []string{o.name + " Holding"}, Family: o.name + " Holding", Kind: vigia.MediaReport, Genre: vigia.News, Language: o.lang,
		Published: vigia.Date{At: at, Precision: vigia.ToDay, From: "meta"}, Relation: vigia.Original, Selected: true,
		Capture: edition.CaptureFacts{ID: c.ID, URL: url, At: at.Add(30 * time.Hour), Status: 200, SHA256: c.SHA256, Size: c.Size, ContentType: "text/plain"}}
	if f.State {
		f.Search = &policy.Search{At: at.AddDate(0, 0, 9), WindowDays: 7, Query: "cumbre", Searched: 44, Independent: []string{}}
	}
	return f
}

// document is edition n of the sample: five digests of six reports, of which
// one stands in two, and five sections of two paragraphs.
func document(t testing.TB, p *press, n int) edition.Document {
	t.Helper()
	m := sampleMonitor()
	from, to := day(time.August, 1), day(time.September, 30)
	if n == 22 {
		from, to = day(time.June, 1), day(time.July, 31)
	}
	zone, err := time.LoadLocation(m.Periods.Zone)
	if err != nil {
		t.Fatal(err)
	}
	d := edition.Document{
		Edition: edition.Edition{ID: fmt.Sprintf("edi_%d", n), Number: n, Monitor: "vric", Policy: m.Policy, From: from, To: to, Anchor: to.AddDate(0, 0, -6),
			Title: en(fmt.Sprintf("Title %d & more", n), fmt.Sprintf("Título %d", n)), Subtitle: en("Subtitle", "Subtítulo"), Abstract: en("Abstract.", "Resumen."),
			Authors: []edition.Author{{Name: "Ana Belmonte Ruiz", Rank: en("Analyst", "Analista")}}, Status: edition.Published, Revision: 7,
			ApprovedAt: to.Add(20 * time.Hour), PublishedAt: to.Add(21 * time.Hour)},
		Languages: []string{"en", "es"}, Period: en(edition.Period(from, to, "en"), edition.Period(from, to, "es")),
		Disclaimer: en("One.\n\nTwo.", "Uno.\n\nDos."), Reports: map[string]edition.ReportFacts{}, Seen: 500, Rejected: 20,
		Selection: policy.Selection{Edition: fmt.Sprintf("edi_%d", n), From: time.Date(2021, from.Month(), 1, 0, 0, 0, 0, zone), To: time.Date(2021, to.Month(), to.Day(), 0, 0, 0, 0, zone), Items: []policy.Item{}},
	}
	for i, k := range m.Digests() {
		g := edition.Digest{Key: k.Key, Name: k.Name, Slug: k.Slug, Section: k.Section, Intro: en("Intro. More.", "Introducción."), This: edition.DigestLink{Number: n, Slug: k.Slug, Label: en("of now", "de ahora")}}
		if n > 22 {
			g.Previous = &edition.DigestLink{Number: n - 1, Slug: k.Slug, Label: en("from before", "de antes")}
		} else {
			g.Said = en("This is the first edition.", "Es la primera edición.")
		}
		for j, o := range sampleOutlets {
			if o.government == "IR" && k.Key != "I" {
				continue // one report of state media in the whole
			}
			id := fmt.Sprintf("rep_%d_%s_%s", n, strings.ToLower(k.Key), o.key)
			if k.Key == "M" && o.key == "neva" {
				id = fmt.Sprintf("rep_%d_r_neva", n) // stands in two digests
			}
			f, there := d.Reports[id]
			if !there {
				f = p.facts(t, o, id, from.AddDate(0, 0, 3*i+j))
			}
			place(&d, &g, f, zone)
		}
		d.Digests = append(d.Digests, g)
	}
	d.Overview = section(d, edition.OverviewKey, "overview", en("Overview", "Panorama"))
	for _, nw := range m.Networks {
		d.Sections = append(d.Sections, section(d, nw.Key, nw.Slug, nw.Name))
	}
	d.Selected = len(d.Reports)
	d.Result = policy.Check(m.Policy, d.Selection)
	d.Outlets = outletFacts(d)
	return d
}

// place puts a report into a digest and into the selection.
func place(d *edition.Document, g *edition.Digest, f edition.ReportFacts, zone *time.Location) {
	d.Reports[f.ID] = f
	i := len(g.Items)
	b := edition.Bullet{Report: f.ID, Summary: en(fmt.Sprintf("Summary %d of %s, 3 < 4.", i+1, g.Key), fmt.Sprintf("Resumen %d.", i+1)), Line: vigia.Texts{}, Date: vigia.Texts{},
		Outlet: f.Outlet, OutletName: f.OutletName, URL: f.URL, State: f.State, Class: f.Class, Relation: f.Relation, Dimensions: []string{"diplomatic"},
		DimensionNames: map[string][]string{"en": {"Diplomatic"}, "es": {"Diplomática"}}, OriginalTitle: f.Title, Language: f.Language}
	for _, lang := range d.Languages {
		b.Line[lang] = edition.Line(b.Summary[lang], f.OutletName, f.Published, zone, lang)
		b.Date[lang] = edition.LineDate(f.Published, zone, lang)
	}
	g.Items = append(g.Items, b)
	d.Selection.Items = append(d.Selection.Items, policy.Item{Path: fmt.Sprintf("digests/%s/items/%d", g.Key, i), Digest: g.Key, Report: f.ID, Outlet: f.Outlet, Kind: f.Kind, Class: f.Class,
		Government: f.Government, Genre: f.Genre, Published: f.Published, Relation: f.Relation, Dimensions: b.Dimensions, Countries: []string{"MX"}, SelectedBy: "per_ana", Search: f.Search})
}

// section has a cited sentence with emphasis, a judgement, and a background
// sentence that cites the same passage again.
func section(d edition.Document, key, slug string, name vigia.Texts) edition.Section {
	s := edition.Section{Key: key, Name: name, Slug: slug, Paragraphs: map[string][]edition.Paragraph{}}
	ids := slices.Sorted(maps.Keys(d.Reports))
	at := len(key) * 3 % len(ids)
	if g := slices.IndexFunc(d.Digests, func(g edition.Digest) bool { return g.Key == key }); g >= 0 {
		at = slices.Index(ids, d.Digests[g].Items[0].Report)
	}
	cite := edition.Cited{Report: ids[at], Start: 0, Stop: 30, Quote: "Report " + strings.Repeat("of a long passage ", 30)}
	for _, lang := range d.Languages {
		s.Paragraphs[lang] = []edition.Paragraph{
			{Sentences: []edition.Sentence{{Text: "The **first** of " + key + " in " + lang + ".", Cites: []edition.Cited{cite}}, {Text: "We assess " + key + ".", Mark: "judgement"}}},
			{Sentences: []edition.Sentence{{Text: "Earlier, " + key + ".", Mark: "background", Cites: []edition.Cited{cite}}}},
		}
	}
	return s
}

func outletFacts(d edition.Document) []edition.OutletFacts {
	by := map[string]*edition.OutletFacts{}
	for _, f := range d.Reports {
		if by[f.Outlet] == nil {
			by[f.Outlet] = &edition.OutletFacts{Key: f.Outlet, Name: f.OutletName, Class: f.Class, Government: f.Government, State: f.State, Owners: f.Owners, Family: f.Family,
				Funding: "no", Governance: "no", Editorial: "no", Evidence: "https://registry.example/" + f.Outlet, Reviewer: "sample"}
		}
		by[f.Outlet].Selected++
	}
	var out []edition.OutletFacts
	for _, key := range slices.Sorted(maps.Keys(by)) {
		out = append(out, *by[key])
	}
	return out
}

// sampleKey is a signing key of the tests.
func sampleKey(b byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = b
	return ed25519.NewKeyFromSeed(seed)
}

func sampleOptions() Options {
	return Options{Monitor: sampleMonitor(), BaseURL: "https://monitor.example/", Key: sampleKey(1)}
}

// sampleSite publishes both sample editions and gives the folder.
func sampleSite(t testing.TB) (dir string, p *press) {
	t.Helper()
	p = newPress(t)
	dir = filepath.Join(t.TempDir(), "site")
	if _, err := Site([]edition.Document{document(t, p, 22), document(t, p, 23)}, p.open, dir, sampleOptions()); err != nil {
		t.Fatal(err)
	}
	return dir, p
}

func readTree(t testing.TB, dir string) tree {
	t.Helper()
	paths, err := listFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := tree{}
	for _, p := range paths {
		if out[p], err = os.ReadFile(filepath.Join(dir, p)); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
