package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math"
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
	now := p.Clock.Now()
	if !src.IsDue(now) {
		return nil // an interrupted run did it and could not say so, or a person paused it
	}
	if open := src.Learned.Skip.Next(now); open.After(now) {
		return p.deferPoll(ctx, id, open)
	}
	x, err := p.Fetch.Get(ctx, fetch.Request{URL: src.Asked(), ETag: src.ETag, LastModified: src.Modified, ValidFor: src.Learned.ValidFor, Kind: fetch.Feed})
	poll := source.Poll{Source: id, At: p.Clock.Now(), Stretch: math.Float64frombits(p.stretch.Load())}
	var failed *fetch.Failure
	switch {
	case errors.As(err, &failed) && failed.Reason == fetch.Resting:
		return p.deferPoll(ctx, id, now.Add(failed.RetryAfter))
	case errors.As(err, &failed):
		return p.recordPoll(ctx, refusedPoll(poll, failed))
	case err != nil:
		return errors.Join(fmt.Errorf("fetch %s: %w", src.URL, err), p.interrupted(ctx, src))
	}
	poll.Status, poll.ETag, poll.Modified, poll.ValidFor = x.Status, x.ETag, x.LastModified, x.FinalURL
	poll.MaxAge, poll.Took, poll.Moved = x.MaxAge, x.Took, x.Moved()
	poll.Elsewhere = fetch.SiteOf(poll.Moved) != fetch.SiteOf(src.Asked())
	if x.NotModified {
		return p.recordPoll(ctx, poll)
	}
	if src.Kind == "list" {
		return p.pollList(ctx, src, x, poll)
	}
	return p.keepFinds(ctx, poll, answered(src, x, &poll))
}

// keepFinds keeps what a poll found, with the work that follows from it.
func (p *Pipeline) keepFinds(ctx context.Context, poll source.Poll, finds []source.Find) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		poll.Items, poll.Fresh, poll.Listed = len(finds), 0, make([]source.Listed, len(finds))
		var tasks []work.Task
		for i, f := range finds {
			fresh, err := source.PutFind(tx, f)
			if err != nil {
				return err
			}
			if fresh {
				poll.Fresh++
				tasks = append(tasks, work.Task{Kind: workCapture, Key: f.Key})
			}
			poll.Listed[i] = source.Listed{Key: f.Key, Title: f.Title, Published: f.Published, Fresh: fresh}
		}
		if err := p.queue.Enqueue(tx, tasks...); err != nil {
			return err
		}
		return p.polled(ctx, tx, poll)
	})
}

// refusedPoll is a poll that failed. Where an error page tells what stands
// behind its status, that is the reason.
func refusedPoll(poll source.Poll, f *fetch.Failure) source.Poll {
	poll.Status, poll.Reason, poll.Detail, poll.Remedy, poll.RetryAfter = f.Status, string(f.Reason), f.Detail, f.Remedy, f.RetryAfter
	if x := f.Exchange; x != nil && f.Status >= 400 {
		if b := source.Blocker(f.Status, x.Header, x.Decoded); b != "" {
			poll.Reason, poll.Remedy = b, source.Remedy(b)
		}
	}
	return poll
}

// deferPoll puts off a source that is not to be asked now.
func (p *Pipeline) deferPoll(ctx context.Context, id string, until time.Time) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := source.Defer(tx, id, until); err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

// interruptedWait bounds the note of an interrupted poll.
const interruptedWait = 2 * time.Second

// interrupted puts off a source whose request was cut short by a stop: it may
// have been sent, and is not to be sent again before its time.
func (p *Pipeline) interrupted(ctx context.Context, src source.Source) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), interruptedWait)
	defer cancel()
	return p.DB.InTx(ctx, func(tx *db.Tx) error { return source.Defer(tx, src.ID, tx.Now.Add(source.Floor)) })
}

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
	poll.Skip.Hours, poll.Skip.Days = feed.Skips(x.Decoded)
	poll.Title, poll.Site = f.Title, fetch.SiteOf(f.Link)
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
