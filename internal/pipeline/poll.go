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
	kind := fetch.Feed
	if src.Kind == "list" {
		kind = fetch.Document // official lists are larger than any feed
	}
	x, err := p.Fetch.Get(ctx, fetch.Request{URL: src.Asked(), ETag: src.ETag, LastModified: src.Modified, ValidFor: src.Learned.ValidFor, Kind: kind})
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
		hub, err := p.wantHub(tx, poll)
		if err != nil {
			return err
		}
		if err := p.queue.Enqueue(tx, append(tasks, hub...)...); err != nil {
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

// pollList keeps an official list and makes a report of each day's changes.
func (p *Pipeline) pollList(ctx context.Context, src source.Source, x *fetch.Exchange, poll source.Poll) error {
	if !entity.IsActs(x.Decoded) {
		return p.pollVersion(ctx, src, x, poll)
	}
	entries, faults := entity.ParseList(x.Decoded)
	for _, f := range faults {
		poll.Warnings = append(poll.Warnings, f.Path+": "+f.Message)
	}
	if len(entries) == 0 {
		poll.Reason, poll.Detail, poll.Remedy = "parser", "there is no entry of a list in it", "open the address in a browser; look for the list's new address"
	}
	c, err := p.keepOnce(ctx, x, src)
	if err != nil {
		return err
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

// keepOnce keeps the bytes of a list, which is asked for more often than it
// changes: the same bytes are kept once.
func (p *Pipeline) keepOnce(ctx context.Context, x *fetch.Exchange, src source.Source) (evidence.Capture, error) {
	c, known, err := evidence.BySHA256(ctx, p.DB, digest(x.Body), x.URL)
	if err == nil && !known {
		c, err = p.Evidence.Keep(ctx, x, src.ID)
	}
	if err != nil {
		return c, fmt.Errorf("keep %s: %w", src.URL, err)
	}
	return c, nil
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
