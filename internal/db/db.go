package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"vigia"
)

// Querier reads: a DB or a Tx.
type Querier interface {
	Query(ctx context.Context, q string, args ...any) (*Rows, error)
	QueryRow(ctx context.Context, q string, args ...any) *Row
}

// DB is an open database. Exactly one of lite and pool is set.
type DB struct {
	lite *liteDB
	pool *pgxpool.Pool
	now  func() time.Time
}

// Postgres reports whether the engine is PostgreSQL.
func (d *DB) Postgres() bool { return d.pool != nil }

// Pool is the PostgreSQL pool, nil on SQLite. For work's River driver.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// Writer is SQLite's one writer connection, nil on PostgreSQL. For work's
// River driver.
func (d *DB) Writer() *sql.DB {
	if d.lite == nil {
		return nil
	}
	return d.lite.write
}

// SetNow replaces the clock that a Tx freezes at its start. Call it before
// the first transaction.
func (d *DB) SetNow(now func() time.Time) { d.now = now }

// Close closes all connections and gives up the lock on the file.
func (d *DB) Close() error {
	if d.pool != nil {
		d.pool.Close()
		return nil
	}
	return d.lite.close()
}

// Query reads rows. The caller closes them.
func (d *DB) Query(ctx context.Context, q string, args ...any) (*Rows, error) {
	if d.pool != nil {
		r, err := d.pool.Query(ctx, rebind(q), clean(args)...)
		return pgRows(r), wrap(err)
	}
	r, err := d.lite.read.QueryContext(ctx, q, clean(args)...)
	return liteRows(r), wrap(err)
}

// QueryRow reads one row; Scan gives vigia.ErrNotFound if there is none.
func (d *DB) QueryRow(ctx context.Context, q string, args ...any) *Row {
	if d.pool != nil {
		return &Row{d.pool.QueryRow(ctx, rebind(q), clean(args)...)}
	}
	return &Row{d.lite.read.QueryRowContext(ctx, q, clean(args)...)}
}

// InTx runs fn in one transaction: committed if fn returns nil, rolled back on
// an error or a panic.
func (d *DB) InTx(ctx context.Context, fn func(*Tx) error) error {
	tx, err := d.begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", wrap(err))
	}
	defer tx.rollback() // does nothing after a commit
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.commit(); err != nil {
		return fmt.Errorf("commit: %w", wrap(err))
	}
	tx.undo = nil
	return nil
}

func (d *DB) begin(ctx context.Context) (*Tx, error) {
	t := &Tx{ctx: ctx, Now: d.now().UTC()}
	var err error
	if d.pool != nil {
		t.pg, err = d.pool.Begin(ctx)
	} else {
		t.lite, err = d.lite.write.BeginTx(ctx, nil)
	}
	return t, err
}

// Tx is a running transaction. It dies with its closure. Now is one instant
// for all that the transaction writes.
type Tx struct {
	Now  time.Time
	ctx  context.Context
	lite *sql.Tx
	pg   pgx.Tx
	undo []func()
}

// OnRollback has f called if the transaction is not committed, before it ends:
// for what is remembered outside the database. The last comes first.
func (t *Tx) OnRollback(f func()) { t.undo = append(t.undo, f) }

// Context is the transaction's context.
func (t *Tx) Context() context.Context { return t.ctx }

// Exec runs a statement and tells how many rows it touched.
func (t *Tx) Exec(q string, args ...any) (int64, error) {
	if t.pg != nil {
		c, err := t.pg.Exec(t.ctx, rebind(q), clean(args)...)
		return c.RowsAffected(), wrap(err)
	}
	r, err := t.lite.ExecContext(t.ctx, q, clean(args)...)
	if err != nil {
		return 0, wrap(err)
	}
	return r.RowsAffected()
}

// Query reads rows inside the transaction. Close them before the next
// statement.
func (t *Tx) Query(ctx context.Context, q string, args ...any) (*Rows, error) {
	if t.pg != nil {
		r, err := t.pg.Query(ctx, rebind(q), clean(args)...)
		return pgRows(r), wrap(err)
	}
	r, err := t.lite.QueryContext(ctx, q, clean(args)...)
	return liteRows(r), wrap(err)
}

// QueryRow reads one row inside the transaction.
func (t *Tx) QueryRow(ctx context.Context, q string, args ...any) *Row {
	if t.pg != nil {
		return &Row{t.pg.QueryRow(ctx, rebind(q), clean(args)...)}
	}
	return &Row{t.lite.QueryRowContext(ctx, q, clean(args)...)}
}

// Serial lets only one transaction at a time pass for a name, until it ends.
// SQLite has one writer anyway.
func (t *Tx) Serial(name string) error {
	if t.pg == nil {
		return nil
	}
	_, err := t.pg.Exec(t.ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, name)
	return wrap(err)
}

