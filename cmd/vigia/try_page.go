package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/article/gold"
)

func (a *app) tryPages() *cobra.Command {
	c := &cobra.Command{
		Use:   "page [FILE…]",
		Short: `Read saved news pages, or rows {"id","html","url"}`,
		Long: `Reads saved pages and shows what the reader takes from each, where it found it
and what it doubts; - is standard input. Nothing is fetched. --json gives the
same as a row.

With --cases, or rows of JSON on standard input, a row {"id","html","url"} gives
one with the report. With --against, the pages of a folder with right answers
(cases.jsonl and truth.jsonl, as the desk writes them under misread/) are read,
and each field is told right or wrong; exit code 3 if one is wrong.`,
		Example: "  vigia try page saved.html --address https://example.org/2021/09/report\n  vigia try page --against my-monitor/misread\n  vigia try page --cases pages.jsonl",
	}
	var cases, address, against string
	c.Flags().StringVar(&cases, "cases", "", "`FILE` of rows whose paths are relative to it; without it, rows on standard input carry the content itself")
	c.Flags().StringVar(&address, "address", "", "`ADDRESS` at which the page was captured: it says more about dates, names and links")
	c.Flags().StringVar(&against, "against", "", "`FOLDER` of pages with their right answers")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case against != "" && (len(args) > 0 || cases != ""):
			return usagef("%s takes --against alone", cmd.CommandPath())
		case against != "":
			return a.against(against)
		case address != "" && len(args) > 1:
			return usagef("--address is of one page, and there are %d", len(args))
		}
		return a.try(cmd, part{
			rows:   tryPage,
			row:    func(name, in string) row { return row{ID: rowID(name), HTML: in, URL: address} },
			show:   func(name, in string) error { return a.showPage(name, in, address) },
			inputs: a.files, none: "FILE…",
		}, cases, args)
	}
	return c
}

// unpacked reads a file, and unpacks it if its name says that it is packed.
func unpacked(name string) ([]byte, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, reason(err))
	}
	if filepath.Ext(name) == ".gz" {
		return gunzip(name, b)
	}
	return b, nil
}

// showPage shows what the reader takes from a page.
func (a *app) showPage(name, in, address string) error {
	r, err := article.Read([]byte(in), "", address)
	if err != nil {
		return err
	}
	s := a.sheet(12)
	from := func(field string) string { return fromWords(r.Provenance[field]) }
	s.head(name, address, size(len(in)), r.Charset)
	s.field("Title", r.Title, from("title"))
	s.field("By", strings.Join(r.Byline, "; "), from("byline"))
	s.field("Published", dated(r.Published), cmp.Or(from("published"), fromWords(r.Published.From)))
	s.some("Changed", dated(r.Modified), from("modified"))
	s.field("Language", sure(r.Language, r.LanguageConfidence), from("language"))
	s.some("Section", r.Section, from("section"))
	s.some("Site", r.SiteName, from("site"))
	s.field("Genre hint", hint(r), from("genre"))
	s.some("Address", r.Canonical, "the page's own word")
	s.some("Image", r.Image, from("image"))
	s.some("Credit", r.ImageCredit, "")
	if r.Paywalled {
		s.field("Paywall", "the page shows signs of one: the text may be only its beginning", "")
	}
	if r.Truncated {
		s.field("Cut", "the page is too large: only its beginning was read", "")
	}
	s.notes("Doubtful", r.Doubts)
	ps := paragraphsOf(r.Text)
	s.field("Text", fmt.Sprintf("%s, %s, %s", count(len(ps), "paragraph"), count(len(strings.Fields(r.Text)), "word"), count(len(r.Links), "link")), from("text"))
	for _, p := range ps {
		fmt.Fprintln(a.out)
		for _, line := range wrap(p, s.columns) {
			fmt.Fprintln(a.out, line)
		}
	}
	return nil
}

func paragraphsOf(text string) (ps []string) {
	for p := range strings.SplitSeq(text, "\n\n") {
		if strings.TrimSpace(p) != "" {
			ps = append(ps, p)
		}
	}
	return ps
}

// provenances are where a field may be found, in words.
var provenances = map[string]string{
	"json-ld": "the page's JSON-LD", "meta": "a meta tag", "time": "a time element", "feed": "the feed", "url": "the address",
	"text": "the visible text", "list": "the list", "h1": "the headline", "title": "the title tag", "guess": "a guess",
	"blocks": "the blocks that read like the report",
}

