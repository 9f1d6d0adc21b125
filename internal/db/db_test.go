package db_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
)

const markSQL = `INSERT INTO marks (key, value) VALUES (?, ?)`

func TestTx(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		put := func(key string, end error) error {
			return d.InTx(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(markSQL, key, "it's a ? mark"); err != nil {
					return err
				}
				return end
			})
		}
		if err := put("kept", nil); err != nil {
			t.Fatal(err)
		}
		undo := errors.New("undo")
		if err := put("undone", undo); !errors.Is(err, undo) {
			t.Fatalf("got %v, want the closure's error", err)
		}
		if err := put("kept", nil); !errors.Is(err, vigia.ErrConflict) {
			t.Errorf("same key twice: got %v, want ErrConflict", err)
		}
		var v string
		if err := d.QueryRow(ctx, `SELECT value FROM marks WHERE key = ? AND value <> '?'`, "kept").Scan(&v); err != nil || v != "it's a ? mark" {
			t.Errorf("kept: %q, %v", v, err)
		}
		if err := d.QueryRow(ctx, `SELECT value FROM marks WHERE key = ?`, "undone").Scan(&v); !errors.Is(err, vigia.ErrNotFound) {
			t.Errorf("undone: got %v, want ErrNotFound", err)
		}
	})
}

// TestLetters: what no engine takes as text is replaced, on the way in and in
// what is asked for.
func TestLetters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(markSQL, "a\x00b\xff", "güe\xc3")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var v string
		if err := d.QueryRow(ctx, `SELECT value FROM marks WHERE key = ?`, "a\x00b\xff").Scan(&v); err != nil || v != "güe\uFFFD" {
			t.Errorf("%q, %v", v, err)
		}
	})
}

func TestPanicRollsBack(t *testing.T) {
	d := dbtest.Lite(t)
	ctx := context.Background()
	func() {
		defer func() { recover() }()
		_ = d.InTx(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(markSQL, "a", "b"); err != nil {
				t.Error(err)
			}
			panic("in the middle")
		})
	}()
	var n int
	if err := d.QueryRow(ctx, `SELECT count(*) FROM marks`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows, %v; want none", n, err)
	}
}

func TestSecondProgramIsTold(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "vigia.db")
	first, err := db.Open(ctx, path, db.Work)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Open(ctx, path, db.Work)
	if !errors.Is(err, vigia.ErrConflict) || !strings.Contains(err.Error(), "--data") {
		t.Errorf("got %v, want a conflict with its remedy", err)
	}
	look, err := db.Open(ctx, path, db.Look)
	if err != nil {
		t.Fatalf("looking beside a writer: %v", err)
	}
	look.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := db.Open(ctx, path, db.Work)
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	again.Close()
}

func TestTimes(t *testing.T) {
	at := time.Date(2021, 9, 18, 14, 30, 0, 123456000, time.FixedZone("", -4*3600))
	if got := db.Time(db.Micros(at)); !got.Equal(at) {
		t.Errorf("got %v, want %v", got, at)
	}
	if got := db.Time(db.Micros(time.Time{})); !got.IsZero() {
		t.Errorf("zero time came back as %v", got)
	}
}
