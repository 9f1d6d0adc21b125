package publish

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/edition"
)

func TestRelative(t *testing.T) {
	for _, c := range [][3]string{
		{"index.html", "archive/index.html", "archive/index.html"},
		{"archive/index.html", "index.html", "../index.html"},
		{"editions/23/index.html", "editions/23/index.html", "index.html"},
		{"editions/23/digests/x/index.html", "editions/22/digests/x/index.html", "../../../22/digests/x/index.html"},
		{"es/editions/23/index.html", "captures/c.warc.gz", "../../../captures/c.warc.gz"},
		{"es/index.html", "assets/site.css", "../assets/site.css"},
		{"es/editions/23/index.html", "editions/23/index.html", "../../../editions/23/index.html"},
	} {
		if got := relative(c[0], c[1]); got != c[2] {
			t.Errorf("from %s to %s: got %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestInline(t *testing.T) {
	for in, want := range map[string][]spanView{
		"plain":                    {{"plain", false, false}},
		"a *b* c":                  {{"a ", false, false}, {"b", true, false}, {" c", false, false}},
		"**b** and _c_":            {{"b", false, true}, {" and ", false, false}, {"c", true, false}},
		"2 * 3 * 4":                {{"2 * 3 * 4", false, false}},
		"snake_case_name":          {{"snake_case_name", false, false}},
		`a \*b\* and \_`:           {{"a *b* and _", false, false}},
		"open *star":               {{"open *star", false, false}},
		"":                         nil,
		"*":                        {{"*", false, false}},
		`\`:                        {{`\`, false, false}},
		"*«Patria y Vida»* (song)": {{"«Patria y Vida»", true, false}, {" (song)", false, false}},
	} {
		if diff := cmp.Diff(want, inline(in)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

func TestQuotesAreShort(t *testing.T) {
	long := quote(strings.Repeat("palabra ", 200))
	if n := utf8.RuneCountInString(long); n > maxQuote || !strings.HasSuffix(long, "palabra …") {
		t.Errorf("%d characters: %q", n, long)
	}
	if n := utf8.RuneCountInString(quote(strings.Repeat("拉", 900))); n > maxQuote {
		t.Errorf("%d characters", n)
	}
	if got := quote("  two\n lines "); got != "two lines" {
		t.Errorf("%q", got)
	}
}

func TestOnlyWebAddressesAreLinks(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x?y=1": "https://a.example/x?y=1", "http://a.example": "http://a.example",
		"javascript:alert(1)": "", "data:text/html,x": "", "//a.example": "", "/x": "", "": "", "ftp://a.example": "", "http://[": "",
	} {
		if got := webAddress(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestTablesHoldNoFormulas(t *testing.T) {
	dir, _ := sampleSite(t)
	for _, name := range []string{"data.csv", "outlets.csv"} {
		rows, err := csv.NewReader(bytes.NewReader(readTree(t, dir)["editions/23/"+name])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, c := range row {
				if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
					t.Errorf("%s: cell %q", name, c)
				}
			}
		}
	}
}

// TestWordsAgree holds the catalogues to the same keys and blanks.
func TestWordsAgree(t *testing.T) {
	blanks := regexp.MustCompile(`%(\[\d\])?[sd]`)
	en, err := loadWords("en")
	if err != nil {
		t.Fatal(err)
	}
	es, err := loadWords("es")
	if err != nil {
		t.Fatal(err)
	}
	for key := range es {
		if _, ok := en[key]; !ok {
			t.Errorf("%s is in Spanish only", key)
		}
	}
	for key, s := range en {
		if _, ok := es[key]; !ok {
			t.Errorf("%s is in English only", key)
		}
		if a, b := len(blanks.FindAllString(s, -1)), len(blanks.FindAllString(es[key], -1)); a != b {
			t.Errorf("%s: %d blanks in English, %d in Spanish", key, a, b)
		}
	}
	if other, err := loadWords("pt-BR"); err != nil || other["archive.bydigest"] != en["archive.bydigest"] {
		t.Errorf("a language without words: %v", err)
	}
}

// TestNoWordIsIdle finds words that no page and no code asks for.
func TestNoWordIsIdle(t *testing.T) {
	var all strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(data)
		}
	}
	en, err := loadWords("en")
	if err != nil {
		t.Fatal(err)
	}
	built := regexp.MustCompile(`^(class|genre|tongue|month|precision|relation|digest\.relay)\.`)
	for key := range en {
		if !built.MatchString(key) && !strings.Contains(all.String(), `"`+key+`"`) {
			t.Errorf("nothing asks for %s", key)
		}
	}
}

func TestSentencesAreNumberedInTheirOrder(t *testing.T) {
	p := newPress(t)
	d := document(t, p, 23)
	r, err := newRenderer(sampleMonitor(), "")
	if err != nil {
		t.Fatal(err)
	}
	v := issue{renderer: r, doc: d}.editionView("en")
	for i, n := range v.Notes {
		if n.N != i+1 || len(n.Backs) != 2 || utf8.RuneCountInString(n.Quote) > maxQuote || n.Date == "" || !strings.Contains(n.Date, "2021") {
			t.Errorf("note %d: %+v", i+1, n)
		}
	}
	s := v.Sections[1].Paragraphs
	if got := s[0][0].Refs[0]; got.Note != 2 || got.ID != "r2" || !strings.Contains(got.Source, "El Correo Andino, independent and private, 1 August 2021") {
		t.Errorf("first reference of V: %+v", got)
	}
	if len(s[0][1].Refs) != 0 || s[0][1].Mark != "judgement" || s[1][0].Refs[0].ID != "r2-2" {
		t.Errorf("section V: %+v", s)
	}
}

func TestCitationBlock(t *testing.T) {
	p := newPress(t)
	d := document(t, p, 23)
	d.Edition.Authors = append(d.Edition.Authors, edition.Author{Name: "María de la Torre"})
	r, err := newRenderer(sampleMonitor(), "https://monitor.example")
	if err != nil {
		t.Fatal(err)
	}
	v := issue{renderer: r, doc: d}.editionView("en")
	if want := "Belmonte Ruiz, A., & de la Torre, M. (30 September 2021). Title 23 & more (VRIC MONITOR No. 23). Sample House. https://monitor.example/editions/23/"; v.APA != want {
		t.Errorf("APA:\n%s\n%s", v.APA, want)
	}
	for _, want := range []string{"@techreport{vric23,", "author = {Ana Belmonte Ruiz and María de la Torre}", `title = {Title 23 \& more}`, "year = {2021}", "url = {https://monitor.example/editions/23/}"} {
		if !strings.Contains(v.BibTeX, want) {
			t.Errorf("BibTeX lacks %s:\n%s", want, v.BibTeX)
		}
	}
}

func TestFeedsAndSitemap(t *testing.T) {
	dir, _ := sampleSite(t)
	files := readTree(t, dir)
	for _, name := range []string{"feed.rss", "feed.atom", "feed.json", "es/feed.rss", "es/feed.atom", "es/feed.json"} {
		if !strings.Contains(string(files[name]), "https://monitor.example/") || !strings.Contains(string(files[name]), "23") {
			t.Errorf("%s: %.200s", name, files[name])
		}
	}
	var set struct {
		URLs []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(files["sitemap.xml"], &set); err != nil {
		t.Fatal(err)
	}
	for _, u := range set.URLs {
		rest, ok := strings.CutPrefix(u.Loc, "https://monitor.example/")
		if _, there := files[rest+"index.html"]; !ok || !there {
			t.Errorf("the sitemap names %s, which is not there", u.Loc)
		}
	}
	if len(set.URLs) != 2*(3+2*7) {
		t.Errorf("%d addresses", len(set.URLs))
	}
}

func TestKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "sign.pem")
	k, err := LoadKey(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadKey(path)
	if err != nil || !k.Equal(again) {
		t.Fatalf("loaded again: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != fs.FileMode(0o600) {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	write(t, filepath.Dir(path), "sign.pem", []byte("x"))
	if _, err := LoadKey(path); !errors.Is(err, vigia.ErrInvalid) {
		t.Errorf("a damaged key: %v", err)
	}
}

func TestDates(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	en, err := loadWords("en")
	if err != nil {
		t.Fatal(err)
	}
	es, err := loadWords("es")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2021, 9, 19, 2, 30, 0, 0, time.UTC) // the evening before in New York
	for _, c := range []struct {
		d      vigia.Date
		en, es string
	}{
		{vigia.Date{At: late, Precision: vigia.ToMin}, "18 September 2021", "18 de septiembre de 2021"},
		{vigia.Date{At: late, Precision: vigia.ToDay}, "19 September 2021", "19 de septiembre de 2021"},
		{vigia.Date{At: late, Precision: vigia.ToMonth}, "September 2021", "septiembre de 2021"},
		{vigia.Date{At: late, Precision: vigia.ToYear}, "2021", "2021"},
		{vigia.Date{}, "date unknown", "fecha desconocida"},
	} {
		if a, b := en.date(c.d, zone), es.date(c.d, zone); a != c.en || b != c.es {
			t.Errorf("%v: %q, %q", c.d, a, b)
		}
	}
	if a, b := en.percent(1, 8), es.percent(1, 8); a != "12.5%" || b != "12,5\u00a0%" {
		t.Errorf("%q, %q", a, b)
	}
}
