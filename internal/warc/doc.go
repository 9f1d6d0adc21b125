// Package warc reads and writes WARC files, the archive format of the web
// (ISO 28500, WARC/1.1). It is a codec: it knows neither folders nor the
// network.
//
// A Writer compresses each record as a gzip member of its own, so that a
// record is found again by offset and length, and gives every record a
// SHA-256 digest of its block and, if it has one, of its payload. The payload
// of an HTTP record is what follows the HTTP head, as stored; this is what
// other WARC tools check too.
//
// A Reader takes WARC 1.0 and 1.1, its drafts, and ARC 1; plain or gzip. It
// is made for files that are damaged or lie: it never panics, holds one line
// and no block in memory, checks digests and lengths while it reads, notes
// what is wrong as an Issue, and goes on at the next record that it can find.
package warc
