package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
)

// Parsing and planning a statement costs SQLite more than running most of
// ours, so each connection keeps the statements that it has prepared. This
// stands below database/sql because the work queue's own statements, which are
// the most, come that way.

// statementsKept is how many statements a connection keeps; the longest kept
// is the longest that is written by hand.
const (
	statementsKept   = 256
	longestStatement = 8 << 10
)

// preparing is a connector whose connections keep their statements.
type preparing struct{ driver.Connector }

func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	lc, ok := c.(liteConn)
	if !ok {
		return c, nil // another version of the driver: slower, and right
	}
	return &preparingConn{liteConn: lc, kept: map[string]*statement{}}, nil
}

// liteConn is what a connection of the driver can do.
type liteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// preparingConn is used by one goroutine at a time, as database/sql promises.
type preparingConn struct {
	liteConn
	kept map[string]*statement
	ring []*statement // in the order of their making, for giving up the oldest
}

// statement is a prepared statement; busy while its rows are being read.
type statement struct {
	query string
	stmt  driver.Stmt
	exec  driver.StmtExecContext
	rows  driver.StmtQueryContext
	busy  bool
}

func (c *preparingConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, q)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.liteConn.ExecContext(ctx, q, args)
	}
	return s.exec.ExecContext(ctx, args)
}

func (c *preparingConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, q)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.liteConn.QueryContext(ctx, q, args)
	}
	rows, err := s.rows.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &preparedRows{rows, s}, nil
}

// statement gives the prepared statement of a query, nil if there is none to
// be used: it is no plain statement, or its rows are still being read.
func (c *preparingConn) statement(ctx context.Context, q string) (*statement, error) {
	if s := c.kept[q]; s != nil {
		if s.busy {
			return nil, nil
		}
		return s, nil
	}
	if len(q) > longestStatement || !plain(q) {
		return nil, nil
	}
	stmt, err := c.PrepareContext(ctx, q)
	if err != nil {
		return nil, err
	}
	s := &statement{query: q, stmt: stmt}
	var canExec, canQuery bool
	s.exec, canExec = stmt.(driver.StmtExecContext)
	s.rows, canQuery = stmt.(driver.StmtQueryContext)
	if !canExec || !canQuery {
		return nil, stmt.Close()
	}
	c.makeRoom()
	c.kept[q] = s
	c.ring = append(c.ring, s)
	return s, nil
}

// makeRoom gives up the oldest statements that are not in use.
func (c *preparingConn) makeRoom() {
	for i := 0; len(c.ring) >= statementsKept && i < len(c.ring); {
		s := c.ring[i]
		if s.busy {
			i++
			continue
		}
		_ = s.stmt.Close() // its last error was its user's
		delete(c.kept, s.query)
		c.ring = append(c.ring[:i], c.ring[i+1:]...)
	}
}

// plain tells statements that read or write rows from those that change the
// tables, and from scripts.
func plain(q string) bool {
	q = strings.TrimLeft(q, " \t\r\n")
	if strings.Contains(q, ";") {
		return false
	}
	for _, verb := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "-- name:"} {
		if len(q) > len(verb) && strings.EqualFold(q[:len(verb)], verb) {
			return true
		}
	}
	return false
}

func (c *preparingConn) Close() error {
	var errs []error
	for _, s := range c.ring {
		errs = append(errs, s.stmt.Close())
	}
	c.kept, c.ring = map[string]*statement{}, nil
	return errors.Join(append(errs, c.liteConn.Close())...)
}

// preparedRows give their statement back when they are closed.
type preparedRows struct {
	driver.Rows
	of *statement
}

func (r *preparedRows) Close() error {
	err := r.Rows.Close()
	r.of.busy = false
	return err
}
