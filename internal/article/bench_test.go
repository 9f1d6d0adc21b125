package article

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// samples are the pages of testdata, decoded.
func samples(b *testing.B) (pages [][]byte, size int64) {
	files, err := filepath.Glob("testdata/gold/pages/*.html")
	if err != nil || len(files) == 0 {
		b.Fatal("no pages", err)
	}
	for _, file := range files {
		p, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		pages, size = append(pages, p), size+int64(len(p))
	}
	return pages, size
}

// BenchmarkRead reads each page of testdata once an operation.
func BenchmarkRead(b *testing.B) {
	pages, size := samples(b)
	b.SetBytes(size)
	for b.Loop() {
		for _, p := range pages {
			if _, err := Read(p, "text/html; charset=utf-8", "https://d.example/x"); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkParse parses them, and BenchmarkHTMLParse does so by the library.
func BenchmarkParse(b *testing.B) {
	pages, size := samples(b)
	b.SetBytes(size)
	for b.Loop() {
		for _, p := range pages {
			parse(string(p))
		}
	}
}

func BenchmarkHTMLParse(b *testing.B) {
	pages, size := samples(b)
	b.SetBytes(size)
	for b.Loop() {
		for _, p := range pages {
			if _, err := html.Parse(strings.NewReader(string(p))); err != nil {
				b.Fatal(err)
			}
		}
	}
}
