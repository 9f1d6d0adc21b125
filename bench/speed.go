package main

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
	trafilatura "github.com/markusmobius/go-trafilatura"
	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"vigia/internal/article"
	"vigia/internal/article/gold"
	"vigia/internal/feed"
)

// reader reads a document whole.
type reader func(gold.Page) error

// readers are what is timed, by what they read and who they are. "parse" is no
// reader: it is what reading cannot do without, by the library that the peers
// stand on.
var readers = map[string]reader{
	"feed vigia": func(d gold.Page) error {
		_, err := feed.Parse(d.Bytes, "", "")
		return err
	},
	"feed gofeed": func(d gold.Page) error {
		_, err := gofeed.NewParser().Parse(bytes.NewReader(d.Bytes))
		return err
	},
	"page vigia": func(d gold.Page) error {
		_, err := article.Read(d.Bytes, "", d.Case.URL)
		return err
	},
	"page trafilatura": func(d gold.Page) error {
		u, _ := url.Parse(d.Case.URL)
		_, err := trafilatura.Extract(bytes.NewReader(d.Bytes), trafilatura.Options{OriginalURL: u, EnableFallback: true})
		return err
	},
	"page readeck": func(d gold.Page) error {
		u, err := url.Parse(d.Case.URL)
		if err != nil {
			return err
		}
		a, err := readability.FromReader(bytes.NewReader(d.Bytes), u)
		if err != nil {
			return err
		}
		return a.RenderText(io.Discard)
	},
	"page parse": func(d gold.Page) error {
		_, err := html.Parse(bytes.NewReader(d.Bytes))
		return err
	},
}

// speed prints how much a reader gets through in a second of processor time,
// over three seconds or more, so that what else the machine does does not
// count: pages of a set, or megabytes of the feeds in a folder.
func speed(kind, who, set, dir string) error {
	read, ok := readers[kind+" "+who]
	if !ok {
		return fmt.Errorf("no reader %q of %ss", who, kind)
	}
	docs, err := documents(kind, dir)
	if err != nil {
		return err
	}
	size, n, took := 0, 0, time.Duration(0)
	for took < 3*time.Second {
		began := processorTime()
		for _, d := range docs {
			if err := read(d); err != nil && kind == "feed" {
				return err
			}
			size, n = size+len(d.Bytes), n+1
		}
		took += processorTime() - began
	}
	if kind == "page" {
		fmt.Printf("%s\tpages/s of one processor\t%.0f\t%d\n", set, float64(n)/took.Seconds(), len(docs))
		return nil
	}
	fmt.Printf("%s\tMB/s of one processor\t%.1f\t%d\n", set, float64(size)/1e6/took.Seconds(), len(docs))
	return nil
}

// documents are the pages of a set, or the files of a folder.
func documents(kind, dir string) ([]gold.Page, error) {
	if kind == "page" {
		return gold.Read(dir)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no files in %s", dir)
	}
	var docs []gold.Page
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			return nil, err
		}
		docs = append(docs, gold.Page{Bytes: b})
	}
	return docs, nil
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
