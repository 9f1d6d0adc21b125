// Package search finds reports and editions by their words.
//
// It writes two tables of its own making. On SQLite: search_docs (one row for
// each document) and search_words, a contentless FTS5 table with the same row
// ids, which grow with time so that the newest are found first without
// sorting. On PostgreSQL: search_docs alone, with a tsvector and a GIN index.
// Both hold the same tokens, made by [text.Terms], so that a query finds the
// same documents on either engine. Everything here can be made again from the
// reports and the editions; rows carry the version of what made them.
//
//	x, err := search.New(ctx, d)
//	err = d.InTx(ctx, func(tx *db.Tx) error { return x.Put(tx, search.Doc{ID: id, Kind: search.Report, …}) })
//	hits, total, err := x.Find(ctx, search.Query{Text: `lithium "free zone" -opinion`})
//
// A query is words, "phrases" and -not. Whatever else it holds is data: it is
// cut into the same tokens as the documents and never reaches an engine as
// syntax.
package search
