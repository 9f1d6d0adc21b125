package language

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

//go:embed tables.bin.gz
var packedGrams []byte

//go:embed words.bin.gz
var packedWords []byte

// model is what is known of the languages.
type model struct{ grams, words *table }

// models unpacks the embedded files once. They are part of the program and
// read by every test: that they do not unpack cannot happen.
var models = sync.OnceValue(func() *model {
	m, err := newModel(packedGrams, packedWords)
	if err != nil {
		panic(fmt.Sprintf("language tables: %v", err)) // unreachable
	}
	return m
})

func newModel(grams, words []byte) (*model, error) {
	g, err := unpack(grams)
	if err != nil {
		return nil, err
	}
	w, err := unpack(words)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(g.tags, w.tags) {
		return nil, fmt.Errorf("words of %v, letters of %v", w.tags, g.tags)
	}
	return &model{g, w}, nil
}

// table finds, for an n-gram, what its last letter costs in each language: an
// open hash table from the letters, four to a key, to a stretch of postings.
type table struct {
	tags    []string
	byTag   map[string]int
	keys    []uint64
	at      []uint32
	mask    uint64
	posting []posting
	ends    []uint8 // number of postings, beside at
}

type posting struct{ lang, cost uint8 }

// unpack reads what gen/table.go writes.
func unpack(z []byte) (*table, error) {
	r, err := gzip.NewReader(bytes.NewReader(z))
	if err != nil {
		return nil, err
	}
	// The last four bytes tell the size: growing a buffer to it would cost more
	// memory than the tables take.
	size := min(binary.LittleEndian.Uint32(z[len(z)-4:]), 64<<20)
	buf := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := buf.ReadFrom(r); err != nil {
		return nil, err
	}
	b := buf.Bytes()
	var part [5][]byte // tags, key differences, counts, languages, costs
	for i := range part {
		n, k := binary.Uvarint(b)
		if k <= 0 || uint64(len(b)-k) < n {
			return nil, io.ErrUnexpectedEOF
		}
		part[i], b = b[k:k+int(n)], b[k+int(n):]
	}
	t := &table{tags: strings.Fields(string(part[0])), byTag: map[string]int{}}
	for i, tag := range t.tags {
		t.byTag[tag] = i
	}
	return t, t.fill(part[1], part[2], part[3], part[4])
}

func (t *table) fill(deltas, counts, langs, costs []byte) error {
	size := uint64(1)
	for size < uint64(len(counts))*3/2 {
		size *= 2
	}
	t.keys, t.at, t.ends, t.mask = make([]uint64, size), make([]uint32, size), make([]uint8, size), size-1
	t.posting = make([]posting, 0, len(costs))
	key := uint64(0)
	for _, n := range counts {
		d, k := binary.Uvarint(deltas)
		if k <= 0 || len(langs) < int(n) || len(costs) < int(n) {
			return io.ErrUnexpectedEOF
		}
		key, deltas = key+d, deltas[k:]
		slot := t.slot(key)
		t.keys[slot], t.at[slot], t.ends[slot] = key, uint32(len(t.posting)), n
		lang := uint8(0)
		for i := range int(n) {
			lang += langs[i]
			if int(lang) >= len(t.tags) {
				return fmt.Errorf("language number %d", lang)
			}
			t.posting = append(t.posting, posting{lang, costs[i]})
		}
		langs, costs = langs[n:], costs[n:]
	}
	return nil
}

// slot is where key stands, or the free place where it belongs.
func (t *table) slot(key uint64) uint64 {
	h := key * 0x9E3779B97F4A7C15
	for i := (h ^ h>>29) & t.mask; ; i = (i + 1) & t.mask {
		if t.keys[i] == key || t.keys[i] == 0 {
			return i
		}
	}
}

func (t *table) postings(key uint64) []posting {
	i := t.slot(key)
	return t.posting[t.at[i] : t.at[i]+uint32(t.ends[i])]
}
