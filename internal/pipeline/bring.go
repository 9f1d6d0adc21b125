package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/intake"
	"vigia/internal/source"
	"vigia/internal/work"
)

// What people bring in beside the sources: an address becomes work like any
// other, a file is kept and read at once.

// Ask takes an address that a person wants to have read. It is fetched in its
// turn; if its report is here already, that is the answer.
func (p *Pipeline) Ask(ctx context.Context, by desk.Person, it intake.Item) (intake.Item, error) {
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := by.Must(desk.Triage); err != nil {
			return err
		}
		s, err := article.ByKey(ctx, tx, address.Key(it.URL))
		if err == nil {
			it.State, it.Report, it.Capture, it.Known = intake.Read, s.ID, s.Capture, true
		} else if !errors.Is(err, vigia.ErrNotFound) {
			return err
		}
		it.By = by.ID
		if it, err = intake.Put(tx, it); err != nil {
			return err
		}
		if err := desk.Audit(tx, by, "page asked for", it.URL, it.ID); err != nil || it.State != intake.Waiting {
			return err
		}
		return p.queue.Enqueue(tx, work.Task{Kind: workBring, Key: it.ID})
	})
	return it, err
}

// Upload takes a file that a person has saved. What cannot be read is kept all
// the same, with the reason.
func (p *Pipeline) Upload(ctx context.Context, by desk.Person, it intake.Item, contentType string, body []byte) (intake.Item, error) {
	if err := by.Must(desk.Triage); err != nil {
		return it, err
	}
	var in Input
	var attached []Input // to an e-mail
	n := 0
	one(it.Name, baseName(it.Name), body, func(i Input) bool {
		if in.Letter != nil {
			attached = append(attached, i)
			return true
		}
		in = i
		n++
		return n < 2
	})
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return it, bad("the file is empty", "save the page again")
	case in.Outline != nil || in.Text != nil || n > 1:
		return it, bad("the file is a feed or a list of sources, not a page", "add a feed as a source; a list of sources is brought in on the page of the sources")
	case in.Err != nil:
		return it, asOfFile(in.Err)
	}
	in.URL, in.ContentType = it.URL, cmp.Or(in.ContentType, contentType)
	brought := evidence.Brought{Via: evidence.ViaUpload, By: by.Name, Seen: it.SeenAt, Name: it.Name}
	if in.Letter != nil {
		in.URL, brought.Mail = "", in.Brought.Mail
	}
	in.Brought = &brought
	a, err := p.prepare(ctx, in)
	if err != nil {
		return it, err
	}
	it.Capture = a.capture.ID
	err = p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Serial("place"); err != nil {
			return err
		}
		if err := p.settle(tx, &a); err != nil {
			return err
		}
		it.By, it.State, it.Report, it.Known = by.ID, intake.Read, a.account.Report, a.account.Outcome == Duplicate
		if a.account.Outcome == Refused {
			it.State, it.Reason, it.Remedy = intake.Refused, a.account.Reason, a.account.Remedy
		}
		if it.Capture = cmp.Or(a.capture.ID, it.Capture); it.Report != "" && it.Capture == "" {
			s, err := article.Get(ctx, tx, it.Report)
			if err != nil {
				return err
			}
			it.Capture = s.Capture
		}
		if it, err = intake.Put(tx, it); err != nil {
			return err
		}
		return desk.Audit(tx, by, "page brought in", cmp.Or(it.URL, it.Name), it.ID)
	})
	if err != nil || len(attached) == 0 {
		return it, err
	}
	for _, i := range attached {
		if i.Brought != nil {
			i.Brought.Via, i.Brought.By, i.Brought.Seen = evidence.ViaUpload, by.Name, it.SeenAt
		}
	}
	_, err = p.importBatch(ctx, attached)
	return it, err
}

// asOfFile says of "the file" what the account of an import says of a line
// that names it.
func asOfFile(err error) error {
	var p *vigia.Problem
	if errors.As(err, &p) && len(p.What) > 3 && p.What[:3] == "it " {
		return bad("the file "+p.What[3:], p.Remedy)
	}
	return err
}

