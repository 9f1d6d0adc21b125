// Command bench measures vigia beside its peers on the same cases in one run.
//
//	bench try page|feed|language …   answers as a peer does; VIGIA_PEER names it
//	bench speed page|feed READER SET DIR   how fast vigia or a peer reads a folder
//	bench table NAME=results.tsv …   prints the figures side by side
//
// It is a module of its own so that the program does not carry the peers.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
	trafilatura "github.com/markusmobius/go-trafilatura"
	"github.com/mmcdole/gofeed"
	"github.com/pemistahl/lingua-go"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "try" && args[1] == "rank" && os.Getenv("VIGIA_PEER") == "simple":
		return rankSimple(os.Stdin, os.Stdout)
	case len(args) >= 2 && args[0] == "try":
		peer, ok := peers()[args[1]+" "+os.Getenv("VIGIA_PEER")]
		if !ok {
			return fmt.Errorf("VIGIA_PEER %q has no %s", os.Getenv("VIGIA_PEER"), args[1])
		}
		return answer(option(args, "--cases"), option(args, "--lists"), peer)
	case len(args) == 5 && args[0] == "speed":
		return speed(args[1], args[2], args[3], args[4])
	case len(args) >= 2 && args[0] == "table":
		return table(args[1:])
	}
	return fmt.Errorf("usage: bench try VERB [--cases FILE] | bench speed page|feed READER SET DIR | bench table NAME=results.tsv …")
}

