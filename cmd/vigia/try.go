package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzip"
	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/language"
)

func (a *app) tryCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "try",
		Short: "Try one organ: what would be read in this page, feed, text, address?",
		Long: `Runs one organ of the program on rows of JSON, one object a line: from standard
input, or with --cases from a file whose paths are relative to it (.gz is unpacked).
A row comes out for every row that goes in, in the same order; an input that
fails gives a row with "error".`,
	}
	c.AddCommand(
		a.tryRows("page", `Read news pages: {"id","html","url"}`, true, tryPage),
		a.tryRows("feed", `Read feeds: {"id","feed","url"}`, true, tryFeed),
		a.tryRows("language", `Tell the language: {"id","text"}`, false, tryLanguage),
		a.tryURL(),
		a.tryRows("robots", `Judge robots.txt: {"id","robots","agent","url"}`, false, tryRobots),
		a.tryRows("warc", `Check WARC files: {"id","warc"}`, true, tryWARC),
		a.tryRows("stories", `Find copies and stories, in order of time: {"id","outlet","url","published","title","text","language"}`, false, tryStories()),
		a.tryLabel(),
		a.tryRows("check", `Check a sentence against passages: {"id","sentence","language","anchor","passages":[{"id","text","language","published"}]}`, false, tryCheck),
	)
	for _, name := range []string{"entities", "rank"} {
		c.AddCommand(notBuilt(name))
	}
	return c
}

// notBuilt is a command of the plan that a later version brings.
func notBuilt(name string) *cobra.Command {
	return &cobra.Command{Use: name, Short: "Not in this version", Hidden: true, DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error {
			return usagef("'vigia try %s' is not in this version", name)
		}}
}

// row is what a try command gets; each uses what it needs.
type row struct {
	ID     string `json:"id"`
	HTML   string `json:"html"`
	Feed   string `json:"feed"`
	Text   string `json:"text"`
	URL    string `json:"url"`
	Base   string `json:"base"`
	Robots string `json:"robots"`
	Agent  string `json:"agent"`

	WARC      string    `json:"warc"`
	Outlet    string    `json:"outlet"`
	Published string    `json:"published"`
	Title     string    `json:"title"`
	Language  string    `json:"language"`
	Sentence  string    `json:"sentence"`
	Anchor    string    `json:"anchor"`
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
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return io.ReadAll(io.LimitReader(z, 64<<20))
}

// raw reads a file that a row names as it is.
func (r row) raw(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(r.dir, name))
}

// tryRows is a try command over rows. do returns what to print for a row.
func (a *app) tryRows(name, short string, files bool, do func(row) any) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs}
	var cases string
	if files {
		c.Flags().StringVar(&cases, "cases", "", "file of rows whose paths are relative to it")
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
			return fmt.Errorf("cases: %w", err)
		}
		defer f.Close()
		if in, dir = f, filepath.Dir(cases); filepath.Ext(cases) == ".gz" {
			z, err := gzip.NewReader(f)
			if err != nil {
				return fmt.Errorf("cases: %w", err)
			}
			defer z.Close()
			in = z
		}
	}
	out := bufio.NewWriter(a.out)
	defer out.Flush()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 1<<16), longestRow)
	for n := 1; sc.Scan(); n++ {
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		r := row{dir: dir}
		var v any
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			v = failed{ID: r.ID, Error: fmt.Sprintf("line %d is no JSON object: %v", n, err)}
		} else {
			v = do(r)
		}
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("rows: %w", err)
	}
	return nil
}

type failed struct {
	ID    string `json:"id"`
	Error string `json:"error"`
}

func tryPage(r row) any {
	b, err := r.file(r.HTML)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	p, err := article.Read(b, "", r.URL)
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
		ID         string            `json:"id"`
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
}

func tryFeed(r row) any {
	b, err := r.file(r.Feed)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	f, err := feed.Parse(b, "", r.URL)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	items := []feedItem{}
	for _, it := range f.Items {
		fi := feedItem{ID: it.ID, Title: it.Title, Link: it.Link, Published: it.Published.String(), Updated: it.Updated.String(),
			Summary: it.Summary, Content: it.Content, Language: it.Language, Authors: []feedPerson{}, Enclosures: []feedFile{}}
		for _, p := range it.Authors {
			fi.Authors = append(fi.Authors, feedPerson(p))
		}
		for _, e := range it.Enclosures {
			fi.Enclosures = append(fi.Enclosures, feedFile(e))
		}
		items = append(items, fi)
	}
	return struct {
		ID          string     `json:"id"`
		Title       string     `json:"title"`
		Link        string     `json:"link"`
		Language    string     `json:"language"`
		Description string     `json:"description"`
		Updated     string     `json:"updated"`
		Published   string     `json:"published"`
		Items       []feedItem `json:"items"`
		Warnings    []string   `json:"warnings,omitempty"`
	}{r.ID, f.Title, f.Link, f.Language, f.Description, f.Updated.String(), f.Published.String(), items, f.Warnings}
}

func tryLanguage(r row) any {
	tag, confidence := language.Detect(r.Text)
	return struct {
		ID         string  `json:"id"`
		Language   string  `json:"language"`
		Confidence float64 `json:"confidence"`
	}{r.ID, tag, confidence}
}

func (a *app) tryURL() *cobra.Command {
	var raw bool
	c := a.tryRows("url", `Clean addresses: {"id","url","base"}`, false, func(r row) any {
		clean := address.Canonical
		if raw {
			clean = address.Resolve
		}
		u, err := clean(r.URL, r.Base)
		if err != nil {
			return failed{r.ID, err.Error()}
		}
		return struct {
			ID        string `json:"id"`
			Canonical string `json:"canonical"`
			Key       string `json:"key"`
		}{r.ID, u, address.Key(u)}
	})
	c.Flags().BoolVar(&raw, "raw", false, "only parse and write it again, without cleaning")
	return c
}

func tryRobots(r row) any {
	allowed, rule := fetch.Robots([]byte(r.Robots), r.Agent, r.URL)
	return struct {
		ID      string `json:"id"`
		Allowed bool   `json:"allowed"`
		Rule    string `json:"rule"`
	}{r.ID, allowed, rule}
}
