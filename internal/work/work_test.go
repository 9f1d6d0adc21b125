package work_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/work"
)

func TestTasksRunOnceAndInTheirTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		var mu sync.Mutex
		ran := map[string]int{}
		tried := 0
		q, err := work.New(ctx, slog.New(slog.DiscardHandler), d, map[string]work.Handler{
			"read": {Workers: 2, Do: func(_ context.Context, key string) error {
				mu.Lock()
				defer mu.Unlock()
				if key == "flaky" {
					if tried++; tried == 1 {
						return errors.New("once")
					}
				}
				ran[key]++
				return nil
			}},
		}, work.Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			return q.Enqueue(tx, work.Task{Kind: "read", Key: "a"}, work.Task{Kind: "read", Key: "a"}, work.Task{Kind: "read", Key: "flaky"})
		})
		if err != nil {
			t.Fatal(err)
		}
		undo := errors.New("undo")
		err = d.InTx(ctx, func(tx *db.Tx) error {
			if err := q.Enqueue(tx, work.Task{Kind: "read", Key: "undone"}); err != nil {
				t.Error(err)
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		if err := q.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		if err := q.Stop(ctx); err != nil {
			t.Fatal(err)
		}
		if len(ran) != 2 || ran["a"] != 1 || ran["flaky"] != 1 || tried != 2 {
			t.Errorf("ran %v, flaky tried %d times; want a and flaky once, flaky after one failure", ran, tried)
		}
	})
}

func TestReleaseAfterAKill(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	d := dbtest.Lite(t)
	done := make(chan string, 1)
	q, err := work.New(ctx, slog.New(slog.DiscardHandler), d, map[string]work.Handler{
		"read": {Do: func(_ context.Context, key string) error { done <- key; return nil }},
	}, work.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(ctx, func(tx *db.Tx) error {
		if err := q.Enqueue(tx, work.Task{Kind: "read", Key: "a"}); err != nil {
			return err
		}
		// What a killed program leaves behind.
		_, err := tx.Exec(`UPDATE river_job SET state = 'running'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(ctx, q.Release); err != nil {
		t.Fatal(err)
	}
	if err := q.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer q.Stop(ctx)
	select {
	case <-done:
	case <-ctx.Done():
		t.Fatal("the task never ran")
	}
}
