package evidence

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/fetch"
	"vigia/internal/tiles"
)

func signed(t testing.TB, d *db.DB, s *Store) tiles.Key {
	t.Helper()
	k, err := tiles.NewKey("log.example/test")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Sign(ctx, d, k); err != nil {
		t.Fatal(err)
	}
	return k
}

func checkpoint(t testing.TB, d *db.DB, s *Store) tiles.Checkpoint {
	t.Helper()
	c, err := s.Checkpoint(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// refuse records that exchange n was refused.
func refuse(t testing.TB, s *Store, d *db.DB, n int) Capture {
	t.Helper()
	c := s.Refusal(&fetch.Failure{Reason: fetch.Disallowed, Detail: "d", Remedy: "r"}, fmt.Sprintf("https://c.example/%d", n), "src_2")
	insert(t, d, c)
	return c
}

// verify is what 'vigia evidence verify' finds, as "severity kind path".
func verify(t testing.TB, s *Store, d *db.DB, old ...[]byte) (out []string) {
	t.Helper()
	found, err := s.Check(ctx, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.CheckLog(ctx, d, Trust{Held: old})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(found, r.Findings...) {
		out = append(out, fmt.Sprintf("%s %s %s", f.Severity, f.Kind, f.Path))
	}
	return out
}

// TestLog grows a log over many checkpoints; each older one still holds, and
// an entry is proved under each that covers it.
func TestLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetNow(newClock().Now)
		s := open(t, d, t.TempDir())
		k := signed(t, d, s)
		var old [][]byte
		n := 0
		for _, step := range []int{1, 2, 0, 7, 250, 30} {
			for range step {
				if n%3 == 0 {
					refuse(t, s, d, n)
				} else {
					keep(t, s, d, n)
				}
				n++
			}
			c := checkpoint(t, d, s)
			if c.Size != int64(n) {
				t.Fatalf("size %d, want %d", c.Size, n)
			}
			old = append(old, c.Note)
			if fs := verify(t, s, d, old...); len(fs) > 0 {
				t.Fatalf("size %d: %v", n, fs)
			}
		}
		var id string
		if err := d.QueryRow(ctx, `SELECT capture FROM log WHERE n = 5`).Scan(&id); err != nil {
			t.Fatal(err)
		}
		at, entry, err := LeafOf(ctx, d, id)
		if err != nil || at != 5 {
			t.Fatalf("%d, %v", at, err)
		}
		c := checkpoint(t, d, s)
		hs, err := s.Log().Prove(at, c.Size)
		if err == nil {
			_, err = tiles.Proof{Index: at, Hashes: hs, Checkpoint: c.Note}.Check(entry, k.Public)
		}
		if err != nil {
			t.Error(err)
		}
	})
}

