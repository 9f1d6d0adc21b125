package gold_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/article/gold"
)

func TestAddAndRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	title, none := "El puerto reabre", ""
	page := gold.Page{Bytes: []byte("<h1>El puerto reabre</h1>"), Case: gold.Case{URL: "https://diario.example/puerto"},
		Truth: gold.Truth{Title: &title, Authors: []string{}, Published: &none, Wrong: []string{"byline"}, Note: "firma inventada"}}
	id, err := gold.Add(dir, page)
	if err != nil {
		t.Fatal(err)
	}
	later, when := page, "2026-11-20"
	later.Truth = gold.Truth{Published: &when, Wrong: []string{"published"}, Note: "la fecha está bajo la foto"}
	again, err := gold.Add(dir, later)
	if err != nil || again != id {
		t.Fatalf("%q, %v; want %q again", again, err, id)
	}
	got, err := gold.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	page.Truth.Published, page.Truth.Wrong, page.Truth.Note = &when, []string{"published", "byline"}, later.Truth.Note
	page.Case.ID, page.Truth.ID, page.Case.HTML, page.Truth.Set, page.Truth.Metric = id, id, "pages/"+id+".html.gz", "reported", gold.Shingle
	if diff := cmp.Diff([]gold.Page{page}, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadBadSets(t *testing.T) {
	for name, set := range map[string]struct{ cases, truth, want string }{
		"no truth":     {`{"id":"a","html":"a.html"}`, ``, `case "a" has no truth`},
		"no page":      {`{"id":"a","html":"a.html"}`, `{"id":"a"}`, "a.html"},
		"outside":      {`{"id":"a","html":"../a.html"}`, `{"id":"a"}`, "no file of the set"},
		"broken truth": {``, "{\"id\":\"a\"}\n{", "line 2"},
	} {
		dir := t.TempDir()
		for file, content := range map[string]string{"cases.jsonl": set.cases, "truth.jsonl": set.truth} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := gold.Read(dir); !errors.Is(err, vigia.ErrInvalid) || !strings.Contains(err.Error(), set.want) {
			t.Errorf("%s: %v, want %q", name, err, set.want)
		}
	}
	if _, err := gold.Read(t.TempDir()); !errors.Is(err, vigia.ErrInvalid) {
		t.Errorf("empty folder: %v", err)
	}
}
