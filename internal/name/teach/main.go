// Command teach learns how names are compared from the alternative names of an
// official list, and measures what was learned.
//
//	go run ./internal/name/teach costs DIR   write costs.tsv
//	go run ./internal/name/teach model DIR   write first.bin
//	go run ./internal/name/teach cases DIR   cross-validated answers to DIR/../cases.jsonl
//	go run ./internal/name/teach translit DIR   write translit.tsv from pairs of names, and measure it
//
// DIR holds the newest version of a list and its files of alternate names. The
// same files give the same bytes.
package main

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"

	"vigia/internal/name"
	"vigia/internal/sanction"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: teach costs|model|cases DIR")
	}
	if args[0] == "translit" {
		b, err := teachTranslit(args[1])
		if err == nil {
			err = os.WriteFile("internal/name/translit.tsv", b, 0o644)
		}
		if err == nil {
			err = measureTranslit(args[1])
		}
		return err
	}
	entries, err := load(args[1])
	if err != nil {
		return err
	}
	switch args[0] {
	case "costs":
		return os.WriteFile("internal/name/costs.tsv", teachCosts(entries), 0o644)
	case "model":
		return teachModel(lessons(name.NewIndex(entries), entries))
	case "cases":
		x := name.NewIndex(entries)
		return answerCases(x, entries, lessons(x, entries), filepath.Dir(filepath.Clean(args[1])))
	}
	return fmt.Errorf("unknown lesson %q", args[0])
}

// load reads the lists of a folder as entries with all names they ever had.
func load(dir string) ([]name.Entry, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	byID := map[string]sanction.Subject{}
	var order []string
	var extra []sanction.Alias
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(f, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil, err
			}
			if b, err = io.ReadAll(z); err != nil {
				return nil, err
			}
		}
		v, _, err := sanction.Read(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		extra = append(extra, v.Extra...)
		for _, s := range v.Subjects {
			if _, ok := byID[s.ID]; !ok {
				order = append(order, s.ID)
			}
			byID[s.ID] = s
		}
	}
	all := sanction.Version{}
	for _, id := range order {
		all.Subjects = append(all.Subjects, byID[id])
	}
	all.Join(extra)
	var out []name.Entry
	for _, s := range all.Subjects {
		out = append(out, name.Entry{ID: s.ID, Type: s.Type, Names: append([]string{s.Name}, s.Aliases...), Hints: s.Linked()})
	}
	return out, nil
}

// fold puts an entity into one of five parts.
func fold(id string) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32()>>8) % folds
}

const folds = 5