// TestTamper changes an archive as somebody might who has the machine; what
// is found must name the capture or the place.
func TestTamper(t *testing.T) {
	type world struct {
		d       *db.DB
		s       *Store
		k       tiles.Key
		dir     string
		a, b, c Capture
		old     []byte
	}
	tests := []struct {
		name  string
		spoil func(t *testing.T, w world)
		want  []string // beginnings of findings, A, B, C standing for ids
	}{
		{"as it was kept", func(*testing.T, world) {}, nil},
		{"a bit of a payload", func(t *testing.T, w world) {
			edit(t, w.dir, w.b.File, func(f []byte) []byte { f[w.b.Start+w.b.Length-30] ^= 1; return f })
		}, []string{"block damaged captures/B"}},
		{"a bit that no reader looks at", func(t *testing.T, w world) {
			edit(t, w.dir, w.b.File, func(f []byte) []byte { f[w.b.Start+4] ^= 1; return f }) // the time in the gzip header
		}, []string{"block damaged captures/B"}},
		{"a bit of the request", func(t *testing.T, w world) {
			edit(t, w.dir, w.b.File, func(f []byte) []byte { f[w.b.Records[2].Start+9] ^= 1; return f })
		}, []string{"block damaged captures/B"}},
		{"a bit of the first record", func(t *testing.T, w world) {
			edit(t, w.dir, w.b.File, func(f []byte) []byte { f[5] ^= 1; return f })
		}, []string{"block damaged evidence/FILE:0"}},
		{"another address in a row", func(t *testing.T, w world) {
			update(t, w.d, `UPDATE captures SET url = 'https://evil.example/' WHERE id = ?`, w.b.ID)
		}, []string{"block altered captures/B"}},
		{"another date in a row", func(t *testing.T, w world) {
			update(t, w.d, `UPDATE captures SET at = at - 86400000000 WHERE id = ?`, w.b.ID)
		}, []string{"block altered captures/B"}},
		{"a refusal that never was", func(t *testing.T, w world) {
			update(t, w.d, `UPDATE captures SET reason = 'robots' WHERE id = ?`, w.b.ID)
		}, []string{"block altered captures/B"}},
		{"row and entry changed", func(t *testing.T, w world) {
			update(t, w.d, `UPDATE captures SET url = 'https://evil.example/' WHERE id = ?`, w.c.ID)
			update(t, w.d, `UPDATE log SET entry = REPLACE(entry, 'https://c.example/3', 'https://evil.example/') WHERE capture = ?`, w.c.ID)
		}, []string{"block damaged evidence/log/tile/entries/", "block rewritten evidence/log/checkpoint", "block rewritten log/3"}},
		{"the last entry removed", func(t *testing.T, w world) {
			update(t, w.d, `DELETE FROM log WHERE capture = ?`, w.c.ID)
			update(t, w.d, `DELETE FROM captures WHERE id = ?`, w.c.ID)
		}, []string{"block removed captures/C"}},
		{"an entry removed", func(t *testing.T, w world) {
			update(t, w.d, `DELETE FROM log WHERE capture = ?`, w.b.ID)
			update(t, w.d, `DELETE FROM captures WHERE id = ?`, w.b.ID)
		}, []string{"note orphan", "block removed captures/B"}},
		{"an entry removed, the rest moved up", func(t *testing.T, w world) {
			update(t, w.d, `DELETE FROM log WHERE capture = ?`, w.a.ID)
			update(t, w.d, `DELETE FROM captures WHERE id = ?`, w.a.ID)
			update(t, w.d, `UPDATE log SET n = n - 1`)
		}, []string{"note orphan", "block removed captures/C", "block damaged evidence/log/tile/", "block rewritten"}},
		{"two exchanged", func(t *testing.T, w world) {
			update(t, w.d, `UPDATE log SET n = -1 WHERE capture = ?`, w.a.ID)
			update(t, w.d, `UPDATE log SET n = 0 WHERE capture = ?`, w.b.ID)
			update(t, w.d, `UPDATE log SET n = 1 WHERE n = -1`)
		}, []string{"block damaged evidence/log/tile/", "block rewritten"}},
		{"put in past the log", func(t *testing.T, w world) {
			update(t, w.d, `INSERT INTO captures SELECT 'cap_x', url, final_url, source, at, status, 'robots', detail, remedy, content_type, sha256, size, '', 0, 0, truncated, robots, via, peer, '' FROM captures WHERE id = ?`, w.a.ID)
		}, []string{"block unlogged captures/cap_x"}},
		{"dated back", func(t *testing.T, w world) {
			c := refuse(t, w.s, w.d, 9)
			update(t, w.d, `DELETE FROM log WHERE capture = ?`, c.ID)
			update(t, w.d, `DELETE FROM captures WHERE id = ?`, c.ID)
			c.ID, c.At = "cap_y", c.At.Add(-48*time.Hour)
			insert(t, w.d, c)
			checkpoint(t, w.d, w.s)
		}, []string{"block back-dated captures/cap_y"}},
		{"a bit of a tile", func(t *testing.T, w world) {
			edit(t, w.dir, "log/tile/0/000.p/3", func(f []byte) []byte { f[40] ^= 1; return f })
		}, []string{"block damaged evidence/log/tile/0/000.p/3"}},
		{"a tile gone", func(t *testing.T, w world) {
			os.Remove(filepath.Join(w.dir, "log/tile/entries/000.p/3"))
		}, []string{"block missing evidence/log/tile/entries/000.p/3"}},
		{"a bit of the checkpoint", func(t *testing.T, w world) {
			edit(t, w.dir, "log/checkpoint", func(f []byte) []byte { f[20] ^= 1; return f })
		}, []string{"block damaged evidence/log/checkpoint"}},
		{"all of it made anew, with the key", func(t *testing.T, w world) {
			update(t, w.d, `DELETE FROM log WHERE capture = ?`, w.a.ID)
			update(t, w.d, `DELETE FROM captures WHERE id = ?`, w.a.ID)
			update(t, w.d, `UPDATE log SET n = n - 1`)
			os.RemoveAll(filepath.Join(w.dir, "log"))
			checkpoint(t, w.d, w.s)
		}, []string{"note orphan", "block removed log/3"}},
		{"another in its place, with the key", func(t *testing.T, w world) {
			update(t, w.d, `UPDATE captures SET url = 'https://evil.example/' WHERE id = ?`, w.c.ID)
			update(t, w.d, `UPDATE log SET entry = REPLACE(entry, 'https://c.example/3', 'https://evil.example/') WHERE capture = ?`, w.c.ID)
			os.RemoveAll(filepath.Join(w.dir, "log"))
			checkpoint(t, w.d, w.s)
		}, []string{"block altered captures/C", "block rewritten log/3"}},
		{"an old copy of all put back", func(t *testing.T, w world) {
			update(t, w.d, `DELETE FROM log WHERE capture = ?`, w.c.ID)
			update(t, w.d, `DELETE FROM captures WHERE id = ?`, w.c.ID)
			os.RemoveAll(filepath.Join(w.dir, "log"))
			checkpoint(t, w.d, w.s)
		}, []string{"block removed log/3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{d: dbtest.Lite(t), dir: t.TempDir()}
			w.d.SetNow(newClock().Now)
			w.s = open(t, w.d, w.dir)
			w.k = signed(t, w.d, w.s)
			w.a, w.b, w.c = keep(t, w.s, w.d, 1), keep(t, w.s, w.d, 2), refuse(t, w.s, w.d, 3)
			w.old = checkpoint(t, w.d, w.s).Note
			tt.spoil(t, w)
			got := verify(t, w.s, w.d, w.old)
			names := strings.NewReplacer(w.a.ID, "A", w.b.ID, "B", w.c.ID, "C", w.a.File, "FILE")
			all := names.Replace(strings.Join(got, "\n"))
			for _, want := range tt.want {
				if !strings.Contains("\n"+all, "\n"+want) {
					t.Errorf("not found: %q in\n%s", want, all)
				}
			}
			if len(tt.want) == 0 && len(got) > 0 || len(tt.want) == 1 && len(got) > 1 && !strings.Contains(tt.name, "checkpoint") {
				t.Errorf("found\n%s", all)
			}
		})
	}
}

