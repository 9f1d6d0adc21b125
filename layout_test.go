package vigia_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// floors is the house from the roof to the ground. A package may import only
// from floors below its own.
var floors = [][]string{
	{"cmd/vigia"},
	{"internal/pipeline", "internal/web"},
	{"internal/publish", "internal/search", "internal/retention"},
	{"internal/edition"},
	{"internal/desk", "internal/proof", "internal/exhibit"},
	{"internal/story", "internal/label", "internal/watch", "internal/scout", "internal/rank", "internal/burst"}, // the desk arranges its queue by rank
	{"internal/article", "internal/article/gold", "internal/entity"},
	{"internal/evidence", "internal/source", "internal/intake", "internal/work", "internal/speech", "internal/sanction"},
	{"internal/db", "internal/monitor", "internal/check", "internal/bucket", "internal/name"},
	{"internal/policy"}, // monitor loads a policy.yaml into its types
	{"internal/fetch", "internal/feed", "internal/warc", "internal/pdf", "internal/mail", "internal/text", "internal/address", "internal/newsroom", "internal/forest", "internal/linear", "internal/stamp", "internal/tiles", "internal/tally"},
	{"internal/charset"},
	{"internal/language"}, // charset asks it which reading of the bytes is a text
	{"."},
}

// aside are packages that stand beside the house: data, trainers and test
// helpers.
var aside = map[string]bool{"monitors": true, "docs": true, "internal/db/dbtest": true, "internal/desk/desktest": true, "internal/article/teach": true, "internal/name/teach": true, "internal/label/teach": true, "internal/story/teach": true, "internal/seeds": true, "scripts/hostile": true, "scripts/laundering": true, "internal/stamp/stamptest": true}

// The laws that floors alone do not tell: who may import what.
var laws = []struct {
	what   string // path or prefix of the import
	only   []string
	reason string
}{
	{"net/http", []string{"internal/fetch", "internal/source", "internal/web", "internal/newsroom", "internal/evidence", "internal/pipeline", "internal/publish", "cmd/vigia", "internal/stamp/stamptest"},
		"only fetch reaches the network; the others serve, or name headers and statuses"},
	{"os", []string{"internal/evidence", "internal/publish", "internal/proof", "internal/monitor", "internal/db", "internal/pipeline", "internal/web", "cmd/vigia", "internal/db/dbtest", "internal/article/gold", "internal/article/teach", "internal/name/teach", "internal/label/teach", "internal/story/teach", "internal/seeds", "scripts/hostile", "scripts/laundering"},
		"only these touch the file system"},
	{"vigia/internal/work", []string{"internal/pipeline", "cmd/vigia"}, "only the pipeline knows the order of steps"},
	{"vigia/internal/pipeline", []string{"cmd/vigia"}, "the desk decides, the pipeline runs"},
	{"github.com/jackc/pgx", []string{"internal/db", "internal/work", "internal/db/dbtest"}, "only db, and work's driver, know the engine"},
	{"modernc.org/sqlite", []string{"internal/db"}, "only db knows the engine"},
	{"github.com/minio", []string{"internal/bucket"}, "the S3 client stays behind bucket's face, which gives it fetch's way"},
	{"github.com/riverqueue", []string{"internal/work"}, "River stays behind work's face"},
}

// importing gives every package folder of a tree with what its files import,
// tests left out.
func importing(t *testing.T, root string) map[string]map[string]bool {
	t.Helper()
	all := map[string]map[string]bool{}
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		if e.IsDir() {
			if name := e.Name(); rel != "." && (strings.HasPrefix(name, ".") || name == "testdata" || isModule(p)) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(rel))
		if all[dir] == nil {
			all[dir] = map[string]bool{}
		}
		for _, i := range f.Imports {
			s, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			all[dir][s] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// isModule reports whether a folder is a module of its own: bench, generators.
func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// breaches lists what breaks the table or a law.
func breaches(all map[string]map[string]bool) []string {
	floor := map[string]int{}
	for i, f := range floors {
		for _, p := range f {
			floor[p] = len(floors) - 1 - i
		}
	}
	var bad []string
	for p, imports := range all {
		mine, placed := floor[p]
		if !placed && !aside[p] {
			bad = append(bad, p+" stands on no floor: give it one in the table")
			continue
		}
		for i := range imports {
			bad = append(bad, unlawful(p, i)...)
			if i != "vigia" && !strings.HasPrefix(i, "vigia/") {
				continue
			}
			to := strings.TrimPrefix(strings.TrimPrefix(i, "vigia"), "/")
			if to == "" {
				to = "."
			}
			if theirs, ok := floor[to]; ok && placed && theirs >= mine {
				bad = append(bad, p+" imports "+to+", which is not below it")
			}
		}
	}
	return bad
}

func unlawful(p, i string) []string {
	for _, l := range laws {
		if i != l.what && !strings.HasPrefix(i, l.what+"/") {
			continue
		}
		for _, o := range l.only {
			if p == o {
				return nil
			}
		}
		if i == path.Clean(l.what) || strings.Contains(l.what, ".") || strings.HasPrefix(l.what, "vigia/") {
			return []string{p + " imports " + i + ": " + l.reason}
		}
	}
	return nil
}

func TestImportsPointDown(t *testing.T) {
	for _, b := range breaches(importing(t, ".")) {
		t.Error(b)
	}
}

func TestAPlantedUpwardImportIsCaught(t *testing.T) {
	for name, plant := range map[string]struct{ dir, imports, want string }{
		"upward":   {"internal/text", "vigia/internal/story", "internal/text imports internal/story, which is not below it"},
		"sideways": {"internal/story", "vigia/internal/label", "internal/story imports internal/label, which is not below it"},
		"network":  {"internal/story", "net/http", "internal/story imports net/http: only fetch"},
		"stranger": {"internal/util", "strings", "internal/util stands on no floor"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			dir := filepath.Join(root, plant.dir)
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			src := "package planted\n\nimport _ " + strconv.Quote(plant.imports) + "\n"
			if err := os.WriteFile(filepath.Join(dir, "planted.go"), []byte(src), 0o600); err != nil {
				t.Fatal(err)
			}
			bad := breaches(importing(t, root))
			if len(bad) != 1 || !strings.HasPrefix(bad[0], plant.want) {
				t.Errorf("got %q, want one breach: %s", bad, plant.want)
			}
		})
	}
}
