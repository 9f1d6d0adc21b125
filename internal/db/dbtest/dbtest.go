// Package dbtest gives tests a fresh, migrated database on each engine:
// always SQLite, and PostgreSQL when VIGIA_TEST_PG holds the address of a
// server where the test may create schemas.
package dbtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"vigia/internal/db"
)

// Each runs f once for each engine, each time on a database of its own.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, Lite(t)) })
	if where := os.Getenv("VIGIA_TEST_PG"); where != "" {
		t.Run("postgres", func(t *testing.T) { f(t, postgres(t, where)) })
	}
}

// Lite gives a fresh SQLite database, for tests in which the engine does not
// matter.
func Lite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "vigia.db"))
}

func open(t testing.TB, where string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), where, db.Work)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// postgres makes a schema for this test and drops it at the end.
func postgres(t testing.TB, where string) *db.DB {
	t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, where)
	if err != nil {
		t.Fatalf("VIGIA_TEST_PG: %v", err)
	}
	schema := "t_" + strings.ToLower(rand.Text())
	if _, err := c.Exec(ctx, "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := c.Exec(ctx, "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
		c.Close(ctx)
	})
	u, err := url.Parse(where)
	if err != nil {
		t.Fatalf("VIGIA_TEST_PG: %v", err)
	}
	v := u.Query()
	v.Set("search_path", schema)
	u.RawQuery = v.Encode()
	return open(t, u.String())
}
