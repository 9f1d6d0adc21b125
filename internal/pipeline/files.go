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
	"regexp"
	"strings"

	"github.com/klauspost/compress/gzip"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/feed"
	"vigia/internal/pdf"
)

// maxFile is the most that is read of one file, unpacked; WARC files and
// files of lines are read piece by piece and have no limit of their own.
const maxFile = 64 << 20

// Inputs gives the inputs that paths and addresses name: folders are walked in
// the order of names. What cannot be used is an input with an error.
func Inputs(paths []string) iter.Seq[Input] {
	return func(yield func(Input) bool) {
		for _, p := range paths {
			if scheme, _, ok := strings.Cut(p, "://"); ok {
				in := Input{Name: p, URL: p}
				if s := strings.ToLower(scheme); s != "http" && s != "https" {
					in.Err = bad(fmt.Sprintf("addresses of the kind %s:// are not fetched", scheme), "give an address with https:// or http://, or save the file and give its path")
				}
				if !yield(in) {
					return
				}
				continue
			}
			if !walk(p, yield) {
				return
			}
		}
	}
}

// walk gives the inputs of a file or of a folder, links inside it left alone.
// It returns false if yield did.
func walk(p string, yield func(Input) bool) bool {
	if p == "" {
		return yield(Input{Name: `""`, Err: bad("the path is empty", "name a file, a folder or an address")})
	}
	root := p
	if real, err := filepath.EvalSymlinks(p); err == nil {
		root = real // a link that a user names is meant
	}
	on := true
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		name := p + strings.TrimPrefix(path, root)
		switch {
		case err != nil:
			on = yield(Input{Name: name, Err: noFile(err)})
		case e.IsDir():
			return nil
		case e.Type()&fs.ModeSymlink != 0:
			on = yield(Input{Name: name, Err: bad("it is a link, and links in folders are not followed", "give the file that it points to")})
		case !e.Type().IsRegular():
			on = yield(Input{Name: name, Err: bad("it is neither a file nor a folder", "give a file, or a folder of files")})
		default:
			on = each(name, path, yield)
		}
		return stopIf(!on)
	})
	return err == nil && on
}

func stopIf(stop bool) error {
	if stop {
		return fs.SkipAll
	}
	return nil
}

func noFile(err error) error {
	what := "it cannot be read: " + err.Error()
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		what = "it cannot be read: " + path.Err.Error()
	}
	if errors.Is(err, fs.ErrNotExist) {
		what = "there is no such file or folder"
	}
	return &vigia.Problem{Kind: vigia.ErrNotFound, What: what, Remedy: "check the path, and that this user may read it"}
}

// bad is why an input is refused. Its name is not said again: it stands in the
// account.
func bad(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: what, Remedy: remedy}
}

// cutShort is why a file could not be read to its end.
func cutShort(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return bad("it breaks off before its end", again)
	}
	return bad("it cannot be read to its end: "+err.Error(), again)
}

// again is the remedy for what was damaged on its way here.
const again = "get the file again"

// each gives the inputs of one file. It returns false if yield did.
func each(name, path string, yield func(Input) bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return yield(Input{Name: name, Err: noFile(err)})
	}
	defer f.Close()
	base := baseName(path)
	if strings.HasSuffix(base, ".warc") {
		return eachRecord(name, f, yield) // the codec unpacks by itself
	}
	var r io.Reader = bufio.NewReaderSize(f, 1<<16)
	if head, _ := r.(*bufio.Reader).Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return yield(Input{Name: name, Err: bad("it is no whole gzip file", again)})
		}
		defer z.Close()
		r = z
	}
	if strings.HasSuffix(base, ".jsonl") || strings.HasSuffix(base, ".ndjson") {
		return eachLine(name, r, yield)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return yield(Input{Name: name, Err: cutShort(err)})
	case len(b) > maxFile:
		return yield(Input{Name: name, Err: bad(fmt.Sprintf("it is larger than %d MiB, and no news page is", maxFile>>20), "split it, or give it as WARC")})
	case len(bytes.TrimSpace(b)) == 0:
		return yield(Input{Name: name, Err: bad("it is empty", again)})
	}
	return one(name, base, b, yield)
}

// baseName is the name of a file without its folder and .gz, in lower case.
func baseName(path string) string {
	return strings.TrimSuffix(strings.ToLower(filepath.Base(path)), ".gz")
}

// one gives the inputs of a file that was read whole: a page, a feed or an
// OPML list, told by its content.
func one(name, base string, b []byte, yield func(Input) bool) bool {
	head := strings.ToLower(string(bytes.ReplaceAll(b[:min(len(b), 4096)], []byte{0}, nil)))
	markup := holdsMarkup(b)
	switch {
	case pdf.Is(b):
		return yield(Input{Name: name, Body: b, ContentType: "application/pdf"})
	case looksLikeMail(b) && !isMHTML(head):
		return oneLetter(name, base, b, yield)
	case isMHTML(head):
		return yield(Input{Name: name, Err: bad("it is a web archive of a browser (MHTML), which is not read", "save the page as HTML only, or print it to PDF")})
	case isBinary(b, markup):
		return yield(Input{Name: name, Err: bad("it is a binary file, not a page", "give saved pages, feeds, WARC files or texts")})
	case strings.HasSuffix(base, ".opml") || strings.Contains(head, "<opml"):
		return eachOutline(name, b, yield)
	case !strings.Contains(head, "<html") && !strings.HasSuffix(base, ".html") && !strings.HasSuffix(base, ".htm") && looksLikeFeed(head):
		return eachItem(name, b, yield)
	case !markup && filepath.Ext(base) != ".txt" && strings.HasPrefix(http.DetectContentType(b), "text/") && !strings.HasPrefix(strings.TrimSpace(head), "{"):
		return yield(Input{Name: name, Err: bad("it holds no HTML", "name it .txt if it is the text of a report, or give texts as JSON lines")})
	}
	return yield(Input{Name: name, Body: b})
}

