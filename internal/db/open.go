package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
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
		return nil, fmt.Errorf("database %s: %w", Redact(where), err)
	}
	ready := d.migrate
	if mode == Look {
		ready = d.current
	}
	if err := ready(ctx); err != nil {
		d.Close()
		return nil, fmt.Errorf("database %s: %w", Redact(where), err)
	}
	return d, nil
}

// current checks that the tables are those of this program.
func (d *DB) current(ctx context.Context) error {
	newest, err := newestMigration()
	if err != nil {
		return err // unreachable: the names are ours
	}
	var version int
	err = d.QueryRow(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version`).Scan(&version)
	var told *vigia.Problem
	switch {
	case ctx.Err() != nil, errors.As(err, &told):
		return err
	case err != nil || version < newest:
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "its tables are older than this program, or it has none yet", Remedy: "run 'vigia init' once, which brings them up to date"}
	case version > newest:
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "its tables are newer than this program", Remedy: "use the newer vigia that has worked with it"}
	}
	return nil
}

// newestMigration is the number that the last file of the migrations begins with.
func newestMigration() (n int, err error) {
	known, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(known) == 0 {
		return 0, err
	}
	_, err = fmt.Sscanf(path.Base(known[len(known)-1]), "%d_", &n)
	return n, err
}

func open(ctx context.Context, where string, mode Mode) (*DB, error) {
	d := &DB{now: time.Now}
	if !strings.HasPrefix(where, "postgres://") && !strings.HasPrefix(where, "postgresql://") {
		if scheme, _, ok := strings.Cut(where, "://"); ok {
			return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("databases of the kind %s are not known", scheme), Remedy: "give a file, or postgres://user:password@host/name"}
		}
		if _, err := os.Stat(where); errors.Is(err, fs.ErrNotExist) && mode == Look {
			return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no database yet", Remedy: "run 'vigia init' first, or give its folder with --data"}
		}
		var err error
		if d.lite, err = openLite(where, mode == Work); err != nil {
			return nil, err
		}
		return d, nil
	}
	var err error
	if d.pool, err = openPool(ctx, where); err != nil {
		return nil, err
	}
	return d, nil
}

// poolSize is how many connections a program uses, unless the address says so
// (pool_max_conns): one for each task at work, and some for the desk.
const poolSize = 24

func openPool(ctx context.Context, where string) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(where)
	if err != nil {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the address cannot be read", Remedy: "give it as postgres://user:password@host/name"}
	}
	if !strings.Contains(where, "pool_max_conns") {
		c.MaxConns = poolSize
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, &vigia.Problem{Kind: vigia.ErrRefused, What: "the server cannot be reached or does not let us in: " + innermost(err), Remedy: "check that the server runs and that the address, user and password are right"}
	}
	return pool, nil
}

// migrate brings the tables up to date, one program at a time.
func (d *DB) migrate(ctx context.Context) error {
	return d.Alone(ctx, "vigia migrate", d.migrateAlone)
}

func (d *DB) migrateAlone(ctx context.Context) error {
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

// innermost is what the server or the operating system said, without the ways
// that the driver tried.
func innermost(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Message
	}
	for {
		next := errors.Unwrap(err)
		if many, ok := err.(interface{ Unwrap() []error }); ok && len(many.Unwrap()) > 0 {
			next = many.Unwrap()[0]
		}
		if next == nil {
			return err.Error()
		}
		err = next
	}
}

// Redact hides the name and password of a database address: all up to the last
// @, since a password may have one.
func Redact(where string) string {
	scheme, rest, ok := strings.Cut(where, "://")
	if !ok {
		return where
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		return scheme + "://…@" + rest[at+1:]
	}
	return where
}
