// Package work makes steps durable: a task that was enqueued in a committed
// transaction runs at least once, also after a crash.
//
// It is River behind a small face. A task is a kind and a key; while a task
// waits or runs, the same one is not queued again. Tasks of one kind run in a
// queue of their own with a bounded number of workers. River's tables are its
// own and live in the database of record.
package work

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
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
}

// The limits of a task. A worker that was killed is noticed after rescueAfter.
const (
	timeout     = 2 * time.Minute
	rescueAfter = 5 * time.Minute
	maxTries    = 5
	pollEvery   = 50 * time.Millisecond
	keepDone    = time.Hour
)

// Queue is the durable queue of one database.
type Queue struct {
	d      *db.DB
	client engine
}

// engine is River on one of the two databases.
type engine interface {
	start(ctx context.Context) error
	stop(ctx context.Context) error
	insert(ctx context.Context, tx *db.Tx, ps []river.InsertManyParams) error
}

// New makes the queue and its tables. Without handlers it only enqueues.
func New(ctx context.Context, lg *slog.Logger, d *db.DB, handlers map[string]Handler) (*Queue, error) {
	q := &Queue{d: d}
	c := config(lg, handlers)
	var err error
	if d.Postgres() {
		q.client, err = newEngine(ctx, riverpgxv5.New(d.Pool()), c, (*db.Tx).PG)
	} else {
		q.client, err = newEngine(ctx, riversqlite.New(d.Writer()), c, (*db.Tx).Lite)
	}
	if err != nil {
		return nil, fmt.Errorf("work queue: %w", err)
	}
	return q, nil
}

func config(lg *slog.Logger, handlers map[string]Handler) *river.Config {
	c := &river.Config{
		Logger:                      slog.New(quiet{lg.Handler()}),
		JobTimeout:                  timeout,
		RescueStuckJobsAfter:        rescueAfter,
		MaxAttempts:                 maxTries,
		RetryPolicy:                 backoff{},
		FetchPollInterval:           pollEvery,
		FetchCooldown:               pollEvery / 10,
		CompletedJobRetentionPeriod: keepDone,
	}
	if len(handlers) > 0 {
		c.Queues = make(map[string]river.QueueConfig)
		for kind, h := range handlers {
			c.Queues[kind] = river.QueueConfig{MaxWorkers: max(1, h.Workers)}
		}
		c.Workers = river.NewWorkers()
		river.AddWorker(c.Workers, &worker{lg: lg, handlers: handlers})
	}
	return c
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
	if err := q.client.insert(tx.Context(), tx, ps); err != nil {
		return fmt.Errorf("enqueue %s %s: %w", tasks[0].Kind, tasks[0].Key, err)
	}
	return nil
}

var waitingOrRunning = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// Start begins to work; Stop lets running tasks end and waits for them.
func (q *Queue) Start(ctx context.Context) error { return q.client.start(ctx) }

// Stop ends the work. Tasks that have not ended when ctx does are cancelled
// and run again at the next start.
func (q *Queue) Stop(ctx context.Context) error { return q.client.stop(ctx) }

const openSQL = `SELECT count(*) FROM river_job WHERE state IN ('available', 'pending', 'running', 'retryable', 'scheduled')`

// Open counts the tasks that wait or run.
func (q *Queue) Open(ctx context.Context) (n int, err error) {
	err = q.d.QueryRow(ctx, openSQL).Scan(&n)
	return n, err
}

// Idle waits until no task waits or runs.
func (q *Queue) Idle(ctx context.Context) error {
	tick := time.NewTicker(pollEvery / 2)
	defer tick.Stop()
	for {
		n, err := q.Open(ctx)
		if err != nil {
			return fmt.Errorf("work queue: %w", err)
		}
		if n == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Release makes tasks that a killed program left running available at once.
// Only a program that holds the database alone may call it.
func (q *Queue) Release(tx *db.Tx) error {
	_, err := tx.Exec(`UPDATE river_job SET state = 'available' WHERE state = 'running'`)
	return err
}

// args is a task as River stores it. River's Kind is the same for all tasks.
type args struct {
	Do  string `json:"do" river:"unique"`
	Key string `json:"key" river:"unique"`
}

func (args) Kind() string { return "task" }

// worker runs every kind.
type worker struct {
	river.WorkerDefaults[args]
	lg       *slog.Logger
	handlers map[string]Handler
}

func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	h, ok := w.handlers[job.Args.Do]
	if !ok {
		return river.JobCancel(fmt.Errorf("no handler for %q", job.Args.Do))
	}
	err := h.Do(ctx, job.Args.Key)
	if err != nil && !errors.Is(err, context.Canceled) {
		w.lg.Warn("work failed", "kind", job.Args.Do, "key", job.Args.Key, "try", job.Attempt, "err", err)
	}
	return err
}

// backoff waits 1, 2, 4, 8 … seconds.
type backoff struct{}

func (backoff) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(time.Second << min(job.Attempt-1, 10))
}

// riverEngine is a River client whose transactions are of type T.
type riverEngine[T any] struct {
	client *river.Client[T]
	raw    func(*db.Tx) T
}

func newEngine[T any](ctx context.Context, driver riverdriver.Driver[T], c *river.Config, raw func(*db.Tx) T) (engine, error) {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: c.Logger})
	if err != nil {
		return nil, err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	client, err := river.NewClient(driver, c)
	if err != nil {
		return nil, err
	}
	return &riverEngine[T]{client, raw}, nil
}

func (e *riverEngine[T]) start(ctx context.Context) error { return e.client.Start(ctx) }
func (e *riverEngine[T]) stop(ctx context.Context) error  { return e.client.Stop(ctx) }

func (e *riverEngine[T]) insert(ctx context.Context, tx *db.Tx, ps []river.InsertManyParams) error {
	_, err := e.client.InsertManyTx(ctx, e.raw(tx), ps)
	return err
}

var (
	_ engine = (*riverEngine[pgx.Tx])(nil)
	_ engine = (*riverEngine[*sql.Tx])(nil)
)

// quiet keeps River's own informational lines out of the log: what a task
// does is logged by the task.
type quiet struct{ slog.Handler }

func (h quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelError && h.Handler.Enabled(ctx, l)
}
func (h quiet) WithAttrs(as []slog.Attr) slog.Handler { return quiet{h.Handler.WithAttrs(as)} }
func (h quiet) WithGroup(n string) slog.Handler       { return quiet{h.Handler.WithGroup(n)} }
