package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/label"
	"vigia/internal/source"
	"vigia/internal/work"
)

// capture fetches one address and keeps what came. A failure is kept too.
func (p *Pipeline) capture(ctx context.Context, key string) error {
	f, err := source.FindByKey(ctx, p.DB, key)
	if err != nil {
		return fmt.Errorf("address %s: %w", key, err)
	}
	if f.State != source.FindWaiting {
		return nil // an interrupted run did it, and could not say so
	}
	x, err := p.Fetch.Get(ctx, fetch.Request{URL: f.URL, Kind: fetch.Page})
	var failed *fetch.Failure
	switch {
	case errors.As(err, &failed) && failed.Reason == fetch.Resting:
		return p.putOff(ctx, key, failed)
	case errors.As(err, &failed):
		return p.refused(ctx, f, failed)
	case err != nil:
		return fmt.Errorf("fetch %s: %w", f.URL, err)
	}
	if b := source.Blocker(x.Status, x.Header, x.Decoded); b != "" {
		return p.refused(ctx, f, &fetch.Failure{URL: f.URL, Reason: fetch.Reason(b), Detail: "a page that stands in the way came with status 200",
			Remedy: source.Remedy(b), Status: x.Status, Robots: x.Robots, Exchange: x})
	}
	c, err := p.Evidence.Keep(ctx, x, f.Source)
	if err != nil {
		return fmt.Errorf("keep %s: %w", f.URL, err)
	}
	return p.marked(ctx, f, c, source.FindCaptured, nil)
}

// putOff lets an address wait whose host rests: it was not asked for.
func (p *Pipeline) putOff(ctx context.Context, key string, f *fetch.Failure) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := source.PutOff(tx, key, tx.Now.Add(f.RetryAfter)); err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

// marked records what became of an address, once: of two programs that fetched
// it at the same time the second one has done nothing.
func (p *Pipeline) marked(ctx context.Context, f source.Find, c evidence.Capture, state string, failed *fetch.Failure) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		var reason, detail, remedy string
		if failed != nil {
			reason, detail, remedy = string(failed.Reason), failed.Detail, failed.Remedy
		}
		mine, err := source.MarkFind(tx, f, state, reason, detail, remedy)
		if err == nil && mine {
			err = evidence.Insert(tx, c)
		}
		if err == nil && mine && state == source.FindCaptured {
			err = p.queue.Enqueue(tx, work.Task{Kind: workRead, Key: c.ID})
		}
		if err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

// temporary reports whether asking again later may help.
func temporary(r fetch.Reason) bool {
	switch r {
	case fetch.NoName, fetch.Refused, fetch.TimedOut, fetch.RateLimited, fetch.ServerError, fetch.TooSlow, fetch.CutShort, fetch.BadResponse, fetch.Closed, source.Captcha:
		return true
	}
	return false
}

// refused records why an address gave nothing, and whether to try again.
func (p *Pipeline) refused(ctx context.Context, f source.Find, failed *fetch.Failure) error {
	state := source.FindWaiting
	if !temporary(failed.Reason) || f.Last() {
		state = source.FindFailed
	}
	c, err := p.Evidence.KeepRefused(ctx, failed, f.URL, f.Source)
	if err != nil {
		return fmt.Errorf("keep the refusal of %s: %w", f.URL, err)
	}
	return p.marked(ctx, f, c, state, failed)
}

