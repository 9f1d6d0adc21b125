package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/fetch"
	"vigia/internal/warc"
)

var (
	ctx   = context.Background()
	quiet = slog.New(slog.DiscardHandler)
)

// clock is a clock that moves only when somebody sleeps.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2021, 9, 18, 14, 30, 0, 123456789, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	return nil
}

func open(t testing.TB, d *db.DB, dir string) *Store {
	t.Helper()
	s, err := New(quiet, d, dir, newClock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// crash leaves the store as a killed process does: no seal, no lock.
func (s *Store) crash() {
	s.file.f.Close()
	s.file = nil
}

// exchange is one with a chunked and packed body.
func exchange(n int) *fetch.Exchange {
	text := fmt.Sprintf("<p>Noticia %d</p>", n)
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write([]byte(text))
	w.Close()
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
	return &fetch.Exchange{
		URL: fmt.Sprintf("https://a.example/%d#top", n), FinalURL: fmt.Sprintf("https://a.example/%d", n), At: newClock().now.Add(time.Duration(n) * time.Second),
		Status: 200, Proto: "HTTP/1.1", RawRequest: fmt.Appendf(nil, "GET /%d HTTP/1.1\r\nHost: a.example\r\n\r\n", n), RawHead: []byte(head),
		Wire: fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", z.Len(), z.String()), Body: z.Bytes(), Decoded: []byte(text),
		Header: http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"gzip"}, "Transfer-Encoding": {"chunked"}},
		Robots: fetch.Decision{URL: "https://a.example/robots.txt", Rule: "Allow: /", Allowed: true, SHA256: "00"}, Peer: "192.0.2.1:443", Took: time.Second,
		Redirects: []fetch.Hop{{URL: "https://b.example/", Status: 301, Location: "https://a.example/", At: newClock().now}},
	}
}

func insert(t testing.TB, d *db.DB, cs ...Capture) {
	t.Helper()
	if err := d.InTx(ctx, func(tx *db.Tx) error {
		for _, c := range cs {
			if err := Insert(tx, c); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// asRow is a capture as its row gives it.
func asRow(c Capture) Capture {
	c.Records = nil
	return c
}

// keep keeps and records exchange n.
func keep(t testing.TB, s *Store, d *db.DB, n int) Capture {
	t.Helper()
	c, err := s.Keep(ctx, exchange(n), "src_1")
	if err != nil {
		t.Fatal(err)
	}
	insert(t, d, c)
	return c
}

// mustOpen opens a capture and looks at its text.
func mustOpen(t testing.TB, s *Store, c Capture, n int) {
	t.Helper()
	p, err := s.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if want := exchange(n); string(p.Body) != string(want.Decoded) || !bytes.Equal(p.Raw, want.Body) || p.Status != 200 ||
		p.Proto != "HTTP/1.1" || p.Header.Get("Content-Type") != "text/html" {
		t.Fatalf("%+v", p)
	}
}

func TestKeep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, t.TempDir())
		c := keep(t, s, d, 1)
		want := Capture{
			ID: c.ID, URL: "https://a.example/1#top", FinalURL: "https://a.example/1", Source: "src_1",
			At: time.Date(2021, 9, 18, 14, 30, 1, 123456000, time.UTC), Status: 200, ContentType: "text/html", SHA256: Sum(exchange(1).Body),
			Size: int64(len(exchange(1).Body)), File: c.File, Start: c.Start, Length: c.Length, Robots: "Allow: /", Via: ViaFetch, Peer: "192.0.2.1:443",
		}
		if diff := cmp.Diff(want, asRow(c)); diff != "" || !strings.HasPrefix(c.ID, "cap_") || !strings.HasPrefix(c.File, "2021/09/vigia-20210918T143000Z-") || c.Start == 0 {
			t.Errorf("%s %+v", diff, c)
		}
		got, err := Get(ctx, d, c.ID)
		if diff := cmp.Diff(asRow(c), got); err != nil || diff != "" {
			t.Errorf("row: %v %s", err, diff)
		}
		insert(t, d, c) // a second time changes nothing
		mustOpen(t, s, got, 1)

		r, err := s.KeepResource(ctx, "", []byte("a list"), "text/plain\r\nX: y", ViaImport)
		if err != nil {
			t.Fatal(err)
		}
		insert(t, d, r)
		if p, err := s.Open(ctx, r); err != nil || string(p.Body) != "a list" || p.Header.Get("Content-Type") != "text/plain X: y" {
			t.Errorf("%+v, %v", p, err)
		}
		refused := s.Refusal(&fetch.Failure{Reason: fetch.Disallowed, Detail: "d", Remedy: "r", Robots: fetch.Decision{Rule: "Disallow: /"}}, "https://c.example/", "src_2")
		insert(t, d, refused)
		if _, err := s.Open(ctx, refused); !errors.Is(err, vigia.ErrNotFound) {
			t.Errorf("a refusal was opened: %v", err)
		}
		testQueries(t, d, c, refused)
		if fs, err := s.Check(ctx, d, nil); err != nil || len(fs) > 0 {
			t.Errorf("%v, %v", fs, err)
		}
	})
}

