package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"vigia/internal/warc"
)

// Record gives the records of a capture as a WARC file of its own, for
// publishing: a warcinfo record and the very bytes that were kept. It is the
// same each time.
func (s *Store) Record(c Capture) ([]byte, error) {
	if _, _, err := s.block(context.Background(), c); err != nil {
		return nil, err
	}
	f, err := s.openFile(context.Background(), c.File)
	if err != nil {
		return nil, c.unread(err)
	}
	defer f.Close()
	n, err := togetherUntil(io.NewSectionReader(f, c.Start, 1<<62))
	if err != nil {
		return nil, c.damaged(err.Error())
	}
	kept := make([]byte, n)
	if _, err := f.ReadAt(kept, c.Start); err != nil {
		return nil, c.damaged(err.Error())
	}
	var b bytes.Buffer
	id := sha256.Sum256([]byte("warcinfo of " + c.ID))
	info, block := warc.Info(warc.ID([16]byte(id[:16])), c.ID+suffix, software, c.At)
	if _, err := warc.NewWriter(&b).Write(info, block); err != nil {
		return nil, fmt.Errorf("record of capture %s: %w", c.ID, err)
	}
	b.Write(kept)
	body, err := s.lentRecord(context.Background(), c)
	b.Write(body)
	return b.Bytes(), err
}

// spans gives the record at start and those that belong to it, as their bytes
// stand in the file; at most limit, unless that is 0.
func spans(f io.ReaderAt, start int64, limit int) (out []Record, err error) {
	end, err := togetherUntil(io.NewSectionReader(f, start, 1<<62))
	if err != nil {
		return nil, err
	}
	w := warc.NewReader(io.NewSectionReader(f, start, end))
	rec, err := w.Next()
	for err == nil && (limit == 0 || len(out) < limit) {
		last := rec
		rec, err = w.Next() // tells the length of the one before
		sha, e := sumAt(f, start+last.Offset, last.Length)
		if e != nil {
			return nil, e
		}
		out = append(out, Record{Type: last.Type, Start: start + last.Offset, Length: last.Length, SHA256: sha})
	}
	if err == io.EOF {
		err = nil
	}
	return out, err
}

// sumAt is the SHA-256 of n bytes of a file.
func sumAt(f io.ReaderAt, start, n int64) (string, error) {
	h := sha256.New()
	got, err := io.Copy(h, io.NewSectionReader(f, start, n))
	if err == nil && got < n {
		err = io.ErrUnexpectedEOF
	}
	return hex.EncodeToString(h.Sum(nil)), err
}

// togetherUntil is the length of a record and of those that belong to it.
func togetherUntil(r io.Reader) (int64, error) {
	w := warc.NewReader(r)
	first, err := w.Next()
	if err != nil {
		return 0, err
	}
	for {
		rec, err := w.Next()
		if bad := firstError(w.Issues()); bad != nil && w.End() == 0 {
			return 0, bad
		} else if err != nil && err != io.EOF {
			return 0, err
		} else if bad != nil || err == io.EOF || !slices.Contains(rec.Header.Values("WARC-Concurrent-To"), first.ID) {
			return w.End(), nil
		}
	}
}

// VerifyRecord checks a file as Record gives it, and nothing else: every
// record whole and with digests that match, one of them a response or
// resource, the others about it. It gives the sha256 of the body.
func VerifyRecord(gz []byte) (sha string, err error) {
	r := warc.NewReader(bytes.NewReader(gz))
	var id, refers string
	for {
		rec, err := r.Next()
		if bad := firstError(r.Issues()); bad != nil {
			return "", bad
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
		block, err := readBlock(rec)
		if err != nil {
			continue // Next says what is wrong
		}
		switch {
		case rec.Header.Get("WARC-Block-Digest") == "":
			return "", fmt.Errorf("the %s record has no digest", rec.Type)
		case rec.Type == warc.Warcinfo:
		case rec.Type == warc.Response || rec.Type == warc.Resource:
			if id != "" && (refers != rec.ID || sha != "") {
				return "", errors.New("there is more than one response")
			}
			p, _, err := parse(rec.Type, block)
			if err != nil {
				return "", fmt.Errorf("the response cannot be read: %w", err)
			}
			sha = Sum(p.Raw)
			if refers == "" {
				id = rec.ID
			}
		case rec.Type == warc.Revisit && id == "":
			id, refers = rec.ID, rec.Header.Get("WARC-Refers-To") // which comes last
		case id == "" || !slices.Contains(rec.Header.Values("WARC-Concurrent-To"), id):
			return "", fmt.Errorf("the %s record does not belong to the response", rec.Type)
		}
	}
	if sha == "" {
		return "", errors.New("there is no response")
	}
	return sha, nil
}
