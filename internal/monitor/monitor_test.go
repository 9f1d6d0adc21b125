package monitor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/policy"
)

func TestTiny(t *testing.T) {
	m, fs, err := Load("testdata/tiny")
	if err != nil || len(fs) > 0 {
		t.Fatal(err, fs)
	}
	if len(m.Version) != 12 || m.Key != "tiny" || len(m.Outlets) != 6 || len(m.Feeds) != 2 || len(m.Notices) != 10 || len(m.Lexicon) != 9 {
		t.Errorf("read version %q, %d outlets, %d feeds, %d notices, %d terms", m.Version, len(m.Outlets), len(m.Feeds), len(m.Notices), len(m.Lexicon))
	}
	wantFeed := Feed{Outlet: "correo", Title: "El Correo", URL: "https://correo.example/rss", Kind: "rss", Language: "es", Verified: true, Line: 6}
	if d := cmp.Diff(wantFeed, m.Feeds[0]); d != "" {
		t.Error(d)
	}
	if w := m.Lexicon[4]; w.Text == "" || w.Weight == 0 {
		t.Errorf("term %+v", w)
	}
	if got := m.Outlets[1].Family(); got != "Grupo Estatal" {
		t.Errorf("family %q", got)
	}
}

func TestLookups(t *testing.T) {
	m, _, err := Load("testdata/tiny")
	if err != nil {
		t.Fatal(err)
	}
	var digests []string
	for _, d := range m.Digests() {
		digests = append(digests, d.Key+" "+d.Slug+" "+d.Name["es"])
		if d.Section != (d.Key != "M") {
			t.Errorf("section of %s: %v", d.Key, d.Section)
		}
	}
	if d := cmp.Diff([]string{"V network-v Red V", "R network-r Red R", "M medical Diplomacia Médica"}, digests); d != "" {
		t.Error(d)
	}
	if !m.InRegion("CU") || !m.InRegion("RU") || m.InRegion("DE") {
		t.Error("InRegion")
	}
}

func TestNotice(t *testing.T) {
	m, _, err := Load("testdata/tiny")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2021, 1, 31, 23, 0, 0, 0, time.UTC)
	got, err := m.Notice("disclaimer", "en", at, NoticeData{})
	if want := "Tiny Monitor: state-controlled media, captured public media and captured private media (Cuba, Russia and Venezuela): 20 %."; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	got, err = m.Notice("disclaimer", "es", at.AddDate(0, 0, 1), NoticeData{})
	if err != nil || !strings.Contains(got, "(Cuba, Rusia y Venezuela): 1/5; artículos de opinión, editoriales") {
		t.Errorf("%q, %v", got, err)
	}
	got, err = m.Notice("special", "es", at, NoticeData{Period: "abril de 2020", Network: "Red V", Reason: "Pandemia"})
	if want := "Pandemia. Monitor Mínimo, Sample House, abril de 2020: Red V."; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	if _, err = m.Notice("special", "es", at.AddDate(-5, 0, 0), NoticeData{}); !errors.Is(err, vigia.ErrNotFound) {
		t.Errorf("a notice before its time: %v", err)
	}
}

func TestVersion(t *testing.T) {
	read := func(dir string) string {
		m, _, err := Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		return m.Version
	}
	want := read("testdata/tiny")
	files := tiny(t)
	if m, _ := load(files); m.Version != want {
		t.Errorf("the same files elsewhere: %s, want %s", m.Version, want)
	}
	change(t, files, "lexicon/genres.csv", "columna", "columnas")
	if m, _ := load(files); m.Version == want {
		t.Error("a changed term leaves the version as it was")
	}
}

func TestLoadRefusesNoFolder(t *testing.T) {
	for _, dir := range []string{"testdata/none", "testdata/tiny/policy.yaml", t.TempDir()} {
		var p *vigia.Problem
		if _, _, err := Load(dir); !errors.As(err, &p) || p.Remedy == "" {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

func TestLoadPolicy(t *testing.T) {
	read := func(file string) policy.Policy {
		f, err := os.Open(filepath.Join("../policy/testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		p, fs, err := LoadPolicy(f, file)
		if err != nil || len(fs) > 0 {
			t.Fatal(err, fs)
		}
		return p
	}
	if d := cmp.Diff(read("policy.yaml"), read("policy.json")); d != "" {
		t.Errorf("policy.yaml and policy.json differ\n%s", d)
	}
	_, fs, err := LoadPolicy(strings.NewReader("id: x\ncap: {numerator: 6, denominator: 5}\n"), "p.yaml")
	if err != nil || len(fs) < 5 || fs[len(fs)-1].Path != "p.yaml:2:cap.numerator" {
		t.Error(fs, err)
	}
}

// TestMonitors loads the monitors that Vigía ships.
func TestMonitors(t *testing.T) {
	files, err := filepath.Glob("../../monitors/*/monitor.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			_, fs, err := Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range fs {
				t.Errorf("%s %s %s; %s", f.Severity, f.Path, f.Message, f.Remedy)
			}
		})
	}
}

// tiny holds the files of the tiny monitor, for a test to change.
func tiny(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("testdata/tiny"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join("testdata/tiny", name))
		files[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// change replaces the first old in a file, which must hold it.
func change(t *testing.T, files fstest.MapFS, file, old, new string) {
	t.Helper()
	data := string(files[file].Data)
	if !strings.Contains(data, old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	files[file] = &fstest.MapFile{Data: []byte(strings.Replace(data, old, new, 1))}
}
