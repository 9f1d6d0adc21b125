package exhibit_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"testing"

	"vigia/internal/evidence"
	"vigia/internal/exhibit"
	"vigia/internal/warc"
)

// TestWACZ: every line of the index leads to a whole record of its address,
// and every digest is that of its file.
func TestWACZ(t *testing.T) {
	w := newWorld(t)
	m := exhibit.Maker{DB: w.d, Store: w.s, Key: w.key, Now: start}
	var b bytes.Buffer
	skipped, err := m.WriteWACZ(ctx, &b, "Sample", append(w.ids[:4:4], w.report))
	if err != nil || skipped != 1 {
		t.Fatal(skipped, err)
	}
	names, files := unzip(t, b.Bytes())
	if len(names) != 5 {
		t.Fatal(names)
	}
	var list struct {
		Resources []struct {
			Path, Hash string
			Bytes      int
		}
	}
	var digest struct{ Path, Hash string }
	if err := json.Unmarshal(files["datapackage.json"], &list); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(files["datapackage-digest.json"], &digest); err != nil || digest.Hash != "sha256:"+evidence.Sum(files[digest.Path]) {
		t.Errorf("%+v, %v", digest, err)
	}
	for _, r := range list.Resources {
		if r.Hash != "sha256:"+evidence.Sum(files[r.Path]) || r.Bytes != len(files[r.Path]) {
			t.Errorf("%+v", r)
		}
	}
	archive := files["archive/data.warc.gz"]
	if rep, err := warc.Check(bytes.NewReader(archive)); err != nil || len(rep.Errors) > 0 || strings.Join(rep.Types, " ") != "warcinfo response request metadata resource response request metadata" {
		t.Errorf("%+v, %v", rep, err)
	}
	lines := strings.Split(strings.TrimSpace(string(files["indexes/index.cdxj"])), "\n")
	for _, text := range lines {
		key, rest, _ := strings.Cut(text, " ")
		_, rest, _ = strings.Cut(rest, " ")
		var l struct{ URL, Offset, Length, Digest, Status string }
		if err := json.Unmarshal([]byte(rest), &l); err != nil {
			t.Fatal(err)
		}
		offset, _ := strconv.Atoi(l.Offset)
		length, _ := strconv.Atoi(l.Length)
		r := warc.NewReader(bytes.NewReader(archive[offset : offset+length]))
		rec, err := r.Next()
		if err != nil || rec.TargetURI != l.URL || rec.Header.Get("WARC-Payload-Digest") != l.Digest || l.Status != "200" {
			t.Errorf("%s: %+v, %v", key, rec, err)
		}
		if _, err := r.Next(); err != io.EOF || len(r.Issues()) > 0 {
			t.Errorf("%s: %v, %v", key, err, r.Issues())
		}
	}
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "example,a)/1?x=1 20260301120000 {") {
		t.Errorf("%s", lines)
	}
	if n := bytes.Count(files["pages/pages.jsonl"], []byte("\n")); n != 4 || !bytes.Contains(files["pages/pages.jsonl"], []byte("Título")) {
		t.Errorf("%s", files["pages/pages.jsonl"])
	}
	if _, err := m.WriteWACZ(ctx, io.Discard, "", w.ids[2:3]); err == nil || !strings.Contains(err.Error(), "none of it has bytes") {
		t.Errorf("%v", err)
	}
}
