package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/feed"
)

func (a *app) tryFeeds() *cobra.Command {
	c := &cobra.Command{
		Use:   "feed [FILE…]",
		Short: `Read feeds and sitemaps, or rows {"id","feed","url"}`,
		Long: `Reads feeds (RSS, Atom, JSON Feed), sitemaps and shows their items and what was
wrong with them; - is standard input. Nothing is fetched. --json gives all of it
as a row. With --cases, or rows of JSON on standard input, a row
{"id","feed","url"} gives one with the feed.`,
		Example: "  vigia try feed feed.xml --address https://example.org/feed\n  curl -s https://example.org/feed | vigia try feed",
	}
	var cases, address string
	c.Flags().StringVar(&cases, "cases", "", "`FILE` of rows whose paths are relative to it; without it, rows on standard input carry the content itself")
	c.Flags().StringVar(&address, "address", "", "`ADDRESS` of the feed: its relative links are relative to it")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if address != "" && len(args) > 1 {
			return usagef("--address is of one feed, and there are %d", len(args))
		}
		return a.try(cmd, part{
			rows:   tryFeed,
			row:    func(name, in string) row { return row{ID: rowID(name), Feed: in, URL: address} },
			show:   func(name, in string) error { return a.showFeed(name, in, address) },
			inputs: a.files, none: "FILE…",
		}, cases, args)
	}
	return c
}

// mostItems is how many items are shown to a person.
const mostItems = 50

// showFeed shows what a feed says, item by item.
func (a *app) showFeed(name, in, address string) error {
	f, err := feed.Parse([]byte(in), "", address)
	if err != nil {
		return err
	}
	s := a.sheet(12)
	s.head(name, address, size(len(in)), f.Format)
	s.field("Title", f.Title, "")
	s.some("Link", f.Link, "")
	s.some("Language", f.Language, "")
	s.some("Changed", dated(first(f.Updated, f.Published)), "")
	dateless := 0
	for _, it := range f.Items {
		if !first(it.Published, it.Updated).Known() {
			dateless++
		}
	}
	items := count(len(f.Items), "item")
	if len(f.Sitemaps) > 0 {
		items += ", " + count(len(f.Sitemaps), "further sitemap")
	}
	if dateless > 0 {
		items += fmt.Sprintf(", %d without a date", dateless)
	}
	s.field("Holds", items, "")
	s.notes("Problems", f.Warnings)
	if len(f.Warnings) > 0 {
		s.field("Kept", "the "+count(len(f.Items), "item")+" that could be read whole", "")
	}
	for _, it := range f.Items[:min(len(f.Items), mostItems)] {
		a.showItem(it, s.columns)
	}
	for _, m := range f.Sitemaps[:min(len(f.Sitemaps), mostItems)] {
		fmt.Fprintln(a.out, "  "+fit(m, s.columns-2))
	}
	if more := len(f.Items) - mostItems; more > 0 {
		fmt.Fprintf(a.out, "\n%d more; --json gives all\n", more)
	}
	return nil
}

// showItem shows an item in two lines: when and what, and where.
func (a *app) showItem(it feed.Item, columns int) {
	const dates = 18
	at := first(it.Published, it.Updated)
	when := "no date"
	switch at.Precision {
	case vigia.ToMin, vigia.ToSec:
		when = at.At.Format("2006-01-02 15:04")
	case vigia.NoDate:
	default:
		when = at.String()
	}
	title := it.Title
	if strings.TrimSpace(title) == "" {
		title = feed.Plain(it.Summary)
	}
	if title == "" {
		title = "(no title)"
	}
	fmt.Fprintln(a.out)
	for i, line := range wrap(title, columns-dates) {
		if i > 0 {
			when = ""
		}
		fmt.Fprintln(a.out, pad(when, dates)+line)
	}
	link := it.Link
	if link == "" {
		link = "(no link)"
	}
	for _, line := range wrap(link, columns-dates) {
		fmt.Fprintln(a.out, pad("", dates)+line)
	}
}

// first is the first date that is known.
func first(ds ...vigia.Date) vigia.Date {
	for _, d := range ds {
		if d.Known() {
			return d
		}
	}
	return vigia.Date{}
}
