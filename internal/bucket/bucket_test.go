package bucket_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigia"
	"vigia/internal/bucket"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
)

var (
	ctx   = context.Background()
	quiet = slog.New(slog.DiscardHandler)
)

const keyID, secret = "vigia-test", "a-secret-that-no-message-has"

// gateway is the S3 server that the tests run against, as scripts/setup-tests
// installs it.
func gateway(t *testing.T) string {
	t.Helper()
	cache, _ := os.UserCacheDir()
	for _, name := range []string{os.Getenv("VIGIA_S3_SERVER"), filepath.Join(cache, "vigia-tests", "versitygw-v1.8.0")} {
		if _, err := os.Stat(name); name != "" && err == nil {
			return name
		}
	}
	name, err := exec.LookPath("versitygw")
	switch {
	case err == nil:
		return name
	case os.Getenv("CI") != "":
		t.Fatal("there is no S3 server (versitygw): run scripts/setup-tests")
	}
	t.Skip("there is no S3 server (versitygw): run scripts/setup-tests, or set VIGIA_S3_SERVER to its path")
	return ""
}

// serve starts an S3 server over a folder, which is its buckets.
func serve(t *testing.T) (endpoint, dir string) {
	t.Helper()
	program := gateway(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "kept"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--port", address, "--quiet", "posix", dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+keyID, "ROOT_SECRET_KEY="+secret)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return "http://" + address, dir
		}
		if time.Now().After(end) {
			t.Fatalf("the S3 server does not listen: %s", said.String())
		}
	}
}