// isMHTML reports whether a file is a page that a browser saved as one message.
func isMHTML(head string) bool {
	return strings.HasPrefix(head, "from: <saved by") || strings.HasPrefix(head, "mime-version:") && strings.Contains(head, "multipart/related") &&
		!strings.Contains(head, "\nmessage-id:") && !strings.Contains(head, "\nreceived:")
}

// isBinary reports whether the bytes are no text in any encoding. Noise may
// hold what looks like a tag, but not without many control characters.
func isBinary(b []byte, markup bool) bool {
	if http.DetectContentType(b) != "application/octet-stream" {
		return false
	}
	controls := 0
	head := b[:min(len(b), 64<<10)]
	for _, c := range head {
		if c < ' ' && c != 0 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b {
			controls++
		}
	}
	return !markup || controls*50 > len(head)
}

// holdsMarkup reports whether a tag stands near the beginning, in whatever
// encoding.
func holdsMarkup(b []byte) bool {
	return tag.Match(bytes.ReplaceAll(b[:min(len(b), 64<<10)], []byte{0}, nil))
}

var tag = regexp.MustCompile(`(?i)<(?:!doctype|!--|\?xml|html|head|body|title|meta|article|div|p|h1|span|table|br|rss|feed|opml|urlset|rdf:rdf|sitemapindex|channel|atom:feed)[\s>/:]`)

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

func eachOutline(name string, b []byte, yield func(Input) bool) bool {
	os, err := feed.ParseOPML(b)
	if err != nil {
		return yield(Input{Name: name, Err: err})
	}
	if len(os) == 0 {
		return yield(Input{Name: name, Err: bad("it is an OPML list without feeds", "export the list again, with the feeds")})
	}
	for i, o := range os {
		if !yield(Input{Name: fmt.Sprintf("%s#%d", name, i+1), Outline: &o}) {
			return false
		}
	}
	return true
}

// eachItem gives the items of a feed as texts whose evidence is the item as
// the feed holds it.
func eachItem(name string, b []byte, yield func(Input) bool) bool {
	n, more := 0, true
	_, err := feed.Each(bytes.NewReader(b), "", "", func(f *feed.Feed, it *feed.Item) bool {
		n++
		more = yield(itemInput(fmt.Sprintf("%s#%d", name, n), f, it))
		return more
	})
	switch {
	case err != nil:
		return yield(Input{Name: name, Err: err})
	case n == 0:
		return yield(Input{Name: name, Err: bad("it is a feed without items", "nothing is to be done: it may have some later")})
	}
	return more
}

func itemInput(name string, f *feed.Feed, it *feed.Item) Input {
	in := Input{Name: name, URL: it.Link, ContentType: "application/json"}
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
	var err error
	in.Body, err = json.Marshal(it)
	if in.Text = &r; err != nil || (r.Title == "" && r.Text == "") {
		return Input{Name: name, Err: bad("the item has neither title nor text", "nothing is to be done: the feed says nothing")}
	}
	return in
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

const lineForm = `a line is {"id","title","text","url","published","language","outlet"}, each a text between quotation marks`

func eachLine(name string, r io.Reader, yield func(Input) bool) bool {
	some := false
	for n, b := range Lines(r, maxLine) {
		some = true
		in := Input{Name: fmt.Sprintf("%s#%d", name, n)}
		switch {
		case b.Err != nil:
			in.Err = cutShort(b.Err)
		case b.Long:
			in.Err = bad(fmt.Sprintf("the line is longer than %d MiB", maxLine>>20), "split the text")
		default:
			in = lineInput(in.Name, bytes.Clone(b.Bytes))
		}
		if !yield(in) {
			return false
		}
	}
	if !some {
		return yield(Input{Name: name, Err: bad("it is empty", again)})
	}
	return true
}

func lineInput(name string, b []byte) Input {
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return Input{Name: name, Err: bad("the line is no report: "+JSONFault(err), lineForm)}
	}
	if strings.TrimSpace(l.Text) == "" && strings.TrimSpace(l.Title) == "" {
		return Input{Name: name, Err: bad("the line has neither title nor text", "give at least one of them: "+lineForm)}
	}
	r := article.FromText(l.Title, l.Text, l.URL, l.Published, l.Language)
	return Input{Name: name, URL: l.URL, ContentType: "application/json", Body: b, Text: &r, Outlet: l.Outlet}
}
