package story

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
	"sync"
)

// Background tells in how many titles of a language terms stand, as counted
// before anything was seen: so that the first headlines of a new house are not
// all taken for rare. It holds hashes and counts, no words. It never changes.
type Background struct {
	titles map[string]uint32
	terms  map[uint32]uint32
}

// titleBackground is what `go run ./internal/story/teach` has counted.
//
//go:embed titles.counts
var titleBackground []byte

// theBackground is read when it is first needed.
var theBackground = sync.OnceValue(func() *Background {
	b := new(Background)
	if err := b.UnmarshalBinary(titleBackground); err != nil {
		return &Background{} // unreachable: a test reads the file
	}
	return b
})

// leastCounted: what stands in fewer titles says nothing.
const leastCounted = 2

func (r *titleRarity) background() *Background {
	b := &Background{titles: map[string]uint32{}, terms: map[uint32]uint32{}}
	for l, t := range r.reports {
		b.titles[l] = uint32(t.old + t.fresh)
	}
	for id, t := range r.terms {
		if n := uint32(t.old + t.fresh); n >= leastCounted {
			b.terms[id] = n
		}
	}
	return b
}

const backgroundMagic = "vgcount1"

// MarshalBinary writes the counts in order: languages, then terms, each by its
// distance from the one before.
func (b *Background) MarshalBinary() ([]byte, error) {
	out := binary.AppendUvarint([]byte(backgroundMagic), uint64(len(b.titles)))
	for _, l := range slices.Sorted(maps.Keys(b.titles)) {
		out = append(binary.AppendUvarint(out, uint64(len(l))), l...)
		out = binary.AppendUvarint(out, uint64(b.titles[l]))
	}
	out = binary.AppendUvarint(out, uint64(len(b.terms)))
	last := uint32(0)
	for _, id := range sortedKeys(b.terms) {
		out = binary.AppendUvarint(out, uint64(id-last))
		out = binary.AppendUvarint(out, uint64(b.terms[id]))
		last = id
	}
	return out, nil
}

var errBackground = errors.New("no counts of titles: it does not begin as such, or is damaged")

// UnmarshalBinary reads what MarshalBinary wrote.
func (b *Background) UnmarshalBinary(in []byte) error {
	if len(in) < len(backgroundMagic) || string(in[:len(backgroundMagic)]) != backgroundMagic {
		return errBackground
	}
	in = in[len(backgroundMagic):]
	whole := true
	next := func() uint64 {
		x, n := binary.Uvarint(in)
		if n <= 0 || x > math.MaxUint32 {
			in, whole = nil, false
			return 0
		}
		in = in[n:]
		return x
	}
	titles, terms := map[string]uint32{}, map[uint32]uint32{}
	for range min(next(), uint64(len(in))) {
		n := next()
		if n > uint64(len(in)) {
			return errBackground
		}
		l := string(in[:n])
		in = in[n:]
		titles[l] = uint32(next())
	}
	n, id := next(), uint64(0)
	for range min(n, uint64(len(in))) {
		id += next()
		if id > math.MaxUint32 || len(in) == 0 {
			return errBackground
		}
		terms[uint32(id)] = uint32(next())
	}
	if !whole || len(in) > 0 || uint64(len(terms)) != n {
		return errBackground
	}
	b.titles, b.terms = titles, terms
	return nil
}