func open(t *testing.T, endpoint, id, key string) *bucket.Bucket {
	t.Helper()
	b, err := bucket.Open(bucket.Options{Address: "s3://kept/vric", Endpoint: endpoint, Key: id, Secret: key})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(b *bucket.Bucket, name string, start, length int64) (string, error) {
	r, err := b.Get(ctx, name, start, length)
	if err != nil {
		return "", err
	}
	defer r.Close()
	all, err := io.ReadAll(r)
	return string(all), err
}

func TestBucket(t *testing.T) {
	endpoint, _ := serve(t)
	b := open(t, endpoint, keyID, secret)
	put := func(name, text string) error { return b.Put(ctx, name, strings.NewReader(text), int64(len(text))) }
	if err := put("2026/11/a.warc.gz", "0123456789"); err != nil {
		t.Fatal(err)
	}
	if err := put("2026/11/a.warc.gz", "something else"); !errors.Is(err, vigia.ErrConflict) {
		t.Errorf("written over: %v", err)
	}
	for _, c := range []struct {
		start, length int64
		want          string
	}{{0, -1, "0123456789"}, {3, 4, "3456"}, {8, 10, "89"}, {20, 5, ""}} {
		if got, err := read(b, "2026/11/a.warc.gz", c.start, c.length); got != c.want || err != nil {
			t.Errorf("%d+%d: %q, %v", c.start, c.length, got, err)
		}
	}
	if _, err := read(b, "nothing", 0, -1); !errors.Is(err, vigia.ErrNotFound) {
		t.Errorf("an object that is not there: %v", err)
	}
	if err := b.Remove(ctx, "2026/11/a.warc.gz"); err != nil {
		t.Error(err)
	}
	if _, err := read(b, "2026/11/a.warc.gz", 0, 3); !errors.Is(err, vigia.ErrNotFound) {
		t.Errorf("it was removed: %v", err)
	}
}

func TestWhatTheStoreRefuses(t *testing.T) {
	endpoint, _ := serve(t)
	elsewhere, err := bucket.Open(bucket.Options{Address: "s3://nowhere", Endpoint: endpoint, Key: keyID, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		b    *bucket.Bucket
		want string
	}{
		"another secret":  {open(t, endpoint, keyID, "a-wrong-secret"), "look at the key"},
		"an unknown key":  {open(t, endpoint, "nobody", secret), "look at the key"},
		"no such bucket":  {elsewhere, "make the bucket"},
		"nobody is there": {open(t, "http://127.0.0.1:1", keyID, secret), "tried again"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.b.Put(ctx, "a", strings.NewReader("x"), 1)
			var p *vigia.Problem
			if !errors.As(err, &p) || p.Kind != vigia.ErrRefused || !strings.Contains(p.Remedy, c.want) {
				t.Errorf("%v", err)
			}
			if text := fmt.Sprint(err); strings.Contains(text, secret) || strings.Contains(text, "a-wrong-secret") {
				t.Errorf("the message has the secret: %s", text)
			}
		})
	}
}

func TestSettingsThatCannotBe(t *testing.T) {
	for name, o := range map[string]bucket.Options{
		"no bucket":   {Address: "s3://", Endpoint: "http://a", Key: "k", Secret: "s"},
		"not S3":      {Address: "https://bucket", Endpoint: "http://a", Key: "k", Secret: "s"},
		"no key":      {Address: "s3://b", Endpoint: "http://a"},
		"no endpoint": {Address: "s3://b", Key: "k", Secret: "s"},
	} {
		var p *vigia.Problem
		if _, err := bucket.Open(o); !errors.As(err, &p) || p.Kind != vigia.ErrInvalid || p.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// clock goes on only when somebody sleeps.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).UnixMicro())
	return c
}
func (c *clock) Now() time.Time { return time.UnixMicro(c.at.Load()).UTC() }
func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.at.Add(d.Microseconds())
	return ctx.Err()
}

// archive is a store with some captures in a sealed file.
type archive struct {
	d     *db.DB
	s     *evidence.Store
	dir   string
	clock *clock
	all   []evidence.Capture
}

func newArchive(t *testing.T, b *bucket.Bucket, keepHere time.Duration) *archive {
	t.Helper()
	a := &archive{d: dbtest.Lite(t), dir: t.TempDir(), clock: newClock()}
	a.d.SetNow(a.clock.Now)
	a.open(t, b, keepHere)
	for i := range 5 {
		body := fmt.Appendf(nil, "<p>Noticia %d</p>", i)
		head := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
		c, err := a.s.Keep(ctx, &fetch.Exchange{URL: fmt.Sprintf("https://a.example/%d", i), FinalURL: fmt.Sprintf("https://a.example/%d", i), At: a.clock.Now(),
			Status: 200, RawRequest: []byte("GET / HTTP/1.1\r\n\r\n"), RawHead: []byte(head), Wire: body, Body: body, Decoded: body, Header: http.Header{"Content-Type": {"text/html"}}}, "src_1")
		if err != nil {
			t.Fatal(err)
		}
		if err := a.d.InTx(ctx, func(tx *db.Tx) error { return evidence.Insert(tx, c) }); err != nil {
			t.Fatal(err)
		}
		a.all = append(a.all, c)
	}
	if err := a.s.Close(); err != nil { // seals
		t.Fatal(err)
	}
	a.open(t, b, keepHere)
	return a
}

func (a *archive) open(t *testing.T, b *bucket.Bucket, keepHere time.Duration) {
	t.Helper()
	s, err := evidence.New(quiet, a.d, a.dir, a.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.UseRemote(b, keepHere)
	a.s = s
}

// readable proves that every capture can be read, and that nothing is amiss.
func (a *archive) readable(t *testing.T, but ...string) {
	t.Helper()
	for i, c := range a.all {
		p, err := a.s.Open(ctx, c)
		if gone := len(but) > 0 && but[0] == c.ID; gone != errors.Is(err, vigia.ErrNotFound) || !gone && (err != nil || string(p.Body) != fmt.Sprintf("<p>Noticia %d</p>", i)) {
			t.Errorf("capture %d: %q, %v", i, p.Body, err)
		}
	}
	fs, err := a.s.Check(ctx, a.d, nil)
	if err != nil || len(fs) > 0 {
		t.Errorf("check: %v, %v", fs, err)
	}
}

// local lists the WARC files of the folder.
func (a *archive) local(t *testing.T) (names []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(a.dir, "*/*/*.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func (a *archive) state(t *testing.T) evidence.State {
	t.Helper()
	st, err := a.s.State(ctx, a.d)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestFilesMoveToTheStore(t *testing.T) {
	endpoint, dir := serve(t)
	a := newArchive(t, open(t, endpoint, keyID, secret), time.Hour)
	if err := a.s.Tend(ctx, a.d); err != nil {
		t.Fatal(err)
	}
	if st := a.state(t); st.Both != 1 || st.Here != 0 || len(a.local(t)) != 1 {
		t.Fatalf("after sending: %+v, %v", st, a.local(t))
	}
	a.readable(t)
	a.clock.Sleep(ctx, 2*time.Hour)
	if err := a.s.Tend(ctx, a.d); err != nil {
		t.Fatal(err)
	}
	if st := a.state(t); st.Stored != 1 || len(a.local(t)) != 0 {
		t.Fatalf("after its time here: %+v, %v", st, a.local(t))
	}
	a.readable(t)

	// What a rule removes goes from the store too, and the rest stays.
	gone := a.all[2].ID
	if removed, stays, err := a.s.Remove(ctx, a.d, evidence.Removal{Captures: []string{gone}, Rule: "test", By: "ana"}); err != nil || len(removed) != 1 || len(stays) != 0 {
		t.Fatal(removed, stays, err)
	}
	for range 2 {
		if err := a.s.Tend(ctx, a.d); err != nil {
			t.Fatal(err)
		}
		a.clock.Sleep(ctx, 2*time.Hour)
	}
	a.readable(t, gone)
	objects, err := filepath.Glob(filepath.Join(dir, "kept/vric/*/*/*.warc.gz"))
	if err != nil || len(objects) != 1 || !strings.Contains(objects[0], ".g1.") {
		t.Errorf("objects of the store: %v, %v", objects, err)
	}

	// The walk finds a bit that turned there, and names the capture.
	b, err := os.ReadFile(objects[0])
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-100] ^= 1
	if err := os.WriteFile(objects[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
	a.clock.Sleep(ctx, 8*24*time.Hour)
	if err := a.s.Tend(ctx, a.d); err != nil {
		t.Fatal(err)
	}
	if st := a.state(t); len(st.Faults) != 1 || !strings.Contains(st.Faults[0].Fault, a.all[4].ID) {
		t.Errorf("the walk found %+v", st.Faults)
	}
}

// TestTheStoreIsOut lets the store fail in each of its ways at every request:
// the folder keeps what the store has not, and says so, until it works again.
func TestTheStoreIsOut(t *testing.T) {
	endpoint, dir := serve(t)
	to, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host // which is signed
	}}
	abort := func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }
	for name, fail := range map[string]http.HandlerFunc{
		"cut":        abort,
		"error":      func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"no success": func(w http.ResponseWriter, r *http.Request) {}, // says 200 and has done nothing
		"half the body": func(w http.ResponseWriter, r *http.Request) {
			io.CopyN(io.Discard, r.Body, 300)
			abort(w, r)
		},
		"did it, and did not say so": func(w http.ResponseWriter, r *http.Request) {
			pass.ServeHTTP(httptest.NewRecorder(), r)
			abort(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.RemoveAll(filepath.Join(dir, "kept/vric")); err != nil {
				t.Fatal(err)
			}
			var at, out atomic.Int64 // the request that fails, requests so far
			front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if n := out.Add(1); n == at.Load() {
					fail(w, r)
					return
				}
				pass.ServeHTTP(w, r)
			}))
			defer front.Close()
			a := newArchive(t, open(t, front.URL, keyID, secret), 0)
			at.Store(1)
			failed := 0
			for range 12 {
				err := a.s.Tend(ctx, a.d)
				st := a.state(t)
				if err != nil {
					failed++
					at.Add(1) // the next time it is the next request
					if len(a.local(t)) != 1 || st.Here != 1 || st.Failing == "" {
						t.Fatalf("after %v: %+v, %v", err, st, a.local(t))
					}
				}
				out.Store(0)
				if st.Stored == 1 {
					break
				}
				a.clock.Sleep(ctx, 7*time.Hour)
			}
			if st := a.state(t); failed == 0 || st.Stored != 1 || len(a.local(t)) != 0 || st.Failing != "" {
				t.Errorf("at the end, %d failures: %+v, %v", failed, st, a.local(t))
			}
			at.Store(0)
			a.readable(t)
		})
	}
}
