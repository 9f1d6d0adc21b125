package pipeline

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/search"
	"vigia/internal/source"
	"vigia/internal/work"
)

// The kinds of work, by the key that each takes.
const (
	workPoll    = "poll"    // source id
	workCapture = "capture" // key of a find
	workRead    = "read"    // capture id
)

// Parts are what a pipeline is made of.
type Parts struct {
	DB       *db.DB
	Monitor  *monitor.Monitor
	Fetch    *fetch.Client
	Evidence *evidence.Store
	Search   *search.Index
	Clock    vigia.Clock
}

// Pipeline runs the steps.
type Pipeline struct {
	Parts
	lg       *slog.Logger
	registry *source.Registry
	labels   *label.Labeller
	queue    *work.Queue
}

// New makes a pipeline: it brings the registry and the sources of the monitor
// into the database and prepares the queue.
func New(ctx context.Context, lg *slog.Logger, parts Parts) (*Pipeline, error) {
	p := &Pipeline{Parts: parts, lg: lg, labels: label.New(parts.Monitor)}
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(loadedSQL, p.Monitor.Version, p.Monitor.Key, db.Micros(tx.Now)); err != nil {
			return err
		}
		if err := source.SyncOutlets(tx, p.Monitor.Outlets); err != nil {
			return err
		}
		return source.SyncSources(tx, p.Monitor.Feeds)
	})
	if err != nil {
		return nil, fmt.Errorf("monitor %s: %w", p.Monitor.Key, err)
	}
	if p.registry, err = source.LoadRegistry(ctx, p.DB); err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	p.queue, err = work.New(ctx, lg, p.DB, map[string]work.Handler{
		workPoll:    {Workers: 8, Do: p.poll},
		workCapture: {Workers: 8, Do: p.capture},
		workRead:    {Workers: 2, Do: p.read},
	})
	return p, err
}

// loadedSQL records which version of a monitor was in use from when on.
const loadedSQL = `INSERT INTO monitors (version, key, loaded_at) VALUES (?, ?, ?) ON CONFLICT (version) DO NOTHING`

// Registry is the registry of outlets as loaded.
func (p *Pipeline) Registry() *source.Registry { return p.registry }

// Start begins to work off the queue.
func (p *Pipeline) Start(ctx context.Context) error {
	if !p.DB.Postgres() { // this program has the file alone
		if err := p.DB.InTx(ctx, p.queue.Release); err != nil {
			return fmt.Errorf("release interrupted work: %w", err)
		}
	}
	return p.queue.Start(ctx)
}

// stopWithin is how long running steps may take to end.
const stopWithin = 10 * time.Second

// Stop lets running steps end.
func (p *Pipeline) Stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return p.queue.Stop(ctx)
}

// atOnce bounds how much work one tick makes.
const atOnce = 5000

// Tick makes work of what is due now: polls, and addresses that are to be
// tried again. It returns how much.
func (p *Pipeline) Tick(ctx context.Context) (int, error) {
	now := p.Clock.Now()
	due, err := source.Due(ctx, p.DB, now, atOnce)
	if err != nil {
		return 0, fmt.Errorf("due sources: %w", err)
	}
	waiting, err := source.Waiting(ctx, p.DB, atOnce)
	if err != nil {
		return 0, fmt.Errorf("waiting addresses: %w", err)
	}
	var tasks []work.Task
	for _, s := range due {
		tasks = append(tasks, work.Task{Kind: workPoll, Key: s.ID})
	}
	for _, f := range waiting {
		if !tryAt(f).After(now) {
			tasks = append(tasks, work.Task{Kind: workCapture, Key: f.Key})
		}
	}
	if len(tasks) == 0 {
		return 0, nil
	}
	return len(tasks), p.DB.InTx(ctx, func(tx *db.Tx) error { return p.queue.Enqueue(tx, tasks...) })
}

// mostTries is how often an address is asked for before it counts as failed.
const mostTries = 5

// tryAt is when an address is due: at once, then after 1, 3, 7, 15 hours.
func tryAt(f source.Find) time.Time {
	return f.At.Add(time.Duration(1<<f.Tries-1) * time.Hour)
}

// Drain waits until no work is left.
func (p *Pipeline) Drain(ctx context.Context) error { return p.queue.Idle(ctx) }

// Run collects until ctx ends. Errors of a tick are logged: the next may do
// better.
func (p *Pipeline) Run(ctx context.Context, every time.Duration) error {
	for {
		if _, err := p.Tick(ctx); err != nil && ctx.Err() == nil {
			p.lg.Error("collecting failed", "err", err)
		}
		if err := p.Clock.Sleep(ctx, every); err != nil {
			return nil // the end was asked for
		}
	}
}
