package db

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"vigia"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Mode says what a program will do with the database.
type Mode int

const (
	// Work writes, and on SQLite keeps other programs from writing.
	Work Mode = iota
	// Look reads beside a program that works; the database must exist.
	Look
)

// Open opens the database at where, "postgres://…" or a file path, and brings
// its tables up to date (Look does not).
func Open(ctx context.Context, where string, mode Mode) (*DB, error) {
	d, err := open(ctx, where, mode)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", redact(where), err)
	}
	if mode == Look {
		return d, nil
	}
	if err := d.migrate(ctx); err != nil {
		d.Close()
		return nil, fmt.Errorf("database %s: %w", redact(where), err)
	}
	return d, nil
}

func open(ctx context.Context, where string, mode Mode) (*DB, error) {
	d := &DB{now: time.Now}
	if !strings.HasPrefix(where, "postgres://") && !strings.HasPrefix(where, "postgresql://") {
		if _, err := os.Stat(where); err != nil && mode == Look {
			return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no database yet", Remedy: "run 'vigia init' first, or give its folder with --data"}
		}
		var err error
		if d.lite, err = openLite(where, mode == Work); err != nil {
			return nil, err
		}
		return d, nil
	}
	pool, err := pgxpool.New(ctx, where)
	if err != nil {
		return nil, err
	}
	d.pool = pool
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, &vigia.Problem{Kind: vigia.ErrRefused, What: err.Error(), Remedy: "check that the server runs and that the address, user and password are right"}
	}
	return d, nil
}

// migrate brings the tables up to date.
func (d *DB) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err // unreachable: the folder is embedded
	}
	dialect, conn := goose.DialectSQLite3, (*sql.DB)(nil)
	if d.pool != nil {
		dialect, conn = goose.DialectPostgres, stdlib.OpenDBFromPool(d.pool)
		defer conn.Close()
	} else {
		conn = d.lite.write
	}
	p, err := goose.NewProvider(dialect, conn, dir)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", wrap(err))
	}
	return nil
}

// redact hides the password of a database address.
func redact(where string) string {
	scheme, rest, ok := strings.Cut(where, "://")
	if !ok {
		return where
	}
	if _, host, ok := strings.Cut(rest, "@"); ok {
		return scheme + "://…@" + host
	}
	return where
}