func fromWords(code string) string {
	if words := provenances[code]; words != "" {
		return words
	}
	return code
}

// dated is a date with its zone and how exactly it is known.
func dated(d vigia.Date) string {
	if !d.Known() {
		return ""
	}
	switch d.Precision {
	case vigia.ToYear:
		return d.At.Format("2006") + ", only the year is known"
	case vigia.ToMonth:
		return d.At.Format("January 2006") + ", only the month is known"
	case vigia.ToDay:
		return d.At.Format("Monday 2 January 2006") + ", only the day is known"
	}
	at := d.At.Format("Monday 2 January 2006, 15:04")
	if d.Precision == vigia.ToSec && d.At.Second() > 0 {
		at = d.At.Format("Monday 2 January 2006, 15:04:05")
	}
	if _, offset := d.At.Zone(); offset != 0 {
		return at + d.At.Format(" -07:00") + d.At.UTC().Format(" (15:04 UTC)")
	}
	return at + " UTC"
}

func hint(r article.Report) string {
	if r.GenreHint == "" {
		return "none"
	}
	if r.GenreWhy == "" {
		return string(r.GenreHint)
	}
	return string(r.GenreHint) + ": " + r.GenreWhy
}

func size(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// judged is a page with right answers and what the reader says of each field.
type judged struct {
	ID     string         `json:"id"`
	URL    string         `json:"url"`
	Error  string         `json:"error,omitempty"`
	Fields []gold.Verdict `json:"fields"`
}

// against reads the pages of a folder with right answers, and tells which
// fields come out right.
func (a *app) against(dir string) error {
	pages, err := gold.Read(dir)
	if err != nil {
		return err
	}
	right, all := map[string]int{}, map[string]int{}
	wrong := 0
	for _, p := range pages {
		j := compared(p)
		for _, v := range j.Fields {
			all[v.Field]++
			if v.Right {
				right[v.Field]++
			} else {
				wrong++
			}
		}
		if err := a.verdicts(j, p.Truth); err != nil {
			return err
		}
	}
	if err := a.score(len(pages), right, all); err != nil || wrong == 0 {
		return err
	}
	return exit(exitFindings)
}

func compared(p gold.Page) judged {
	r, err := article.Read(p.Bytes, p.Case.ContentType, p.Case.URL)
	j := judged{ID: p.Case.ID, URL: p.Case.URL}
	if err != nil {
		j.Error, _ = told(err)
	}
	j.Fields = p.Truth.Judge(gold.Said{Title: r.Title, Authors: r.Byline, Published: r.Published.String(), Text: r.Text, Language: r.Language})
	return j
}

// verdicts prints one page: a line, and below it what is wrong.
func (a *app) verdicts(j judged, t gold.Truth) error {
	if a.json {
		return a.printJSON(j)
	}
	var words []string
	for _, v := range j.Fields {
		word := v.Field + " right"
		if !v.Right {
			word = v.Field + " WRONG"
		}
		if v.Field == article.FieldText {
			word += fmt.Sprintf(" (%.3f)", v.Score)
		}
		words = append(words, word)
	}
	columns := a.width()
	fmt.Fprintln(a.out, a.bold(fit(j.ID+"  "+j.URL, columns)))
	a.indented("  ", strings.Join(words, ", "), columns)
	if j.Error != "" {
		a.indented("  cannot be read: ", j.Error, columns)
	}
	for _, v := range j.Fields {
		if !v.Right && v.Field != article.FieldText {
			a.indented("    "+pad(v.Field, 10)+"is  ", quoted(v.Got), columns)
			a.indented("    "+pad("", 10)+"not ", quoted(v.Want), columns)
		}
	}
	if t.Note != "" {
		a.indented("    note      ", t.Note, columns)
	}
	return nil
}

// score prints how many of each field came out right.
func (a *app) score(pages int, right, all map[string]int) error {
	var fields []string
	r, n := 0, 0
	for _, f := range []string{"title", "authors", "published", "language", "text", "with", "without"} {
		if all[f] > 0 {
			fields = append(fields, fmt.Sprintf("%s %d/%d", f, right[f], all[f]))
			r, n = r+right[f], n+all[f]
		}
	}
	if a.json {
		return a.printJSON(struct {
			Pages, Right, Judged int
			Version              string
		}{pages, r, n, article.Version})
	}
	a.indented("", fmt.Sprintf("%s, %s: %d of %s right. %s", article.Version, count(pages, "page"), r, count(n, "field"), strings.Join(fields, ", ")), a.width())
	return nil
}
