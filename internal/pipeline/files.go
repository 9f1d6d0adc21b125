package pipeline

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/warc"
)

// maxFile is the most that is read of one file, unpacked; WARC files and
// files of lines are read piece by piece and have no limit of their own.
const maxFile = 64 << 20

// Inputs gives the inputs that paths and addresses name: folders are walked in
// the order of names. What cannot be used is an input with an error.
func Inputs(paths []string) iter.Seq[Input] {
	return func(yield func(Input) bool) {
		for _, p := range paths {
			if strings.HasPrefix(p, "http://") || strings.HasPrefix(p, "https://") {
				if !yield(Input{Name: p, URL: p}) {
					return
				}
				continue
			}
			err := filepath.WalkDir(p, func(path string, e fs.DirEntry, err error) error {
				switch {
				case err != nil:
					return stopIf(!yield(Input{Name: path, Err: noFile(path, err)}))
				case e.IsDir():
					return nil
				case !e.Type().IsRegular():
					return stopIf(!yield(Input{Name: path, Err: &vigia.Problem{Kind: vigia.ErrInvalid, What: path + " is no regular file", Remedy: "give the file it points to"}}))
				}
				return stopIf(!each(path, yield))
			})
			if err != nil {
				return
			}
		}
	}
}

func stopIf(stop bool) error {
	if stop {
		return fs.SkipAll
	}
	return nil
}

func noFile(path string, err error) error {
	what := fmt.Sprintf("%s: %v", path, err)
	if errors.Is(err, fs.ErrNotExist) {
		what = path + " does not exist"
	}
	return &vigia.Problem{Kind: vigia.ErrNotFound, What: what, Remedy: "check the path"}
}

// each gives the inputs of one file. It returns false if yield did.
func each(path string, yield func(Input) bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return yield(Input{Name: path, Err: noFile(path, err)})
	}
	defer f.Close()
	name := strings.TrimSuffix(strings.ToLower(filepath.Base(path)), ".gz")
	if strings.HasSuffix(name, ".warc") {
		return eachRecord(path, f, yield) // the codec unpacks by itself
	}
	var r io.Reader = bufio.NewReaderSize(f, 1<<16)
	if head, _ := r.(*bufio.Reader).Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return yield(Input{Name: path, Err: bad(path, "is no whole gzip file: "+err.Error(), "get the file again")})
		}
		defer z.Close()
		r = z
	}
	if strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson") {
		return eachLine(path, r, yield)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return yield(Input{Name: path, Err: bad(path, "cannot be read to its end: "+err.Error(), "get the file again")})
	case len(b) > maxFile:
		return yield(Input{Name: path, Err: bad(path, "is larger than 64 MiB", "split it, or give it as WARC")})
	case len(bytes.TrimSpace(b)) == 0:
		return yield(Input{Name: path, Err: bad(path, "is empty", "get the file again")})
	}
	return one(path, name, b, yield)
}

func bad(path, what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: path + " " + what, Remedy: remedy}
}

// one gives the inputs of a file that was read whole: a page, a feed or an
// OPML list, told by its content.
func one(path, name string, b []byte, yield func(Input) bool) bool {
	head := strings.ToLower(string(b[:min(len(b), 2048)]))
	switch {
	case strings.HasPrefix(head, "%pdf-"):
		return yield(Input{Name: path, Err: bad(path, "is a PDF file, which is not read yet", "save its text as JSON lines or its page as HTML")})
	case strings.HasSuffix(name, ".opml") || strings.Contains(head, "<opml"):
		return eachOutline(path, b, yield)
	case !strings.Contains(head, "<html") && !strings.HasSuffix(name, ".html") && !strings.HasSuffix(name, ".htm") && looksLikeFeed(head):
		return eachItem(path, b, yield)
	}
	return yield(Input{Name: path, Body: b})
}

// looksLikeFeed tells a feed by its first bytes.
func looksLikeFeed(head string) bool {
	if strings.HasPrefix(strings.TrimSpace(head), "{") {
		return strings.Contains(head, "jsonfeed.org")
	}
	for _, root := range []string{"<rss", "<feed", "<rdf:rdf", "<urlset", "<sitemapindex", "<channel", "<atom:feed"} {
		if strings.Contains(head, root) {
			return true
		}
	}
	return false
}

func eachOutline(path string, b []byte, yield func(Input) bool) bool {
	os, err := feed.ParseOPML(b)
	if err != nil {
		return yield(Input{Name: path, Err: fmt.Errorf("%s: %w", path, err)})
	}
	for _, o := range os {
		if !yield(Input{Name: fmt.Sprintf("%s#%d", path, o.Line), Outline: &o}) {
			return false
		}
	}
	return true
}