// bring fetches and reads an address that a person asked for.
func (p *Pipeline) bring(ctx context.Context, id string) error {
	it, err := intake.Get(ctx, p.DB, id)
	if err != nil {
		return err
	}
	if it.State != intake.Waiting || it.DueAt.After(p.Clock.Now()) {
		return p.brought(ctx, it) // an interrupted run did it, or its time is still to come
	}
	key := address.Key(it.URL)
	if s, err := article.ByKey(ctx, p.DB, key); err == nil { // a source was faster
		it.State, it.Report, it.Capture, it.Known = intake.Read, s.ID, s.Capture, true
		return p.brought(ctx, it)
	}
	x, err := p.Fetch.Get(ctx, fetch.Request{URL: it.URL, Kind: fetch.Document})
	var failed *fetch.Failure
	if err != nil && !errors.As(err, &failed) {
		return fmt.Errorf("fetch %s: %w", it.URL, err)
	}
	if failed == nil {
		if b := source.Blocker(x.Status, x.Header, x.Decoded); b != "" {
			failed = &fetch.Failure{URL: it.URL, Reason: fetch.Reason(b), Detail: "a page that stands in the way came with status 200",
				Remedy: source.Remedy(b), Status: x.Status, Robots: x.Robots, Exchange: x}
		}
	}
	if failed != nil {
		return p.notBrought(ctx, it, failed)
	}
	c, err := p.Evidence.Keep(ctx, x, "")
	if err != nil {
		return fmt.Errorf("keep %s: %w", it.URL, err)
	}
	if err := p.DB.InTx(ctx, func(tx *db.Tx) error { return evidence.Insert(tx, c) }); err != nil {
		return err
	}
	it.Capture = c.ID
	return p.readBrought(ctx, it, c)
}

// readBrought reads what was fetched for a person.
func (p *Pipeline) readBrought(ctx context.Context, it intake.Item, c evidence.Capture) error {
	err := p.read(ctx, c.ID)
	var unreadable *unreadable
	if errors.As(err, &unreadable) {
		it.State = intake.Refused
		it.Reason, it.Remedy = told(unreadable.error)
		return p.brought(ctx, it)
	}
	if err != nil {
		return err
	}
	s, err := article.ByCapture(ctx, p.DB, c.ID)
	if errors.Is(err, vigia.ErrNotFound) { // it leads to the address of a report that is here
		it.Known = true
		s, err = article.ByKey(ctx, p.DB, address.Key(c.FinalURL))
	}
	if err != nil {
		return err
	}
	it.State, it.Report, it.Reason, it.Remedy = intake.Read, s.ID, "", ""
	return p.brought(ctx, it)
}

// told parts an error into what happened and what to do.
func told(err error) (what, remedy string) {
	var p *vigia.Problem
	if errors.As(err, &p) {
		return p.What, p.Remedy
	}
	return firstLine(err), internalRemedy
}

// bringAgain is how long an address waits after its first failure; the wait
// grows threefold.
const bringAgain = 5 * time.Minute

// notBrought records why an address gave nothing, and whether to try again. A
// host that rests is waited for; that is no try.
func (p *Pipeline) notBrought(ctx context.Context, it intake.Item, f *fetch.Failure) error {
	it.Reason, it.Remedy = joinReason(f), f.Remedy
	now := p.Clock.Now()
	if f.Reason == fetch.Resting {
		it.DueAt = now.Add(f.RetryAfter)
		return p.brought(ctx, it)
	}
	it.Tries++
	if temporary(f.Reason) && it.Tries < intake.Tries {
		it.DueAt = now.Add(max(bringAgain*time.Duration([]int{1, 3, 9, 27}[it.Tries-1]), f.RetryAfter))
		return p.brought(ctx, it)
	}
	c, err := p.Evidence.KeepRefused(ctx, f, it.URL, "")
	if err != nil {
		return fmt.Errorf("keep the refusal of %s: %w", it.URL, err)
	}
	it.State, it.Capture = intake.Refused, c.ID
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := evidence.Insert(tx, c); err != nil {
			return err
		}
		if err := intake.Set(tx, it); err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

func joinReason(f *fetch.Failure) string {
	if f.Detail == "" {
		return string(f.Reason)
	}
	return string(f.Reason) + ": " + f.Detail
}

// brought records what has become of an item.
func (p *Pipeline) brought(ctx context.Context, it intake.Item) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := intake.Set(tx, it); err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

func (p *Pipeline) giveUpBring(ctx context.Context, id string, why error) error {
	it, err := intake.Get(ctx, p.DB, id)
	if err != nil {
		return err
	}
	it.State, it.Reason, it.Remedy = intake.Refused, internal+": "+firstLine(why), internalRemedy
	return p.brought(ctx, it)
}
