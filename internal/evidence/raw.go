package evidence

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vigia/internal/warc"
)

// Raw gives the records that a leaf names as they stand in their file, one
// behind the other: a WARC file of its own. Each is checked against the leaf.
func (s *Store) Raw(l Leaf) ([]byte, error) {
	if len(l.Records) == 0 {
		return nil, nil
	}
	files := map[string]*archived{}
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	var b bytes.Buffer
	for _, r := range l.Records {
		c := Capture{ID: l.Capture, File: r.in(l.File), Start: r.Start}
		f, err := files[c.File], error(nil)
		if f == nil {
			if f, err = s.openFile(context.Background(), c.File); err != nil {
				return nil, c.unread(err)
			}
			files[c.File] = f
		}
		from := b.Len()
		if n, err := io.Copy(&b, io.NewSectionReader(f, r.Start, min(r.Length, blockMax))); err != nil || n < r.Length {
			return nil, c.unread(cmp.Or(err, errors.New("its "+r.Type+" record cannot be read")))
		}
		if Sum(b.Bytes()[from:]) != r.SHA256 {
			return nil, c.damaged("its " + r.Type + " record is not the one that was logged")
		}
	}
	return b.Bytes(), nil
}

// CheckRaw checks what Raw gave: every record is the one that the leaf names,
// whole and with digests that match, of the leaf's address and body, and
// nothing else stands there.
func (l Leaf) CheckRaw(gz []byte) error {
	rest := gz
	for _, r := range l.Records {
		if r.Length < 0 || r.Length > int64(len(rest)) {
			return fmt.Errorf("the %s record is cut", r.Type)
		}
		if Sum(rest[:r.Length]) != r.SHA256 {
			return fmt.Errorf("the %s record is not the one that was logged", r.Type)
		}
		rest = rest[r.Length:]
	}
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%d bytes stand behind the records that were logged", len(rest))
	case len(l.Records) == 0 && l.File != "":
		return fmt.Errorf("the log does not know its records")
	case len(l.Records) == 0:
		return nil
	}
	sha, err := VerifyRecord(gz)
	if err == nil && sha != l.SHA256 {
		err = fmt.Errorf("the body has sha256 %s, logged was %s", sha, l.SHA256)
	}
	if err != nil {
		return err
	}
	return l.checkTarget(gz)
}

// checkTarget checks that the records are of the address that the leaf names.
func (l Leaf) checkTarget(gz []byte) error {
	r := warc.NewReader(bytes.NewReader(gz))
	for {
		rec, err := r.Next()
		if err != nil {
			return nil // VerifyRecord has read it to its end
		}
		if l.Refers != "" && rec.Type != warc.Revisit {
			continue // it is of the address whose body this one has too
		}
		if rec.Type != warc.Response && rec.Type != warc.Resource && rec.Type != warc.Revisit || strings.HasPrefix(rec.TargetURI, "urn:sha256:") {
			continue
		}
		if want := escape(l.FinalURL); !strings.HasPrefix(l.FinalURL, "sha256:") && rec.TargetURI != strings.ReplaceAll(want, " ", "%20") {
			return fmt.Errorf("the record is of %.200s, logged was %.200s", rec.TargetURI, l.FinalURL)
		}
	}
}

// About reads what the metadata record among raw records says of the fetch:
// values by name, in their order.
func About(gz []byte) map[string][]string {
	out := map[string][]string{}
	r := warc.NewReader(bytes.NewReader(gz))
	for {
		rec, err := r.Next()
		if err != nil {
			return out
		}
		if rec.Type != warc.Metadata {
			continue
		}
		block, err := readBlock(rec)
		if err != nil {
			return out
		}
		for line := range strings.Lines(string(block)) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !slices.Contains(out[name], value) {
				out[name] = append(out[name], value)
			}
		}
	}
}
