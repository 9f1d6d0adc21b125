// Command teach makes the weights that the page reader has learned.
//
//	go run ./internal/article/teach --data DIR [--gold DIR]... [--only PART] [--check]
//
// --data names a folder with sets of pages (pages-*, dates-*), --gold one set
// more: the misreadings that users reported stand in such a folder. What is
// learned is written to --out, the same bytes for the same pages. --check
// writes nothing: it prints how well each part reads the pages of hosts that
// it has not learned from, which is the only figure that says something about
// the rest of the web.
//
// A new part is a file of its own here with a train and a check function, and
// a line in parts.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"vigia/internal/article/gold"
)

// part is something that is learned.
type part struct {
	name  string
	train func(pages []gold.Page) (files map[string][]byte, err error) // weights by file name
	check func(pages []gold.Page, w io.Writer) error                   // see folds
}

// parts are learned in this order: a later one may use what an earlier one
// writes only by the next build.
func parts() []part {
	return []part{
		{"body", trainBody, checkBody},
		{"title", trainTitle, checkTitle},
		{"byline", trainByline, checkByline},
		datesPart,
	}
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "teach:", err)
		os.Exit(1)
	}
}

// several is a flag that may be given more than once.
type several []string

func (s *several) String() string     { return strings.Join(*s, " ") }
func (s *several) Set(v string) error { *s = append(*s, v); return nil }

func run(args []string, w io.Writer) error {
	f := flag.NewFlagSet("teach", flag.ContinueOnError)
	data := f.String("data", "", "`folder` with sets of pages")
	out := f.String("out", "internal/article", "`folder` of the weights")
	only := f.String("only", "", "the one `part` to learn")
	check := f.Bool("check", false, "print the figures on unseen hosts, write nothing")
	var more several
	f.Var(&more, "gold", "`folder` of a set more; may be given again")
	if err := f.Parse(args); err != nil {
		return err
	}
	pages, err := read(*data, more)
	if err != nil {
		return err
	}
	known := false
	for _, p := range parts() {
		if *only != "" && *only != p.name {
			continue
		}
		known = true
		if err := p.run(pages, *out, *check, w); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if !known {
		return fmt.Errorf("there is no part %q", *only)
	}
	return nil
}

func (p part) run(pages []gold.Page, out string, check bool, w io.Writer) error {
	fmt.Fprintf(w, "== %s\n", p.name)
	if check {
		return p.check(pages, w)
	}
	files, err := p.train(pages)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(out, name), files[name], 0o644); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %d bytes\n", name, len(files[name]))
	}
	return nil
}

// invented is the set of the reader's own test pages: small pages and old
// layouts, of which the collected sets have few.
const invented = "internal/article/testdata/gold"

// read gives the pages of all sets of a folder, of the sets named, and those
// invented for the tests.
func read(data string, more []string) ([]gold.Page, error) {
	var sets []string
	for _, pattern := range []string{"pages-*", "dates-*"} {
		found, err := filepath.Glob(filepath.Join(data, pattern))
		if err != nil {
			return nil, err
		}
		sets = append(sets, found...)
	}
	slices.Sort(sets)
	var pages []gold.Page
	if _, err := os.Stat(filepath.Join(invented, "cases.jsonl")); err == nil {
		sets = append(sets, invented)
	}
	for _, dir := range append(sets, more...) {
		ps, err := gold.Read(dir)
		if err != nil {
			return nil, err
		}
		pages = append(pages, ps...)
	}
	if len(pages) == 0 {
		return nil, errors.New("no pages to learn from: name a folder with --data or --gold")
	}
	return pages, nil
}
