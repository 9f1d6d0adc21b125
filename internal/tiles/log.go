package tiles

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// Log reads the files of a log.
type Log struct{ fsys fs.FS }

// NewLog reads below fsys, where checkpoint and tile stand.
func NewLog(fsys fs.FS) Log { return Log{fsys} }

// Resume gives a Builder that goes on after size entries, which the files must
// hold.
func (l Log) Resume(size int64, emit func(Tile, []byte) error) (*Builder, error) {
	b := NewBuilder(emit)
	b.size = size
	var err error
	if t := last(entryLevel, size); t.W > 0 {
		if b.entries, err = l.read(t); err != nil {
			return nil, err
		}
	}
	for level := 0; level == 0 || size>>(height*level) > 0; level++ {
		hs := make([]tlog.Hash, 0, width)
		if t := last(level, size); t.W > 0 {
			data, err := l.read(t)
			if err != nil {
				return nil, err
			}
			hs = append(hs, hashes(data)...)
		}
		b.levels = append(b.levels, hs)
	}
	return b, nil
}

// read gives the tile, be it the beginning of a wider one.
func (l Log) read(t Tile) ([]byte, error) {
	widths := l.widths(t)
	if len(widths) == 0 {
		return nil, fmt.Errorf("tile %s: %w", t.Path(), fs.ErrNotExist)
	}
	data, err := fs.ReadFile(l.fsys, Tile{t.Level, t.N, widths[0]}.Path())
	if err != nil {
		return nil, fmt.Errorf("tile %s: %w", t.Path(), err)
	}
	if part, ok := prefix(t, data); ok {
		return part, nil
	}
	return nil, fmt.Errorf("tile %s is cut: %w", t.Path(), errDamaged)
}

// widths are those in which a tile is there, from its own upwards.
func (l Log) widths(t Tile) (ws []int) {
	for _, w := range l.all(t) {
		if w >= t.W {
			ws = append(ws, w)
		}
	}
	return ws
}

// all are the widths in which a tile is there.
func (l Log) all(t Tile) (ws []int) {
	full := Tile{t.Level, t.N, width}.Path()
	es, _ := fs.ReadDir(l.fsys, full+".p") // none is there, or is not readable: not found
	for _, e := range es {
		if w, err := strconv.Atoi(e.Name()); err == nil && w > 0 && w < width && e.Type().IsRegular() {
			ws = append(ws, w)
		}
	}
	if i, err := fs.Stat(l.fsys, full); err == nil && i.Mode().IsRegular() {
		ws = append(ws, width)
	}
	slices.Sort(ws)
	return ws
}

// prefix is the beginning of data that a tile of t.W is.
func prefix(t Tile, data []byte) ([]byte, bool) {
	if t.Level >= 0 {
		n := t.W * tlog.HashSize
		return data[:min(n, len(data))], len(data) >= n
	}
	n := 0
	for range t.W {
		if len(data) < n+2 {
			return data, false
		}
		n += 2 + int(data[n])<<8 + int(data[n+1])
	}
	return data[:min(n, len(data))], len(data) >= n
}

// Entry gives entry n of a log of size entries.
func (l Log) Entry(n, size int64) ([]byte, error) {
	t := Tile{entryLevel, n / width, int(min(size-n/width*width, width))}
	if n < 0 || n >= size {
		return nil, fmt.Errorf("entry %d of %d: %w", n, size, fs.ErrNotExist)
	}
	data, err := l.read(t)
	if err != nil {
		return nil, err
	}
	es, _ := Entries(data)
	return es[n%width], nil
}

// reader reads the hashes of a log of size entries for golang.org/x/mod.
func (l Log) reader(size int64) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			t := tlog.TileForIndex(height, index)
			mine := Tile{t.L, t.N, width}
			if end := last(t.L, size); end.N == t.N {
				mine.W = end.W
			}
			t.W = mine.W
			data, err := l.read(mine)
			if err != nil {
				return nil, err
			}
			if out[i], err = tlog.HashFromTile(t, data, index); err != nil {
				return nil, fmt.Errorf("tile %s: %w", mine.Path(), err)
			}
		}
		return out, nil
	})
}

// Prove gives the hashes that lead from entry n to the root of size entries.
func (l Log) Prove(n, size int64) (tlog.RecordProof, error) {
	p, err := tlog.ProveRecord(size, n, l.reader(size))
	if err != nil {
		return nil, fmt.Errorf("proof of entry %d of %d: %w", n, size, err)
	}
	return p, nil
}

// Consistency gives the hashes that show that the first old of size entries
// are those of a log of old.
func (l Log) Consistency(old, size int64) (tlog.TreeProof, error) {
	p, err := tlog.ProveTree(size, old, l.reader(size))
	if err != nil {
		return nil, fmt.Errorf("proof from %d to %d entries: %w", old, size, err)
	}
	return p, nil
}

// stray reports whether a name can be a left-over of a write that was cut.
func stray(name string) bool { return path.Ext(name) == Partial }

// Partial is how the names of files end that are being written.
const Partial = ".part"