// option is the value of an option, "" if it is not given.
func option(args []string, name string) string {
	for i, a := range args {
		if a == name && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

// row is a case, and after it the answer.
type row struct {
	ID        string `json:"id"`
	HTML      string `json:"html"`
	Feed      string `json:"feed"`
	Title     string `json:"title"`
	Text      string `json:"text"`
	URL       string `json:"url"`
	Published string `json:"published"`
	dir       string
	lists     string
}

type answerer func(row) map[string]any

func peers() map[string]answerer {
	return map[string]answerer{
		"page trafilatura": pageTrafilatura,
		"page readeck":     pageReadeck,
		"feed gofeed":      feedGofeed,
		"language lingua":  languageLingua(),
		"stories simple":   storiesSimple(),
		"label simple":     labelSimple(),
		"entities simple":  entitiesSimple(),
	}
}

func answer(cases, lists string, peer answerer) error {
	in, dir := io.Reader(os.Stdin), ""
	if cases != "" {
		f, err := os.Open(cases)
		if err != nil {
			return err
		}
		defer f.Close()
		in, dir = f, filepath.Dir(cases)
	}
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for sc.Scan() {
		var r row
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			return err
		}
		r.dir, r.lists = dir, lists
		a := peer(r)
		a["id"] = r.ID
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	return sc.Err()
}

func (r row) file(name string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(r.dir, name))
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return b, err
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func failed(err error) map[string]any { return map[string]any{"error": err.Error()} }

func pageTrafilatura(r row) map[string]any {
	b, err := r.file(r.HTML)
	if err != nil {
		return failed(err)
	}
	u, _ := url.Parse(r.URL) // a peer without an address does as well as it can
	res, err := trafilatura.Extract(bytes.NewReader(b), trafilatura.Options{OriginalURL: u, EnableFallback: true})
	if err != nil {
		return failed(err)
	}
	published := ""
	if !res.Metadata.Date.IsZero() {
		published = res.Metadata.Date.Format(time.DateOnly)
	}
	byline := []string{}
	for a := range strings.SplitSeq(res.Metadata.Author, ";") {
		if a = strings.TrimSpace(a); a != "" {
			byline = append(byline, a)
		}
	}
	return map[string]any{"title": res.Metadata.Title, "byline": byline, "published": published, "text": res.ContentText}
}

func pageReadeck(r row) map[string]any {
	b, err := r.file(r.HTML)
	if err != nil {
		return failed(err)
	}
	u, err := url.Parse(r.URL)
	if err != nil || r.URL == "" {
		u = &url.URL{Scheme: "http", Host: "page.example"}
	}
	res, err := readability.FromReader(bytes.NewReader(b), u)
	if err != nil {
		return failed(err)
	}
	var text bytes.Buffer
	if err := res.RenderText(&text); err != nil {
		return failed(err)
	}
	published := ""
	if t, err := res.PublishedTime(); err == nil && !t.IsZero() {
		published = t.Format(time.RFC3339)
	}
	byline := []string{}
	if a := strings.TrimSpace(res.Byline()); a != "" {
		byline = append(byline, a)
	}
	return map[string]any{"title": res.Title(), "byline": byline, "published": published, "text": text.String()}
}

func feedGofeed(r row) map[string]any {
	b, err := r.file(r.Feed)
	if err != nil {
		return failed(err)
	}
	f, err := gofeed.NewParser().Parse(bytes.NewReader(b))
	if err != nil {
		return failed(err)
	}
	items := []map[string]any{}
	for _, it := range f.Items {
		i := map[string]any{"id": it.GUID, "title": it.Title, "link": it.Link, "summary": it.Description, "content": it.Content}
		if it.PublishedParsed != nil {
			i["published"] = it.PublishedParsed.Format(time.RFC3339)
		}
		if it.UpdatedParsed != nil {
			i["updated"] = it.UpdatedParsed.Format(time.RFC3339)
		}
		var authors []map[string]string
		for _, a := range it.Authors {
			authors = append(authors, map[string]string{"name": a.Name, "email": a.Email})
		}
		i["authors"] = authors
		var files []map[string]string
		for _, e := range it.Enclosures {
			files = append(files, map[string]string{"url": e.URL, "type": e.Type, "length": e.Length})
		}
		i["enclosures"] = files
		items = append(items, i)
	}
	return map[string]any{"title": f.Title, "link": f.Link, "language": f.Language, "description": f.Description, "items": items}
}

// languageLingua knows the 23 languages that the published figures are for.
func languageLingua() answerer {
	var d lingua.LanguageDetector
	return func(r row) map[string]any {
		if d == nil {
			d = lingua.NewLanguageDetectorBuilder().FromLanguages(lingua.English, lingua.Spanish, lingua.Portuguese, lingua.French,
				lingua.Russian, lingua.Persian, lingua.Chinese, lingua.Arabic, lingua.Ukrainian, lingua.Belarusian, lingua.Bulgarian,
				lingua.Serbian, lingua.Catalan, lingua.Italian, lingua.German, lingua.Dutch, lingua.Romanian, lingua.Turkish,
				lingua.Urdu, lingua.Japanese, lingua.Korean, lingua.Hebrew, lingua.Greek).Build()
		}
		l, ok := d.DetectLanguageOf(r.Text)
		if !ok {
			return map[string]any{"language": ""}
		}
		return map[string]any{"language": strings.ToLower(l.IsoCode639_1().String()), "confidence": 1}
	}
}

// table prints the results files of several systems side by side.
func table(args []string) error {
	var names []string
	value := map[string]map[string]string{}
	var keys []string
	for _, a := range args {
		name, file, ok := strings.Cut(a, "=")
		if !ok {
			return fmt.Errorf("%q is not NAME=FILE", a)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		names = append(names, name)
		for line := range strings.Lines(string(b)) {
			f := strings.Split(strings.TrimRight(line, "\n"), "\t")
			if len(f) < 3 || strings.HasPrefix(f[1], "not offered") {
				continue
			}
			k := f[0] + "\t" + f[1]
			if value[k] == nil {
				value[k] = map[string]string{}
				keys = append(keys, k)
			}
			value[k][name] = f[2]
		}
	}
	sort.SliceStable(keys, func(i, j int) bool { return strings.SplitN(keys[i], "\t", 2)[0] < strings.SplitN(keys[j], "\t", 2)[0] })
	fmt.Printf("| set | figure | %s |\n|---|---|%s\n", strings.Join(names, " | "), strings.Repeat("---|", len(names)))
	for _, k := range keys {
		set, figure, _ := strings.Cut(k, "\t")
		cells := make([]string, len(names))
		for i, n := range names {
			if cells[i] = value[k][n]; cells[i] == "" {
				cells[i] = "–"
			}
		}
		fmt.Printf("| %s | %s | %s |\n", set, figure, strings.Join(cells, " | "))
	}
	return nil
}
