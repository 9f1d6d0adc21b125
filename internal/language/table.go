package language

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
)

//go:embed tables.bin.gz
var packed []byte

// tables unpacks the embedded file once. It is part of the program and read
// by every test: that it does not unpack cannot happen.
var tables = sync.OnceValue(func() *table {
	t, err := unpack(packed)
	if err != nil {
		panic(fmt.Sprintf("language tables: %v", err)) // unreachable
	}
	return t
})

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
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
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

const (
	scale   = 16.0 // steps per nat, as in gen/table.go
	backoff = 1.0  // nats for knowing a letter from a shorter context only
	unknown = 14.0 // nats for a letter that the language does not write
	floor   = 10.0 // no single letter may cost more: names and typing errors
)

// score adds up, for each language of sc, what the words cost in it, negative.
// Languages of other scripts stay at minus infinity.
func (t *table) score(words []word, sc script) []float64 {
	scores := make([]float64, len(t.tags))
	for i := range scores {
		scores[i] = math.Inf(-1)
	}
	var in []int
	for tag := range strings.FieldsSeq(sc.members()) {
		if i, ok := t.byTag[tag]; ok {
			in = append(in, i)
			scores[i] = prior(tag)
		}
	}
	cost := make([]float64, len(t.tags))
	for _, w := range words {
		if w.script != sc {
			continue
		}
		for i := range w.runes {
			t.letter(w.runes[:i+1], in, cost)
			for _, l := range in {
				scores[l] -= min(cost[l], floor)
			}
		}
	}
	return scores
}

// letter sets the cost of the last of rs, in each language, from the longest
// context that the language knows.
func (t *table) letter(rs []rune, in []int, cost []float64) {
	for _, l := range in {
		cost[l] = unknown
	}
	key := uint64(0)
	for n := 1; n <= 4 && n <= len(rs); n++ {
		r := rs[len(rs)-n]
		if r > math.MaxUint16 {
			return
		}
		key |= uint64(r) << (16 * (n - 1))
		if n > 1 {
			for _, l := range in {
				cost[l] += backoff
			}
		}
		for _, p := range t.postings(key) {
			cost[p.lang] = float64(p.cost) / scale
		}
	}
}

// prior is what is believed before reading: the eight languages of the house
// and their neighbours are met far more often than the rest.
func prior(tag string) float64 {
	switch {
	case slices.Contains([]string{"en", "es", "pt", "fr", "ru", "ar", "fa", "zh"}, tag):
		return 0
	case slices.Contains([]string{"it", "de", "ca", "ro", "nl", "pl", "tr", "uk", "be", "bg", "sr", "mk", "ur", "ja", "hi"}, tag):
		return -1
	case tag == "id": // far more often met than Malay, its near twin
		return -1.5
	}
	return -3.5
}
