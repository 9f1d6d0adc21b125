package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"vigia/internal/db"
	"vigia/internal/intake"
	"vigia/internal/source"
	"vigia/internal/work"
)

// atOnce bounds how much work one tick makes.
const atOnce = 5000

// defaultBudget is how many polls are made in an hour where nothing is set:
// ten a second.
const defaultBudget = 36_000

// reckonEvery is how often the demand of all sources is added up.
const reckonEvery = 30 * time.Minute

// schedule is what ticks remember of one another.
type schedule struct {
	ticked    time.Time
	reckoned  time.Time
	demand    source.Demand
	stretch   atomic.Uint64 // the bits of a float64; read by polls
	allowance source.Allowance
}

// Tick makes work of what is due now: polls, addresses that are to be tried
// again, captures that were never read, and cited pages to look at again. It returns how much. What waits or
// runs already is not made twice. Ticks come one after the other.
//
// Polls begin at an even rate, whatever is overdue: after a night in which the
// program did not run, the sources are asked over half an hour and not at once.
func (p *Pipeline) Tick(ctx context.Context) (int, error) {
	now, first := p.Clock.Now(), p.ticked.IsZero()
	if err := p.reckon(ctx, now); err != nil {
		return 0, err
	}
	limit := atOnce
	if !p.Eager {
		limit = min(limit, p.allowance.Take(now, p.demand))
	}
	due, err := source.Due(ctx, p.DB, now, limit)
	if err != nil {
		return 0, fmt.Errorf("due sources: %w", err)
	}
	p.allowance.Spend(len(due))
	waiting, err := source.Waiting(ctx, p.DB, now, atOnce)
	if err != nil {
		return 0, fmt.Errorf("waiting addresses: %w", err)
	}
	unread, err := source.Unread(ctx, p.DB, atOnce)
	if err != nil {
		return 0, fmt.Errorf("captures to read: %w", err)
	}
	looks, err := p.looksDue(ctx, now, atOnce)
	if err != nil {
		return 0, err
	}
	brought, err := intake.Due(ctx, p.DB, now, atOnce)
	if err != nil {
		return 0, err
	}
	tasks := p.mailDue(first)
	for _, id := range looks {
		tasks = append(tasks, work.Task{Kind: workLook, Key: id})
	}
	for _, id := range brought {
		tasks = append(tasks, work.Task{Kind: workBring, Key: id})
	}
	for _, id := range due {
		tasks = append(tasks, work.Task{Kind: workPoll, Key: id})
	}
	for _, f := range waiting {
		tasks = append(tasks, work.Task{Kind: workCapture, Key: f.Key})
	}
	for _, id := range unread {
		tasks = append(tasks, work.Task{Kind: workRead, Key: id})
	}
	if len(tasks) == 0 {
		return 0, nil
	}
	return len(tasks), p.DB.InTx(ctx, func(tx *db.Tx) error { return p.queue.Enqueue(tx, tasks...) })
}

// reckon adds up the demand now and then, and mends what a wrong clock has
// left at the first tick and whenever the clock was set back.
func (p *Pipeline) reckon(ctx context.Context, now time.Time) (err error) {
	back := p.ticked.IsZero() || now.Before(p.ticked)
	p.ticked = now
	if back {
		if err := p.DB.InTx(ctx, source.Mend); err != nil {
			return err
		}
	}
	if back || now.Sub(p.reckoned) >= reckonEvery {
		if p.demand, err = source.LoadDemand(ctx, p.DB); err != nil {
			return err
		}
		p.stretch.Store(math.Float64bits(p.demand.Stretch(cmp.Or(p.Budget, defaultBudget))))
		p.reckoned = now
		return p.tidy(ctx, now)
	}
	return nil
}

// mostTidied bounds how many small transactions one round of tidying takes.
const mostTidied = 250

// tidy drops manners that are past their time, reckons the health that no poll
// has reckoned and sums up polls of long ago.
func (p *Pipeline) tidy(ctx context.Context, now time.Time) error {
	for _, step := range []func(*db.Tx) (bool, error){
		func(tx *db.Tx) (bool, error) { return false, forgetManners(tx) },
		source.Rank,
		func(tx *db.Tx) (bool, error) {
			if p.PollsKept == 0 {
				return false, nil
			}
			return source.PrunePolls(tx, now.AddDate(0, 0, -p.PollsKept))
		},
	} {
		more, err := true, error(nil)
		for n := 0; more && err == nil && n < mostTidied; n++ {
			err = p.DB.InTx(ctx, func(tx *db.Tx) (err error) {
				more, err = step(tx)
				return err
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Overdue tells whether sources wait to be polled for want of allowance.
func (p *Pipeline) Overdue(ctx context.Context) (bool, error) {
	due, err := source.Due(ctx, p.DB, p.Clock.Now(), 1)
	return len(due) > 0, err
}
