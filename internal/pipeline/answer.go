package pipeline

import (
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/scout"
	"vigia/internal/source"
)

// answered gives the addresses that an answer names, none if it is not what
// was asked for: then the poll says why.
func answered(src source.Source, x *fetch.Exchange, poll *source.Poll) []source.Find {
	fs, err := finds(src, x, poll)
	if b := source.Blocker(x.Status, x.Header, x.Decoded); err == nil && len(fs) == 0 && b != "" {
		err = errors.New("a page that stands in the way")
	}
	if err != nil {
		poll.Reason, poll.Detail, poll.Remedy = notAFeed(err)
		if b := source.FeedBlocker(x.Status, x.Header, x.Decoded, src.Asked(), x.FinalURL); b != source.Parser {
			poll.Reason, poll.Remedy = b, source.Remedy(b)
		}
		return nil
	}
	if says := src.Learned.Stranger(poll.Title, poll.Site); says != "" {
		poll.Reason, poll.Detail, poll.Remedy = source.Stranger, says, source.Remedy(source.Stranger)
		return nil
	}
	return passOver(src, fs, poll)
}

// passOver leaves out old headlines under new addresses.
func passOver(src source.Source, fs []source.Find, poll *source.Poll) []source.Find {
	items := make([]source.Listed, len(fs))
	for i, f := range fs {
		items[i] = source.Listed{Key: f.Key, Title: f.Title}
	}
	old := src.Learned.Renamed(items)
	if old == nil {
		return fs
	}
	poll.Churn = true
	var left []source.Find
	for i, f := range fs {
		if !old[i] {
			left = append(left, f)
		}
	}
	poll.Warnings = append(poll.Warnings, fmt.Sprintf("%d old headlines under new addresses were passed over", len(fs)-len(left)))
	return left
}

func notAFeed(err error) (reason, detail, remedy string) {
	var pr *vigia.Problem
	if errors.As(err, &pr) {
		return "parser", pr.What, pr.Remedy
	}
	return "parser", err.Error(), "open the address in a browser; if it is a feed, report the misreading"
}

// finds reads the addresses that a feed, sitemap or index page gives.
func finds(src source.Source, x *fetch.Exchange, poll *source.Poll) ([]source.Find, error) {
	contentType := x.Header.Get("Content-Type")
	if src.Kind == "index" {
		return listed(src, x, poll)
	}
	f, err := feed.Parse(x.Decoded, contentType, x.FinalURL)
	if err != nil {
		return nil, err
	}
	poll.Warnings, poll.TTL = f.Warnings, f.TTL
	poll.Skip.Hours, poll.Skip.Days = feed.Skips(x.Decoded)
	poll.Title, poll.Site = f.Title, fetch.SiteOf(f.Link)
	declared(f, src.Asked(), poll)
	var fs []source.Find
	for _, it := range f.Items {
		fs = addFind(fs, src, x, it.Link, source.Find{Title: it.Title, Published: it.Published, Summary: feed.Plain(it.Summary), Revive: true})
	}
	return fs, nil
}

// listed reads the addresses that an index page gives. At the first reading what
// is old, or far down, counts as known: nobody wants a section's archive at once.
func listed(src source.Source, x *fetch.Exchange, poll *source.Poll) ([]source.Find, error) {
	r, err := scout.Index(x.Decoded, x.Header.Get("Content-Type"), x.FinalURL, src.XPath, scout.Recall(src.Learned.Page))
	if err != nil {
		return nil, err
	}
	poll.Warnings, poll.Page = r.Warnings, r.Memory.Pack()
	take := scout.First(r.Listed, x.At)
	var fs []source.Find
	for i, l := range r.Listed {
		f := source.Find{Title: l.Title, Published: l.Published}
		if src.OKAt.IsZero() && !take[i] {
			f.State = source.FindPassed
		}
		fs = addFind(fs, src, x, l.URL, f)
	}
	return fs, nil
}

func addFind(fs []source.Find, src source.Source, x *fetch.Exchange, link string, f source.Find) []source.Find {
	u, err := address.Canonical(link, x.FinalURL)
	if err != nil {
		return fs // a feed entry without an address that can be fetched
	}
	f.Key, f.URL, f.Source, f.At = address.Key(u), u, src.ID, x.At
	return append(fs, f)
}