// TestCheckpointFaults lets the n-th write or sync of a checkpoint fail, for
// every n, and then goes on with a new program: the log is as if nothing had
// happened.
func TestCheckpointFaults(t *testing.T) {
	for n := 1; ; n++ {
		d, dir := dbtest.Lite(t), t.TempDir()
		d.SetNow(newClock().Now)
		s := open(t, d, dir)
		k := signed(t, d, s)
		keep(t, s, d, 1)
		first := checkpoint(t, d, s)
		var many []Capture
		for i := range 300 {
			many = append(many, s.Refusal(&fetch.Failure{Reason: fetch.Gone}, fmt.Sprintf("https://c.example/%d", i), ""))
		}
		insert(t, d, many...)
		count := 0
		faulty := func() bool { count++; return count == n }
		write, sync := s.write, s.sync
		s.write = func(f *os.File, b []byte) (int, error) {
			if faulty() {
				f.Write(b[:len(b)/2])
				return 0, syscall.ENOSPC
			}
			return f.Write(b)
		}
		s.sync = func(f *os.File) error {
			if faulty() {
				return syscall.EIO
			}
			return nil
		}
		_, err := s.Checkpoint(ctx, d)
		s.write, s.sync = write, sync
		s.crash()
		if fs := verify(t, s, d, first.Note); len(fs) > 0 {
			t.Fatalf("fault %d: %v", n, fs)
		}
		again := open(t, d, dir)
		if err := again.Sign(ctx, d, k); err != nil {
			t.Fatal(err)
		}
		refuse(t, again, d, 301)
		if c := checkpoint(t, d, again); c.Size != 302 {
			t.Fatalf("fault %d: %d entries", n, c.Size)
		}
		if fs := verify(t, again, d, first.Note); len(fs) > 0 {
			t.Fatalf("fault %d: %v", n, fs)
		}
		if count < n {
			break // no fault was left to inject
		}
		if err == nil {
			t.Fatalf("fault %d was not said", n)
		}
	}
}

// TestRolledBack: a log is not signed anew over a database that is older than
// its checkpoint, or another one.
func TestRolledBack(t *testing.T) {
	for name, q := range map[string]string{
		"older":   `DELETE FROM log WHERE n = 2`,
		"another": `UPDATE log SET entry = REPLACE(entry, 'c.example', 'd.example') WHERE n = 2`,
		"a gap":   `UPDATE log SET n = n + 1 WHERE n = 3`,
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Lite(t)
			s := open(t, d, t.TempDir())
			signed(t, d, s)
			for i := range 3 {
				refuse(t, s, d, i)
			}
			was := checkpoint(t, d, s)
			if name != "older" {
				refuse(t, s, d, 3)
			}
			update(t, d, q)
			if _, err := s.Checkpoint(ctx, d); !errors.Is(err, vigia.ErrInvalid) {
				t.Errorf("signed over it: %v", err)
			}
			if now, err := s.Latest(); err != nil || !bytes.Equal(now.Note, was.Note) {
				t.Errorf("the checkpoint changed: %v", err)
			}
		})
	}
}

