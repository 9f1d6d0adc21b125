package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A report that comes in is linked to whom it names; entities are found by any
// of their names.
func TestEntities(t *testing.T) {
	data, text := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "texts.jsonl")
	do := commands(t, data)
	do(exitOK, "init")
	line := `{"id":"1","title":"El puerto de Callao crece","text":"El puerto del Callao, en Perú, recibe más barcos que antes. Perú invierte en él.","url":"https://uno.example/1","published":"2021-08-24","language":"es"}`
	if err := os.WriteFile(text, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	do(exitOK, "import", text)
	if out := do(exitOK, "entities", "list", "peru"); !strings.Contains(out, "country:PE") || !strings.Contains(out, "1 report") {
		t.Errorf("list: %s", out)
	}
	if out := do(exitOK, "entities", "show", "country:PE"); !strings.Contains(out, "El puerto de Callao crece") || !strings.Contains(out, "×2") {
		t.Errorf("show: %s", out)
	}
	if out := do(exitError, "entities", "show", "nobody"); !strings.Contains(out, "entities list") {
		t.Errorf("an unknown one: %s", out)
	}
	// Places that come later reach the reports that are there.
	dump := filepath.Join(t.TempDir(), "towns.txt")
	row := "1\tCallao\tCallao\t\t1\t1\tP\tPPLA\tPE\t\t07\t\t\t\t1000000\t\t1\tz\t2019-01-01\n"
	if err := os.WriteFile(dump, []byte(row+"2\tbroken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := do(exitPartial, "entities", "load", dump); !strings.Contains(out, "1 place of 2 rows") || !strings.Contains(out, "line 2: 2 columns") || !strings.Contains(out, "GeoNames") {
		t.Errorf("load: %s", out)
	}
	if out := do(exitOK, "entities", "load", dump); !strings.Contains(out, "loaded before") {
		t.Errorf("load again: %s", out)
	}
	for _, c := range []struct{ flag, want string }{{"--dry-run", "1 report would be linked again, 1 of them change"}, {"--verbose", "+place:1"}, {"--json", `"reports":0`}} {
		if out := do(exitOK, "entities", "apply", c.flag); !strings.Contains(strings.ReplaceAll(out, ": 0", ":0"), c.want) {
			t.Errorf("apply %s: %s", c.flag, out)
		}
	}
	if out := do(exitOK, "entities", "join", "country:PE", "place:1", "--why", "a test"); !strings.Contains(out, "place:1 is country:PE") {
		t.Errorf("join: %s", out)
	}
	out := do(exitOK, "entities", "show", "place:1")
	rule := regexp.MustCompile(`rul_\w+`).FindString(out)
	if !strings.Contains(out, "Peru  place PE") || rule == "" {
		t.Errorf("show what was joined: %s", out)
	}
	if out := do(exitOK, "entities", "undo", rule); !strings.Contains(out, "1 report linked again") {
		t.Errorf("undo: %s", out)
	}
	if out := do(exitOK, "entities", "show", "place:1"); !strings.Contains(out, "with: Peru") {
		t.Errorf("show after the undo: %s", out)
	}
	if out := do(exitOK, "entities", "part", "place:1", "--name", "Callao", "--why", "a ship"); !strings.Contains(out, "parted") {
		t.Errorf("part: %s", out)
	}
	if out := do(exitOK, "entities", "show", "place:1"); !strings.Contains(out, "0 reports name it") {
		t.Errorf("show after the part: %s", out)
	}
	if out := do(exitOK, "entities", "candidates"); !strings.Contains(out, "no name comes so often") {
		t.Errorf("candidates: %s", out)
	}
	if out := do(exitOK, "entities", "adopt", "Ana Belmar", "--country", "PE", "--why", "a mayor"); !strings.Contains(out, "desk:ana-belmar") {
		t.Errorf("adopt: %s", out)
	}
	if out := do(exitOK, "entities", "refuse", "Buenos Días", "--why", "a greeting"); !strings.Contains(out, "refused") {
		t.Errorf("refuse: %s", out)
	}
	if out := do(exitError, "entities", "join", "country:PE", "country:VE"); !strings.Contains(out, "reason") {
		t.Errorf("join without a reason: %s", out)
	}
}
