package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"vigia/internal/db"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"vigia": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the program as its users do: testdata/*.txtar, where $REPO
// is the checkout. Beside the usual commands there are
//
//	sample DIR           a copy of the sample newsroom after its first edition
//	change GLOB OLD NEW  put NEW in the place of the first OLD in a file
//	sql DATABASE STATEMENT   change a database that nobody works with
//	flip GLOB            change one byte in the middle of a file
//	code N vigia …       run it; it must end with exit code N
//	hold DATABASE        work with a database until the script ends, as a first program
func TestScripts(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	newsroom := sync.OnceValues(func() (string, error) { return firstEdition(t.TempDir()) })
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("REPO", repo)
			e.Setenv("HOME", e.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sample": func(ts *testscript.TestScript, _ bool, args []string) {
				from, err := newsroom()
				ts.Check(err)
				ts.Check(os.CopyFS(ts.MkAbs(args[0]), os.DirFS(from)))
			},
			"change": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(edit(ts.MkAbs(args[0]), func(b []byte) ([]byte, error) {
					if !bytes.Contains(b, []byte(args[1])) {
						return nil, fmt.Errorf("there is no %q", args[1])
					}
					return bytes.Replace(b, []byte(args[1]), []byte(args[2]), 1), nil
				}))
			},
			"code": func(ts *testscript.TestScript, _ bool, args []string) {
				var ended *exec.ExitError
				code := 0
				if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
					code = ended.ExitCode()
				}
				if strconv.Itoa(code) != args[0] {
					ts.Fatalf("exit code %d, want %s", code, args[0])
				}
			},
			"hold": func(ts *testscript.TestScript, _ bool, args []string) {
				d, err := db.Open(context.Background(), ts.MkAbs(args[0]), db.Work)
				ts.Check(err)
				ts.Defer(func() { d.Close() })
			},
			"sql": func(ts *testscript.TestScript, _ bool, args []string) {
				ctx := context.Background()
				d, err := db.Open(ctx, ts.MkAbs(args[0]), db.Work)
				ts.Check(err)
				defer d.Close()
				ts.Check(d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(args[1]); return err }))
			},
			"let": func(ts *testscript.TestScript, _ bool, args []string) { // NAME REGEXP: the first match in stdout
				got := regexp.MustCompile(args[1]).FindString(ts.ReadFile("stdout"))
				if got == "" {
					ts.Fatalf("stdout has no %s", args[1])
				}
				ts.Setenv(args[0], got)
			},
			"flip": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(edit(ts.MkAbs(args[0]), func(b []byte) ([]byte, error) {
					b[len(b)/2] ^= 1
					return b, nil
				}))
			},
		},
	})
}

// firstEdition lets the sample newsroom run until its first edition is out,
// once for all scripts.
func firstEdition(dir string) (string, error) {
	var errs strings.Builder
	args := []string{"demo", "--once", "--until", "2021-08-01", "--data", dir}
	if code := run(context.Background(), args, strings.NewReader(""), &bytes.Buffer{}, &errs); code != exitOK {
		return "", fmt.Errorf("vigia demo ends with %d: %s", code, errs.String())
	}
	return dir, nil
}

// edit changes the first file of those that a pattern names.
func edit(glob string, change func([]byte) ([]byte, error)) error {
	names, err := filepath.Glob(glob)
	if err != nil || len(names) == 0 {
		return fmt.Errorf("no file %s (%w)", glob, err)
	}
	b, err := os.ReadFile(names[0])
	if err != nil {
		return err
	}
	if b, err = change(b); err != nil {
		return fmt.Errorf("%s: %w", names[0], err)
	}
	return os.WriteFile(names[0], b, 0o600)
}