// TestAdopt: captures from before there was a log enter it once, with what
// their records are.
func TestAdopt(t *testing.T) {
	d, dir := dbtest.Lite(t), t.TempDir()
	d.SetNow(newClock().Now)
	s := open(t, d, dir)
	a := keep(t, s, d, 1)
	refuse(t, s, d, 2)
	_, entered, _ := LeafOf(ctx, d, a.ID)
	update(t, d, `DELETE FROM log`)
	signed(t, d, s)
	_, adopted, err := LeafOf(ctx, d, a.ID)
	l, _ := ParseLeaf(adopted)
	if err != nil || !l.Adopted || len(l.Records) != 4 {
		t.Fatalf("%s, %v", adopted, err)
	}
	if l.Adopted = false; string(l.Entry()) != string(entered) {
		t.Errorf("adopted as\n%s\nwas entered as\n%s", l.Entry(), entered)
	}
	old := checkpoint(t, d, s)
	keep(t, s, d, 3)
	update(t, d, `DELETE FROM log WHERE n = 2`)
	signed(t, d, s) // does not put right what is a finding
	if fs := verify(t, s, d, old.Note); len(fs) != 1 || !strings.HasPrefix(fs[0], "block unlogged") {
		t.Errorf("%v", fs)
	}
}

func TestLeafIsShort(t *testing.T) {
	long := strings.Repeat("\x01", 1<<17)
	c := Capture{ID: "cap_1", URL: long, FinalURL: long, Source: long, Reason: long, Detail: long, Remedy: long, ContentType: long, Robots: long[:textMax], Records: make([]Record, 20)}
	l := leafOf(c, time.Now())
	if n := len(l.Entry()); n > tiles.EntryMax {
		t.Errorf("%d bytes", n)
	}
	if what := l.Differs(c); what != "" {
		t.Error(what)
	}
	c.URL += "x"
	if what := l.Differs(c); !strings.HasPrefix(what, "url is ") {
		t.Errorf("%q", what)
	}
}

var flips = flag.Int("flips", 120, "bits to turn in TestFlips")

// TestFlips turns one bit anywhere in an archive, again and again: each is
// found, and named by its file or capture.
func TestFlips(t *testing.T) {
	d, dir := dbtest.Lite(t), t.TempDir()
	d.SetNow(newClock().Now)
	s := open(t, d, dir)
	signed(t, d, s)
	byFile := map[string][]string{} // the captures of a WARC file
	for i := range 40 {
		if i%4 == 0 {
			refuse(t, s, d, i)
		} else {
			c := keep(t, s, d, i)
			byFile[c.File] = append(byFile[c.File], c.ID)
		}
		if i == 20 {
			s.max = 1 // begins a new file
		}
	}
	old := checkpoint(t, d, s).Note
	s.turn <- struct{}{}
	if s.file != nil {
		s.seal(s.file)
		s.file = nil
	}
	<-s.turn
	var names []string
	var sizes []int64
	var total int64
	fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if i, err := e.Info(); err == nil && !e.IsDir() && i.Size() > 0 {
			names, sizes = append(names, name), append(sizes, i.Size())
			total += i.Size()
		}
		return nil
	})
	r := rand.New(rand.NewPCG(1, 2))
	for range *flips {
		at := r.Int64N(total)
		i := 0
		for at >= sizes[i] {
			at -= sizes[i]
			i++
		}
		bit := byte(1) << r.IntN(8)
		turn := func(f []byte) []byte { f[at] ^= bit; return f }
		edit(t, dir, names[i], turn)
		found := verify(t, s, d, old)
		named := false
		for _, f := range found {
			named = named || strings.HasPrefix(f, "block ") && strings.Contains(f, names[i])
			for _, id := range byFile[names[i]] {
				named = named || f == "block damaged captures/"+id
			}
		}
		if !named {
			t.Errorf("bit %d of byte %d of %s: %v", bit, at, names[i], found)
		}
		edit(t, dir, names[i], turn)
	}
	if found := verify(t, s, d, old); len(found) > 0 {
		t.Errorf("put right, and still: %v", found)
	}
	t.Logf("%d bits turned in %d files of %d bytes", *flips, len(names), total)
}
