package tiles

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8 // of a tile
	width  = 1 << height

	// entryLevel is the level of a Tile that holds entries.
	entryLevel = -1
)

// EntryMax is the size of the largest entry in bytes.
const EntryMax = 1<<16 - 1

// Tile names a file: W hashes of one level, or W entries.
type Tile struct {
	Level int // -1: entries
	N     int64
	W     int // 1 to 256
}

// Path is where C2SP tlog-tiles puts a tile.
func (t Tile) Path() string {
	level := "entries"
	if t.Level >= 0 {
		level = strconv.Itoa(t.Level)
	}
	n := fmt.Sprintf("%03d", t.N%1000)
	for rest := t.N / 1000; rest > 0; rest /= 1000 {
		n = fmt.Sprintf("x%03d/%s", rest%1000, n)
	}
	p := "tile/" + level + "/" + n
	if t.W < width {
		p += ".p/" + strconv.Itoa(t.W)
	}
	return p
}

// ParsePath reads what Path wrote, and nothing else.
func ParsePath(path string) (Tile, bool) {
	rest, ok := strings.CutPrefix(path, "tile/")
	level, rest, found := strings.Cut(rest, "/")
	t := Tile{Level: entryLevel, W: width}
	var err error
	if level != "entries" {
		t.Level, err = strconv.Atoi(level)
	}
	if !ok || !found || err != nil || t.Level > 63/height || len(rest) > 64 {
		return Tile{}, false
	}
	if n, w, part := strings.Cut(rest, ".p/"); part {
		if t.W, err = strconv.Atoi(w); err != nil || t.W < 1 || t.W >= width {
			return Tile{}, false
		}
		rest = n
	}
	n, err := strconv.ParseInt(strings.NewReplacer("x", "", "/", "").Replace(rest), 10, 64)
	if t.N = n; err != nil || n < 0 || t.Path() != path {
		return Tile{}, false
	}
	return t, true
}

// last is the tile of a level at the right end of a log of size entries; W is
// 0 if none is begun there.
func last(level int, size int64) Tile {
	n := size
	if level > 0 {
		n >>= height * level
	}
	return Tile{level, n / width, int(n % width)}
}

// hashes reads the hashes of a tile.
func hashes(data []byte) []tlog.Hash {
	hs := make([]tlog.Hash, len(data)/tlog.HashSize)
	for i := range hs {
		copy(hs[i][:], data[i*tlog.HashSize:])
	}
	return hs
}

// Entries reads the entries of a tile, as many as are whole.
func Entries(data []byte) (entries [][]byte, whole bool) {
	for len(data) >= 2 {
		n := int(data[0])<<8 | int(data[1])
		if len(data) < 2+n {
			return entries, false
		}
		entries = append(entries, data[2:2+n:2+n])
		data = data[2+n:]
	}
	return entries, len(data) == 0
}

// End is how many entries a log has at least that holds the tile.
func (t Tile) End() int64 {
	span := int64(1)
	for range t.Level {
		span *= width
	}
	return (t.N*width + int64(t.W)) * span
}
