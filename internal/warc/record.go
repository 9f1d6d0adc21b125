package warc

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"time"
)

// The record types.
const (
	Warcinfo     = "warcinfo"
	Response     = "response"
	Resource     = "resource"
	Request      = "request"
	Metadata     = "metadata"
	Revisit      = "revisit"
	Conversion   = "conversion"
	Continuation = "continuation"
	ArcHeader    = "arc_header" // the first record of an ARC file
)

// The content types of blocks that this house writes.
const (
	HTTPResponse = "application/http;msgtype=response"
	HTTPRequest  = "application/http;msgtype=request"
	Fields       = "application/warc-fields"
)

// Record is one record. A Writer takes Type, ID, TargetURI, Date and Header
// (what else shall stand in the head); a Reader fills everything.
type Record struct {
	Version   string // "1.1"
	Type      string
	ID        string // with its angle brackets: <urn:uuid:…>
	TargetURI string
	Date      time.Time
	Header    Header
	Size      int64     // of the block in bytes, as declared
	Block     io.Reader // may be read until the next record is asked for
	Offset    int64     // byte of the file where the record, or its gzip member, begins
	Length    int64     // its bytes in the file, known when the next record was asked for
}

// Header is the named fields of a record in their order.
type Header []Field

// Field is one named field.
type Field struct{ Name, Value string }

// Get gives the first value of a field, "" if there is none.
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Values gives all values of a field that may stand more than once.
func (h Header) Values(name string) []string {
	var vs []string
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			vs = append(vs, f.Value)
		}
	}
	return vs
}

// Add appends a field, unless its value is empty.
func (h *Header) Add(name, value string) {
	if value != "" {
		*h = append(*h, Field{name, value})
	}
}

// NewID makes a record id.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return ID(b)
}

// ID makes a record id of 16 given bytes, for records that must come out the
// same each time.
func ID(b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
