package scout

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"slices"
)

// Memory is what earlier polls of an index page showed: which addresses stood on
// it, and how much changed in each group of links. Navigation stays, reports
// come and go. The zero Memory is that of a page never seen.
type Memory struct {
	Polls  int              `json:"polls"`
	Seen   keys             `json:"seen,omitempty"` // of the last reading
	Groups map[string]tally `json:"groups,omitempty"`
}

// tally is how often a group was seen, with how many links, and how many of
// them had not stood on the page the time before.
type tally struct {
	Polls int `json:"p"`
	Links int `json:"l"`
	News  int `json:"n"`
}

const (
	mostSeen   = 1000
	mostGroups = 32
	// stillAfter is how many readings a group may stay as it is, while others
	// change, before it is taken for a part of the frame.
	stillAfter = 6
)

// Recall reads what Pack wrote; what cannot be read is as if nothing were kept.
func Recall(packed []byte) (m Memory) {
	if len(packed) == 0 || json.Unmarshal(packed, &m) != nil {
		return Memory{}
	}
	return m
}

// Pack is the form in which a memory is kept, some kilobytes at most.
func (m Memory) Pack() []byte {
	b, err := json.Marshal(m)
	if err != nil {
		return nil // unreachable: numbers and texts
	}
	return b
}

// lively tells whether anything on the page was seen to change.
func (m Memory) lively() bool {
	for _, t := range m.Groups {
		if t.News > 0 {
			return true
		}
	}
	return false
}

// bonus is what change, or the want of it, says of a group.
func (m Memory) bonus(g *group, lively bool) (float64, string) {
	t, known := m.Groups[groupKey(g.form, g.path)]
	switch {
	case !known:
		return 0, ""
	case t.News > 0 && 50*t.News >= t.Links:
		return 0.4, "its links change between polls"
	case t.News == 0 && t.Polls >= stillAfter && lively:
		return -2.5, "its links stay while others change"
	}
	return 0, ""
}

// after is the memory with one more reading.
func (m Memory) after(links []link, gs []*group) Memory {
	next := Memory{Polls: m.Polls + 1, Groups: map[string]tally{}}
	gs = slices.Clone(gs)
	slices.SortStableFunc(gs, func(a, b *group) int { return len(b.links) - len(a.links) })
	for _, g := range gs[:min(len(gs), mostGroups)] {
		k := groupKey(g.form, g.path)
		t := m.Groups[k]
		t.Polls++
		t.Links += len(g.links)
		for _, i := range g.links {
			if m.Polls > 0 && !m.Seen.has(links[i].key) {
				t.News++
			}
		}
		next.Groups[k] = t
	}
	for i := range links[:min(len(links), mostSeen)] {
		next.Seen = append(next.Seen, hash(links[i].key))
	}
	slices.Sort(next.Seen)
	return next
}

func groupKey(form, path string) string { return cutText(form+" "+path, 160) }

// keys are hashes in order, kept four bytes each.
type keys []uint32

func (k keys) has(key string) bool {
	_, ok := slices.BinarySearch(k, hash(key))
	return ok
}

// MarshalText packs the hashes.
func (k keys) MarshalText() ([]byte, error) {
	b := make([]byte, 0, 4*len(k))
	for _, h := range k {
		b = binary.LittleEndian.AppendUint32(b, h)
	}
	return []byte(base64.RawStdEncoding.EncodeToString(b)), nil
}

// UnmarshalText reads them again.
func (k *keys) UnmarshalText(s []byte) error {
	b, err := base64.RawStdEncoding.DecodeString(string(s))
	if err != nil {
		return err
	}
	for ; len(b) >= 4; b = b[4:] {
		*k = append(*k, binary.LittleEndian.Uint32(b))
	}
	return nil
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}
