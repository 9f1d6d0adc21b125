// Package seeds reads the corpora of hostile input that fuzz targets start
// from. They are not part of the program: without $VIGIA_DATA there are none,
// and every target has small seeds of its own besides.
package seeds

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Case is one input of a corpus.
type Case struct {
	ID             string
	Bytes          []byte `json:"-"`
	Base           string // url_diff: what the address is relative to
	UserAgent, URL string // robots

	Payload *string // the bytes themselves; without them they stand in File
	File    string
}

// longest is the most bytes of a seed: longer ones would slow every run down.
const longest = 64 << 10

// few is how many cases of a corpus a fuzzing run begins from: it runs all its
// seeds before it makes one of its own, and a minute is short.
const few = 100

// Each calls add for every case of the corpora under $VIGIA_DATA/security, or
// while fuzzing for a few that are spread over each.
func Each(t testing.TB, add func(Case), corpora ...string) {
	t.Helper()
	data := os.Getenv("VIGIA_DATA")
	if data == "" {
		return
	}
	for _, corpus := range corpora {
		dir := filepath.Join(data, "security", corpus)
		list, err := os.ReadFile(filepath.Join(dir, "cases.jsonl"))
		if err != nil {
			t.Fatalf("seeds: %v", err)
		}
		step := 1
		if f := flag.Lookup("test.fuzz"); f != nil && f.Value.String() != "" {
			step += bytes.Count(list, []byte("\n")) / few
		}
		n := 0
		for line := range bytes.Lines(list) {
			if n++; n%step != 0 {
				continue
			}
			var c Case
			if err := json.Unmarshal(line, &c); err != nil {
				t.Fatalf("seeds of %s: %v", corpus, err)
			}
			if c.Payload != nil {
				c.Bytes = []byte(*c.Payload)
			} else if !strings.HasPrefix(c.File, "files/") {
				continue // the list names only where a case comes from
			} else if c.Bytes, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(c.File))); err != nil {
				t.Fatalf("seeds of %s: %v", corpus, err)
			}
			if len(c.Bytes) <= longest {
				add(c)
			}
		}
	}
}
