package tiles

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

var errDamaged = errors.New("the file is damaged")

// Fault is a file of a log that is not as it must be.
type Fault struct {
	Path    string
	Kind    string // damaged, missing, unexpected
	Entry   int64  // the first entry that it speaks of, -1 if no single one
	Message string
}

// Comparer holds the files of a log against the tiles that a Builder makes of
// its entries. Give Emit to the Builder, and ask Rest at the end.
type Comparer struct {
	log    Log
	seen   map[string]bool
	Faults []Fault
}

// NewComparer looks at the files below fsys.
func NewComparer(fsys fs.FS) *Comparer { return &Comparer{log: NewLog(fsys), seen: map[string]bool{}} }

// Emit compares a tile with its file, and with what is left of narrower ones.
func (c *Comparer) Emit(t Tile, data []byte) error {
	ws := c.log.all(t)
	if !slices.Contains(ws, t.W) {
		c.fault(t.Path(), "missing", -1, "the file is not there")
	}
	for _, w := range ws {
		part := Tile{t.Level, t.N, w}
		c.seen[part.Path()] = true
		if w > t.W {
			c.fault(part.Path(), "unexpected", -1, fmt.Sprintf("it holds more than the %d that there are", t.W))
			continue
		}
		want, _ := prefix(part, data)
		got, err := fs.ReadFile(c.log.fsys, part.Path())
		if err != nil {
			c.fault(part.Path(), "damaged", -1, "it cannot be read: "+err.Error())
		} else if !bytes.Equal(got, want) {
			c.differs(part, got, want)
		}
	}
	return nil
}

// differs names the first entry by which a file is another.
func (c *Comparer) differs(t Tile, got, want []byte) {
	at, n := 0, min(len(got), len(want))
	for at < n && got[at] == want[at] {
		at++
	}
	i := at / tlog.HashSize
	if t.Level == entryLevel {
		i = 0
		for end := 0; i < t.W; i++ {
			part, _ := prefix(Tile{t.Level, t.N, i + 1}, want)
			if end = len(part); end > at {
				break
			}
		}
	}
	span := int64(1)
	for range t.Level {
		span *= width
	}
	entry := (t.N*width + int64(min(i, t.W-1))) * span
	what := fmt.Sprintf("from byte %d on it is not what the entries make, at entry %d", at, entry)
	if span > 1 {
		what += " or one of the next " + fmt.Sprint(span-1)
		c.fault(t.Path(), "damaged", -1, what)
		return
	}
	c.fault(t.Path(), "damaged", entry, what)
}

func (c *Comparer) fault(path, kind string, entry int64, message string) {
	c.Faults = append(c.Faults, Fault{path, kind, entry, message})
}

// Rest adds the files of the log's folder that no tile is.
func (c *Comparer) Rest() error {
	err := fs.WalkDir(c.log.fsys, "tile", func(p string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && p == "tile":
			return fs.SkipAll
		case err != nil:
			return err
		case !e.IsDir() && !c.seen[p] && !stray(p):
			c.fault(p, "unexpected", -1, "no file of this log")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list tiles: %w", err)
	}
	return nil
}
