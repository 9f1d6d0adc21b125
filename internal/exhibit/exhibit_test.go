package exhibit_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/docs"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/evidence"
	"vigia/internal/exhibit"
	"vigia/internal/fetch"
	"vigia/internal/stamp"
	"vigia/internal/stamp/stamptest"
	"vigia/internal/tiles"
)

var (
	ctx   = context.Background()
	quiet = slog.New(slog.DiscardHandler)
	start = time.Date(2026, 3, 1, 12, 0, 0, 123400000, time.UTC)
)

type still struct{}

func (still) Now() time.Time                             { return start }
func (still) Sleep(context.Context, time.Duration) error { return nil }

// world is an archive with a page, a list, a refusal, and a time-stamp.
type world struct {
	d      *db.DB
	s      *evidence.Store
	key    tiles.Key
	dir    string
	ids    []string // captures: page, import, refusal, page
	report string
	roots  []byte
	old    []byte // the checkpoint that was stamped
}

func exchange(n int) *fetch.Exchange {
	body := fmt.Appendf(nil, "<p>Noticia %d con eñe</p>", n)
	return &fetch.Exchange{
		URL: fmt.Sprintf("https://a.example/%d", n), FinalURL: fmt.Sprintf("https://a.example/%d?x=1", n), At: start, Status: 200, Proto: "HTTP/1.1",
		RawRequest: []byte("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
		RawHead:    []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"),
		Wire:       fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", len(body), body), Body: body, Decoded: body,
		Header: map[string][]string{"Content-Type": {"text/html"}, "Transfer-Encoding": {"chunked"}}, Peer: "192.0.2.1:443", Names: []string{"192.0.2.1"},
		Robots:    fetch.Decision{URL: "https://a.example/robots.txt", Rule: "Allow: /", Allowed: true, SHA256: "00"},
		TLS:       &fetch.TLS{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Chain: [][]byte{[]byte("certificate one"), []byte("certificate two")}},
		Redirects: []fetch.Hop{{URL: "https://a.example/old", Status: 301, Location: "/new", At: start}},
	}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{d: dbtest.Lite(t), dir: t.TempDir()}
	w.d.SetNow(still{}.Now)
	var err error
	if w.s, err = evidence.New(quiet, w.d, w.dir, still{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.s.Close() })
	if w.key, err = tiles.NewKey("log.example/test"); err == nil {
		err = w.s.Sign(ctx, w.d, w.key)
	}
	if err != nil {
		t.Fatal(err)
	}
	add := func(c evidence.Capture, err error) {
		t.Helper()
		if err == nil {
			err = w.d.InTx(ctx, func(tx *db.Tx) error { return evidence.Insert(tx, c) })
		}
		if err != nil {
			t.Fatal(err)
		}
		w.ids = append(w.ids, c.ID)
	}
	add(w.s.Keep(ctx, exchange(1), "src_1"))
	add(w.s.KeepResource(ctx, "", []byte("a,b\n"), "text/csv", evidence.ViaImport))
	add(w.s.Refusal(&fetch.Failure{Reason: fetch.Disallowed, Detail: "robots.txt says no", Robots: fetch.Decision{Rule: "Disallow: /"}}, "https://b.example/", "src_1"), nil)
	err = w.d.InTx(ctx, func(tx *db.Tx) error {
		s, _, err := article.Put(tx, article.Stored{Capture: w.ids[0], URL: "https://a.example/1", Kind: vigia.MediaReport, Report: article.Report{Title: "Título", Text: "Noticia 1 con eñe", Language: "es"}})
		w.report = s.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.stamp(t)
	add(w.s.Keep(ctx, exchange(2), "src_1"))
	for i := range 300 { // so that a tile is full
		add(w.s.Refusal(&fetch.Failure{Reason: fetch.Gone}, fmt.Sprintf("https://b.example/%d", i), ""), nil)
	}
	if _, err := w.s.Checkpoint(ctx, w.d); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) stamp(t testing.TB) {
	t.Helper()
	c, err := w.s.Checkpoint(ctx, w.d)
	if err != nil {
		t.Fatal(err)
	}
	w.old = c.Note
	a := stamptest.New(t, still{}.Now)
	w.roots = a.Roots
	srv := httptest.NewServer(a)
	defer srv.Close()
	client := fetch.New(quiet, fetch.Options{Clock: still{}, Hosts: func(string) (netip.AddrPort, bool) {
		return netip.MustParseAddrPort(srv.Listener.Addr().String()), true
	}})
	defer client.Close()
	if err := w.s.Stamp(ctx, w.d, client, []string{"https://stamps.example/"}, nil, true); err != nil {
		t.Fatal(err)
	}
}

func (w *world) export(t testing.TB, id string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (exhibit.Maker{DB: w.d, Store: w.s, Key: w.key, Now: start}).Write(ctx, &b, id); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func check(t testing.TB, b []byte, trust evidence.Trust) exhibit.Result {
	t.Helper()
	r, err := exhibit.Check(bytes.NewReader(b), int64(len(b)), trust)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// python runs verify.py and tells whether it agrees, what it prints, and
// whether there is a Python at all.
func python(t testing.TB, path string, args ...string) (agrees bool, out string, there bool) {
	t.Helper()
	exe, err := exec.LookPath("python3")
	if err != nil {
		return false, "", false
	}
	script := filepath.Join(t.TempDir(), "verify.py")
	if err := os.WriteFile(script, docs.Verifier, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, append([]string{script, path}, args...)...)
	text, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != 3 || bytes.Contains(text, []byte("Traceback")) {
		t.Fatalf("verify.py: %v\n%s", err, text)
	}
	return err == nil, string(text), true
}

func unzip(t testing.TB, b []byte) (names []string, files map[string][]byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
	}
	return names, files
}

func rezip(t testing.TB, names []string, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if files[name] == nil {
			continue
		}
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestVerifierIsShort(t *testing.T) {
	if n := bytes.Count(docs.Verifier, []byte("\n")); n > 500 {
		t.Errorf("verify.py has %d lines", n)
	}
}

func TestExport(t *testing.T) {
	w := newWorld(t)
	roots, _, err := stamp.Roots(w.roots)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range append(w.ids[:5:5], w.report) {
		b := w.export(t, id)
		if !bytes.Equal(b, w.export(t, id)) {
			t.Errorf("%s: another file the second time", id)
		}
		r := check(t, b, evidence.Trust{Key: &w.key.Public, Roots: roots})
		if len(r.Findings) > 0 || r.Signed != 304 || id != w.report && r.Capture != id {
			t.Errorf("%s: %+v", id, r)
		}
		if stamped := i < 3 || id == w.report; stamped != (len(r.Stamps) == 1) {
			t.Errorf("%s: %d stamps", id, len(r.Stamps))
		}
		names, files := unzip(t, b)
		for _, name := range []string{"README.txt", "LEEME.txt"} {
			if text := string(files[name]); !strings.Contains(text, r.Capture) || strings.Contains(text, "{{") || strings.Contains(text, "<no value>") {
				t.Errorf("%s of %s:\n%s", name, id, text)
			}
		}
		if want := i == 0 || id == w.report; want != slices.Contains(names, "report-1.json") || want != slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "certificates/") }) && i != 3 {
			t.Errorf("%s holds %v", id, names)
		}
		path := filepath.Join(t.TempDir(), "export.zip")
		os.WriteFile(path, b, 0o600)
		if ok, out, there := python(t, path, "--key", w.key.Public.String()); there && !ok {
			t.Errorf("verify.py on %s:\n%s", id, out)
		}
	}
	var sample bytes.Buffer
	if err := (exhibit.Maker{DB: w.d, Store: w.s, Key: w.key, Now: start, Sample: true}).Write(ctx, &sample, w.ids[0]); err != nil {
		t.Fatal(err)
	}
	if _, files := unzip(t, sample.Bytes()); !bytes.HasPrefix(files["README.txt"], []byte("A SAMPLE")) || !bytes.HasPrefix(files["LEEME.txt"], []byte("UNA MUESTRA")) {
		t.Error("a sample does not say so")
	}
	stranger, _ := tiles.NewKey("log.example/test")
	if r := check(t, w.export(t, w.ids[0]), evidence.Trust{Key: &stranger.Public}); len(r.Findings) == 0 {
		t.Error("another key opens it")
	}
	if err := (exhibit.Maker{DB: w.d, Store: w.s, Key: w.key, Now: start}).Write(ctx, io.Discard, "cap_none"); err == nil || !strings.Contains(err.Error(), "cap_none") {
		t.Errorf("%v", err)
	}
}

// spoilt are the ways to spoil an export: a byte of each file, files missing,
// added and exchanged, and what somebody with the key might sign anew.
func spoilt(t *testing.T, w *world) map[string][]byte {
	b := w.export(t, w.ids[0])
	names, files := unzip(t, b)
	_, other := unzip(t, w.export(t, w.ids[3]))
	out := map[string][]byte{}
	with := func(what, name string, data []byte) {
		was := files[name]
		files[name] = data
		out[what] = rezip(t, append(slices.Clone(names), "unexpected.txt"), files)
		if files[name] = was; was == nil {
			delete(files, name)
		}
	}
	for _, name := range names {
		was := files[name]
		for i := range 5 {
			at := i * (len(was) - 1) / 4
			bad := bytes.Clone(was)
			bad[at] ^= 1
			with(fmt.Sprintf("%s byte %d", name, at), name, bad)
		}
		with(name+" gone", name, nil)
		if other[name] != nil && !bytes.Equal(other[name], was) {
			with(name+" of another capture", name, other[name])
		}
	}
	with("one more file", "unexpected.txt", []byte("x"))
	// Signed anew, over something that the log does not hold.
	resign := func(what string, change map[string][]byte) {
		for name, data := range change {
			files[name] = data
		}
		text := fmt.Sprintf("%s\ncapture %s\nmade %s\n", exhibit.Format, w.ids[0], start.Format(time.RFC3339))
		for _, name := range slices.Sorted(slices.Values(names)) {
			if name != "MANIFEST" {
				text += evidence.Sum(files[name]) + "  " + name + "\n"
			}
		}
		note, err := w.key.SignText(text)
		if err != nil {
			t.Fatal(err)
		}
		files["MANIFEST"] = note
		out[what] = rezip(t, names, files)
		_, files = unzip(t, b)
	}
	resign("dated back", map[string][]byte{"entry.json": bytes.ReplaceAll(files["entry.json"], []byte("2026-03-01"), []byte("2025-03-01")),
		"capture.json": bytes.ReplaceAll(files["capture.json"], []byte("2026-03-01"), []byte("2025-03-01"))})
	resign("another capture's records", map[string][]byte{"records.warc.gz": other["records.warc.gz"]})
	resign("another capture's proof", map[string][]byte{"entry.json": other["entry.json"], "inclusion.proof": other["inclusion.proof"]})
	resign("another date in the row", map[string][]byte{"capture.json": bytes.ReplaceAll(files["capture.json"], []byte("2026-03-01"), []byte("2025-03-01"))})
	resign("another text", map[string][]byte{"report-1.json": bytes.ReplaceAll(files["report-1.json"], []byte("Noticia"), []byte("Mentira"))})
	return out
}

// TestSpoilt: both verifiers find every spoilt export.
func TestSpoilt(t *testing.T) {
	w := newWorld(t)
	all := spoilt(t, w)
	n, other := 0, 0
	for what, b := range all {
		r, err := exhibit.Check(bytes.NewReader(b), int64(len(b)), evidence.Trust{Key: &w.key.Public})
		if err == nil && !vigia.Blocking(r.Findings) {
			t.Errorf("%s: not found", what)
		}
		if n++; n%8 > 0 && strings.Contains(what, " byte ") {
			continue // Python takes its time to start
		}
		path := filepath.Join(t.TempDir(), "spoilt.zip")
		os.WriteFile(path, b, 0o600)
		if ok, out, there := python(t, path, "--key", w.key.Public.String()); there && ok {
			t.Errorf("%s: verify.py has not found it:\n%s", what, out)
		}
		other++
	}
	t.Logf("%d spoilt exports found, %d of them by verify.py", len(all), other)
}

// TestArchive: verify.py and ours agree on a whole archive, as it was and
// spoilt.
func TestArchive(t *testing.T) {
	base := newWorld(t)
	var c evidence.Capture
	for what, spoil := range map[string]func(w *world) error{
		"as it was kept":  nil,
		"a payload":       func(w *world) error { return turn(w, c.File, c.Start+c.Length-20) },
		"a record's head": func(w *world) error { return turn(w, c.File, c.Start+5) },
		"a request":       func(w *world) error { return turn(w, c.File, c.Start+c.Length+50) },
		"an entry":        func(w *world) error { return turn(w, "log/tile/entries/000", 300) },
		"a late entry":    func(w *world) error { return turn(w, "log/tile/entries/001.p/48", 300) },
		"a tile":          func(w *world) error { return turn(w, "log/tile/0/000", 77) },
		"a top tile":      func(w *world) error { return turn(w, "log/tile/1/000.p/1", 7) },
		"a tile gone":     func(w *world) error { return os.Remove(filepath.Join(w.dir, "log/tile/0/001.p/48")) },
		"the checkpoint":  func(w *world) error { return turn(w, "log/checkpoint", 25) },
		"its signature":   func(w *world) error { return turn(w, "log/checkpoint", 120) },
		"the key":         func(w *world) error { return turn(w, "log/key", 40) },
		"a certificate": func(w *world) error {
			names, _ := filepath.Glob(filepath.Join(w.dir, "certs/*/*.der"))
			rel, _ := filepath.Rel(w.dir, names[0])
			return turn(w, rel, 3)
		},
		"a stamped checkpoint": func(w *world) error { return turn(w, "log/stamps/3.checkpoint", 20) },
		"what a stamp says": func(w *world) error {
			names, _ := filepath.Glob(filepath.Join(w.dir, "log/stamps/*.tst"))
			b, err := os.ReadFile(names[0])
			rel, _ := filepath.Rel(w.dir, names[0])
			return errorsFirst(err, turn(w, rel, int64(bytes.Index(b, []byte("20260301")))))
		},
		"a capture removed": func(w *world) error { return w.rebuild(t, func(es [][]byte) [][]byte { return es[1:] }) },
		"two captures exchanged": func(w *world) error {
			return w.rebuild(t, func(es [][]byte) [][]byte { es[0], es[1] = es[1], es[0]; return es })
		},
		"a capture put in and dated back": func(w *world) error {
			return w.rebuild(t, func(es [][]byte) [][]byte {
				l, _ := evidence.ParseLeaf(es[2])
				l.Capture, l.At = "cap_new", "2025-01-01T00:00:00.000000Z"
				return append(es, l.Entry())
			})
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := base.copy(t)
			var err error
			if c, err = evidence.Get(ctx, w.d, w.ids[0]); err == nil && spoil != nil {
				err = spoil(w)
			}
			if err != nil {
				t.Fatal(err)
			}
			fs, err := w.s.Check(ctx, w.d, nil)
			if err != nil {
				t.Fatal(err)
			}
			r, err := w.s.CheckLog(ctx, w.d, evidence.Trust{Key: &w.key.Public, Held: [][]byte{w.old}})
			if err != nil {
				t.Fatal(err)
			}
			good := !vigia.Blocking(append(fs, r.Findings...))
			if good != (spoil == nil) {
				t.Errorf("ours says %v: %v", good, append(fs, r.Findings...))
			}
			held := filepath.Join(t.TempDir(), "old")
			os.WriteFile(held, w.old, 0o600)
			if ok, out, there := python(t, w.dir, "--key", w.key.Public.String(), "--checkpoint", held); there && ok != good {
				t.Errorf("ours says %v, verify.py %v:\n%s", good, ok, out)
			}
		})
	}
}

func errorsFirst(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// copy is the same archive in another folder. The database is only read.
func (w *world) copy(t *testing.T) *world {
	t.Helper()
	c := *w
	c.dir = filepath.Join(t.TempDir(), "evidence")
	if err := os.CopyFS(c.dir, os.DirFS(w.dir)); err != nil {
		t.Fatal(err)
	}
	var err error
	if c.s, err = evidence.New(quiet, w.d, c.dir, still{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.s.Close() })
	return &c
}

func turn(w *world, name string, at int64) error {
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	b[at] ^= 1
	os.Chmod(path, 0o600)
	return os.WriteFile(path, b, 0o600)
}

// rebuild makes the log's files anew over other entries, as one could who has
// the key.
func (w *world) rebuild(t *testing.T, change func([][]byte) [][]byte) error {
	l := w.s.Log()
	var entries [][]byte
	for n := range int64(304) {
		e, err := l.Entry(n, 304)
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	dir := filepath.Join(w.dir, "log")
	if err := os.RemoveAll(filepath.Join(dir, "tile")); err != nil {
		return err
	}
	b := tiles.NewBuilder(func(t tiles.Tile, data []byte) error {
		path := filepath.Join(dir, filepath.FromSlash(t.Path()))
		return errorsFirst(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600))
	})
	for _, e := range change(entries) {
		if err := b.Add(e); err != nil {
			return err
		}
	}
	c, err := tiles.Checkpoint{Size: b.Size(), Root: b.Root()}.Sign(w.key)
	return errorsFirst(err, b.Flush(), os.WriteFile(filepath.Join(dir, "checkpoint"), c.Note, 0o600))
}
