package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/mmcdole/gofeed"

	"vigia/internal/feed"
)

// feedReaders read a feed whole, with its dates.
var feedReaders = map[string]func([]byte) error{
	"vigia": func(b []byte) error {
		_, err := feed.Parse(b, "", "")
		return err
	},
	"gofeed": func(b []byte) error {
		_, err := gofeed.NewParser().Parse(bytes.NewReader(b))
		return err
	},
}

// speed prints how many megabytes of the files of a folder a reader gets
// through in a second of processor time, over three seconds or more, so that
// what else the machine does does not count.
func speed(reader, set, dir string) error {
	read, ok := feedReaders[reader]
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if !ok || err != nil || len(names) == 0 {
		return fmt.Errorf("no reader %q or no files in %s", reader, dir)
	}
	var docs [][]byte
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			return err
		}
		docs = append(docs, b)
	}
	size, took := 0, time.Duration(0)
	for took < 3*time.Second {
		began := processorTime()
		for _, b := range docs {
			if err := read(b); err != nil {
				return err
			}
			size += len(b)
		}
		took += processorTime() - began
	}
	fmt.Printf("%s\tMB/s of one processor\t%.1f\t%d\n", set, float64(size)/1e6/took.Seconds(), len(docs))
	return nil
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
