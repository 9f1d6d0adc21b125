package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
)

// TestKeptStatements: statements that a connection keeps give what fresh ones
// give, while the same one is being read, after the tables have changed, after
// an error, and past the number that is kept.
func TestKeptStatements(t *testing.T) {
	d, ctx := dbtest.Lite(t), context.Background()
	const all = `SELECT key FROM marks ORDER BY key`
	err := d.InTx(ctx, func(tx *db.Tx) error {
		for _, k := range []string{"a", "b", "c"} {
			if _, err := tx.Exec(markSQL, k, k); err != nil {
				return err
			}
		}
		outer, err := tx.Query(ctx, all)
		if err != nil {
			return err
		}
		defer outer.Close()
		got := ""
		for outer.Next() {
			var o string
			if err := outer.Scan(&o); err != nil {
				return err
			}
			inner, err := tx.Query(ctx, all)
			is, err := db.Collect(inner, err, func(r *db.Rows) (s string, err error) { return s, r.Scan(&s) })
			if err != nil {
				return err
			}
			got += o + fmt.Sprint(is)
		}
		if want := "a[a b c]b[a b c]c[a b c]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		return outer.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		err := d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(markSQL, "a", "again"); return err })
		if !errors.Is(err, vigia.ErrConflict) {
			t.Errorf("%v, want a conflict each time", err)
		}
	}
	read := func(q string, want int) {
		t.Helper()
		var n int
		if err := d.InTx(ctx, func(tx *db.Tx) error { return tx.QueryRow(ctx, q).Scan(&n) }); err != nil || n != want {
			t.Errorf("%s: %d, %v; want %d", q, n, err, want)
		}
	}
	read(`SELECT count(*) FROM marks`, 3)
	if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(`ALTER TABLE marks ADD COLUMN more TEXT`); return err }); err != nil {
		t.Fatal(err)
	}
	read(`SELECT count(*) FROM marks`, 3)
	for i := range 600 {
		read(fmt.Sprintf(`SELECT count(*) + %d FROM marks`, i), 3+i)
	}
	read(`SELECT count(*) FROM marks`, 3)
}
