package evidence

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/fetch"
)

// pages are real pages where the data sets are there, else made ones.
func pages(b *testing.B) (out [][]byte) {
	names, _ := filepath.Glob("../../../shared/data/pages-trafilatura/pages/*")
	for _, name := range names[:min(len(names), 200)] {
		if page, err := os.ReadFile(name); err == nil {
			out = append(out, page)
		}
	}
	if len(out) == 0 {
		out = append(out, bytes.Repeat([]byte("<p>Una noticia como otra cualquiera.</p>\n"), 1500))
	}
	return out
}

// BenchmarkLog is what a capture costs on the evidence's side, without the
// disk: with the log as it is, and without.
func BenchmarkLog(b *testing.B) {
	all := pages(b)
	exchanges := make([]*fetch.Exchange, len(all))
	size := 0
	for i, page := range all {
		x := exchange(i)
		x.RawHead = []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
		x.Wire, x.Body, x.Decoded = page, page, page
		exchanges[i] = x
		size += len(page)
	}
	b.SetBytes(int64(size / len(all)))
	for name, logged := range map[string]bool{"warc alone": false, "warc and log": true} {
		b.Run(name, func(b *testing.B) {
			d := dbtest.Lite(b)
			s := open(b, d, b.TempDir())
			signed(b, d, s)
			s.sync = func(*os.File) error { return nil }
			var cs []Capture
			flush := func() {
				if logged {
					insert(b, d, cs...)
					checkpoint(b, d, s)
				} else {
					insertBare(b, d, cs)
				}
				cs = cs[:0]
			}
			i := 0
			for b.Loop() {
				c, err := s.Keep(ctx, exchanges[i%len(exchanges)], "src_1")
				if err != nil {
					b.Fatal(err)
				}
				if cs = append(cs, c); len(cs) == 50 {
					flush()
				}
				i++
			}
			flush()
		})
	}
}

// insertBare makes rows as Insert does, past the log.
func insertBare(b *testing.B, d *db.DB, cs []Capture) {
	b.Helper()
	err := d.InTx(ctx, func(tx *db.Tx) error {
		for _, c := range cs {
			if _, err := tx.Exec(insertSQL, c.values()...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCheckLog walks a log of many captures, and what it says of them.
func BenchmarkCheckLog(b *testing.B) {
	d := dbtest.Lite(b)
	d.SetNow(newClock().Now)
	s := open(b, d, b.TempDir())
	signed(b, d, s)
	var cs []Capture
	for range 20_000 {
		cs = append(cs, s.Refusal(&fetch.Failure{Reason: fetch.Gone, Detail: "it is gone"}, "https://a.example/some/page.html", "src_1"))
	}
	insert(b, d, cs...)
	checkpoint(b, d, s)
	for b.Loop() {
		if r, err := s.CheckLog(ctx, d, Trust{}); err != nil || len(r.Findings) > 0 {
			b.Fatal(len(r.Findings), err)
		}
	}
	b.ReportMetric(float64(len(cs))*float64(b.N)/b.Elapsed().Seconds(), "captures/s")
}
