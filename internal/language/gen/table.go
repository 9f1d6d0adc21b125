package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
)

// table gathers the entries of all languages by n-gram.
type table struct {
	tags []string
	sets map[uint64][]posting
}

type posting struct{ lang, cost byte }

func newTable(tags []string) *table {
	return &table{tags: tags, sets: map[uint64][]posting{}}
}

func (t *table) add(lang int, es []entry) {
	for _, e := range es {
		cost := min(255, math.Round(-e.logp*scale))
		t.sets[e.key] = append(t.sets[e.key], posting{byte(lang), byte(cost)})
	}
}

// scale is the number of steps of a byte per nat: 255 is about e to the -16.
const scale = 16

// write stores the table: the tags, then per n-gram in order the difference of
// its key to the last, the number of languages, their numbers and costs, each
// kind in a stream of its own because that packs better.
func (t *table) write(path string) error {
	keys := make([]uint64, 0, len(t.sets))
	for k := range t.sets {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var deltas, counts, langs, costs []byte
	last := uint64(0)
	for _, k := range keys {
		ps := t.sets[k]
		slices.SortFunc(ps, func(a, b posting) int { return int(a.lang) - int(b.lang) })
		deltas = binary.AppendUvarint(deltas, k-last)
		last = k
		counts = append(counts, byte(len(ps)))
		for i, p := range ps {
			prev := byte(0)
			if i > 0 {
				prev = ps[i-1].lang
			}
			langs = append(langs, p.lang-prev)
			costs = append(costs, p.cost)
		}
	}
	var b []byte
	for _, s := range [][]byte{[]byte(strings.Join(t.tags, " ")), deltas, counts, langs, costs} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	var z bytes.Buffer
	w, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("packing table: %w", err)
	}
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("packing table: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("packing table: %w", err)
	}
	if err := os.WriteFile(path, z.Bytes(), 0o644); err != nil {
		return fmt.Errorf("writing table: %w", err)
	}
	fmt.Printf("%s: %d languages, %d n-grams, %d entries, %d bytes\n", path, len(t.tags), len(keys), len(costs), z.Len())
	return nil
}
