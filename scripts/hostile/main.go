//go:build unix

// Hostile runs the readers of pages and feeds over hostile input and prints the
// slowest, with the memory they took: the corpora of a data folder, and
// documents that are too large to be stored. It fails when a reader panics,
// takes longer than it may, or takes more memory than is bounded.
//
//	go run ./scripts/hostile ../shared/data
//
// Each large document is read in a process of its own, so that its memory is
// its own. Times are of the processor, the best of three: how busy a machine is
// says nothing about a reader.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vigia/internal/article"
	"vigia/internal/feed"
	"vigia/internal/scout"
)

// What is allowed.
const (
	usual     = 1 << 20                // bytes of the largest page as it is met
	quick     = 500 * time.Millisecond // for one of those
	patient   = 5 * time.Second        // for anything, however large
	most      = 768 << 20              // bytes of memory
	abandoned = 60 * time.Second       // when a child is ended
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "-one" {
		one(os.Args[2], os.Args[3])
		return
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: hostile DATA")
		os.Exit(2)
	}
	failed := large() // first: a child is counted the memory that its parent had
	if stored(os.Args[1]) || failed {
		os.Exit(1)
	}
}

// readers are what the input is given to. Each tells what became of it.
var readers = []struct {
	name string
	read func([]byte) string
}{
	{"page", func(b []byte) string {
		r, err := article.Read(b, "text/html", "https://hostile.example/a")
		return outcome(err, fmt.Sprintf("%d bytes of text", len(r.Text)))
	}},
	{"index", func(b []byte) string {
		r, err := scout.Index(b, "text/html", "https://hostile.example/", "", scout.Memory{})
		return outcome(err, fmt.Sprintf("%d links", len(r.Listed)))
	}},
	{"feed", func(b []byte) string {
		f, err := feed.Parse(b, "text/xml", "https://hostile.example/feed")
		if err != nil {
			return outcome(err, "")
		}
		return fmt.Sprintf("%d items, %d warnings", len(f.Items), len(f.Warnings))
	}},
}

func outcome(err error, read string) string {
	if err == nil {
		return read
	}
	s := err.Error()
	if strings.Contains(s, "stumble") {
		return "PANIC " + s
	}
	return "refused: " + s[:min(len(s), 90)]
}

// run is one reader on one input.
type run struct {
	name, outcome string
	size          int
	took          time.Duration
	rss           int64
}

func (r run) bad() string {
	switch {
	case strings.HasPrefix(r.outcome, "PANIC"):
		return "panics"
	case r.size <= usual && r.took > quick || r.took > patient:
		return "too slow"
	case r.rss > most:
		return "too much memory"
	}
	return ""
}

func (r run) print() (failed bool) {
	word := "ok  "
	if bad := r.bad(); bad != "" {
		word, failed = "FAIL", true
		r.outcome = bad + "; " + r.outcome
	}
	memory := ""
	if r.rss > 0 {
		memory = fmt.Sprintf("%4d MB", r.rss>>20)
	}
	fmt.Printf("%s %8d KB %7d ms %s  %s: %s\n", word, r.size>>10, r.took.Milliseconds(), memory, r.name, r.outcome)
	return failed
}

// stored reads the corpora, each document also cut short in two
// places.
func stored(data string) (failed bool) {
	var runs []run
	for _, corpus := range []string{"html_parse", "feeds_parse", "xml_attacks", "compressed", "json", "feed_xss", "xss_media"} {
		for id, b := range documents(filepath.Join(data, "security", corpus)) {
			for _, r := range readers {
				runs = append(runs, try(corpus+"/"+id+" "+r.name, r.read, b))
			}
			for _, k := range []int{4, 9} {
				for _, r := range readers {
					runs = append(runs, try(fmt.Sprintf("%s/%s %s, %d tenths", corpus, id, r.name, k), r.read, b[:len(b)*k/10]))
				}
			}
		}
	}
	slices.SortFunc(runs, func(a, b run) int { return cmp.Compare(b.took, a.took) })
	var use syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &use) // cannot fail for oneself
	fmt.Printf("stored: %d runs, peak memory %d MB; the slowest:\n", len(runs), use.Maxrss>>10)
	for i, r := range runs {
		if bad := r.bad(); i < 5 || bad != "" {
			failed = r.print() || failed
		}
	}
	return failed || use.Maxrss<<10 > most
}

