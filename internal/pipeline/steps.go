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
	"vigia/internal/search"
	"vigia/internal/source"
	"vigia/internal/story"
	"vigia/internal/work"
)

// capture fetches one address and keeps what came. A failure is kept too.
func (p *Pipeline) capture(ctx context.Context, key string) error {
	f, err := source.FindByKey(ctx, p.DB, key)
	if err != nil {
		return fmt.Errorf("address %s: %w", key, err)
	}
	x, err := p.Fetch.Get(ctx, fetch.Request{URL: f.URL, Kind: fetch.Page})
	var failed *fetch.Failure
	switch {
	case errors.As(err, &failed):
		return p.refused(ctx, f, failed)
	case err != nil:
		return fmt.Errorf("fetch %s: %w", f.URL, err)
	}
	c, err := p.Evidence.Keep(ctx, x, f.Source)
	if err != nil {
		return fmt.Errorf("keep %s: %w", f.URL, err)
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := evidence.Insert(tx, c); err != nil {
			return err
		}
		if err := source.MarkFind(tx, key, source.FindCaptured, "", "", ""); err != nil {
			return err
		}
		return p.queue.Enqueue(tx, work.Task{Kind: workRead, Key: c.ID})
	})
}

// temporary reports whether asking again later may help.
func temporary(r fetch.Reason) bool {
	switch r {
	case fetch.NoName, fetch.Refused, fetch.TimedOut, fetch.RateLimited, fetch.ServerError, fetch.TooSlow, fetch.CutShort, fetch.BadResponse, fetch.Closed:
		return true
	}
	return false
}

// refused records why an address gave nothing, and whether to try again.
func (p *Pipeline) refused(ctx context.Context, f source.Find, failed *fetch.Failure) error {
	state := source.FindWaiting
	if !temporary(failed.Reason) || f.Tries+1 >= mostTries {
		state = source.FindFailed
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := evidence.Insert(tx, p.Evidence.Refusal(failed, f.URL, f.Source)); err != nil {
			return err
		}
		return source.MarkFind(tx, f.Key, state, string(failed.Reason), failed.Detail, failed.Remedy)
	})
}

// read reads a captured page and hands the report on.
func (p *Pipeline) read(ctx context.Context, id string) error {
	c, err := evidence.Get(ctx, p.DB, id)
	if err != nil {
		return fmt.Errorf("capture %s: %w", id, err)
	}
	page, err := p.Evidence.Open(ctx, c)
	if err != nil {
		return fmt.Errorf("capture %s: %w", id, err)
	}
	r, err := article.Read(page.Body, page.Header.Get("Content-Type"), c.FinalURL)
	if err != nil {
		return p.DB.InTx(ctx, func(tx *db.Tx) error { return misread(tx, id, err) })
	}
	if r.Published, err = p.published(ctx, r.Published, c); err != nil {
		return err
	}
	s := p.stored(c, "", c.FinalURL, r)
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := p.accept(tx, s)
		return err
	})
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

// accept brings a report into the corpus: put, place, label, index, in one
// transaction. A report whose address is there already changes nothing.
func (p *Pipeline) accept(tx *db.Tx, s article.Stored) (fresh bool, err error) {
	if err := tx.Serial("place"); err != nil {
		return false, err
	}
	if s, fresh, err = article.Put(tx, s); err != nil {
		return false, fmt.Errorf("report %s: %w", s.URL, err)
	}
	if !fresh && s.Stage == article.Labelled {
		return false, nil
	}
	if err := p.place(tx, s); err != nil {
		return false, err
	}
	if err := p.label(tx, s); err != nil {
		return false, err
	}
	return fresh, article.SetStage(tx, s.ID, article.Labelled)
}

// place finds a report's origin and story.
func (p *Pipeline) place(tx *db.Tx, s article.Stored) error {
	if _, err := story.Place(tx, p.registry, s); err != nil {
		return fmt.Errorf("place report %s: %w", s.ID, err)
	}
	return nil
}

// label judges a report and makes it findable.
func (p *Pipeline) label(tx *db.Tx, s article.Stored) error {
	if err := p.labels.Put(tx, s.ID, p.labels.Label(p.doc(s))); err != nil {
		return fmt.Errorf("label report %s: %w", s.ID, err)
	}
	err := p.Search.Put(tx, search.Doc{ID: s.ID, Kind: "report", Title: s.Title, Text: s.Text, Language: s.Language, At: s.DayAt})
	if err != nil {
		return fmt.Errorf("index report %s: %w", s.ID, err)
	}
	return nil
}

func (p *Pipeline) doc(s article.Stored) label.Doc {
	d := label.Doc{Title: s.Title, Text: s.Text, URL: s.URL, Section: s.Section, Language: s.Language,
		Kind: s.Kind, GenreHint: s.GenreHint, GenreWhy: s.GenreWhy}
	if o, ok := p.registry.At(s.Outlet, s.DayAt); ok {
		d.Outlet = o
	}
	return d
}

// misread records that a capture is no report, with the remedy if there is one.
func misread(tx *db.Tx, capture string, err error) error {
	var p *vigia.Problem
	if errors.As(err, &p) {
		return article.Misread(tx, capture, p.What, p.Remedy)
	}
	return article.Misread(tx, capture, err.Error(), "look at the capture; if it is a report, send the page with a report of the misreading")
}
