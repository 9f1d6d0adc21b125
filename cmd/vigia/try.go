package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzip"
	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/language"
	"vigia/internal/pipeline"
)

func (a *app) tryCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "try",
		Short: "Try one part: what would be read in this page, feed, text, address?",
		Long: `Runs one part of the program on what you give it, and shows what it says: 'try
source' the address of a site, which is asked, 'try page' a saved page, 'try feed' a feed, 'try language' a text, 'try url' an address.

For programs, every part takes rows of JSON, one object a line: from standard
input, or with --cases from a file whose paths are relative to it (.gz is unpacked).
A row comes out for every row that goes in, in the same order; an input that
fails gives a row with "error".`,
		Example: `  vigia try page saved.html --address https://example.org/2021/09/report
  vigia try page --cases pages.jsonl
  echo '{"id":"1","text":"El ministro viajó a la capital"}' | vigia try language`,
	}
	free(c).AddCommand(
		a.trySource(), a.tryPages(), a.tryFeeds(), a.tryTexts(), a.tryURL(),
		a.tryRows("robots", `Judge robots.txt: {"id","robots","agent","url"}`, false, tryRobots),
		a.tryRows("warc", `Check WARC files: {"id","warc"}`, true, tryWARC),
		a.tryRows("stories", `Find copies and stories, in order of time: {"id","outlet","url","published","title","text","language"}`, false, tryStories()),
		a.tryLabel(),
		a.tryRows("check", `Check a sentence against passages: {"id","sentence","language","anchor","passages":[{"id","text","language","published"}]}`, false, tryCheck),
	)
	c.AddCommand(a.tryRank(), a.tryEntities())
	return c
}

// rowID is the id of a row: a text, or a number as data sets have it.
type rowID string

func (n *rowID) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, (*string)(n))
	}
	var number json.Number
	err := json.Unmarshal(b, &number)
	*n = rowID(number)
	return err
}

// row is what a try command gets; each uses what it needs.
type row struct {
	ID          rowID  `json:"id"`
	HTML        string `json:"html"`
	Feed        string `json:"feed"`
	Text        string `json:"text"`
	URL         string `json:"url"`
	ContentType string `json:"content_type"`
	Base        string `json:"base"`
	Robots      string `json:"robots"`
	Agent       string `json:"agent"`

	WARC      string    `json:"warc"`
	Outlet    string    `json:"outlet"`
	Published string    `json:"published"`
	Title     string    `json:"title"`
	Language  string    `json:"language"`
	Sentence  string    `json:"sentence"`
	Anchor    string    `json:"anchor"`
	Date      string    `json:"date"`
	Passages  []passage `json:"passages"`

	dir string // folder of the cases file, for paths
}

type passage struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Language  string `json:"language"`
	Published string `json:"published"`
}

// file reads a file that a row names. Rows on standard input may carry the
// content itself instead.
func (r row) file(name string) ([]byte, error) {
	if r.dir == "" {
		return []byte(name), nil
	}
	b, err := r.raw(name)
	if err != nil || filepath.Ext(name) != ".gz" {
		return b, err
	}
	return gunzip(name, b)
}

// gunzip unpacks the content of a file.
func gunzip(name string, b []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s is no gzip file", name)
	}
	defer z.Close()
	if b, err = io.ReadAll(io.LimitReader(z, 64<<20)); err != nil {
		return nil, fmt.Errorf("%s is no whole gzip file", name)
	}
	return b, nil
}

// open opens a file that a row names as it is, so that it need not be held
// whole.
func (r row) open(name string) (io.ReadCloser, error) {
	if r.dir == "" || name == "" {
		b, err := r.file(name)
		return io.NopCloser(bytes.NewReader(b)), err
	}
	f, err := os.Open(filepath.Join(r.dir, name))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, reason(err))
	}
	return f, nil
}

// raw reads a file that a row names as it is.
func (r row) raw(name string) ([]byte, error) {
	if name == "" {
		return nil, errors.New("the row names no file")
	}
	b, err := os.ReadFile(filepath.Join(r.dir, name))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, reason(err))
	}
	return b, nil
}

// tryRows is a try command over rows. do returns what to print for a row.
func (a *app) tryRows(name, short string, files bool, do func(row) any) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs}
	var cases string
	if files {
		c.Flags().StringVar(&cases, "cases", "", "`FILE` of rows whose paths are relative to it; without it, rows on standard input carry the content itself")
	}
	c.RunE = func(*cobra.Command, []string) error { return a.rows(cases, do) }
	return c
}

const longestRow = 64 << 20

func (a *app) rows(cases string, do func(row) any) error {
	in, dir := a.in, ""
	if cases != "" {
		f, err := os.Open(cases)
		if err != nil {
			return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("the file %s cannot be read: %v", cases, reason(err)), Remedy: "check the path"}
		}
		defer f.Close()
		if in, dir = f, filepath.Dir(cases); filepath.Ext(cases) == ".gz" {
			z, err := gzip.NewReader(f)
			if err != nil {
				return &vigia.Problem{Kind: vigia.ErrInvalid, What: cases + " is no gzip file", Remedy: "give the rows as they are, or pack them with gzip"}
			}
			defer z.Close()
			in = z
		}
	}
	out := bufio.NewWriter(a.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	var waiting []any
	first := func() error {
		answer := waiting[0]
		waiting = waiting[1:]
		if l, ok := answer.(late); ok {
			answer = l()
		}
		return enc.Encode(answer)
	}
	for n, line := range pipeline.Lines(in, longestRow) {
		if line.Err != nil {
			return fmt.Errorf("rows: %w", line.Err)
		}
		waiting = append(waiting, try(line, n, row{dir: dir}, do))
		for len(waiting) > 0 {
			if _, ok := waiting[0].(late); ok && len(waiting) <= mostWaiting {
				break
			}
			if err := first(); err != nil {
				return err
			}
		}
	}
	for len(waiting) > 0 {
		if err := first(); err != nil {
			return err
		}
	}
	return out.Flush()
}

