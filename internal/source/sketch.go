package source

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"slices"
)

// sketch is the smallest hashes of a set, sorted: two sets of which one
// reaches into the other share some with near certainty.
type sketch []uint32

const sketchSize = 64

func sketches(items []Listed) (keys, titles sketch) {
	for _, it := range items {
		keys = append(keys, hash(it.Key))
		if it.Title != "" {
			titles = append(titles, hash(fold(it.Title)))
		}
	}
	return keys.smallest(), titles.smallest()
}

func (s sketch) smallest() sketch {
	slices.Sort(s)
	s = slices.Compact(s)
	return s[:min(len(s), sketchSize)]
}

func (s sketch) has(h uint32) bool {
	_, ok := slices.BinarySearch(s, h)
	return ok
}

func (s sketch) shared(t sketch) (n int) {
	for _, h := range t {
		if s.has(h) {
			n++
		}
	}
	return n
}

// MarshalText writes four bytes a hash in base64.
func (s sketch) MarshalText() ([]byte, error) {
	b := make([]byte, 0, 4*len(s))
	for _, h := range s {
		b = binary.BigEndian.AppendUint32(b, h)
	}
	return base64.RawStdEncoding.AppendEncode(nil, b), nil
}

// UnmarshalText reads what MarshalText wrote.
func (s *sketch) UnmarshalText(text []byte) error {
	b, err := base64.RawStdEncoding.AppendDecode(nil, text)
	*s = (*s)[:0]
	for ; len(b) >= 4; b = b[4:] {
		*s = append(*s, binary.BigEndian.Uint32(b))
	}
	return err
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s)) // never fails
	return h.Sum32()
}
