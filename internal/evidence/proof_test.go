package evidence

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
)

func TestRecord(t *testing.T) {
	d := dbtest.Lite(t)
	s := open(t, d, t.TempDir())
	a, b := keep(t, s, d, 1), keep(t, s, d, 2)
	list, err := s.KeepResource(ctx, "https://a.example/list.csv", []byte("a,b\n"), "text/csv", ViaImport)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []Capture{a, b, list} {
		gz, err := s.Record(c)
		if err != nil {
			t.Fatal(err)
		}
		if sha, err := VerifyRecord(gz); err != nil || sha != c.SHA256 {
			t.Errorf("%s: %s, %v", c.URL, sha, err)
		}
		if again, err := s.Record(c); err != nil || !bytes.Equal(gz, again) {
			t.Errorf("%s: another file the second time, %v", c.URL, err)
		}
		for cut := range len(gz) {
			// What is cut between two records is whole as far as it goes.
			if sha, err := VerifyRecord(gz[:cut]); err == nil && sha != c.SHA256 {
				t.Fatalf("%s cut at %d passes with %s", c.URL, cut, sha)
			}
		}
		for i := range gz {
			spoilt := bytes.Clone(gz)
			spoilt[i] ^= 1 << (i % 8)
			if sha, err := VerifyRecord(spoilt); err == nil && sha != c.SHA256 {
				t.Fatalf("%s with a bit of byte %d turned passes with %s", c.URL, i, sha)
			}
		}
	}
	one, _ := s.Record(a)
	two, _ := s.Record(b)
	for name, gz := range map[string][]byte{
		"nothing": nil, "no archive": []byte("<p>Hola</p>"), "two captures": append(bytes.Clone(one), two...), "only what is about it": packed(t, "WARC/1.1\r\n\r\n"),
		"no digest": packed(t, "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2021-09-18T14:30:00Z\r\nWARC-Target-URI: urn:x\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"),
	} {
		if sha, err := VerifyRecord(gz); err == nil {
			t.Errorf("%s passes with %s", name, sha)
		}
	}
}

func packed(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCheck spoils an archive in one way at a time; the report names the
// capture or the place.
func TestCheck(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(t *testing.T, d *db.DB, s *Store, dir string, a, b Capture)
		want  string // "severity kind path" of each finding, NAME standing for ids
	}{
		{"as it was kept", func(*testing.T, *db.DB, *Store, string, Capture, Capture) {}, ""},
		{"a bit turned", func(t *testing.T, _ *db.DB, _ *Store, dir string, a, b Capture) {
			edit(t, dir, a.File, func(f []byte) []byte { f[b.Start+b.Length/2] ^= 4; return f })
		}, "block damaged captures/B"},
		{"a bit turned in what is about it", func(t *testing.T, _ *db.DB, _ *Store, dir string, a, b Capture) {
			edit(t, dir, a.File, func(f []byte) []byte { f[a.Start+a.Length+60] ^= 4; return f })
		}, "block damaged captures/A"},
		{"the file gone", func(t *testing.T, _ *db.DB, _ *Store, dir string, a, _ Capture) {
			if err := os.Remove(filepath.Join(dir, a.File)); err != nil {
				t.Fatal(err)
			}
		}, "block missing captures/A, block missing captures/B"},
		{"the end gone", func(t *testing.T, _ *db.DB, _ *Store, dir string, a, b Capture) {
			edit(t, dir, a.File, func(f []byte) []byte { return f[:b.Start] })
		}, "block damaged captures/B"},
		{"the end torn", func(t *testing.T, _ *db.DB, _ *Store, dir string, a, b Capture) {
			edit(t, dir, a.File, func(f []byte) []byte { return append(f, f[:30]...) })
		}, "warn tail evidence/FILE:N"},
		{"another body in the row", func(t *testing.T, d *db.DB, _ *Store, _ string, _, b Capture) {
			update(t, d, `UPDATE captures SET sha256 = ? WHERE id = ?`, strings.Repeat("0", 64), b.ID)
		}, "block damaged captures/B"},
		{"another place in the row", func(t *testing.T, d *db.DB, _ *Store, _ string, _, b Capture) {
			update(t, d, `UPDATE captures SET start = start + 1 WHERE id = ?`, b.ID)
		}, "block damaged captures/B, note orphan evidence/FILE"},
		{"a row without bytes or reason", func(t *testing.T, d *db.DB, _ *Store, _ string, a, b Capture) {
			update(t, d, `UPDATE captures SET file = '' WHERE id = ?`, b.ID)
		}, "block missing captures/B, note orphan evidence/FILE"},
		{"a record without a row", func(t *testing.T, d *db.DB, s *Store, _ string, _, _ Capture) {
			if _, err := s.Keep(ctx, exchange(3), ""); err != nil {
				t.Fatal(err)
			}
		}, "note orphan evidence/FILE"},
		{"a stranger's file", func(t *testing.T, _ *db.DB, _ *Store, dir string, _, _ Capture) {
			if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "warn unexpected evidence/notes.txt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, dir := dbtest.Lite(t), t.TempDir()
			s := open(t, d, dir)
			a, b := keep(t, s, d, 1), keep(t, s, d, 2)
			if strings.Contains(tt.want, "tail") {
				s.crash() // what a process is writing is read only as far as it is synced
			}
			tt.spoil(t, d, s, dir, a, b)
			last := 0
			fs, err := s.Check(ctx, d, func(done, total int) { last = total - done })
			if err != nil || last != 0 {
				t.Fatalf("%v, %d left", err, last)
			}
			var got []string
			for _, f := range fs {
				path, at, ok := strings.Cut(f.Path, ".gz:")
				if ok {
					path += ".gz:N"
				}
				_ = at
				path = strings.NewReplacer(a.ID, "A", b.ID, "B", a.File, "FILE").Replace(path)
				got = append(got, string(f.Severity)+" "+f.Kind+" "+path)
				if f.Message == "" || f.Remedy == "" {
					t.Errorf("%+v", f)
				}
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("got %s\nwant %s\n%+v", strings.Join(got, ", "), tt.want, fs)
			}
		})
	}
}

// edit changes a file of the archive.
func edit(t *testing.T, dir, name string, f func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, f(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func update(t *testing.T, d *db.DB, q string, args ...any) {
	t.Helper()
	if err := d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(q, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkKeep(b *testing.B) {
	s := open(b, dbtest.Lite(b), b.TempDir())
	x := exchange(1)
	x.Wire = append([]byte(nil), strings.Repeat("<p>Una frase de una noticia cualquiera, y otra más.</p>\n", 1000)...)
	x.Body = x.Wire
	b.SetBytes(int64(len(x.Wire)))
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := s.Keep(ctx, x, ""); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
