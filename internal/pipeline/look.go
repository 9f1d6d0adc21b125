package pipeline

import (
	"bytes"
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
	"vigia/internal/source"
	"vigia/internal/watch"
)

// workLook is the kind of work that looks again at a cited page, by report id.
const workLook = "look"

// looksDue begins to watch what editions have come to rest on, and gives the
// reports whose pages are to be looked at now.
func (p *Pipeline) looksDue(ctx context.Context, now time.Time, limit int) ([]string, error) {
	if len(p.Looks) == 0 {
		return nil, nil
	}
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := watch.Enrol(tx, p.Looks)
		return err
	})
	if err != nil {
		return nil, err
	}
	return watch.Due(ctx, p.DB, now, limit)
}

// look fetches a cited page again, keeps what came as a capture of its own, and
// tells what became of the page.
func (p *Pipeline) look(ctx context.Context, id string) error {
	w, err := watch.Get(ctx, p.DB, id)
	if errors.Is(err, vigia.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if w.DueAt.After(p.Clock.Now()) {
		return nil // an interrupted run did it and could not say so
	}
	report, err := article.Get(ctx, p.DB, id)
	if err != nil {
		return err
	}
	cited, err := evidence.Get(ctx, p.DB, report.Capture)
	if err != nil {
		return err
	}
	kind := fetch.Page
	if !strings.Contains(cited.ContentType, "html") {
		kind = fetch.Document // a PDF file that a person asked for may be larger than a page
	}
	x, err := p.Fetch.Get(ctx, fetch.Request{URL: cited.FinalURL, Kind: kind})
	var failed *fetch.Failure
	switch {
	case errors.As(err, &failed) && failed.Reason == fetch.Resting:
		return p.lookLater(ctx, id, failed.RetryAfter)
	case errors.As(err, &failed):
		return p.lookRefused(ctx, w, cited, failed)
	case err != nil:
		return fmt.Errorf("fetch %s: %w", cited.FinalURL, err)
	}
	if x.Truncated != "" {
		return p.lookRefused(ctx, w, cited, &fetch.Failure{URL: x.URL, Reason: fetch.CutShort, Detail: "the page came cut short (" + x.Truncated + ")", Status: x.Status, Robots: x.Robots, Exchange: x})
	}
	c, err := p.Evidence.Keep(ctx, x, cited.Source)
	if err != nil {
		return fmt.Errorf("keep %s: %w", x.URL, err)
	}
	l := watch.Look{Report: id, Capture: c.ID}
	if err := p.compare(ctx, &l, report, cited, x); err != nil {
		return err
	}
	return p.looked(ctx, l, c)
}

func (p *Pipeline) lookLater(ctx context.Context, id string, wait time.Duration) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := watch.PutOff(tx, id, tx.Now.Add(wait)); err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

// looked records a look with its capture.
func (p *Pipeline) looked(ctx context.Context, l watch.Look, c evidence.Capture) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := evidence.Insert(tx, c); err != nil {
			return err
		}
		if _, err := watch.Record(tx, p.Looks, l); err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

// lookRefused records that a page did not come. What may mend by itself is told
// only when it has lasted.
func (p *Pipeline) lookRefused(ctx context.Context, w watch.Watched, cited evidence.Capture, f *fetch.Failure) error {
	l := watch.Look{Report: w.Report, Kind: refusedKind(f), Detail: string(f.Reason)}
	if f.Detail != "" {
		l.Detail += ": " + f.Detail
	}
	if l.Kind == watch.Unreachable {
		enough := false
		err := p.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			if enough, err = watch.Failed(tx, w); err != nil || enough {
				return err
			}
			return p.queue.Done(ctx, tx)
		})
		if err != nil || !enough {
			return err
		}
	}
	c, err := p.Evidence.KeepRefused(ctx, f, cited.FinalURL, cited.Source) // the answer that it is gone is evidence too
	if err != nil {
		return fmt.Errorf("keep the refusal of %s: %w", cited.FinalURL, err)
	}
	l.Capture = c.ID
	return p.looked(ctx, l, c)
}

// refusedKind tells what a failure to fetch says of a page.
func refusedKind(f *fetch.Failure) watch.Kind {
	if x := f.Exchange; x != nil && f.Status >= 400 {
		switch source.Blocker(f.Status, x.Header, x.Decoded) {
		case source.Captcha:
			return watch.Blocked
		case source.Paywall, source.Login:
			return watch.Paywalled
		}
	}
	switch {
	case f.Reason == fetch.NotFound, f.Reason == fetch.Gone:
		return watch.Removed
	case temporary(f.Reason) || f.Reason == fetch.BadTLS:
		return watch.Unreachable
	}
	return watch.Blocked
}

// compare tells what became of a page that came. Both captures are read with
// the reader of today, so that nothing but the page can differ.
func (p *Pipeline) compare(ctx context.Context, l *watch.Look, report article.Stored, cited evidence.Capture, x *fetch.Exchange) error {
	switch b := source.Blocker(x.Status, x.Header, x.Decoded); b {
	case "":
	case source.SoftGone:
		l.Kind, l.Detail = watch.Removed, b
		return nil
	case source.Paywall, source.Login:
		l.Kind, l.Detail = watch.Paywalled, b
		return nil
	default:
		l.Kind, l.Detail = watch.Blocked, b
		return nil
	}
	away := address.Key(x.FinalURL) != address.Key(cited.FinalURL)
	if !away && evidence.Sum(x.Body) == cited.SHA256 {
		l.Kind = watch.Same
		return nil
	}
	now, err := readPage(x.Decoded, x.Header.Get("Content-Type"), x.FinalURL)
	if err != nil {
		l.Kind, l.Detail = watch.Blocked, firstLine(err)
		return nil
	}
	was, err := p.citedReading(ctx, report, cited)
	if err != nil {
		return err
	}
	after := watch.Of(now)
	l.Kind = watch.Compare(was, after)
	if away {
		l.Detail = x.FinalURL
		if l.Kind == watch.Same || l.Kind == watch.Trivial {
			l.Kind = watch.Moved
		} else if watch.Another(was, after) {
			l.Kind = watch.Removed
		}
	}
	if l.Kind.Alarms() {
		l.Before, l.After = was, after
	}
	return nil
}

// citedReading reads the cited capture once more. Where its page cannot be
// read, the report is what was cited.
func (p *Pipeline) citedReading(ctx context.Context, report article.Stored, cited evidence.Capture) (watch.Reading, error) {
	page, err := p.Evidence.Open(ctx, cited)
	if ctx.Err() != nil {
		return watch.Reading{}, ctx.Err()
	}
	if err == nil && !bytes.HasPrefix(bytes.TrimLeft(page.Body, " \t\r\n"), []byte("{")) {
		if r, err := readPage(page.Body, page.Header.Get("Content-Type"), cited.FinalURL); err == nil {
			return watch.Of(r), nil
		}
	}
	var told *vigia.Problem
	if err != nil && !errors.As(err, &told) {
		return watch.Reading{}, err
	}
	return watch.Of(report.Report), nil
}

// giveUpLook records a look that has failed too often by a fault of ours.
func (p *Pipeline) giveUpLook(ctx context.Context, id string, why error) error {
	p.lg.Error("page not looked at", "report", id, "err", firstLine(why))
	return p.DB.InTx(ctx, func(tx *db.Tx) error { return watch.PutOff(tx, id, tx.Now.AddDate(0, 0, 1)) })
}
