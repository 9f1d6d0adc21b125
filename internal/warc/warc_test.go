package warc_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"vigia/internal/seeds"
	"vigia/internal/warc"
)

var at = time.Date(2021, 9, 18, 14, 30, 0, 123456000, time.UTC)

const page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Hola</p>"

// sample is a file of four records.
func sample(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := warc.NewWriter(&b)
	put := func(r warc.Record, block []byte) {
		if _, err := w.Write(r, block); err != nil {
			t.Fatal(err)
		}
	}
	put(warc.Info("<urn:uuid:00000000-0000-4000-8000-000000000000>", "a.warc.gz", "vigia", at))
	id := "<urn:uuid:00000000-0000-4000-8000-000000000001>"
	put(warc.Record{Type: warc.Response, ID: id, TargetURI: "https://a.example/1", Date: at,
		Header: warc.Header{{"Content-Type", warc.HTTPResponse}}}, []byte(page))
	put(warc.Record{Type: warc.Request, ID: warc.NewID(), TargetURI: "https://a.example/1", Date: at,
		Header: warc.Header{{"Content-Type", warc.HTTPRequest}, {"WARC-Concurrent-To", id}}}, []byte("GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n"))
	put(warc.Record{Type: warc.Resource, ID: warc.NewID(), TargetURI: "urn:x:1", Date: at,
		Header: warc.Header{{"Content-Type", "text/plain"}}}, []byte("a list"))
	return b.Bytes()
}

