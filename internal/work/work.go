// Package work makes steps durable: a task that was enqueued in a committed
// transaction runs at least once, also after a crash.
//
// It is River behind a small face. A task is a kind and a key; while a task
// waits or runs, the same one is not queued again. Tasks of one kind run in a
// queue of their own with a bounded number of workers. A handler that calls
// Done in the transaction of its effects has both or neither. River's tables
// are its own and live in the database of record.
package work

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"vigia/internal/db"
)

// Task is one step to do.
type Task struct {
	Kind string // names the handler
	Key  string // what to do it to
}

// Handler does a task. It may run twice for one task, and an error makes it
// run again later.
type Handler struct {
	Workers int // tasks of this kind at once
	Do      func(ctx context.Context, key string) error
	// GiveUp is told of a task that has failed too often, to record it where a
	// person sees it. The task is then gone; if GiveUp fails too, it stays.
	GiveUp func(ctx context.Context, key string, why error) error
}

// Queue is the durable queue of one database.
type Queue struct {
	d      *db.DB
	client engine
	every  time.Duration
	full   atomic.Pointer[error] // set while tasks fail because the disk is full
	alone  func()                // gives up the mark that this program works
}

// Options are how a queue works. The zero value is for a program that stays.
type Options struct {
	// Eager looks for work all the time, for a program that lets many short
	// rounds pass. It costs a few hundredths of a processor.
	Eager bool
	// Pause is that after a first failure; it is doubled with each. 0: a second.
	Pause time.Duration
}

// New makes the queue and its tables. Without handlers it only enqueues.
func New(ctx context.Context, lg *slog.Logger, d *db.DB, handlers map[string]Handler, o Options) (*Queue, error) {
	q := &Queue{d: d, every: pollEvery}
	if o.Eager && !d.Postgres() { // which tells at once
		q.every = pollEager
	}
	var err error
	if q.client, err = q.open(ctx, config(lg, q, handlers, backoff{cmp.Or(o.Pause, time.Second)})); err != nil {
		return nil, fmt.Errorf("work queue: %w", err)
	}
	return q, nil
}

// Enqueue adds tasks in the transaction of the data that calls for them.
func (q *Queue) Enqueue(tx *db.Tx, tasks ...Task) error {
	if len(tasks) == 0 {
		return nil
	}
	var ps []river.InsertManyParams
	queued := make(map[Task]bool, len(tasks))
	for _, t := range tasks {
		if queued[t] {
			continue // River refuses a batch with twins
		}
		queued[t] = true
		ps = append(ps, river.InsertManyParams{Args: args{t.Kind, t.Key}, InsertOpts: &river.InsertOpts{
			Queue:      t.Kind,
			UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waitingOrRunning},
		}})
	}
	if err := q.client.insert(tx, ps); err != nil {
		return fmt.Errorf("enqueue %s %s: %w", tasks[0].Kind, tasks[0].Key, err)
	}
	return nil
}

var waitingOrRunning = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// Done marks the task that ctx belongs to as done, in the transaction of its
// effects. Outside a handler it does nothing.
func (q *Queue) Done(ctx context.Context, tx *db.Tx) error {
	job, ok := ctx.Value(jobKey{}).(*river.Job[args])
	if !ok {
		return nil
	}
	if err := q.client.complete(ctx, tx, job); err != nil {
		return fmt.Errorf("done with %s %s: %w", job.Args.Do, job.Args.Key, err)
	}
	return nil
}

const openSQL = `SELECT count(*) FROM river_job WHERE state IN ('available', 'pending', 'running', 'retryable', 'scheduled')`

// Open counts the tasks that wait or run.
func (q *Queue) Open(ctx context.Context) (n int, err error) {
	err = q.d.QueryRow(ctx, openSQL).Scan(&n)
	return n, err
}

// Idle waits until no task waits or runs. It gives up when tasks fail because
// the disk is full: they wait for space.
func (q *Queue) Idle(ctx context.Context) error {
	tick := time.NewTicker(pollEager)
	defer tick.Stop()
	for {
		n, err := q.Open(ctx)
		if err != nil {
			return fmt.Errorf("work queue: %w", err)
		}
		if n == 0 {
			return nil
		}
		if full := q.full.Load(); full != nil {
			return *full
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
