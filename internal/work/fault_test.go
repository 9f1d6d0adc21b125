package work_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/work"
)

var quiet = slog.New(slog.DiscardHandler)

// queue makes a queue with one kind of work, and puts keys into it.
func queue(t *testing.T, ctx context.Context, d *db.DB, h work.Handler, keys ...string) *work.Queue {
	t.Helper()
	q, err := work.New(ctx, quiet, d, map[string]work.Handler{"read": h}, work.Options{Eager: true, Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	put(t, ctx, d, q, keys...)
	return q
}

func put(t *testing.T, ctx context.Context, d *db.DB, q *work.Queue, keys ...string) {
	t.Helper()
	err := d.InTx(ctx, func(tx *db.Tx) error {
		for _, k := range keys {
			if err := q.Enqueue(tx, work.Task{Kind: "read", Key: k}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func timed(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func start(t *testing.T, ctx context.Context, q *work.Queue) {
	t.Helper()
	if err := q.Start(ctx); err != nil {
		t.Fatal(err)
	}
}

func stop(t *testing.T, q *work.Queue) {
	t.Helper()
	if err := q.Stop(timed(t)); err != nil {
		t.Error(err)
	}
}

func states(t *testing.T, d *db.DB) string {
	t.Helper()
	rows, err := d.Query(context.Background(), `SELECT state, count(*) FROM river_job GROUP BY state ORDER BY state`)
	got, err := db.Collect(rows, err, func(r *db.Rows) (s string, err error) {
		var n int
		err = r.Scan(&s, &n)
		return fmt.Sprint(s, " ", n), err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(got)
}

// TestDoneWithItsEffects: a task that is done in the transaction of its
// effects is done at once, and not at all if that is rolled back.
func TestDoneWithItsEffects(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := timed(t)
		var q *work.Queue
		seen, tries := make(chan string, 10), atomic.Int32{}
		q = queue(t, ctx, d, work.Handler{Do: func(ctx context.Context, key string) error {
			undo := errors.New("undo")
			err := d.InTx(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(`INSERT INTO marks (key, value) VALUES (?, ?)`, key, "done"); err != nil {
					return err
				}
				if err := q.Done(ctx, tx); err != nil {
					return err
				}
				if tries.Add(1) == 1 {
					return undo
				}
				return nil
			})
			seen <- states(t, d)
			return err
		}}, "a")
		if err := d.InTx(ctx, func(tx *db.Tx) error { return q.Done(ctx, tx) }); err != nil {
			t.Errorf("outside a handler: %v", err)
		}
		start(t, ctx, q)
		if err := q.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		stop(t, q)
		if first, second := <-seen, <-seen; first != "[running 1]" || second != "[completed 1]" || states(t, d) != "[completed 1]" {
			t.Errorf("after the rollback %s, after the commit %s, at the end %s", first, second, states(t, d))
		}
	})
}

// TestGivingUp: a task that fails for good, or panics, is recorded and gone;
// one that cannot be recorded stays.
func TestGivingUp(t *testing.T) {
	d, ctx := dbtest.Lite(t), timed(t)
	var tries, given atomic.Int32
	stuck := errors.New("nothing can be written")
	q := queue(t, ctx, d, work.Handler{
		Do: func(_ context.Context, key string) error {
			if tries.Add(1); key == "panics" {
				panic("on purpose")
			}
			return errors.New("always")
		},
		GiveUp: func(_ context.Context, key string, why error) error {
			if given.Add(1); key == "stays" {
				return stuck
			}
			return nil
		},
	}, "fails", "panics")
	start(t, ctx, q)
	if err := q.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	if tries.Load() != 10 || given.Load() != 2 || states(t, d) != "[cancelled 2]" {
		t.Errorf("%d tries, %d given up, %s", tries.Load(), given.Load(), states(t, d))
	}
	put(t, ctx, d, q, "stays")
	for given.Load() < 3 || states(t, d) != "[cancelled 2 scheduled 1]" {
		if ctx.Err() != nil {
			t.Fatal(states(t, d))
		}
	}
	stop(t, q)
}

// TestFullDisk: tasks that fail for want of space wait, however long, and
// whoever waits for them is told.
func TestFullDisk(t *testing.T) {
	d, ctx := dbtest.Lite(t), timed(t)
	full := &vigia.Problem{Kind: db.ErrFull, What: "full", Remedy: "free some space"}
	q := queue(t, ctx, d, work.Handler{Do: func(context.Context, string) error { return full }}, "a")
	start(t, ctx, q)
	if err := q.Idle(ctx); !errors.Is(err, db.ErrFull) {
		t.Errorf("waiting ends with %v", err)
	}
	stop(t, q)
	if got := states(t, d); got != "[scheduled 1]" {
		t.Errorf("the task is not kept: %s", got)
	}
}

// TestStopCostsNoTry: what a stop interrupts runs again at the next start.
func TestStopCostsNoTry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := timed(t)
		running := make(chan bool, 1)
		q := queue(t, ctx, d, work.Handler{Do: func(ctx context.Context, _ string) error {
			running <- true
			<-ctx.Done()
			return fmt.Errorf("cut short: %w", ctx.Err())
		}}, "slow")
		start(t, ctx, q)
		<-running
		began := time.Now()
		stop(t, q)
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("the stop took %v", took)
		}
		var attempt int
		if err := d.QueryRow(ctx, `SELECT attempt FROM river_job`).Scan(&attempt); err != nil || attempt != 0 || states(t, d) != "[available 1]" {
			t.Errorf("attempt %d, %s, %v; want the task as it was", attempt, states(t, d), err)
		}
	})
}

// TestClockSetBack: tasks that a clock which was ahead has put off run now.
func TestClockSetBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := timed(t)
		ran := make(chan string, 3)
		q := queue(t, ctx, d, work.Handler{Do: func(_ context.Context, key string) error { ran <- key; return nil }}, "a")
		err := d.InTx(ctx, func(tx *db.Tx) error {
			ahead := `datetime('now', '+1 year')`
			if d.Postgres() {
				ahead = `now() + interval '1 year'`
			}
			if _, err := tx.Exec(`UPDATE river_job SET scheduled_at = ` + ahead); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO river_leader (elected_at, expires_at, leader_id) VALUES (` + ahead + `, ` + ahead + `, 'somebody')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		start(t, ctx, q)
		defer stop(t, q)
		select {
		case <-ran:
		case <-ctx.Done():
			t.Fatal("the task never ran")
		}
	})
}

// TestTwoPrograms: tasks that another program is running are left to it; those
// of one that was killed are not.
func TestTwoPrograms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if !d.Postgres() {
			t.Skip("a file has one program")
		}
		ctx := timed(t)
		var ran atomic.Int32
		running, end := make(chan bool, 4), make(chan bool)
		h := work.Handler{Do: func(context.Context, string) error {
			ran.Add(1)
			running <- true
			<-end
			return nil
		}}
		first := queue(t, ctx, d, h, "a")
		start(t, ctx, first)
		<-running
		second := queue(t, ctx, d, h)
		start(t, ctx, second) // must not take a
		put(t, ctx, d, second, "b")
		<-running
		close(end)
		if err := first.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		stop(t, first)
		stop(t, second)
		if ran.Load() != 2 {
			t.Errorf("two tasks ran %d times", ran.Load())
		}
	})
}