// late is an answer that is asked for when so many rows more have come, or
// none do: they may show better what is right. Answers keep the order of rows.
type late func() any

const mostWaiting = 5000

// try gives what comes out for a row.
func try(line pipeline.Line, n int, r row, do func(row) any) any {
	if line.Long {
		return failed{Error: fmt.Sprintf("line %d is longer than %d MiB", n, longestRow>>20)}
	}
	if err := json.Unmarshal(line.Bytes, &r); err != nil {
		return failed{ID: r.ID, Error: fmt.Sprintf("line %d cannot be used: %s", n, pipeline.JSONFault(err))}
	}
	return do(r)
}

type failed struct {
	ID    rowID  `json:"id"`
	Error string `json:"error"`
}

func tryPage(r row) any {
	b, err := r.file(r.HTML)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	p, err := article.Read(b, r.ContentType, r.URL)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	url := p.Canonical
	if url == "" {
		url = r.URL
	}
	if p.Byline == nil {
		p.Byline = []string{}
	}
	return struct {
		ID         rowID             `json:"id"`
		URL        string            `json:"url"`
		Title      string            `json:"title"`
		Byline     []string          `json:"byline"`
		Published  string            `json:"published"`
		Language   string            `json:"language"`
		Text       string            `json:"text"`
		GenreHint  vigia.Genre       `json:"genre_hint"`
		Provenance map[string]string `json:"provenance"`
		Doubts     []string          `json:"doubts,omitempty"`
	}{r.ID, url, p.Title, p.Byline, p.Published.String(), p.Language, p.Text, p.GenreHint, p.Provenance, p.Doubts}
}

type feedPerson struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	URI   string `json:"uri"`
}

type feedFile struct {
	URL    string `json:"url"`
	Type   string `json:"type"`
	Length string `json:"length"`
}

type feedItem struct {
	ID         string       `json:"id"`
	Title      string       `json:"title"`
	Link       string       `json:"link"`
	Published  string       `json:"published"`
	Updated    string       `json:"updated"`
	Authors    []feedPerson `json:"authors"`
	Summary    string       `json:"summary"`
	Content    string       `json:"content"`
	Enclosures []feedFile   `json:"enclosures"`
	Language   string       `json:"language"`
	Categories []string     `json:"categories,omitempty"`
}

func tryFeed(r row) any {
	b, err := r.open(r.Feed)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	defer b.Close()
	f, err := feed.Read(b, "", r.URL)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	items := []feedItem{}
	for _, it := range f.Items {
		fi := feedItem{ID: it.ID, Title: asGiven(it.Title, it.TitleHTML, false), Link: it.Link, Published: it.Published.String(), Updated: it.Updated.String(),
			Summary: asGiven(it.Summary, "", it.SummaryIsText), Content: asGiven(it.Content, "", it.ContentIsText),
			Language: it.Language, Authors: feedPersons(it.Authors), Enclosures: []feedFile{}, Categories: it.Categories}
		for _, e := range it.Enclosures {
			fi.Enclosures = append(fi.Enclosures, feedFile(e))
		}
		items = append(items, fi)
	}
	return struct {
		ID          rowID        `json:"id"`
		Format      string       `json:"format"`
		Title       string       `json:"title"`
		Link        string       `json:"link"`
		Language    string       `json:"language"`
		Description string       `json:"description"`
		Info        string       `json:"info,omitempty"`
		Updated     string       `json:"updated"`
		Published   string       `json:"published"`
		Authors     []feedPerson `json:"authors"`
		Items       []feedItem   `json:"items"`
		Sitemaps    []string     `json:"sitemaps,omitempty"`
		Warnings    []string     `json:"warnings,omitempty"`
	}{r.ID, f.Format, asGiven(f.Title, f.TitleHTML, false), f.Link, f.Language, asGiven(f.Description, "", f.DescriptionIsText),
		asGiven(f.Info, "", f.InfoIsText), f.Updated.String(), f.Published.String(), feedPersons(f.Authors), items, f.Sitemaps, f.Warnings}
}

// asGiven gives a text of a feed in the type that the publisher chose: with
// its markup if it has any, or as the plain text that was escaped.
func asGiven(text, marked string, escaped bool) string {
	switch {
	case marked != "":
		return marked
	case escaped:
		return html.UnescapeString(text)
	}
	return text
}

func feedPersons(as []feed.Author) []feedPerson {
	out := []feedPerson{}
	for _, a := range as {
		out = append(out, feedPerson(a))
	}
	return out
}

func tryLanguage(r row) any {
	tag, confidence := language.Detect(r.Text)
	return struct {
		ID         rowID   `json:"id"`
		Language   string  `json:"language"`
		Confidence float64 `json:"confidence"`
	}{r.ID, tag, confidence}
}

func tryRobots(r row) any {
	allowed, rule := fetch.Robots([]byte(r.Robots), r.Agent, r.URL)
	return struct {
		ID      rowID  `json:"id"`
		Allowed bool   `json:"allowed"`
		Rule    string `json:"rule"`
	}{r.ID, allowed, rule}
}
