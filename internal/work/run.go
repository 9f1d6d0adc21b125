package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"vigia/internal/db"
)

// Start begins to work. If no other program works on the database, tasks that
// a killed one left running are put back first.
func (q *Queue) Start(ctx context.Context) error {
	leave, err := q.d.Enter(ctx, "vigia work", func(ctx context.Context) error { return q.d.InTx(ctx, q.Release) })
	if err == nil {
		err = q.d.InTx(ctx, q.wake)
	}
	if err == nil {
		err = q.client.start(ctx)
	}
	if err != nil {
		if leave != nil {
			leave()
		}
		return fmt.Errorf("work queue: %w", err)
	}
	q.alone = leave
	return nil
}

// Stop ends the work. Running tasks may take grace to end; then they are
// cancelled, and run again at the next start.
func (q *Queue) Stop(ctx context.Context) error {
	err := q.client.stop(ctx)
	if q.alone != nil {
		q.alone()
		q.alone = nil
	}
	return err
}

// Release makes tasks that a killed program left running available at once.
// Only a program that works alone may call it.
func (q *Queue) Release(tx *db.Tx) error {
	if _, err := tx.Exec(`UPDATE river_job SET state = 'available' WHERE state = 'running'`); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM river_leader`) // whoever led is dead
	return err
}

// wake brings back to the present what a clock that was ahead has put off:
// no task waits longer than an hour by design.
func (q *Queue) wake(tx *db.Tx) error {
	now, soon := `datetime('now', 'subsec')`, `datetime('now', '+1 hour')`
	if q.d.Postgres() {
		now, soon = `now()`, `now() + interval '1 hour'`
	}
	if _, err := tx.Exec(`DELETE FROM river_leader WHERE expires_at > ` + soon); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE river_job SET scheduled_at = ` + now + `
		WHERE state IN ('available', 'retryable', 'scheduled') AND scheduled_at > ` + soon)
	return err
}

// args is a task as River stores it. River's Kind is the same for all tasks.
type args struct {
	Do  string `json:"do" river:"unique"`
	Key string `json:"key" river:"unique"`
}

func (args) Kind() string { return "task" }

type jobKey struct{}

// worker runs every kind.
type worker struct {
	river.WorkerDefaults[args]
	lg       *slog.Logger
	queue    *Queue
	handlers map[string]Handler
}

func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	h, ok := w.handlers[job.Args.Do]
	if !ok {
		return river.JobCancel(fmt.Errorf("no handler for %q", job.Args.Do))
	}
	err := do(context.WithValue(ctx, jobKey{}, job), h, job.Args.Key)
	switch {
	case err == nil:
		w.queue.full.Store(nil)
		return nil
	case ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		// The program stops. River puts back what fails of that.
		return fmt.Errorf("stopped: %w", context.Canceled)
	case errors.Is(err, db.ErrFull):
		if w.queue.full.Swap(&err) == nil {
			w.lg.Error("work waits for space on the disk", "kind", job.Args.Do, "key", job.Args.Key, "err", err)
		}
		return river.JobSnooze(fullPause) // that is not its fault, it does not count
	}
	w.lg.Warn("work failed", "kind", job.Args.Do, "key", job.Args.Key, "try", job.Attempt, "err", err)
	if job.Attempt < maxTries || h.GiveUp == nil {
		return err
	}
	if late := h.GiveUp(context.WithoutCancel(ctx), job.Args.Key, err); late != nil {
		w.lg.Error("work cannot be given up", "kind", job.Args.Do, "key", job.Args.Key, "err", late)
		return river.JobSnooze(fullPause)
	}
	return river.JobCancel(err)
}

// do calls the handler; a panic in it is an error of this task alone.
func do(ctx context.Context, h Handler, key string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the program failed: %v\n%s", r, debug.Stack())
		}
	}()
	return h.Do(ctx, key)
}

// backoff waits for first, and twice as long after each failure.
type backoff struct{ first time.Duration }

func (b backoff) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(b.first << min(job.Attempt-1, 10))
}
