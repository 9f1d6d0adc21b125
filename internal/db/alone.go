package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// On PostgreSQL several programs share a database; what one of them must do
// alone it does under an advisory lock of the server, which ends with the
// connection and so leaves nothing to clean up after a kill. On SQLite a
// program that writes has the file to itself by the lock beside it.

// Alone runs f while no other program runs one under the same name.
func (d *DB) Alone(ctx context.Context, name string, f func(context.Context) error) error {
	if d.pool == nil {
		return f(ctx)
	}
	return d.session(ctx, func(c *pgx.Conn) error {
		if _, err := c.Exec(ctx, `SELECT pg_advisory_lock(`+lockKey+`)`, name); err != nil {
			return fmt.Errorf("waiting for %s: %w", name, wrap(err))
		}
		return f(ctx)
	})
}

// Enter marks this program as one that does what name says, until leave. If no
// other one does, first runs before.
func (d *DB) Enter(ctx context.Context, name string, first func(context.Context) error) (leave func(), err error) {
	if d.pool == nil {
		return func() {}, first(ctx)
	}
	c, err := d.connect(ctx)
	if err != nil {
		return nil, err
	}
	leave = func() { hangUp(c) }
	var alone bool
	if err = c.QueryRow(ctx, `SELECT pg_try_advisory_lock(`+lockKey+`)`, name).Scan(&alone); err == nil && alone {
		err = first(ctx)
	}
	if err == nil {
		_, err = c.Exec(ctx, `SELECT pg_advisory_lock_shared(`+lockKey+`)`, name)
	}
	if err == nil && alone {
		_, err = c.Exec(ctx, `SELECT pg_advisory_unlock(`+lockKey+`)`, name)
	}
	if err != nil {
		leave()
		return nil, fmt.Errorf("%s: %w", name, wrap(err))
	}
	return leave, nil
}

// lockKey is the lock of a name ($1) in this schema: locks belong to the whole
// database.
const lockKey = `hashtextextended(current_schema() || ' ' || $1::text, 0)`

// session runs f on a connection of its own, which is closed after it.
func (d *DB) session(ctx context.Context, f func(*pgx.Conn) error) error {
	c, err := d.connect(ctx)
	if err != nil {
		return err
	}
	defer hangUp(c)
	return f(c)
}

func (d *DB) connect(ctx context.Context) (*pgx.Conn, error) {
	c, err := pgx.ConnectConfig(ctx, d.pool.Config().ConnConfig.Copy())
	return c, wrap(err)
}

// hangUp closes a connection, and with it gives up its locks.
func hangUp(c *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = c.Close(ctx) // the server gives up the locks when it sees the end
}
