package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Versions of a list as files: the second tells what it adds in one report with
// all its members, half a file is held until a person says that it is right.
func TestListsTake(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	do := commands(t, data)
	file := func(day string, from, to int) string {
		t.Helper()
		var b strings.Builder
		b.WriteString("list_id,name,type,program\n")
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "%d,\"NAME%d, Ana\",individual,TEST\n", 1000+i, i)
		}
		path := filepath.Join(dir, "list-"+day+".csv")
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	do(exitOK, "init")
	one, two, half := file("2021-08-23", 0, 100), file("2021-08-24", 0, 108), file("2021-08-25", 0, 50)
	out := do(exitOK, "lists", "take", "treasury", one, two)
	if strings.Count(out, "    added ") != 8 || strings.Count(out, "report rep_") != 1 {
		t.Errorf("eight added in one report, got\n%s", out)
	}
	if out := do(exitOK, "lists", "take", "treasury", one, two); strings.Count(out, "read before") != 2 || strings.Contains(out, "rep_") {
		t.Errorf("the same again: %s", out)
	}
	if out := do(exitOK, "reports", "--state", "all", "--genre", "list"); strings.Count(out, "24 August 2021: 8 added") != 1 {
		t.Errorf("reports:\n%s", out)
	}
	out = do(exitPartial, "lists", "take", "treasury", half)
	capture := regexp.MustCompile(`cap_\w+`).FindString(out)
	if !strings.Contains(out, "58 of 108 entries are missing") || !strings.Contains(out, "lists confirm "+capture) {
		t.Errorf("half a file: %s", out)
	}
	do(exitError, "lists", "confirm", capture) // without a word why
	if out := do(exitOK, "lists", "confirm", capture, "--why", "announced"); !strings.Contains(out, "0 added, 58 removed") {
		t.Errorf("confirmed: %s", out)
	}
	quarter := file("2021-08-26", 0, 20)
	capture = regexp.MustCompile(`cap_\w+`).FindString(do(exitPartial, "lists", "take", "treasury", quarter))
	do(exitOK, "lists", "refuse", capture, "--why", "broke off")
	if out := do(exitError, "lists", "confirm", capture, "--why", "after all"); !strings.Contains(out, "waits for an answer") {
		t.Errorf("confirmed what was refused: %s", out)
	}
	if out := do(exitOK, "lists", "versions", "treasury"); !strings.Contains(out, "refused") || strings.Count(out, "\n") != 4 {
		t.Errorf("versions:\n%s", out)
	}
	do(exitError, "lists", "take", "treasury", one, "--day", "yesterday")
}