// readCapture reads a captured page. The report waits to be settled.
func (p *Pipeline) readCapture(ctx context.Context, id string) error {
	s, c, err := p.reportOf(ctx, id)
	var unreadable *unreadable
	if err != nil && !errors.As(err, &unreadable) {
		return err
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if unreadable != nil {
			err = misread(tx, id, unreadable.error)
		} else {
			_, _, err = article.Put(tx, s)
		}
		if err == nil {
			err = source.MarkRead(tx, address.Key(c.URL))
		}
		if err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

// read reads a captured page and brings the report into the corpus at once. Of
// a page that is no report it keeps why, and returns it as *unreadable.
func (p *Pipeline) read(ctx context.Context, id string) error {
	s, _, err := p.reportOf(ctx, id)
	var unreadable *unreadable
	if err != nil && !errors.As(err, &unreadable) {
		return err
	}
	err = p.DB.InTx(ctx, func(tx *db.Tx) error {
		if unreadable != nil {
			return misread(tx, id, unreadable.error)
		}
		_, err := p.accept(tx, s)
		return err
	})
	if err == nil && unreadable != nil {
		return unreadable
	}
	return err
}

// readPage reads a page that must say something.
func readPage(b []byte, contentType, url string) (article.Report, error) {
	r, err := article.Read(b, contentType, url)
	if err == nil && r.Title == "" && len(r.Text) < leastText {
		err = &vigia.Problem{Kind: vigia.ErrInvalid, What: "the page has neither a title nor a text", Remedy: "look at it in a browser: it may be built by scripts, or gone"}
	}
	return r, err
}

// leastText is the least that a page without a title must say, in bytes.
const leastText = 20

// unreadable is the error of a page that is no report.
type unreadable struct{ error }

// reportOf reads the page that a capture holds.
func (p *Pipeline) reportOf(ctx context.Context, id string) (article.Stored, evidence.Capture, error) {
	c, err := evidence.Get(ctx, p.DB, id)
	if err != nil {
		return article.Stored{}, c, err
	}
	page, err := p.Evidence.Open(ctx, c)
	if err != nil {
		return article.Stored{}, c, err
	}
	s, err := p.reading(ctx, c, page)
	return s, c, err
}

// reading reads the page of a capture, the first time or again: the same bytes
// and the same reader give the same report.
func (p *Pipeline) reading(ctx context.Context, c evidence.Capture, page evidence.Page) (article.Stored, error) {
	if c.Given() && c.ContentType == mailType {
		return p.readMail(ctx, c, page.Body)
	}
	r, err := readPage(page.Body, page.Header.Get("Content-Type"), c.FinalURL)
	if err != nil {
		return article.Stored{}, &unreadable{err}
	}
	if c.Given() {
		s := p.stored(c, "", c.URL, r)
		p.claim(&s, Input{URL: c.URL})
		return s, nil
	}
	if r.Published, err = p.published(ctx, r.Published, c); err != nil {
		return article.Stored{}, err
	}
	return p.stored(c, "", c.FinalURL, r), nil
}

// published takes the feed's date as a witness where the page has none, or
// knows only the day.
func (p *Pipeline) published(ctx context.Context, read vigia.Date, c evidence.Capture) (vigia.Date, error) {
	if read.Precision == vigia.ToMin || read.Precision == vigia.ToSec {
		return read, nil
	}
	f, err := source.FindByKey(ctx, p.DB, address.Key(c.URL))
	if errors.Is(err, vigia.ErrNotFound) {
		return read, nil
	}
	if err != nil {
		return read, err
	}
	if !f.Published.Known() || (read.Known() && !sameDay(read, f.Published)) {
		return read, nil
	}
	f.Published.From = "feed"
	return f.Published, nil
}

func sameDay(a, b vigia.Date) bool {
	d := a.At.Sub(b.At)
	return d.Abs().Hours() <= 36 // a day in any zone
}

// stored makes the row of a report that was read in a capture.
func (p *Pipeline) stored(c evidence.Capture, part, url string, r article.Report) article.Stored {
	s := article.Stored{Capture: c.ID, Part: part, Kind: vigia.MediaReport, Report: r, ArrivedAt: c.At}
	if u, err := address.Canonical(url, ""); err == nil {
		s.URL, s.Key = u, address.Key(u)
	} else {
		s.Key = "sha256:" + c.SHA256 + part
	}
	s.DayAt = c.At
	if r.Published.Known() && !r.Published.At.After(c.At.Add(maxAhead)) {
		s.DayAt = r.Published.At
	}
	if key, ok := p.registry.ByHost(hostOf(s.URL)); ok {
		s.Outlet = key
		if o, ok := p.registry.At(key, s.DayAt); ok {
			s.Kind = o.Kind
		}
	}
	return s
}

// maxAhead is how far ahead of its capture a page may be dated.
const maxAhead = 36 * time.Hour

func hostOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	return host
}

func (p *Pipeline) doc(s article.Stored) label.Doc { return label.DocOf(s, p.registry) }
