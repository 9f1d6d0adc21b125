//go:build unix

package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/pipeline"
)

// used is the processor time that this process has taken.
func used(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkEvidenceShare fetches real pages, packed as servers send them, from
// this machine and brings them in: kept, read, placed, labelled. Then it keeps
// and enters the same exchanges once more, alone, and tells which part of the
// processor's time that is.
func BenchmarkEvidenceShare(b *testing.B) {
	names, _ := filepath.Glob("../../../shared/data/pages-*/pages/*.html.gz")
	if len(names) == 0 {
		b.Skip("there are no real pages here")
	}
	step := max(len(names)/300, 1)
	var packed [][]byte
	for i := 0; i < len(names); i += step {
		page, err := os.ReadFile(names[i])
		if err != nil {
			b.Fatal(err)
		}
		packed = append(packed, page)
	}
	for _, coding := range []string{"gzip", "identity"} {
		b.Run(coding, func(b *testing.B) {
			pages := packed
			if coding == "identity" {
				pages = unpacked(b, packed)
			}
			for b.Loop() {
				share(b, pages, coding)
			}
		})
	}
}

func unpacked(b *testing.B, packed [][]byte) (out [][]byte) {
	for _, p := range packed {
		z, err := gzip.NewReader(bytes.NewReader(p))
		if err != nil {
			b.Fatal(err)
		}
		var t bytes.Buffer
		if _, err := t.ReadFrom(z); err != nil {
			b.Fatal(err)
		}
		out = append(out, t.Bytes())
	}
	return out
}

func share(b *testing.B, pages [][]byte, coding string) {
	d := dbtest.Lite(b)
	p, _ := open(b, d, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var i int
		if _, err := fmt.Sscanf(r.URL.Path, "/page/%d", &i); err != nil || i >= len(pages) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		if coding != "identity" {
			w.Header().Set("Content-Encoding", coding)
		}
		w.Write(pages[i])
	}))
	var urls []string
	for i := range pages {
		urls = append(urls, fmt.Sprintf("http://h%d.example/page/%d", i, i))
	}
	before := used(b)
	for a, err := range p.Import(context.Background(), pipeline.Inputs(urls)) {
		if err != nil {
			b.Fatal(err)
		}
		_ = a
	}
	all := used(b) - before

	d2 := dbtest.Lite(b)
	_, parts := open(b, d2, nil)
	before = used(b)
	for i, page := range pages {
		x := &fetch.Exchange{URL: urls[i], FinalURL: urls[i], At: time.Now(), Status: 200, Peer: "127.0.0.1:80", RawRequest: []byte("GET / HTTP/1.1\r\n\r\n"),
			RawHead: []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: " + coding + "\r\n\r\n"), Wire: page, Body: page,
			Header: http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {coding}}}
		c, err := parts.Evidence.Keep(context.Background(), x, "src")
		if err != nil {
			b.Fatal(err)
		}
		if err := d2.InTx(context.Background(), func(tx *db.Tx) error { return evidence.Insert(tx, c) }); err != nil {
			b.Fatal(err)
		}
	}
	alone := used(b) - before
	n := float64(len(pages))
	b.ReportMetric(all.Seconds()*1000/n, "ms/page")
	b.ReportMetric(alone.Seconds()*1000/n, "evidence-ms/page")
	b.ReportMetric(100*alone.Seconds()/all.Seconds(), "evidence-%")
}
