package entity_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigia/internal/entity"
	"vigia/internal/sanction"
)

// BenchmarkMentions links the names in real speeches by countries and a real
// list of nine thousand entries.
func BenchmarkMentions(b *testing.B) {
	es := entity.Countries()
	for _, s := range realList(b) {
		es = append(es, entity.Listed("list", s))
	}
	texts := realTexts(b)
	start := time.Now()
	book := entity.NewBook(es, nil)
	b.Logf("%d entities, book made in %s", len(es), time.Since(start))
	day := time.Date(2021, 8, 24, 0, 0, 0, 0, time.UTC)
	var size, found, n int
	for b.Loop() {
		s := texts[n%len(texts)]
		n, size = n+1, size+len(s)
		found += len(book.Mentions(s, "es", day))
	}
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