func testQueries(t *testing.T, d *db.DB, c, refused Capture) {
	t.Helper()
	all, err := ByIDs(ctx, d, []string{c.ID, refused.ID, "cap_none"})
	if diff := cmp.Diff(map[string]Capture{c.ID: asRow(c), refused.ID: refused}, all); err != nil || diff != "" {
		t.Errorf("by id: %v %s", err, diff)
	}
	if got, ok, err := BySHA256(ctx, d, c.SHA256, c.URL); err != nil || !ok || got.ID != c.ID {
		t.Errorf("%+v, %v, %v", got, ok, err)
	}
	if _, ok, err := BySHA256(ctx, d, c.SHA256, "https://elsewhere.example/"); err != nil || ok {
		t.Errorf("%v, %v", ok, err)
	}
	if _, err := Get(ctx, d, "cap_none"); !errors.Is(err, vigia.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

// TestFetched keeps what a real server sends.
func TestFetched(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, strings.Repeat("<p>Hola</p>", 1000)) // long enough to be sent in chunks
		w.(http.Flusher).Flush()
		io.WriteString(w, "<p>Adiós</p>")
	}))
	defer srv.Close()
	c := fetch.New(quiet, fetch.Options{Clock: newClock(), Hosts: func(string) (netip.AddrPort, bool) {
		return netip.MustParseAddrPort(srv.Listener.Addr().String()), true
	}})
	defer c.Close()
	x, err := c.Get(ctx, fetch.Request{URL: "https://a.example/1"})
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, dbtest.Lite(t), t.TempDir())
	kept, err := s.Keep(ctx, x, "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Open(ctx, kept)
	if err != nil || !bytes.Equal(p.Body, x.Decoded) || !strings.HasSuffix(string(p.Body), "Adiós</p>") || p.Header.Get("Transfer-Encoding") != "chunked" {
		t.Errorf("%v %q", err, p.Body)
	}
}

// TestTogether: those who keep while a sync runs share the next one.
func TestTogether(t *testing.T) {
	s := open(t, dbtest.Lite(t), t.TempDir())
	if _, err := s.Keep(ctx, exchange(0), ""); err != nil {
		t.Fatal(err)
	}
	syncs, started, release := 0, make(chan bool), make(chan bool)
	s.sync = func(f *os.File) error {
		if syncs++; syncs == 1 {
			close(started)
			<-release
		}
		return f.Sync()
	}
	var wg sync.WaitGroup
	do := func(n int) {
		wg.Go(func() {
			c, err := s.Keep(ctx, exchange(n), "")
			if err != nil {
				t.Error(err)
				return
			}
			if p, err := s.Open(ctx, c); err != nil || string(p.Body) != string(exchange(n).Decoded) {
				t.Errorf("%d: %q, %v", n, p.Body, err)
			}
		})
	}
	do(1)
	<-started
	for n := 2; n <= 50; n++ {
		do(n)
	}
	for waiting := 0; waiting < 49; {
		s.mu.Lock()
		if s.next != nil {
			waiting = len(s.next.parts)
		}
		s.mu.Unlock()
		runtime.Gosched() // there is nothing to wait on
	}
	close(release)
	wg.Wait()
	if syncs != 2 {
		t.Errorf("%d syncs for 50 captures, want 2", syncs)
	}
}

