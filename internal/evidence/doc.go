// Package evidence keeps what we saw: the bytes of each exchange in WARC
// files, found again by capture.
//
// It writes one table, captures, whose rows never change, and one folder:
//
//	YYYY/MM/vigia-<time>-<random>.warc.gz
//
// A process writes a file of its own, which begins with the first thing that
// it keeps. Of each exchange there are three records: the response as it came
// over the wire, the request as it was sent, and metadata (redirects,
// robots.txt, how long it took). An import is one resource record. A capture
// names the first of them by file, start and length; its sha256 is that of
// the body without transfer coding, still content-coded.
//
// Bytes come before rows: Keep returns when the records are on the disk, and
// only then may Insert make the row that points to them. Callers that keep at
// the same time share one sync. After a write or sync that failed the file is
// given up and what was in it unacknowledged is cut off; nothing is
// acknowledged that a sync has not confirmed.
//
// A file that may still grow is writable and locked; a sealed one is neither.
// New finds the writable files that no process holds, cuts off what a crash
// left after the last whole record, and seals them.
package evidence