func try(name string, read func([]byte) string, b []byte) run {
	r := run{name: name, size: len(b), took: time.Hour}
	for n := 0; n < 3 && (n == 0 || r.took > quick/2); n++ {
		start := spent()
		r.outcome = read(b)
		r.took = min(r.took, spent()-start)
	}
	return r
}

// documents gives the cases of a corpus by their ids.
func documents(dir string) map[string][]byte {
	out := map[string][]byte{}
	list, err := os.ReadFile(filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
	for line := range bytes.Lines(list) {
		var c struct{ ID, Payload, File string }
		if err := json.Unmarshal(line, &c); err != nil {
			fmt.Fprintln(os.Stderr, "hostile:", dir, err)
			os.Exit(1)
		}
		b := []byte(c.Payload)
		if strings.HasPrefix(c.File, "files/") {
			b, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(c.File)))
			if err != nil {
				fmt.Fprintln(os.Stderr, "hostile:", err)
				os.Exit(1)
			}
		}
		out[c.ID] = b
	}
	return out
}

// large reads what is made here.
func large() (failed bool) {
	fmt.Println("large:")
	for i, g := range append([]generated{{"nothing", "page", func(w io.Writer) {}}}, made...) {
		r := child(g)
		if i == 0 {
			fmt.Printf("      (of each, %d MB are the program alone)\n", r.rss>>20)
			continue
		}
		failed = r.print() || failed
	}
	return failed
}

// child reads a document in a process of its own.
func child(g generated) run {
	out := run{name: g.name + " " + g.reader, took: time.Hour}
	for n := 0; n < 3 && (n == 0 || out.took > quick/2); n++ {
		ctx, cancel := context.WithTimeout(context.Background(), abandoned)
		cmd := exec.CommandContext(ctx, os.Args[0], "-one", g.name, g.reader)
		var b bytes.Buffer
		cmd.Stdout, cmd.Stderr = &b, &b
		err := cmd.Run()
		cancel()
		if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			out.rss = max(out.rss, use.Maxrss<<10)
		}
		line := strings.SplitN(strings.TrimSpace(b.String()), "\t", 3)
		if err != nil || len(line) != 3 {
			out.outcome = fmt.Sprintf("PANIC %v: %.300s", err, b.String())
			return out
		}
		took, _ := strconv.ParseInt(line[0], 10, 64)
		out.size, _ = strconv.Atoi(line[1])
		out.took, out.outcome = min(out.took, time.Duration(took)), line[2]
	}
	return out
}

// one is the child: it prints time, size and outcome.
func one(name, reader string) {
	for _, g := range append([]generated{{"nothing", "page", func(w io.Writer) {}}}, made...) {
		if g.name != name || g.reader != reader {
			continue
		}
		var b bytes.Buffer
		g.write(&b)
		for _, r := range readers {
			if r.name == reader {
				r.read([]byte("<p>warm</p>")) // models are unpacked once
				start := spent()
				outcome := r.read(b.Bytes())
				fmt.Printf("%d\t%d\t%s\n", spent()-start, b.Len(), strings.ReplaceAll(outcome, "\n", " "))
			}
		}
	}
}

// spent is the time that the processor has worked for this process.
func spent() time.Duration {
	var use syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &use) // cannot fail for oneself
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// packed is what write writes, in gzip.
func packed(w io.Writer, write func(io.Writer)) {
	z := gzip.NewWriter(w)
	write(z)
	_ = z.Close() // a buffer takes everything
}
