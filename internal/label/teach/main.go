// Command teach makes the weights by which reports are labelled before a
// monitor has taught anything.
//
//	go run ./internal/label/teach --data DIR [--only PART] [--check]
//
// --data names the folder of public sets: genre, countries and gazetteer. What
// is learned is written to --out, the same bytes for the same data. --check
// writes nothing: it prints how well each part judges what it has not learned
// from, split so that neighbours in a set are never on both sides.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// part is something that is learned.
type part struct {
	name  string
	train func(data string) (files map[string][]byte, err error)
	check func(data string, w io.Writer) error
}

var parts = []part{
	{"places", trainPlaces, nil}, // first: the countries are found by them, from the next build on
	{"genre", trainGenre, checkGenre},
	{"countries", trainCountries, checkCountries},
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "teach:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	f := flag.NewFlagSet("teach", flag.ContinueOnError)
	data := f.String("data", "", "`folder` with the sets")
	out := f.String("out", "internal/label/learned", "`folder` of the weights")
	only := f.String("only", "", "the one `part` to learn")
	check := f.Bool("check", false, "print the figures on what is not learned from, write nothing")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *data == "" {
		return errors.New("nothing to learn from: name a folder with --data")
	}
	known := false
	for _, p := range parts {
		if *only != "" && *only != p.name {
			continue
		}
		known = true
		if err := p.run(*data, *out, *check, w); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if !known {
		return fmt.Errorf("there is no part %q", *only)
	}
	return nil
}

func (p part) run(data, out string, check bool, w io.Writer) error {
	fmt.Fprintf(w, "== %s\n", p.name)
	if check {
		if p.check == nil {
			return nil
		}
		return p.check(data, w)
	}
	files, err := p.train(data)
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

// lines reads a file of JSON objects, one a line; gzip is unpacked.
func lines[T any](path string) (out []T, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		var t T
		if err := json.Unmarshal(s.Bytes(), &t); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, len(out)+1, err)
		}
		out = append(out, t)
	}
	return out, s.Err()
}

// each does n things, two at a time.
func each(n int, do func(int)) {
	var g sync.WaitGroup
	for w := range 2 {
		g.Go(func() {
			for i := w; i < n; i += 2 {
				do(i)
			}
		})
	}
	g.Wait()
}