// TestFaults lets the n-th write or sync fail, for every n: what was
// acknowledged can be opened, then and after a restart, and keeping goes on.
func TestFaults(t *testing.T) {
	for _, short := range []bool{false, true} {
		for n := 1; ; n++ {
			d, dir := dbtest.Lite(t), t.TempDir()
			s := open(t, d, dir)
			count, failed := 0, false
			faulty := func() bool {
				count++
				failed = failed || count == n
				return count == n
			}
			s.sync = func(f *os.File) error {
				if faulty() {
					return syscall.EIO
				}
				return f.Sync()
			}
			s.write = func(f *os.File, b []byte) (int, error) {
				if faulty() {
					if short {
						f.Write(b[:len(b)/2])
					}
					return 0, syscall.ENOSPC
				}
				return f.Write(b)
			}
			acked := map[int]Capture{}
			refused := 0
			for i := range 4 {
				c, err := s.Keep(ctx, exchange(i), "")
				if err == nil {
					acked[i] = c
					insert(t, d, c)
				} else if refused++; !errors.Is(err, syscall.EIO) && !errors.Is(err, vigia.ErrRefused) {
					t.Fatal(err)
				}
			}
			if s.file != nil {
				s.crash()
			}
			again := open(t, d, dir)
			for i, c := range acked {
				mustOpen(t, again, c, i)
			}
			if fs, err := again.Check(ctx, d, nil); err != nil || vigia.Blocking(fs) {
				t.Fatalf("fault %d: %v, %v", n, fs, err)
			}
			if !failed {
				break // no fault was left to inject
			}
			if refused != 1 {
				t.Fatalf("fault %d: %d refused, want 1", n, refused)
			}
		}
	}
}

// TestTornTail cuts the last records in many places, as a crash may, and
// starts again: what was acknowledged stands, the torn part is gone.
func TestTornTail(t *testing.T) {
	d, dir := dbtest.Lite(t), t.TempDir()
	s := open(t, d, dir)
	first := keep(t, s, d, 1)
	path, whole := filepath.Join(dir, first.File), s.file.size
	if _, err := s.Keep(ctx, exchange(2), ""); err != nil {
		t.Fatal(err)
	}
	s.crash()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ends := map[int64]bool{whole: true} // after each whole record of the second exchange
	for at := whole; at < int64(len(file)); {
		r := warc.NewReader(bytes.NewReader(file[at:]))
		rec, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		r.Next()
		at += rec.Length
		ends[at] = true
	}
	want := whole
	for cut := whole; cut <= int64(len(file)); cut++ {
		if ends[cut] {
			want = cut
		} else if cut%11 > 0 && !ends[cut-1] && !ends[cut+1] {
			continue
		}
		os.Chmod(path, 0o600)
		if err := os.WriteFile(path, file[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		again, err := New(quiet, d, dir, newClock())
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Size() != want || info.Mode().Perm() != 0o400 {
			t.Fatalf("cut at %d: %v bytes, %v, %v; want %d, sealed", cut, info.Size(), info.Mode(), err, want)
		}
		mustOpen(t, again, first, 1)
		again.Close()
	}
}

// TestDamageIsNotCut: a start never cuts what a row points to.
func TestDamageIsNotCut(t *testing.T) {
	d, dir := dbtest.Lite(t), t.TempDir()
	s := open(t, d, dir)
	keep(t, s, d, 1)
	last := keep(t, s, d, 2)
	size := s.file.size
	s.crash()
	path := filepath.Join(dir, last.File)
	file, _ := os.ReadFile(path)
	file[last.Start+last.Length/2] ^= 1
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	again := open(t, d, dir)
	if info, err := os.Stat(path); err != nil || info.Size() != size {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := again.Open(ctx, last); err == nil || !strings.Contains(err.Error(), last.ID) || !strings.Contains(err.Error(), last.File) {
		t.Errorf("damage is not named: %v", err)
	}
}

func TestFiles(t *testing.T) {
	d, dir := dbtest.Lite(t), t.TempDir()
	s := open(t, d, dir)
	a := keep(t, s, d, 1)
	beside := open(t, d, dir) // a second process, looking
	if info, err := os.Stat(filepath.Join(dir, a.File)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a file that is being written was sealed by another: %v, %v", info, err)
	}
	mustOpen(t, beside, a, 1)
	s.max = 1
	b := keep(t, s, d, 2)
	c := keep(t, s, d, 3)
	if a.File != b.File || b.File == c.File {
		t.Errorf("files %s %s %s, want the third to be another", a.File, b.File, c.File)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, x := range []Capture{b, c} {
		if info, err := os.Stat(filepath.Join(dir, x.File)); err != nil || info.Mode().Perm() != 0o400 {
			t.Errorf("%s is not sealed: %v, %v", x.File, info, err)
		}
	}
	if _, err := s.Keep(ctx, exchange(4), ""); !errors.Is(err, errClosed) {
		t.Errorf("kept after Close: %v", err)
	}
	if fs, err := beside.Check(ctx, d, nil); err != nil || len(fs) > 0 {
		t.Errorf("%v, %v", fs, err)
	}
}
