package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Stories on the command line: what a person merges, splits and moves stays
// through a placing anew, can be taken back, and comes out as examples.
func TestStoryCommands(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	do := commands(t, data)
	file := filepath.Join(dir, "reports.jsonl")
	rows := `{"id":"a","outlet":"","url":"https://faro.example/a","published":"2021-08-24T10:00:00Z","language":"es","title":"El puerto de la isla cierra por la huelga de estibadores","text":"El puerto de la isla cerró el martes por la huelga de 300 estibadores, que piden un aumento del 12 %. Cuatro buques esperan en la bahía desde el lunes, dijo la capitanía."}
{"id":"b","outlet":"","url":"https://ancla.example/b","published":"2021-08-24T15:00:00Z","language":"es","title":"Una huelga de estibadores deja cerrado el puerto de la isla","text":"Los 300 estibadores del puerto de la isla fueron a la huelga y cuatro buques quedaron en la bahía. El sindicato reclama un 12 % más de salario, y la empresa ofrece la mitad."}
{"id":"c","outlet":"","url":"https://cerro.example/c","published":"2021-08-25T09:00:00Z","language":"es","title":"Nieva en la cordillera y se corta la ruta al paso fronterizo","text":"La nieve cortó la ruta que sube al paso de la cordillera. Quedaron varados unos cuarenta camiones, que esperan a las máquinas viales."}
`
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	do(exitOK, "init")
	do(exitOK, "import", file)

	id, story := map[string]string{}, map[string]string{}
	for line := range strings.Lines(do(exitOK, "reports", "--state", "all", "--json")) {
		var r, s struct{ ID, Title string }
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if err := json.Unmarshal([]byte(do(exitOK, "story", "show", r.ID, "--json")), &s); err != nil {
			t.Fatal(err)
		}
		id[r.Title[:2]], story[r.Title[:2]] = r.ID, s.ID
	}
	port, strike, snow := id["El"], id["Un"], id["Ni"]
	if len(id) != 3 || story["El"] != story["Un"] || story["El"] == story["Ni"] {
		t.Fatalf("two reports of the port in one story, the snow in another: %v", story)
	}
	if out := do(exitOK, "story", "show", port); !strings.Contains(out, strike) || !strings.Contains(out, "estibadores") {
		t.Errorf("show does not say what they share:\n%s", out)
	}

	act := func(out string) string {
		t.Helper()
		_, rest, ok := strings.Cut(out, "vigia story undo ")
		if !ok {
			t.Fatalf("no word of how to take it back: %s", out)
		}
		return strings.Split(rest, "'")[0]
	}
	merge := act(do(exitOK, "story", "merge", port, snow))
	do(exitOK, "story", "split", strike)
	do(exitOK, "story", "redo", "--all")
	if out := do(exitOK, "story", "show", port); !strings.Contains(out, snow) || strings.Contains(out, strike) {
		t.Errorf("a placing anew undid what a person did:\n%s", out)
	}
	out := do(exitOK, "story", "examples", "--json")
	if strings.Count(out, `"same":true`) == 0 || strings.Count(out, `"same":false`) == 0 {
		t.Errorf("examples of together and apart:\n%s", out)
	}
	if out := do(exitOK, "story", "undo", merge); !strings.HasPrefix(out, "taken back: 1 report; 0 moved on since") {
		t.Errorf("undo: %s", out)
	}
	do(exitError, "story", "undo", merge)
	move := act(do(exitOK, "story", "move", strike, snow))
	do(exitOK, "story", "split", strike)
	if out := do(exitOK, "story", "undo", move); !strings.HasPrefix(out, "taken back: 0 reports; 1 moved on since") {
		t.Errorf("undo after a later split: %s", out)
	}
	do(exitError, "story", "show", "sto_none")
	do(exitError, "story", "merge", port, port)
	do(exitError, "story", "split", "rep_none")
	do(exitUsage, "story", "move", strike)
}
