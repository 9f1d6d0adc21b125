package feed

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkParse reads the feeds of the folder that VIGIA_DATA names.
func BenchmarkParse(b *testing.B) {
	names, _ := filepath.Glob(filepath.Join(os.Getenv("VIGIA_DATA"), "feeds-real", "feeds", "*"))
	if len(names) == 0 {
		b.Skip("VIGIA_DATA names no folder of data sets")
	}
	size, docs := 0, [][]byte{}
	for _, n := range names {
		doc, err := os.ReadFile(n)
		if err != nil {
			b.Fatal(err)
		}
		docs, size = append(docs, doc), size+len(doc)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, doc := range docs {
			if _, err := Parse(doc, "", ""); err != nil {
				b.Fatal(err)
			}
		}
	}
}
