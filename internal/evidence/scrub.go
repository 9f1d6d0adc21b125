package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Pace is how much of the archive is hashed again, and how fast.
type Pace struct {
	Every  time.Duration // how old the last look at a file may get
	Bytes  int64         // at one call, at least one file
	Second int64         // bytes in a second, 0: as fast as it goes
}

// scrubPace goes through 200 GB in a week, and reads with a small part of what
// a disk gives.
var scrubPace = Pace{Every: 7 * 24 * time.Hour, Bytes: 64 << 20, Second: 16 << 20}

// ScrubLate is the age of a look at a file from which on it is a warning.
const ScrubLate = 30 * 24 * time.Hour

// Scrub hashes again the files that were not looked at for longest, where they
// stand, and compares each with what it was when it was sealed. It keeps what
// it found in the file's row, so that the next call goes on behind it. Of a
// file that is another one now, the captures that are damaged are named.
func (s *Store) Scrub(ctx context.Context, d *db.DB, p Pace) error {
	due, err := filesBy(ctx, d, `WHERE checked_at <= ? ORDER BY checked_at, name`, db.Micros(s.clock.Now().Add(-p.Every)))
	if err != nil {
		return err
	}
	left := p.Bytes
	for _, f := range due {
		if left <= 0 {
			return nil
		}
		left -= f.Size
		fault, err := s.scrubFile(ctx, d, f, p)
		if err != nil {
			return err
		}
		if fault != "" && fault != f.Fault {
			s.lg.Error("a file of the archive is not as it was kept", "file", f.Name, "fault", fault)
		}
		if err := s.scrubbed(ctx, d, f, fault); err != nil {
			return err
		}
	}
	return nil
}

const scrubbedSQL = `UPDATE archive_files SET checked_at = ?, fault = ? WHERE name = ? AND object = ?`

func (s *Store) scrubbed(ctx context.Context, d *db.DB, f File, fault string) error {
	return d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(scrubbedSQL, db.Micros(s.clock.Now()), fault, f.Name, f.Object)
		return err
	})
}

// scrubFile says what is wrong with a file, "" if nothing is. An error is that
// it could not be looked at: the store does not answer.
func (s *Store) scrubFile(ctx context.Context, d *db.DB, f File, p Pace) (fault string, err error) {
	slow := func(r io.Reader) io.Reader { return &paced{ctx, s.clock, r, p.Second} }
	if f.Place != PlaceStore {
		if fault, err = s.compareDigest(ctx, f, false, slow); fault != "" || err != nil {
			return s.named(ctx, d, f, fault), err
		}
	}
	if f.Place != PlaceHere && s.remote != nil {
		fault, err = s.compareDigest(ctx, f, true, slow)
		if fault != "" && f.Place == PlaceStore {
			fault = s.named(ctx, d, f, fault)
		}
	}
	return fault, err
}

func (s *Store) compareDigest(ctx context.Context, f File, remote bool, slow func(io.Reader) io.Reader) (fault string, err error) {
	where := "in the folder"
	if remote {
		where = "in " + s.remote.String()
	}
	sha, _, err := s.digestOf(ctx, f.Object, remote, slow)
	var p *vigia.Problem
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.As(err, &p) && p.Kind == vigia.ErrRefused:
		return "", err
	case err != nil:
		return fmt.Sprintf("%s it cannot be read: %v", where, err), nil
	case sha != f.SHA256:
		return fmt.Sprintf("%s its SHA-256 is %s, sealed with %s", where, sha, f.SHA256), nil
	}
	return "", nil
}

// namedMost is how many captures a fault names.
const namedMost = 20

// named adds which captures a fault is about.
func (s *Store) named(ctx context.Context, d *db.DB, f File, fault string) string {
	found, err := s.checkFile(ctx, d, f.Name)
	if fault == "" || err != nil {
		return fault
	}
	var ids []string
	for _, x := range found {
		if x.Severity == vigia.Block && len(ids) < namedMost {
			ids = append(ids, strings.TrimPrefix(x.Path, "captures/"))
		}
	}
	if len(ids) == 0 {
		return fault + "; every capture in it is whole"
	}
	return fault + "; damaged: " + strings.Join(ids, " ")
}

// paced reads no faster than so many bytes in a second.
type paced struct {
	ctx    context.Context
	clock  vigia.Clock
	r      io.Reader
	second int64
}

func (p *paced) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if p.second > 0 && n > 0 {
		if stopped := p.clock.Sleep(p.ctx, time.Duration(n)*time.Second/time.Duration(p.second)); stopped != nil {
			return n, stopped
		}
	}
	return n, err
}
