package entity_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigia/internal/entity"
	"vigia/internal/sanction"
)

// BenchmarkMentions links the names in real speeches, cut to six hundred words
// and whole, by countries, a real list of nine thousand entries, and many more
// that are made of its names.
func BenchmarkMentions(b *testing.B) {
	es := entity.Countries()
	list := realList(b)
	for _, s := range list {
		es = append(es, entity.Listed("list", s))
	}
	more := es
	for n := range 5 {
		for i, s := range list {
			o := list[(i*7+n*131+1)%len(list)]
			if _, given, ok := strings.Cut(s.Name, ","); ok && s.Type == o.Type {
				family, _, _ := strings.Cut(o.Name, ",")
				s = sanction.Subject{ID: fmt.Sprint(n, "-", s.ID), Type: s.Type, Name: family + "," + given}
				more = append(more, entity.Listed("more", s))
			}
		}
	}
	whole := realTexts(b)
	var short []string
	for _, s := range whole {
		ws := strings.Fields(s)
		short = append(short, strings.Join(ws[:min(len(ws), 600)], " "))
	}
	for _, c := range []struct {
		name  string
		es    []entity.Entity
		texts []string
	}{{"600-words", es, short}, {"whole", es, whole}, {"600-words-many-entities", more, short}} {
		b.Run(c.name, func(b *testing.B) { benchmarkMentions(b, c.es, c.texts) })
	}
}

func benchmarkMentions(b *testing.B, es []entity.Entity, texts []string) {
	start := time.Now()
	book := entity.NewBook(es, nil)
	b.Logf("%d entities, book made in %s", len(es), time.Since(start))
	day := time.Date(2021, 8, 24, 0, 0, 0, 0, time.UTC)
	var size, found, n int
	b.ReportAllocs()
	before := userTime()
	for b.Loop() {
		s := texts[n%len(texts)]
		n, size = n+1, size+len(s)
		found += len(book.Mentions(s, "es", day))
	}
	b.ReportMetric(float64(userTime()-before)/float64(n), "cpu-ns/op")
	b.ReportMetric(float64(size)/float64(n), "bytes/report")
	b.ReportMetric(float64(found)/float64(n), "names/report")
}

func realList(b *testing.B) []sanction.Subject {
	v, _, err := sanction.Read(unzipped(b, "../../../shared/data/entities-ofac/lists/sdn-2021-08-24.csv.gz"))
	if err != nil {
		b.Fatal(err)
	}
	return v.Subjects
}

func realTexts(b *testing.B) (texts []string) {
	f, err := os.Open("../../../shared/data/official-ni/cases.jsonl.gz")
	if err != nil {
		b.Skip("there are no real texts here")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var c struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			b.Fatal(err)
		}
		texts = append(texts, c.Text)
	}
	return texts
}

func unzipped(b *testing.B, path string) []byte {
	f, err := os.Open(filepath.FromSlash(path))
	if err != nil {
		b.Skip("there is no real list here")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	var out []byte
	buf := make([]byte, 1<<16)
	for {
		n, err := z.Read(buf)
		out = append(out, buf[:n]...)
		if err != nil {
			return out
		}
	}
}
