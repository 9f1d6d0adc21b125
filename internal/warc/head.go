package warc

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What a head may hold before it is called malformed.
const (
	headMax  = 256 << 10 // bytes
	fieldMax = 1000      // lines: each that goes on with a field copies what it goes on with
)

// fields reads the named fields of a record up to the empty line. An error
// means that the head does not end.
func (r *Reader) fields(rec *Record) error {
	size, long := 0, false
	for lines := 1; ; lines++ {
		inside := r.mid
		line, err := r.line()
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		size += len(line)
		text := strings.TrimRight(string(line), "\r\n")
		switch {
		case text == "" && !inside:
			return nil
		case inside || size > headMax || lines > fieldMax:
			if !long {
				r.bad(rec, "the head is too long, part of it was left out")
			}
			long = true
		default:
			r.field(rec, text)
		}
	}
}

// field reads one line of a head, which may go on with the line before.
func (r *Reader) field(rec *Record, text string) {
	if text[0] == ' ' || text[0] == '\t' {
		if n := len(rec.Header); n > 0 {
			f := &rec.Header[n-1]
			f.Value = strings.TrimSpace(f.Value + " " + strings.TrimSpace(text))
			return
		}
	}
	name, value, ok := strings.Cut(text, ":")
	if !ok || name == "" || strings.ContainsAny(name, " \t") {
		r.bad(rec, fmt.Sprintf("%.60q is no field", text))
		return
	}
	rec.Header = append(rec.Header, Field{name, strings.TrimSpace(value)})
}

func (r *Reader) bad(rec *Record, message string) {
	r.note(Issue{Kind: BadHeader, Offset: rec.Offset, Message: message})
}

func (r *Reader) odd(rec *Record, k Kind, message string) {
	r.note(Issue{Kind: k, Offset: rec.Offset, Message: message, Warning: true})
}

// once are the fields that may stand only once in a record.
var once = []string{"WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length", "Content-Type", "WARC-Target-URI",
	"WARC-IP-Address", "WARC-Block-Digest", "WARC-Payload-Digest", "WARC-Truncated", "WARC-Warcinfo-ID", "WARC-Filename",
	"WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Profile", "WARC-Identified-Payload-Type",
	"WARC-Segment-Number", "WARC-Segment-Origin-ID", "WARC-Segment-Total-Length"}

// needs are the fields that a record type cannot do without.
var needs = map[string][]string{
	Response: {"WARC-Target-URI"}, Resource: {"WARC-Target-URI"}, Request: {"WARC-Target-URI"}, Conversion: {"WARC-Target-URI"},
	Revisit:      {"WARC-Target-URI", "WARC-Profile"},
	Continuation: {"WARC-Target-URI", "WARC-Segment-Number", "WARC-Segment-Origin-ID"},
	Warcinfo:     nil, Metadata: nil,
}

// fill sets the record's own fields from its header and judges the header.
func (r *Reader) fill(rec *Record) {
	h := rec.Header
	for _, name := range once {
		if len(h.Values(name)) > 1 {
			r.bad(rec, name+" stands more than once")
		}
	}
	rec.Type, rec.ID = strings.ToLower(h.Get("WARC-Type")), h.Get("WARC-Record-ID")
	more, known := needs[rec.Type]
	for _, name := range slices.Concat([]string{"WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length"}, more) {
		if h.Get(name) == "" {
			r.bad(rec, name+" is missing")
		}
	}
	if !known && rec.Type != "" {
		r.odd(rec, OddForm, "unknown record type "+clip(rec.Type))
	}
	if rec.Version != "1.0" && rec.Version != "1.1" && !r.draft {
		r.draft = true
		r.odd(rec, OddVersion, "WARC version "+clip(rec.Version))
	}
	r.fillTarget(rec)
	r.fillDate(rec)
	r.fillSize(rec)
	if n := h.Get("WARC-Segment-Number"); n != "" {
		if i, err := strconv.Atoi(n); err != nil || (rec.Type == Continuation) != (i > 1) || i < 1 {
			r.bad(rec, fmt.Sprintf("a %s record cannot have segment number %s", rec.Type, clip(n)))
		}
	}
}

// fillTarget unwraps the angle brackets that WARC 1.0 asked for and escapes
// spaces.
func (r *Reader) fillTarget(rec *Record) {
	uri := rec.Header.Get("WARC-Target-URI")
	if strings.HasPrefix(uri, "<") && strings.HasSuffix(uri, ">") {
		uri = uri[1 : len(uri)-1]
	}
	if strings.Contains(uri, " ") {
		r.odd(rec, OddForm, "WARC-Target-URI holds spaces")
		uri = strings.ReplaceAll(uri, " ", "%20")
	}
	rec.TargetURI = uri
}

func (r *Reader) fillDate(rec *Record) {
	v := rec.Header.Get("WARC-Date")
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, v); err == nil {
			rec.Date = t.UTC()
			return
		}
	}
	if v != "" {
		r.bad(rec, "WARC-Date "+clip(v)+" is no date")
	}
}

func (r *Reader) fillSize(rec *Record) {
	v := rec.Header.Get("Content-Length")
	n, err := strconv.ParseUint(v, 10, 62)
	if err != nil && v != "" {
		r.bad(rec, "Content-Length "+clip(v)+" is no length")
	}
	if err == nil {
		rec.Size = int64(n)
	}
}

// isArcLine tells whether a line is the head of an ARC record: address, IP
// address, date, content type, length.
func isArcLine(line []byte) bool {
	f := bytes.Fields(line)
	return len(f) >= 5 && bytes.Contains(f[0], []byte(":")) && isDigits(f[len(f)-3]) && len(f[len(f)-3]) >= 8
}

func isDigits(b []byte) bool {
	return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0
}

// arcHead fills a record from its one line. An address may hold spaces.
func (r *Reader) arcHead(rec *Record, line []byte) {
	f := strings.Fields(string(line))
	n := len(f)
	rec.Version, rec.Type = "arc", Response
	if rec.TargetURI = strings.Join(f[:n-4], "%20"); strings.HasPrefix(rec.TargetURI, "filedesc://") {
		rec.Type = ArcHeader
	} else if strings.HasPrefix(rec.TargetURI, "http") {
		rec.Header = Header{{"Content-Type", HTTPResponse}}
	}
	rec.Header.Add("WARC-IP-Address", f[n-4])
	date := f[n-3]
	if t, err := time.Parse("20060102150405", date[:min(14, len(date))]); err == nil {
		rec.Date = t
	}
	if len(date) != 14 {
		r.odd(rec, OddForm, "the date has not 14 digits")
	}
	size, err := strconv.ParseUint(f[n-1], 10, 62)
	if err != nil {
		r.bad(rec, "length "+clip(f[n-1])+" is no length")
	}
	rec.Size = int64(size)
}
