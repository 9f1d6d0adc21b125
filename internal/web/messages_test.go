package web

import (
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"vigia/internal/policy"
	"vigia/internal/speech"
)

// spoken gives the tongues of the sample monitor.
func spoken(t *testing.T) map[string]*speech.Tongue {
	t.Helper()
	m, err := sampleMonitor()
	if err != nil {
		t.Fatal(err)
	}
	gs, err := speech.New(m, stillClock{seededAt})
	if err != nil {
		t.Fatal(err)
	}
	return gs
}

// TestMessages: every message that a template names is there.
func TestMessages(t *testing.T) {
	words := spoken(t)["en"]
	used := map[string]bool{}
	plain := regexp.MustCompile(`\bt "([a-zA-Z.\-]+)"`)
	counted := regexp.MustCompile(`\bn "([a-zA-Z.\-]+)"`)
	err := fs.WalkDir(templateFiles, "templates", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(templateFiles, path)
		if err != nil {
			return err
		}
		for _, m := range plain.FindAllStringSubmatch(string(b), -1) {
			used[m[1]] = true
		}
		for _, m := range counted.FindAllStringSubmatch(string(b), -1) {
			used[m[1]+".one"], used[m[1]+".many"] = true, true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key := range used {
		if !words.Has(key) {
			t.Errorf("no message %s", key)
		}
	}
}

// TestPagesSpeak reads every page in both languages: no message is missing,
// and nothing of a template is left.
func TestPagesSpeak(t *testing.T) {
	w := newWorld(t)
	open, state := w.openReport(t), w.stateReport(t)
	paths := []string{"/desk", "/desk?state=all&class=state&from=2021-08-01&to=2021-09-30&q=a&genre=news&dimension=economic&language=es&outlet=x", "/desk?network=-",
		"/desk?report=" + open, "/desk?report=" + open + "&act=select", "/desk?report=" + state + "&act=select", "/desk?report=" + open + "&act=reject",
		"/desk?state=selected", "/desk?report=rep_hostile", "/report/" + open, "/evidence/" + w.captureOf(t, open), "/evidence/cap_failed0", "/sources", "/sources?word=failing", "/sources/new", "/troubles", "/changes", "/changes?kind=removed&noted=1", "/report/" + w.changed(t, "headline") + "/changes", "/report/" + w.changed(t, "removed") + "/changes", "/report/" + open + "/changes", "/evidence/" + w.captureOf(t, open) + "/page",
		"/editions", "/edition/22", "/edition/23", "/edition/23/section/V", "/edition/23/section/overview?lang=es", "/search", "/search?q=Maduro", "/search?q=zzzz", "/help", "/me", "/audit", "/archive", "/people", "/countries", "/country/ve", "/country/VE?from=2021-09-01&to=2021-08-01", "/country/ZM", "/country/XX", "/story/" + open, "/nowhere", "/login"}
	for _, as := range []struct{ login, lang string }{{"ernesto", "en"}, {"ernesto", "es"}, {"teresa", "es"}, {"admin", "en"}} {
		b := w.as(as.login)
		b.post("/language", "lang", as.lang, "back", "/desk")
		for _, p := range paths {
			a := b.get(p)
			if a.StatusCode >= 500 {
				t.Errorf("%s as %v: %d", p, as, a.StatusCode)
			}
			if i := strings.Index(a.body, speech.Missing); i >= 0 {
				t.Errorf("%s as %v: no message %s", p, as, speech.Cut(a.body[i:], 60))
			}
			if strings.Contains(a.body, "{{") || strings.Contains(a.body, "%!") || strings.Contains(a.body, "<no value>") {
				t.Errorf("%s as %v: something of a template is left", p, as)
			}
			if a.StatusCode == http.StatusOK && !strings.Contains(a.body, `<html lang="`+as.lang+`">`) {
				t.Errorf("%s as %v is in another language", p, as)
			}
		}
	}
}

func TestRoom(t *testing.T) {
	g := &tongue{spoken(t)["en"]}
	for _, c := range []struct {
		counted, total int
		want           string
	}{
		{0, 0, "Room for 0 more state-media reports."}, {1, 29, "Room for 6 more state-media reports."}, {20, 100, "Room for 0 more state-media reports."},
		{21, 100, "5 more reports of other media are needed."}, {1, 4, "1 more report of other media is needed."}, {1, 10, "Room for 1 more state-media report."},
	} {
		s := policy.Share{Counted: c.counted, Total: c.total}
		if got := g.room(s, 1, 5); got != c.want {
			t.Errorf("%v: %q, want %q", s, got, c.want)
		}
	}
}