// plain is the text of a compressed file.
func plain(t testing.TB, gz []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func check(t testing.TB, b []byte) warc.Report {
	t.Helper()
	rep, err := warc.Check(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func TestRoundTrip(t *testing.T) {
	gz := sample(t)
	for name, file := range map[string][]byte{"gzip": gz, "plain": plain(t, gz)} {
		r := warc.NewReader(bytes.NewReader(file))
		var types []string
		var end int64
		for {
			rec, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			types = append(types, rec.Type)
			if rec.Offset != end {
				t.Errorf("%s: record %d at %d, want %d", name, len(types), rec.Offset, end)
			}
			if rec.Type == warc.Response {
				b, err := io.ReadAll(rec.Block)
				if err != nil || string(b) != page {
					t.Errorf("%s: block %q, %v", name, b, err)
				}
				if !rec.Date.Equal(at) || rec.TargetURI != "https://a.example/1" || rec.Version != "1.1" {
					t.Errorf("%s: head %+v", name, rec)
				}
			}
			end = lengthOf(t, file[rec.Offset:]) + rec.Offset
		}
		if diff := cmp.Diff([]string{"warcinfo", "response", "request", "resource"}, types); diff != "" {
			t.Errorf("%s: types %s", name, diff)
		}
		if len(r.Issues()) > 0 || r.End() != int64(len(file)) {
			t.Errorf("%s: issues %v, end %d of %d", name, r.Issues(), r.End(), len(file))
		}
	}
}

// lengthOf is the length of the first record of a file.
func lengthOf(t *testing.T, file []byte) int64 {
	r := warc.NewReader(bytes.NewReader(file))
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err != nil && err != io.EOF {
		t.Fatal(err)
	}
	return rec.Length
}

// TestCut cuts a file at every byte: what is whole before the cut is found,
// what is torn is told, and End is where the torn part begins.
func TestCut(t *testing.T) {
	gz := sample(t)
	for name, file := range map[string][]byte{"gzip": gz, "plain": plain(t, gz)} {
		ends := []int64{0}
		for at := int64(0); at < int64(len(file)); {
			at += lengthOf(t, file[at:])
			ends = append(ends, at)
		}
		for n := range file {
			r := warc.NewReader(bytes.NewReader(file[:n]))
			for {
				if _, err := r.Next(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
			i, edge := slices.BinarySearch(ends, int64(n))
			if !edge {
				i--
			}
			if r.End() != ends[i] {
				t.Fatalf("%s cut at %d: end %d, want %d", name, n, r.End(), ends[i])
			}
			if torn := slices.ContainsFunc(r.Issues(), func(i warc.Issue) bool { return !i.Warning }); torn == edge && n > 0 {
				t.Fatalf("%s cut at %d: issues %v", name, n, r.Issues())
			}
		}
	}
}

// TestCutCorpus cuts each whole record of the corpus that VIGIA_WARC names (a
// folder of files) at every byte; of long ones, at every byte of both ends and
// every 61st between. No cut passes in silence.
func TestCutCorpus(t *testing.T) {
	dir := os.Getenv("VIGIA_WARC")
	if dir == "" {
		t.Skip("VIGIA_WARC names no folder")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.warc*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v", dir, err)
	}
	const edge, step = 600, 61
	records, cuts := 0, 0
	for _, name := range names {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if faulty(t, file) {
			continue // it is told whole already
		}
		for at := int64(0); at < int64(len(file)); records++ {
			n := lengthOf(t, file[at:])
			for cut := int64(1); cut < n; cut++ {
				if cut > edge && cut < n-edge && cut%step > 0 {
					continue
				}
				if cuts++; !faulty(t, file[at:at+cut]) {
					t.Errorf("%s: the record at %d, %d bytes long, passes cut at %d", filepath.Base(name), at, n, cut)
					break
				}
			}
			at += n
		}
	}
	t.Logf("%d records, %d cuts", records, cuts)
}

// faulty tells whether the reader finds a fault.
func faulty(t *testing.T, file []byte) bool {
	t.Helper()
	r := warc.NewReader(bytes.NewReader(file))
	for {
		if _, err := r.Next(); err == io.EOF {
			return slices.ContainsFunc(r.Issues(), func(i warc.Issue) bool { return !i.Warning })
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestFlip turns each bit of a block over: no change goes unseen, and the
// records around it are still read.
func TestFlip(t *testing.T) {
	file := plain(t, sample(t))
	at := bytes.Index(file, []byte("<p>Hola"))
	for bit := range 8 * len("<p>Hola</p>") {
		b := bytes.Clone(file)
		b[at+bit/8] ^= 1 << (bit % 8)
		rep := check(t, b)
		if rep.Records != 4 || len(rep.Errors) == 0 || rep.Errors[0].Record != 2 {
			t.Fatalf("bit %d: %d records, %v", bit, rep.Records, rep.Errors)
		}
	}
}

// TestDamagedMember breaks one compressed record; the others are found.
func TestDamagedMember(t *testing.T) {
	gz := sample(t)
	at := int(lengthOf(t, gz)) + 40
	gz[at] ^= 0x55
	rep := check(t, gz)
	types := strings.Join(rep.Types, " ")
	if !strings.HasSuffix(types, "request resource") || len(rep.Errors) == 0 {
		t.Errorf("types %s, errors %v", types, rep.Errors)
	}
}

func TestHeads(t *testing.T) {
	const ok = "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2021-09-18T14:30:00Z\r\n" +
		"WARC-Target-URI: urn:x\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"
	edit := func(from, to string) string { return strings.Replace(ok, from, to, 1) }
	tests := []struct {
		name, file string
		records    int
		want       warc.Kind // of the first issue
	}{
		{"as it should be", ok, 1, ""},
		{"two of them", ok + ok, 2, ""},
		{"empty file", "", 0, warc.NotWARC},
		{"a web page", "<html>\n<p>WARC/1.0 is a format</p>", 0, warc.NotWARC},
		{"length too short", edit("h: 3", "h: 2") + ok, 2, warc.WrongSize},
		{"length too long", edit("h: 3", "h: 5") + ok, 2, warc.WrongSize},
		{"length far too long", edit("h: 3", "h: 4000000000000000000") + ok, 1, warc.Truncated},
		{"length of twenty digits", edit("h: 3", "h: 99999999999999999999"), 1, warc.BadHeader},
		{"length negative", edit("h: 3", "h: -3"), 1, warc.BadHeader},
		{"length missing", edit("Content-Length: 3\r\n", ""), 1, warc.BadHeader},
		{"type doubled", edit("WARC-Type: resource\r\n", "WARC-Type: resource\r\nwarc-type: response\r\n"), 1, warc.BadHeader},
		{"date senseless", edit("2021-09-18T", "2021-13-18T"), 1, warc.BadHeader},
		{"a field that goes on and on", edit("WARC-Date", "X: y\r\n"+strings.Repeat(" z\r\n", 60_000)+"WARC-Date"), 1, warc.BadHeader},
		{"line without colon", edit("WARC-Date", "WARC Date\r\nWARC-Date"), 1, warc.BadHeader},
		{"garbage between", ok + "no record\r\n\r\n" + ok, 2, warc.Garbage},
		{"garbage after", ok + "no record", 1, warc.Garbage},
		{"head without end", strings.TrimSuffix(ok, "\r\n\r\nabc\r\n\r\n"), 0, warc.Truncated},
		{"line ends of Unix", strings.ReplaceAll(ok, "\r\n", "\n"), 1, warc.OddForm},
		{"draft version", edit("1.0", "0.17"), 1, warc.OddVersion},
		{"space in the address", edit("urn:x\r", "urn:x y\r"), 1, warc.OddForm},
		{"unknown algorithm", edit("Content-L", "WARC-Block-Digest: crc32:00\r\nContent-L"), 1, warc.OddDigest},
		{"digest without value", edit("Content-L", "WARC-Block-Digest: sha1:\r\nContent-L"), 1, warc.BadHeader},
		{"digest of something else", edit("Content-L", "WARC-Block-Digest: md5:d41d8cd98f00b204e9800998ecf8427e\r\nContent-L"), 1, warc.BadDigest},
		{"line of a megabyte", edit("WARC-Date", "X: "+strings.Repeat("x", 1<<20)+"\r\nWARC-Date"), 1, warc.BadHeader},
		{"ten thousand fields", edit("WARC-Date", strings.Repeat("X: y\r\n", 10000)+"WARC-Date"), 1, warc.BadHeader},
		{"continued line", edit("WARC-Type: resource", "WARC-Type:\r\n resource"), 1, ""},
	}
	for _, tt := range tests {
		rep := check(t, []byte(tt.file))
		var got warc.Kind
		for _, i := range append(rep.Errors, rep.Warnings...) {
			got = i.Kind
			break
		}
		if rep.Records != tt.records || got != tt.want {
			t.Errorf("%s: %d records, %v, %v; want %d, %q", tt.name, rep.Records, rep.Errors, rep.Warnings, tt.records, tt.want)
		}
	}
}

func TestDigestForms(t *testing.T) {
	for _, d := range []string{
		"sha1:a9993e364706816aba3e25717850c26c9cd0d89d", "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", "SHA-1:qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
		"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "md5:900150983cd24fb0d6963f7d28e17f72",
	} {
		rep := check(t, fmt.Appendf(nil, "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2021-09-18T14:30:00Z\r\n"+
			"WARC-Target-URI: urn:x\r\nWARC-Block-Digest: %s\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", d))
		if len(rep.Errors)+len(rep.Warnings) > 0 {
			t.Errorf("%s: %v %v", d, rep.Errors, rep.Warnings)
		}
	}
}

func TestArc(t *testing.T) {
	const file = "filedesc://a.arc 127.0.0.1 20140216050221 text/plain 72\n1 0 Vigia\nURL IP-address Archive-date Content-type Archive-length\n\n12345\n" +
		"http://a.example/with space 93.184.216.119 20140216050221 text/html 30\nHTTP/1.1 200 OK\r\n\r\n<p>Hola</p>\n"
	rep := check(t, []byte(file))
	if diff := cmp.Diff([]string{warc.ArcHeader, warc.Response}, rep.Types); diff != "" || len(rep.Errors) > 0 {
		t.Errorf("%s %v", diff, rep.Errors)
	}
}

func TestWriterRefuses(t *testing.T) {
	w := warc.NewWriter(io.Discard)
	for _, r := range []warc.Record{
		{Type: "resource", ID: "x", TargetURI: "a\r\nWARC-Type: response"},
		{Type: "resource", ID: "x", Header: warc.Header{{"A B", "c"}}},
	} {
		if _, err := w.Write(r, nil); err == nil {
			t.Errorf("%+v was written", r)
		}
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	_, err := warc.Check(io.MultiReader(bytes.NewReader(sample(t)), fail{broken}))
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the disk's error", err)
	}
}

type fail struct{ err error }

func (f fail) Read([]byte) (int, error) { return 0, f.err }

func FuzzReader(f *testing.F) {
	gz := sample(f)
	f.Add(gz)
	f.Add(plain(f, gz))
	f.Add([]byte("filedesc://a 1.1.1.1 20140216050221 text/plain 3\nabc\n"))
	f.Add([]byte("WARC/1.0\r\n\r\n\r\n\r\n"))
	seeds.Each(f, func(c seeds.Case) { f.Add(c.Bytes) }, "warc_bad", "compressed")
	f.Fuzz(func(t *testing.T, b []byte) {
		r := warc.NewReader(bytes.NewReader(b))
		for range len(b) + 2 {
			rec, err := r.Next()
			if err != nil {
				if r.End() > int64(len(b)) {
					t.Fatalf("end %d of %d", r.End(), len(b))
				}
				return
			}
			if rec.Offset < 0 || rec.Offset >= int64(len(b)) {
				t.Fatalf("offset %d of %d", rec.Offset, len(b))
			}
		}
		t.Fatal("more records than bytes")
	})
}

func BenchmarkWrite(b *testing.B) {
	block := []byte(page + strings.Repeat("<p>Una frase de una noticia cualquiera, y otra más.</p>\n", 1000))
	w := warc.NewWriter(io.Discard)
	b.SetBytes(int64(len(block)))
	for b.Loop() {
		if _, err := w.Write(warc.Record{Type: warc.Response, ID: warc.NewID(), TargetURI: "https://a.example/", Date: at,
			Header: warc.Header{{"Content-Type", warc.HTTPResponse}}}, block); err != nil {
			b.Fatal(err)
		}
	}
}
