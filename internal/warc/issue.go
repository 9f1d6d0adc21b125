package warc

import "fmt"

// Kind is a kind of issue.
type Kind string

// The kinds of issue.
const (
	NotWARC    Kind = "not-warc"     // the file is something else
	Garbage    Kind = "garbage"      // bytes between or after records
	Truncated  Kind = "truncated"    // the file ends inside a record
	WrongSize  Kind = "length"       // a record does not end where its length says
	BadGzip    Kind = "gzip"         // a compressed member is damaged
	NotChunked Kind = "not-separate" // several records in one gzip member
	BadHeader  Kind = "header"       // a field is malformed, doubled, missing or senseless
	BadDigest  Kind = "digest"       // a digest does not match what was read
	OddDigest  Kind = "digest-form"  // a digest cannot be checked
	OddVersion Kind = "version"      // a draft or unknown version
	OddForm    Kind = "form"         // readable, not quite as the format says
	TooMany    Kind = "too-many"     // further issues were not kept
)

// Issue is what is wrong with a file. A warning does not put in doubt what
// was read.
type Issue struct {
	Kind    Kind
	Record  int   // 1 for the first; 0 before it
	Offset  int64 // of the record, or of the bytes that are no record
	Message string
	Warning bool
}

func (i Issue) Error() string {
	return fmt.Sprintf("record %d at %d: %s: %s", i.Record, i.Offset, i.Kind, i.Message)
}

// maxIssues keeps a hostile file from filling memory with complaints.
const maxIssues = 200