// Lite is the transaction on SQLite, nil on PostgreSQL. For work.
func (t *Tx) Lite() *sql.Tx { return t.lite }

// PG is the transaction on PostgreSQL, nil on SQLite. For work.
func (t *Tx) PG() pgx.Tx { return t.pg }

func (t *Tx) commit() error {
	if t.pg != nil {
		return t.pg.Commit(t.ctx)
	}
	return t.lite.Commit()
}

func (t *Tx) rollback() {
	for _, f := range slices.Backward(t.undo) {
		f()
	}
	// The closure's error, or the commit, is what counts; a rollback can only
	// fail because the connection is gone, and then there is nothing to undo.
	if t.pg != nil {
		_ = t.pg.Rollback(context.WithoutCancel(t.ctx))
		return
	}
	_ = t.lite.Rollback()
}

// Row is one row to scan.
type Row struct {
	r interface{ Scan(...any) error }
}

// Scan reads the row's columns.
func (r *Row) Scan(dst ...any) error { return wrap(r.r.Scan(dst...)) }

// Rows are rows to walk: for rows.Next() { rows.Scan(…) }; rows.Err().
type Rows struct {
	next  func() bool
	scan  func(...any) error
	err   func() error
	close func()
}

func pgRows(r pgx.Rows) *Rows {
	if r == nil {
		return nil
	}
	return &Rows{r.Next, r.Scan, r.Err, r.Close}
}

func liteRows(r *sql.Rows) *Rows {
	if r == nil {
		return nil
	}
	return &Rows{r.Next, r.Scan, r.Err, func() { _ = r.Close() }} // Err has said it already
}

func (r *Rows) Next() bool            { return r.next() }
func (r *Rows) Scan(dst ...any) error { return wrap(r.scan(dst...)) }
func (r *Rows) Err() error            { return wrap(r.err()) }
func (r *Rows) Close()                { r.close() }

// Collect scans every row with scan and closes rows. It takes Query's two
// results as they come.
func Collect[T any](rows *Rows, err error, scan func(*Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// Each is Collect for a scan that keeps what it reads by itself, in a map for
// instance.
func Each(rows *Rows, err error, scan func(*Rows) error) error {
	_, err = Collect(rows, err, func(r *Rows) (struct{}, error) { return struct{}{}, scan(r) })
	return err
}

// Micros is how a time is stored; the zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time is the time that Micros stored.
func Time(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// In gives "(?, ?, ?)" and the arguments for an IN list. An empty list
// matches nothing.
func In[T any](vs []T) (string, []any) {
	if len(vs) == 0 {
		return "(NULL)", nil
	}
	args := make([]any, len(vs))
	for i, v := range vs {
		args[i] = v
	}
	return "(" + strings.TrimSuffix(strings.Repeat("?, ", len(vs)), ", ") + ")", args
}

// Values gives "(?, ?), (?, ?)" for an INSERT of several rows at once.
func Values(rows, columns int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + ")"
	return strings.TrimSuffix(strings.Repeat(row+", ", rows), ", ")
}

// rebind turns ? into $1, $2 … for PostgreSQL, leaving quoted strings alone.
func rebind(q string) string {
	if !strings.Contains(q, "?") {
		return q
	}
	var b strings.Builder
	n, quoted := 0, false
	for _, r := range q {
		switch {
		case r == '\'':
			quoted = !quoted
			b.WriteRune(r)
		case r == '?' && !quoted:
			n++
			fmt.Fprintf(&b, "$%d", n)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// ErrFull is the kind of a problem with space on a disk: waiting may mend it.
var ErrFull = fmt.Errorf("the disk is full: %w", vigia.ErrRefused)

// wrap gives driver errors the kinds of this house.
func wrap(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows), errors.Is(err, pgx.ErrNoRows):
		return vigia.ErrNotFound
	case errors.As(err, &pg) && pg.Code == "23505", isLiteUnique(err):
		return fmt.Errorf("%w: %v", vigia.ErrConflict, err)
	case isLiteFull(err), errors.As(err, &pg) && pg.Code == "53100":
		return &vigia.Problem{Kind: ErrFull, What: "the disk is full: " + err.Error(),
			Remedy: "free some space and run again; nothing that was confirmed is lost"}
	case isLiteBarred(err):
		return &vigia.Problem{Kind: vigia.ErrRefused, What: "this user may not write the database file and its folder, which also a look at it needs",
			Remedy: "give the user the right to write there, or run it as the owner of the folder"}
	case isLiteForeign(err):
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the database file is damaged, or it is no database of ours: " + err.Error(),
			Remedy: "restore the folder from a backup, or name another file"}
	}
	return err
}
