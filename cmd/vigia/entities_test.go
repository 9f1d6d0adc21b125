package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A report that comes in is linked to whom it names; entities are found by any
// of their names.
func TestEntities(t *testing.T) {
	data, text := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "texts.jsonl")
	do := func(want int, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if code := run(t.Context(), append(args, "--data", data), strings.NewReader(""), &out, &errs); code != want {
			t.Fatalf("%v: exit %d, want %d\n%s%s", args, code, want, &out, &errs)
		}
		return out.String() + errs.String()
	}
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
}
