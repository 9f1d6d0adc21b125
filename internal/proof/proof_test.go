package proof

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db/dbtest"
	"vigia/internal/evidence"
	"vigia/internal/policy"
)

// The verifier as a whole is tested in publish, on sites as they are rendered.

func key(b byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = b
	return ed25519.NewKeyFromSeed(seed)
}

func TestKeysAndSignatures(t *testing.T) {
	keys, err := ReadKeys(WriteKeys([]PublicKey{PublicOf(key(1)), PublicOf(key(2))}))
	if err != nil || len(keys) != 2 {
		t.Fatalf("%v, %v", keys, err)
	}
	text := Sign(key(2), []byte("manifest"))
	if id, err := CheckSignature(text, []byte("manifest"), keys); err != nil || id != keys[1].ID {
		t.Errorf("%s, %v", id, err)
	}
	for name, c := range map[string]struct {
		text, manifest string
		keys           []PublicKey
	}{
		"another manifest": {string(text), "manifest.", keys},
		"cut short":        {string(text[:30]), "manifest", keys},
		"empty":            {"", "manifest", keys},
		"unknown key":      {string(text), "manifest", keys[:1]},
	} {
		if _, err := CheckSignature([]byte(c.text), []byte(c.manifest), c.keys); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for _, bad := range []string{"x", keyHead + " 0000000000000000 " + strings.Repeat("A", 43) + "=", keyHead + " a b"} {
		if _, err := ReadKeys([]byte(bad)); err == nil {
			t.Errorf("key.pub %q: no error", bad)
		}
	}
}

func TestCellsAreNoFormulas(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", " =1": "' =1", "\t=1": "'\t=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "a=b": "a=b", "": "", "a\rb": "ab", "a\x00": "a"} {
		if got := cell(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestPaths(t *testing.T) {
	for path, want := range map[string]string{
		"editions/23/index.html": "23 index.html", "es/editions/7/digests/x/index.html": "7 digests/x/index.html", "pt-BR/editions/7/a": "7 a",
		"editions/x/index.html": "", "index.html": "", "archive/editions/2/x": "", "editions/23": "", "editions/99999999999/x": "",
	} {
		n, rest, ok := InEdition(path)
		got := ""
		if ok {
			got = strconv.Itoa(n) + " " + rest
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]bool{"index.html": true, "es/feed.rss": true, "pt-BR/archive/index.html": true, "key.pub": true, "es/key.pub": false,
		"editions/23/index.html": false, "captures/index.html": false, "letter.txt": false} {
		if got := IsShared(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestManifestKeepsTheZoneOfItsDays(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	m := Manifest{Format: Format, Edition: Edition{Number: 1, Zone: "America/New_York"},
		Selection: policy.Selection{From: time.Date(2021, 10, 1, 0, 0, 0, 0, zone), To: time.Date(2021, 11, 30, 0, 0, 0, 0, zone)}}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(data)
	if err != nil || back.Selection.From.Location().String() != "America/New_York" || !back.Selection.To.Equal(m.Selection.To) {
		t.Errorf("%v, %v", back.Selection, err)
	}
	again, err := back.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(data), string(again)); diff != "" {
		t.Errorf("encoded again:\n%s", diff)
	}
	for _, bad := range []string{"", "[]", "{", `{"format":"other"}`} {
		if _, err := Decode([]byte(bad)); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

func TestEveryByteOfACaptureCounts(t *testing.T) {
	s, err := evidence.New(slog.New(slog.DiscardHandler), dbtest.Lite(t), t.TempDir(), vigia.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	kept, err := s.KeepResource(context.Background(), "https://a.example/", []byte(strings.Repeat("A report. ", 30)), "text/plain", "import")
	if err != nil {
		t.Fatal(err)
	}
	good, err := s.Record(kept)
	if err != nil {
		t.Fatal(err)
	}
	c := Capture{ID: kept.ID, SHA256: kept.SHA256, File: CapturePath(kept.ID), FileSHA256: Sum(good)}
	check := func(data []byte) []vigia.Finding {
		v := &verifier{fsys: fstest.MapFS{c.File: &fstest.MapFile{Data: data}}, files: map[string]int64{c.File: int64(len(data))}}
		v.capture(23, c, "")
		return v.findings
	}
	if fs := check(good); len(fs) > 0 {
		t.Fatalf("as it was published: %+v", fs)
	}
	for at := range good {
		bad := bytes.Clone(good)
		bad[at] ^= 0x01
		if fs := check(bad); len(fs) != 1 || !strings.Contains(fs[0].Message, "capture "+c.ID+" was changed") {
			t.Errorf("byte %d: %+v", at, fs)
		}
	}
}

func TestApart(t *testing.T) {
	long := strings.Repeat("palabra ", 30)
	a, b := apart(long+"uno", long+"dos")
	if !strings.HasSuffix(a, "uno”") || !strings.HasSuffix(b, "dos”") || !strings.HasPrefix(a, "“…") || len(a) > 120 {
		t.Errorf("%s, %s", a, b)
	}
	if a, b := apart("峰会在墨西哥", "峰会在莫斯科"); a != "“峰会在墨西哥”" || b != "“峰会在莫斯科”" {
		t.Errorf("%s, %s", a, b)
	}
	if a, b := apart("x", ""); a != "“x”" || b != "“”" {
		t.Errorf("%s, %s", a, b)
	}
}