// eachItem gives the items of a feed as texts whose evidence is the item as
// the feed holds it.
func eachItem(path string, b []byte, yield func(Input) bool) bool {
	f, err := feed.Parse(b, "", "")
	if err != nil {
		return yield(Input{Name: path, Err: fmt.Errorf("%s: %w", path, err)})
	}
	if len(f.Items) == 0 {
		return yield(Input{Name: path, Err: bad(path, "is a feed without items", "nothing is to be done: it may have some later")})
	}
	for i, it := range f.Items {
		in := Input{Name: fmt.Sprintf("%s#%d", path, i+1), URL: it.Link, ContentType: "application/json"}
		r := article.FromText(it.Title, feed.Plain(firstOf(it.Content, it.Summary)), it.Link, "", firstOf(it.Language, f.Language))
		r.Published, r.Modified = it.Published, it.Updated
		if !r.Published.Known() {
			r.Published = it.Updated
		}
		for _, a := range it.Authors {
			if a.Name != "" {
				r.Byline = append(r.Byline, a.Name)
			}
		}
		in.Body, err = json.Marshal(it)
		if in.Text = &r; err != nil || (r.Title == "" && r.Text == "") {
			in = Input{Name: in.Name, Err: bad(in.Name, "has neither title nor text", "nothing is to be done: the feed says nothing")}
		}
		if !yield(in) {
			return false
		}
	}
	return true
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// line is a text of a JSON lines file.
type line struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Text      string `json:"text"`
	URL       string `json:"url"`
	Published string `json:"published"`
	Language  string `json:"language"`
	Outlet    string `json:"outlet"`
}

const maxLine = 8 << 20

func eachLine(path string, r io.Reader, yield func(Input) bool) bool {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 1<<16), maxLine)
	n := 0
	for sc.Scan() {
		n++
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		if !yield(lineInput(fmt.Sprintf("%s#%d", path, n), bytes.Clone(sc.Bytes()))) {
			return false
		}
	}
	switch err := sc.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return yield(Input{Name: fmt.Sprintf("%s#%d", path, n+1), Err: bad(path, "has a line of more than 8 MiB; it and what follows was not read", "split the file")})
	case err != nil:
		return yield(Input{Name: fmt.Sprintf("%s#%d", path, n+1), Err: bad(path, "cannot be read to its end: "+err.Error(), "get the file again")})
	case n == 0:
		return yield(Input{Name: path, Err: bad(path, "is empty", "get the file again")})
	}
	return true
}

func lineInput(name string, b []byte) Input {
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return Input{Name: name, Err: bad(name, "is no JSON object: "+err.Error(), `a line is {"id","title","text","url","published","language","outlet"}`)}
	}
	if strings.TrimSpace(l.Text) == "" && strings.TrimSpace(l.Title) == "" {
		return Input{Name: name, Err: bad(name, "has neither title nor text", "give at least one of them")}
	}
	r := article.FromText(l.Title, l.Text, l.URL, l.Published, l.Language)
	return Input{Name: name, URL: l.URL, ContentType: "application/json", Body: b, Text: &r, Outlet: l.Outlet}
}

// eachRecord gives the pages of a WARC file: responses and resources that are
// texts. Other records are no inputs.
func eachRecord(path string, f io.Reader, yield func(Input) bool) bool {
	r := warc.NewReader(f)
	n := 0
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		n++
		name := fmt.Sprintf("%s#%d", path, n)
		if err != nil {
			return yield(Input{Name: name, Err: bad(name, "cannot be read: "+err.Error(), "get the file again")})
		}
		if rec.Type != "response" && rec.Type != "resource" {
			continue
		}
		if !yield(record(name, rec)) {
			return false
		}
	}
	for _, issue := range r.Issues() {
		if !yield(Input{Name: path, Err: bad(path, "is damaged: "+issue.Error(), "get the file again; what is whole was read")}) {
			return false
		}
	}
	if n == 0 {
		return yield(Input{Name: path, Err: bad(path, "holds no record", "give a WARC file with response or resource records")})
	}
	return true
}

func record(name string, rec *warc.Record) Input {
	in := Input{Name: name, URL: strings.Trim(rec.TargetURI, "<>")}
	block, err := io.ReadAll(io.LimitReader(rec.Block, maxFile+1))
	switch {
	case err != nil:
		in.Err = bad(name, "cannot be read: "+err.Error(), "get the file again")
		return in
	case len(block) > maxFile:
		in.Err = bad(name, "is larger than 64 MiB", "it is no page")
		return in
	case rec.Type == "resource":
		in.ContentType, in.Body = rec.Header.Get("Content-Type"), block
		return in
	}
	resp, err := fetch.ParseResponse(block)
	if err != nil {
		in.Err = bad(name, "holds no HTTP response: "+err.Error(), "nothing is to be done")
		return in
	}
	in.ContentType = resp.Header.Get("Content-Type")
	if resp.Status != http.StatusOK {
		in.Err = bad(name, fmt.Sprintf("is an answer with status %d", resp.Status), "nothing is to be done: it holds no page")
		return in
	}
	if in.Body, err = resp.Decoded(maxFile); err != nil {
		in.Err = bad(name, "cannot be unpacked: "+err.Error(), "nothing is to be done")
	} else if len(in.Body) == 0 {
		in.Err = bad(name, "is empty", "nothing is to be done: it holds no page")
	}
	return in
}
