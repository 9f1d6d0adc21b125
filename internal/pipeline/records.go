package pipeline

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"vigia/internal/fetch"
	"vigia/internal/warc"
)

// eachRecord gives the pages of a WARC file: responses and resources that are
// texts. Other records are no inputs.
func eachRecord(name string, f io.Reader, yield func(Input) bool) bool {
	r := warc.NewReader(f)
	n := 0
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		n++
		part := fmt.Sprintf("%s#%d", name, n)
		if err != nil {
			return yield(Input{Name: part, Err: bad("the record cannot be read: "+err.Error(), again)})
		}
		if rec.Type != "response" && rec.Type != "resource" {
			continue
		}
		if !yield(record(part, rec)) {
			return false
		}
	}
	if n == 0 {
		return yield(Input{Name: name, Err: bad("it holds no whole WARC record", "give a WARC file with response or resource records")})
	}
	for _, issue := range r.Issues() {
		if !yield(Input{Name: name, Err: bad("it is damaged: "+issue.Error(), again+"; what is whole was read")}) {
			return false
		}
	}
	return true
}

// notAPage is the remedy for a record that never held one.
const notAPage = "nothing is to be done: it holds no page"

func record(name string, rec *warc.Record) Input {
	in := Input{Name: name, URL: strings.Trim(rec.TargetURI, "<>")}
	block, err := io.ReadAll(io.LimitReader(rec.Block, maxFile+1))
	switch {
	case err != nil:
		in.Err = bad("the record cannot be read: "+err.Error(), again)
		return in
	case len(block) > maxFile:
		in.Err = bad(fmt.Sprintf("the record is larger than %d MiB", maxFile>>20), notAPage)
		return in
	case rec.Type == "resource":
		in.ContentType, in.Body = rec.Header.Get("Content-Type"), block
		return in
	}
	resp, err := fetch.ParseResponse(block)
	if err != nil {
		in.Err = bad("the record holds no HTTP response: "+err.Error(), notAPage)
		return in
	}
	in.ContentType = resp.Header.Get("Content-Type")
	if resp.Status != http.StatusOK {
		in.Err = bad(fmt.Sprintf("the record is an answer with status %d", resp.Status), notAPage)
		return in
	}
	if in.Body, err = resp.Decoded(maxFile); err != nil {
		in.Err = bad("the record cannot be unpacked: "+err.Error(), notAPage)
	} else if len(in.Body) == 0 {
		in.Err = bad("the record is empty", notAPage)
	}
	return in
}
