//go:build unix

package pipeline_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/entity"
	"vigia/internal/label"
	"vigia/internal/language"
	"vigia/internal/monitor"
	"vigia/internal/sanction"
	"vigia/internal/source"
	stories "vigia/internal/story"
	"vigia/monitors"
)

// BenchmarkUnderstand places real texts, labels them and finds who is named in
// them, and tells the processor's time for each: news, articles that lie there
// several times over, and long speeches. Texts are stored before, and placed in
// transactions of 32 as they are when a newsroom settles.
func BenchmarkUnderstand(b *testing.B) {
	files, err := fs.Sub(monitors.Files, "vric")
	if err != nil {
		b.Fatal(err)
	}
	m, _, err := monitor.LoadFS(files, "vric")
	if err != nil {
		b.Fatal(err)
	}
	l, book := label.New(m), entity.NewBook(everybody(b), nil)
	for _, set := range []string{"stories-en", "duplicates", "official-ni"} {
		b.Run(set, func(b *testing.B) { understand(b, l, book, realTexts(b, 400, set)) })
	}
}

func understand(b *testing.B, l *label.Labeller, book *entity.Book, texts []article.Report) {
	reg := source.NewRegistry(nil)
	for b.Loop() {
		d, p := dbtest.Lite(b), stories.NewPlacer(reg)
		rs := stored(b, d, texts)
		for _, r := range rs {
			l.Label(label.DocOf(r, reg)) // what is read at the first need of each language is not counted
		}
		took := map[string]time.Duration{}
		measure := func(what string, run func()) {
			before := used(b)
			run()
			took[what] += used(b) - before
		}
		measure("place", func() {
			for some := range slices.Chunk(rs, 32) {
				err := d.InTx(context.Background(), func(tx *db.Tx) error {
					for _, r := range some {
						if _, err := p.Place(tx, r); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
		measure("label", func() {
			for _, r := range rs {
				l.Label(label.DocOf(r, reg))
			}
		})
		measure("entities", func() {
			for _, r := range rs {
				book.Mentions(r.Title+"\n\n"+r.Text, r.Language, r.DayAt)
			}
		})
		n, all, size := float64(len(rs)), time.Duration(0), 0
		for what, t := range took {
			b.ReportMetric(t.Seconds()*1000/n, what+"-ms/report")
			all += t
		}
		for _, r := range rs {
			size += len(r.Text)
		}
		b.ReportMetric(n/all.Seconds(), "reports/s")
		b.ReportMetric(float64(size)/n, "bytes/report")
		var mem runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&mem)
		b.ReportMetric(float64(mem.HeapAlloc)/(1<<20), "MB")
		runtime.KeepAlive(p)
	}
}

// everybody is who may be named: all countries and a real list.
func everybody(b *testing.B) []entity.Entity {
	f, z := zipped(b, "entities-ofac/lists/sdn-2021-08-24.csv.gz")
	defer f.Close()
	list, err := io.ReadAll(z)
	if err != nil {
		b.Fatal(err)
	}
	v, _, err := sanction.Read(list)
	if err != nil {
		b.Fatal(err)
	}
	es := entity.Countries()
	for _, s := range v.Subjects {
		es = append(es, entity.Listed("list", s))
	}
	return es
}

// realTexts reads some texts of each set.
func realTexts(b *testing.B, most int, sets ...string) (out []article.Report) {
	for _, set := range sets {
		f, z := zipped(b, set+"/cases.jsonl.gz")
		defer f.Close()
		lines := bufio.NewScanner(z)
		lines.Buffer(nil, 1<<24)
		for n := 0; n < most && lines.Scan(); n++ {
			var c struct{ Title, Text, Language string }
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				b.Fatal(err)
			}
			if c.Language == "" { // as reading finds it
				c.Language, _ = language.Detect(c.Text)
			}
			out = append(out, article.Report{Title: c.Title, Text: c.Text, Language: c.Language,
				Published: vigia.Date{At: time.Date(2021, 8, 24, 0, len(out), 0, 0, time.UTC), Precision: vigia.ToMin}})
		}
		if err := lines.Err(); err != nil {
			b.Fatal(err)
		}
	}
	return out
}

func zipped(b *testing.B, name string) (io.Closer, io.Reader) {
	data := os.Getenv("VIGIA_DATA")
	if data == "" {
		data = "../../../shared/data"
	}
	f, err := os.Open(filepath.Join(data, filepath.FromSlash(name)))
	if err != nil {
		b.Skip("there are no real texts here")
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	return f, z
}

// stored puts texts as reports that nobody has placed.
func stored(b *testing.B, d *db.DB, texts []article.Report) (out []article.Stored) {
	err := d.InTx(context.Background(), func(tx *db.Tx) error {
		for i, t := range texts {
			id := fmt.Sprintf("r%06d", i)
			if _, err := tx.Exec(`INSERT INTO captures (id, url, final_url, source, at, status, reason, detail, remedy, content_type,
				sha256, size, file, start, length, truncated, robots, via, peer)
				VALUES (?, '', '', '', 0, 200, '', '', '', '', '', 0, '', 0, 0, '', '', 'import', '')`, "cap_"+id); err != nil {
				return err
			}
			s, _, err := article.Put(tx, article.Stored{ID: id, Capture: "cap_" + id, URL: "https://x.example/" + id, Key: "x.example/" + id,
				Outlet: fmt.Sprintf("o%d", i%97), ArrivedAt: t.Published.At, DayAt: t.Published.At, Report: t})
			if err != nil {
				return err
			}
			out = append(out, s)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}
