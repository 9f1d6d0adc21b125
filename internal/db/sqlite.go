package db

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// liteDB is one file with one writer and several readers.
type liteDB struct {
	write, read *sql.DB
	unlock      func() error
}

const liteReaders = 4

// writerCache is how much of the file the writer keeps, in KiB: with SQLite's 2
// MiB it reads most pages anew for each transaction.
const writerCache = "&_pragma=cache_size(-16384)"

// openLite opens the file, making its folder. With exclusive it takes the
// lock that keeps a second program from writing to it.
func openLite(path string, exclusive bool) (*liteDB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("folder of the database: %w", err)
	}
	l := &liteDB{unlock: func() error { return nil }}
	if exclusive {
		var err error
		if l.unlock, err = lock(path + ".lock"); err != nil {
			return nil, err
		}
	}
	var err error
	if l.write, err = openLiteDB(path, "&_txlock=immediate"+writerCache, 1); err != nil {
		return nil, err
	}
	if l.read, err = openLiteDB(path, "&_pragma=query_only(1)", liteReaders); err != nil {
		return nil, err
	}
	return l, nil
}

// openLiteDB opens a pool of so many connections, which stay: what they have
// prepared is worth keeping.
func openLiteDB(path, more string, conns int) (*sql.DB, error) {
	c, err := sqlite.NewConnector(liteDSN(path, more))
	if err != nil {
		return nil, err
	}
	d := sql.OpenDB(preparing{c})
	d.SetMaxOpenConns(conns)
	d.SetMaxIdleConns(conns)
	return d, nil
}

// liteDSN sets what durability rests on. FULL, never NORMAL: NORMAL loses
// acknowledged rows in a power cut.
func liteDSN(path, more string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" + more
}

func (l *liteDB) close() error {
	return errors.Join(l.read.Close(), l.write.Close(), l.unlock())
}

func isLiteUnique(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || e.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func isLiteFull(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_FULL
}

// isLiteBarred reports whether this user may not write the file or its folder.
func isLiteBarred(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_READONLY || e.Code()&0xff == lib.SQLITE_CANTOPEN)
}

// isLiteForeign reports whether the file is no database, or a damaged one.
func isLiteForeign(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_NOTADB || e.Code()&0xff == lib.SQLITE_CORRUPT)
}
