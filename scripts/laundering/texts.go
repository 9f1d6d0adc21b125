package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// leastWords is how long a text must be: shorter ones count nowhere in the
// policy (SP-6).
const leastWords = 80

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// originals gives the unedited texts of the duplicates set, in the order of the
// file.
func originals(data string) ([]string, error) {
	dir := filepath.Join(data, "duplicates")
	kind := map[string]string{}
	err := rows(filepath.Join(dir, "truth.jsonl"), func(r row) { kind[r.ID] = r.Kind })
	var out []string
	if err == nil {
		err = rows(filepath.Join(dir, "cases.jsonl.gz"), func(r row) {
			if kind[r.ID] == "orig" && long(r.Text) {
				out = append(out, r.Text)
			}
		})
	}
	return out, err
}

// events gives the texts of the events of stories-en that have at least two.
func events(data string) ([][]string, error) {
	dir := filepath.Join(data, "stories-en")
	text := map[string]string{}
	err := rows(filepath.Join(dir, "cases.jsonl.gz"), func(r row) { text[r.ID] = r.Text })
	cluster := map[string][]string{}
	if err == nil {
		err = rows(filepath.Join(dir, "truth.jsonl"), func(r row) {
			if t := text[r.ID]; long(t) {
				cluster[string(r.Cluster)] = append(cluster[string(r.Cluster)], t)
			}
		})
	}
	var out [][]string
	for _, c := range slices.Sorted(maps.Keys(cluster)) {
		if len(cluster[c]) > 1 {
			out = append(out, cluster[c])
		}
	}
	return out, err
}

func long(text string) bool { return len(strings.Fields(text)) >= leastWords }

// row is what is read of a line of either file of a set.
type row struct {
	ID, Kind, Text string
	Cluster        json.RawMessage
}

func rows(file string, each func(row)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	dec := json.NewDecoder(r)
	for dec.More() {
		var one row
		if err := dec.Decode(&one); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		each(one)
	}
	return nil
}
