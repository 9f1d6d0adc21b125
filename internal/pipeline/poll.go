package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/source"
	"vigia/internal/work"
)

// poll asks a source what is new and makes work of it.
func (p *Pipeline) poll(ctx context.Context, id string) error {
	src, err := source.Get(ctx, p.DB, id)
	if err != nil {
		return fmt.Errorf("source %s: %w", id, err)
	}
	began := p.Clock.Now()
	if !src.IsDue(began) {
		return nil // an interrupted run did it and could not say so, or a person paused it
	}
	x, err := p.Fetch.Get(ctx, fetch.Request{URL: src.URL, ETag: src.ETag, LastModified: src.Modified, Kind: fetch.Feed})
	poll := source.Poll{Source: id, At: began}
	var failed *fetch.Failure
	switch {
	case errors.As(err, &failed):
		poll.Status, poll.Reason, poll.Detail, poll.Remedy, poll.RetryAfter =
			failed.Status, string(failed.Reason), failed.Detail, failed.Remedy, failed.RetryAfter
		return p.recordPoll(ctx, poll)
	case err != nil:
		return fmt.Errorf("fetch %s: %w", src.URL, err)
	}
	poll.Status, poll.ETag, poll.Modified = x.Status, x.ETag, x.LastModified
	poll.MaxAge, poll.Took = x.MaxAge, x.Took
	if x.NotModified {
		return p.recordPoll(ctx, poll)
	}
	if src.Kind == "list" {
		return p.pollList(ctx, src, x, poll)
	}
	finds, err := finds(src, x, &poll)
	if err != nil {
		poll.Reason, poll.Detail, poll.Remedy = notAFeed(err)
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		poll.Items, poll.Fresh = len(finds), 0
		var tasks []work.Task
		for _, f := range finds {
			fresh, err := source.PutFind(tx, f)
			if err != nil {
				return err
			}
			if fresh {
				poll.Fresh++
				tasks = append(tasks, work.Task{Kind: workCapture, Key: f.Key})
			}
		}
		if err := p.queue.Enqueue(tx, tasks...); err != nil {
			return err
		}
		return p.polled(ctx, tx, poll)
	})
}

func (p *Pipeline) recordPoll(ctx context.Context, poll source.Poll) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error { return p.polled(ctx, tx, poll) })
}

// polled ends a poll in the transaction of what it found.
func (p *Pipeline) polled(ctx context.Context, tx *db.Tx, poll source.Poll) error {
	if _, err := source.RecordPoll(tx, poll); err != nil {
		return err
	}
	return p.queue.Done(ctx, tx)
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
		listed, err := article.Index(x.Decoded, contentType, x.FinalURL)
		if err != nil {
			return nil, err
		}
		var fs []source.Find
		for _, l := range listed {
			fs = addFind(fs, src, x, l.URL, source.Find{Title: l.Title})
		}
		return fs, nil
	}
	f, err := feed.Parse(x.Decoded, contentType, x.FinalURL)
	if err != nil {
		return nil, err
	}
	poll.Warnings, poll.TTL = f.Warnings, f.TTL
	var fs []source.Find
	for _, it := range f.Items {
		fs = addFind(fs, src, x, it.Link, source.Find{Title: it.Title, Published: it.Published, Summary: feed.Plain(it.Summary)})
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

// pollList keeps an official list and makes a report of each day's changes.
func (p *Pipeline) pollList(ctx context.Context, src source.Source, x *fetch.Exchange, poll source.Poll) error {
	entries, faults := entity.ParseList(x.Decoded)
	for _, f := range faults {
		poll.Warnings = append(poll.Warnings, f.Path+": "+f.Message)
	}
	if len(entries) == 0 {
		poll.Reason, poll.Detail, poll.Remedy = "parser", "there is no entry of a list in it", "open the address in a browser; look for the list's new address"
	}
	// A list is asked for more often than it changes: the same bytes are kept
	// once.
	c, known, err := evidence.BySHA256(ctx, p.DB, digest(x.Body), x.URL)
	if err == nil && !known {
		c, err = p.Evidence.Keep(ctx, x, src.ID)
	}
	if err != nil {
		return fmt.Errorf("keep %s: %w", src.URL, err)
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := evidence.Insert(tx, c); err != nil { // does nothing if it is known
			return err
		}
		fresh, err := entity.PutEntries(tx, src.Outlet, c.ID, entries)
		if err != nil {
			return fmt.Errorf("list %s: %w", src.Outlet, err)
		}
		poll.Items, poll.Fresh = len(entries), len(fresh)
		if err := p.acceptList(tx, src, c, fresh); err != nil {
			return err
		}
		return p.polled(ctx, tx, poll)
	})
}

// acceptList makes one report of each day and programme of a list's changes.
func (p *Pipeline) acceptList(tx *db.Tx, src source.Source, c evidence.Capture, fresh []entity.Entry) error {
	for _, ch := range entity.Changes(src.Title, fresh) {
		r := article.FromText(ch.Title, ch.Text, src.URL, ch.Date.Format(time.DateOnly), "en")
		r.GenreHint, r.GenreWhy = vigia.List, "an entry of an official list"
		s := p.stored(c, ch.Part, src.URL+"#"+ch.Part, r)
		s.Key = address.Key(src.URL) + "#" + ch.Part
		s.URL = src.URL
		if _, _, err := article.Put(tx, s); err != nil {
			return err
		}
	}
	return nil
}
