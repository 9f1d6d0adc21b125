package work

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"vigia/internal/db"
)

// The limits of a task. A worker that was killed is noticed after rescueAfter,
// or at once by one that starts alone.
const (
	timeout     = 2 * time.Minute
	rescueAfter = 5 * time.Minute
	maxTries    = 5
	fullPause   = 30 * time.Second
	grace       = 3 * time.Second // for running tasks to end at a stop
	keepDone    = time.Hour

	// Both engines tell of new work, so looking for it is only a safeguard.
	pollEvery = time.Second
	pollEager = 10 * time.Millisecond
)

func config(lg *slog.Logger, q *Queue, handlers map[string]Handler, pauses backoff) *river.Config {
	c := &river.Config{
		Logger:                      slog.New(quiet{lg.Handler(), q}),
		JobTimeout:                  timeout,
		RescueStuckJobsAfter:        rescueAfter,
		MaxAttempts:                 maxTries,
		RetryPolicy:                 pauses,
		FetchPollInterval:           q.every,
		FetchCooldown:               pollEager / 2,
		CompletedJobRetentionPeriod: keepDone,
		SoftStopTimeout:             grace,
		PollOnly:                    q.every == pollEager, // SQLite tells only 20 times a second
	}
	if len(handlers) > 0 {
		c.Queues = make(map[string]river.QueueConfig)
		for kind, h := range handlers {
			c.Queues[kind] = river.QueueConfig{MaxWorkers: max(1, h.Workers)}
		}
		c.Workers = river.NewWorkers()
		river.AddWorker(c.Workers, &worker{lg: lg, queue: q, handlers: handlers})
	}
	return c
}

// engine is River on one of the two databases.
type engine interface {
	start(ctx context.Context) error
	stop(ctx context.Context) error
	insert(tx *db.Tx, ps []river.InsertManyParams) error
	complete(ctx context.Context, tx *db.Tx, job *river.Job[args]) error
}

func (q *Queue) open(ctx context.Context, c *river.Config) (engine, error) {
	if q.d.Postgres() {
		return newEngine(ctx, q.d, riverpgxv5.New(q.d.Pool()), c, (*db.Tx).PG)
	}
	return newEngine(ctx, q.d, riversqlite.New(q.d.Writer()), c, (*db.Tx).Lite)
}

// riverEngine is a River client whose transactions are of type T.
type riverEngine[D riverdriver.Driver[T], T any] struct {
	client *river.Client[T]
	raw    func(*db.Tx) T
}

func newEngine[D riverdriver.Driver[T], T any](ctx context.Context, d *db.DB, driver D, c *river.Config, raw func(*db.Tx) T) (engine, error) {
	m, err := rivermigrate.New[T](driver, &rivermigrate.Config{Logger: c.Logger})
	if err != nil {
		return nil, err
	}
	// Two programs that start at once take turns.
	err = d.Alone(ctx, "vigia work tables", func(ctx context.Context) error {
		_, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	client, err := river.NewClient[T](driver, c)
	if err != nil {
		return nil, err
	}
	return &riverEngine[D, T]{client, raw}, nil
}

func (e *riverEngine[D, T]) start(ctx context.Context) error { return e.client.Start(ctx) }
func (e *riverEngine[D, T]) stop(ctx context.Context) error  { return e.client.Stop(ctx) }

func (e *riverEngine[D, T]) insert(tx *db.Tx, ps []river.InsertManyParams) error {
	_, err := e.client.InsertManyTx(tx.Context(), e.raw(tx), ps)
	return err
}

func (e *riverEngine[D, T]) complete(ctx context.Context, tx *db.Tx, job *river.Job[args]) error {
	_, err := river.JobCompleteTx[D](ctx, e.raw(tx), job)
	return err
}

var (
	_ engine = (*riverEngine[*riverpgxv5.Driver, pgx.Tx])(nil)
	_ engine = (*riverEngine[*riversqlite.Driver, *sql.Tx])(nil)
)

// quiet keeps River's own informational lines out of the log: what a task does
// is logged by the task. While the disk is full one line says so.
type quiet struct {
	slog.Handler
	queue *Queue
}

func (h quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelError && h.queue.full.Load() == nil && h.Handler.Enabled(ctx, l)
}
func (h quiet) WithAttrs(as []slog.Attr) slog.Handler {
	return quiet{h.Handler.WithAttrs(as), h.queue}
}
func (h quiet) WithGroup(n string) slog.Handler { return quiet{h.Handler.WithGroup(n), h.queue} }
