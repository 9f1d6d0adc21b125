// Package evidence keeps what we saw: the bytes of each exchange in WARC
// files, found again by capture.
//
// It writes three tables: captures and log, whose rows never change, and
// stamps; and one folder:
//
//	YYYY/MM/vigia-<time>-<random>.warc.gz
//	certs/<2 digits>/<SHA-256>.der    what servers showed of themselves
//	log/                              the log of all captures: see package tiles
//	log/stamps/                       checkpoints that were stamped, and the stamps
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
//
// Every capture, and every refusal, is an entry of a Merkle log, made in the
// transaction of its row. Checkpoint makes the log's files of those rows and
// signs them; Stamp has authorities stamp what was signed. Check proves the
// records and CheckLog the log, also against checkpoints that others hold.
package evidence
