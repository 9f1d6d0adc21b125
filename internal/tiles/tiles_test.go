package tiles

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/tlog"
)

func entry(n int) []byte { return []byte(strings.Repeat(fmt.Sprint("entry ", n), 1+n%3)) }

// folder is a log in memory.
type folder struct{ fstest.MapFS }

func (f folder) emit(t Tile, data []byte) error {
	f.MapFS[t.Path()] = &fstest.MapFile{Data: bytes.Clone(data)}
	return nil
}

// reference is the log that golang.org/x/mod makes of the same entries.
type reference struct {
	hashes []tlog.Hash
	n      int64
}

func (r *reference) ReadHashes(is []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range is {
		out = append(out, r.hashes[i])
	}
	return out, nil
}

func (r *reference) add(t *testing.T, entry []byte) {
	hs, err := tlog.StoredHashes(r.n, entry, r)
	if err != nil {
		t.Fatal(err)
	}
	r.hashes = append(r.hashes, hs...)
	r.n++
}

// TestRoots grows a log in steps of many sizes, each step resuming from the
// files alone, beside the reference.
func TestRoots(t *testing.T) {
	f, ref := folder{fstest.MapFS{}}, &reference{}
	size := 0
	for _, step := range []int{0, 1, 1, 1, 5, 247, 1, 1, 254, 1, 300, 65536 - 812, 1, 700} {
		b, err := NewLog(f).Resume(int64(size), f.emit)
		if err != nil {
			t.Fatal(err)
		}
		for range step {
			if err := b.Add(entry(size)); err != nil {
				t.Fatal(err)
			}
			ref.add(t, entry(size))
			size++
		}
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
		want, err := tlog.TreeHash(int64(size), ref)
		if err != nil || b.Root() != want || b.Size() != int64(size) {
			t.Fatalf("size %d: root %v, want %v (%v)", size, b.Root(), want, err)
		}
		proves(t, f, int64(size), want)
	}
	c := NewComparer(f)
	b := NewBuilder(c.Emit)
	for i := range size {
		if err := b.Add(entry(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Flush(); err != nil || c.Rest() != nil || len(c.Faults) > 0 {
		t.Errorf("%v %v", err, c.Faults)
	}
}

// proves checks proofs made of the files against the root.
func proves(t *testing.T, f fs.FS, size int64, root tlog.Hash) {
	t.Helper()
	l := NewLog(f)
	for _, n := range []int64{0, size / 3, size / 2, size - 1} {
		if n < 0 || n >= size {
			continue
		}
		got, err := l.Entry(n, size)
		if err != nil || !bytes.Equal(got, entry(int(n))) {
			t.Fatalf("entry %d of %d: %q, %v", n, size, got, err)
		}
		p, err := l.Prove(n, size)
		if err == nil {
			err = tlog.CheckRecord(p, size, root, n, tlog.RecordHash(got))
		}
		if err != nil {
			t.Fatalf("entry %d of %d: %v", n, size, err)
		}
		oldRoot, err := tlog.TreeHash(n+1, l.reader(size))
		if err != nil {
			t.Fatal(err)
		}
		g, err := l.Consistency(n+1, size)
		if err == nil {
			err = CheckGrowth(Checkpoint{Size: n + 1, Root: oldRoot}, Checkpoint{Size: size, Root: root}, g)
		}
		if err != nil {
			t.Fatalf("%d of %d: %v", n+1, size, err)
		}
	}
}

func TestPath(t *testing.T) {
	for want, tile := range map[string]Tile{
		"tile/entries/000":              {entryLevel, 0, 256},
		"tile/0/x001/x234/067":          {0, 1234067, 256},
		"tile/3/000.p/1":                {3, 0, 1},
		"tile/entries/x001/000.p/255":   {entryLevel, 1000, 255},
		"tile/0/x999/x999/x999/999.p/8": {0, 999999999999, 8},
	} {
		if got := tile.Path(); got != want {
			t.Errorf("%+v: %s, want %s", tile, got, want)
		}
		if got, ok := ParsePath(want); !ok || got != tile {
			t.Errorf("%s: %+v, %v", want, got, ok)
		}
	}
	for _, bad := range []string{"", "tile/", "tile/0/0", "tile/0/000.p/0", "tile/0/000.p/256", "tile/-1/000", "tile/00/000", "tile/0/x000/001", "tile/9/000", "tile/0/000/", "tile/0/000.p/01", "checkpoint"} {
		if got, ok := ParsePath(bad); ok {
			t.Errorf("%s: %+v", bad, got)
		}
	}
}

// TestCompare turns each byte of each file of a log, and takes each file away.
func TestCompare(t *testing.T) {
	const size = 300
	f := folder{fstest.MapFS{}}
	faults := func() []Fault {
		c := NewComparer(f)
		b := NewBuilder(c.Emit)
		for i := range size {
			if err := b.Add(entry(i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := c.Rest(); err != nil {
			t.Fatal(err)
		}
		return c.Faults
	}
	b := NewBuilder(f.emit)
	for i := range size {
		if err := b.Add(entry(i)); err != nil {
			t.Fatal(err)
		}
		if i == 270 {
			if err := b.Flush(); err != nil { // leaves narrower tiles behind
				t.Fatal(err)
			}
		}
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	if fs := faults(); len(fs) > 0 {
		t.Fatal(fs)
	}
	for name, file := range f.MapFS {
		for i := 0; i < len(file.Data); i += 1 + i%7 {
			file.Data[i] ^= 1 << (i % 8)
			fs := faults()
			if len(fs) != 1 || fs[0].Path != name || fs[0].Kind != "damaged" {
				t.Fatalf("%s byte %d: %v", name, i, fs)
			}
			if tile, _ := ParsePath(name); tile.Level == 0 && fs[0].Entry != tile.N*256+int64(i/32) {
				t.Fatalf("%s byte %d: names entry %d", name, i, fs[0].Entry)
			}
			file.Data[i] ^= 1 << (i % 8)
		}
		delete(f.MapFS, name)
		fs := faults()
		left := name == "tile/0/001.p/15" || name == "tile/entries/001.p/15" // narrower, not needed
		if left != (len(fs) == 0) || !left && fs[0].Kind != "missing" {
			t.Errorf("without %s: %v", name, fs)
		}
		f.MapFS[name] = file
	}
	f.MapFS["tile/0/002"] = &fstest.MapFile{}
	if fs := faults(); len(fs) != 1 || fs[0].Kind != "unexpected" {
		t.Errorf("one more file: %v", fs)
	}
}

func TestCheckpoint(t *testing.T) {
	k, err := NewKey("example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(k.Text())
	if err != nil || again.Public.String() != k.Public.String() {
		t.Fatalf("%v", err)
	}
	c, err := Checkpoint{Size: 7, Root: tlog.RecordHash([]byte("x"))}.Sign(again)
	if err != nil {
		t.Fatal(err)
	}
	got, err := OpenCheckpoint(c.Note, k.Public)
	if err != nil || got.Size != 7 || got.Root != c.Root || got.Origin != k.Name {
		t.Fatalf("%+v, %v", got, err)
	}
	for i := range c.Note {
		bad := bytes.Clone(c.Note)
		bad[i] ^= 1
		if _, err := OpenCheckpoint(bad, k.Public); err == nil {
			t.Errorf("byte %d changed, and nothing said:\n%s", i, bad)
		}
	}
	other, err := NewKey("example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(c.Note, other.Public); err == nil {
		t.Error("another key of the same name opens it")
	}
	for _, bad := range []string{"", "a b", "a+b", "a\nb", "\xff"} {
		if _, err := NewKey(bad); err == nil {
			t.Errorf("%q is taken for a name", bad)
		}
	}
}

func TestProofText(t *testing.T) {
	k, _ := NewKey("example.org/log")
	f := folder{fstest.MapFS{}}
	b := NewBuilder(f.emit)
	for i := range 600 {
		if err := b.Add(entry(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	c, err := Checkpoint{Size: b.Size(), Root: b.Root()}.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	hs, err := NewLog(f).Prove(431, c.Size)
	if err != nil {
		t.Fatal(err)
	}
	text := Proof{431, hs, c.Note}.Text()
	p, err := ParseProof(text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Check(entry(431), k.Public); err != nil {
		t.Error(err)
	}
	if _, err := p.Check(entry(430), k.Public); err == nil {
		t.Error("another entry passes")
	}
	for i := range text {
		bad := bytes.Clone(text)
		bad[i] ^= 1
		if p, err := ParseProof(bad); err == nil {
			if _, err := p.Check(entry(431), k.Public); err == nil {
				t.Errorf("byte %d changed, and nothing said", i)
			}
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	e := bytes.Repeat([]byte("x"), 900)
	l := NewBuilder(func(Tile, []byte) error { return nil })
	for b.Loop() {
		if err := l.Add(e); err != nil {
			b.Fatal(err)
		}
	}
}
