package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/source"
)

// A step that has failed too often by a fault of ours, or of the machine, is
// recorded like a failure of the source: the desk shows it with a remedy, and
// nothing waits for it for ever.

// internal is the reason of such a failure.
const internal = "internal"

const internalRemedy = "look at the program's log; if the fault is not of this machine, report it with the address"

func (p *Pipeline) giveUpPoll(ctx context.Context, id string, why error) error {
	return p.recordPoll(ctx, source.Poll{Source: id, At: p.Clock.Now(), Reason: internal, Detail: firstLine(why), Remedy: internalRemedy})
}

func (p *Pipeline) giveUpCapture(ctx context.Context, key string, why error) error {
	f, err := source.FindByKey(ctx, p.DB, key)
	if errors.Is(err, vigia.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	failed := &fetch.Failure{Reason: internal, Detail: firstLine(why), Remedy: internalRemedy}
	return p.marked(ctx, f, p.Evidence.Refusal(failed, f.URL, f.Source), source.FindFailed, failed)
}

func (p *Pipeline) giveUpRead(ctx context.Context, id string, why error) error {
	c, err := evidence.Get(ctx, p.DB, id)
	if errors.Is(err, vigia.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := misread(tx, id, why); err != nil {
			return err
		}
		return source.MarkRead(tx, address.Key(c.URL))
	})
}

// misread records that a capture is no report, with the remedy if there is one.
func misread(tx *db.Tx, capture string, err error) error {
	var p *vigia.Problem
	if errors.As(err, &p) {
		return article.Misread(tx, capture, p.What, p.Remedy)
	}
	return article.Misread(tx, capture, firstLine(err), "look at the capture; if it is a report, send the page with a report of the misreading")
}

// firstLine is an error without the stack that a panic leaves.
func firstLine(err error) string {
	line, _, _ := strings.Cut(fmt.Sprint(err), "\n")
	return line
}
