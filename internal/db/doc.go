// Package db opens the system of record, runs transactions and migrates it.
//
// There are two engines and one face. The embedded default is one SQLite file
// (modernc.org/sqlite, WAL, synchronous=FULL, one writer connection and a pool
// of readers); many machines share a PostgreSQL database (pgx). Statements are
// written once, with ? for parameters, in the subset that both understand:
// ON CONFLICT, RETURNING, common table expressions, window functions. Times
// are int64 microseconds UTC, digests are hexadecimal text, lists are JSON
// text, truth values are the integers 0 and 1.
//
// Write functions of other packages take a *Tx, from which no pool can be
// reached; read functions take a Querier, which is the DB or a Tx. A Tx must
// not be held across network, reading or any other slow work, and inside a Tx
// nothing may be asked of the DB itself: SQLite has one writer connection.
//
// The tables are in migrations/, which also says which package writes each.
package db
