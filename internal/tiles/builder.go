package tiles

import (
	"crypto/sha256"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Builder grows a log. It holds the right edge of the tree alone.
type Builder struct {
	size    int64
	entries []byte        // the tile of entries that is not full, as it is written
	levels  [][]tlog.Hash // of each level the tile that is not full
	emit    func(Tile, []byte) error
}

// NewBuilder begins a log that is empty. emit gets each tile when it is full,
// and at Flush those that are not. The bytes are good until it returns.
func NewBuilder(emit func(Tile, []byte) error) *Builder { return &Builder{emit: emit} }

// Size is the number of entries.
func (b *Builder) Size() int64 { return b.size }

// Add appends an entry of at most EntryMax bytes.
func (b *Builder) Add(entry []byte) error {
	if len(entry) > EntryMax {
		return fmt.Errorf("entry %d has %d bytes, more than %d", b.size, len(entry), EntryMax)
	}
	b.entries = append(b.entries, byte(len(entry)>>8), byte(len(entry)))
	b.entries = append(b.entries, entry...)
	b.size++
	if b.size%width == 0 {
		if err := b.emit(Tile{entryLevel, b.size/width - 1, width}, b.entries); err != nil {
			return err
		}
		b.entries = b.entries[:0]
	}
	return b.push(0, tlog.RecordHash(entry))
}

// push appends a hash to a level, and the root of a full tile to the next.
func (b *Builder) push(level int, h tlog.Hash) error {
	if level == len(b.levels) {
		b.levels = append(b.levels, make([]tlog.Hash, 0, width))
	}
	b.levels[level] = append(b.levels[level], h)
	if len(b.levels[level]) < width {
		return nil
	}
	full := b.levels[level]
	n := b.size>>(height*(level+1)) - 1
	if err := b.emit(Tile{level, n, width}, join(full)); err != nil {
		return err
	}
	root := fold(full)
	b.levels[level] = full[:0]
	return b.push(level+1, root)
}

// Flush emits the tiles that are not full.
func (b *Builder) Flush() error {
	if t := last(entryLevel, b.size); t.W > 0 {
		if err := b.emit(t, b.entries); err != nil {
			return err
		}
	}
	for level, hs := range b.levels {
		if len(hs) == 0 {
			continue
		}
		if err := b.emit(last(level, b.size), join(hs)); err != nil {
			return err
		}
	}
	return nil
}

// Root is the root of the tree.
func (b *Builder) Root() tlog.Hash {
	if b.size == 0 {
		return sha256.Sum256(nil)
	}
	var root tlog.Hash
	some := false
	for _, hs := range b.levels {
		// The hashes are those of whole trees; of the largest first, so that the
		// smallest are joined first.
		for len(hs) > 0 {
			n := 1 << bits.TrailingZeros(uint(len(hs)))
			peak := fold(hs[len(hs)-n:])
			hs = hs[:len(hs)-n]
			if some {
				peak = tlog.NodeHash(peak, root)
			}
			root, some = peak, true
		}
	}
	return root
}

// fold is the root of a whole tree over a power of two of hashes.
func fold(hs []tlog.Hash) tlog.Hash {
	if len(hs) == 1 {
		return hs[0]
	}
	half := len(hs) / 2
	return tlog.NodeHash(fold(hs[:half]), fold(hs[half:]))
}

func join(hs []tlog.Hash) []byte {
	out := make([]byte, 0, len(hs)*tlog.HashSize)
	for _, h := range hs {
		out = append(out, h[:]...)
	}
	return out
}
