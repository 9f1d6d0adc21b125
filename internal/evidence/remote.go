package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Remote is a store of objects apart from the folder, as an S3 bucket. An
// object is written once and never changed; its name is that of the file.
// Errors are *vigia.Problem where a person can do something: vigia.ErrNotFound
// for an object that is not there, vigia.ErrConflict for one that is there
// already and was not to be, vigia.ErrRefused for anything that the store does
// not do or cannot be asked.
type Remote interface {
	String() string // for people; no secrets
	Put(ctx context.Context, name string, r io.Reader, size int64) error
	Get(ctx context.Context, name string, start, length int64) (io.ReadCloser, error) // length < 0: up to the end
	Remove(ctx context.Context, name string) error
}

// UseRemote lets sealed files move to a store, which has to be done before
// anything is read. Of what was sent, the copy in the folder goes after
// keepHere.
func (s *Store) UseRemote(r Remote, keepHere time.Duration) {
	s.remote, s.keepHere = r, keepHere
	s.max, s.sealAfter = remoteMax, remoteAge
}

// With a store a file is sealed earlier, so that it moves: what is not sealed
// stands on this disk alone.
const (
	remoteMax = 256 << 20
	remoteAge = time.Hour
)

// ranges reads an object of the store by ranges. It is for one reader, and
// holds what it read last: records are read in small steps.
type ranges struct {
	ctx    context.Context
	remote Remote
	object string
	held   []byte
	from   int64
}

// rangeLeast is the shortest range that is asked for.
const rangeLeast = 256 << 10

func (r *ranges) ReadAt(p []byte, at int64) (int, error) {
	if at < r.from || at+int64(len(p)) > r.from+int64(len(r.held)) {
		if err := r.fill(at, max(int64(len(p)), rangeLeast)); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.held[at-r.from:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (r *ranges) fill(at, length int64) error {
	body, err := r.remote.Get(r.ctx, r.object, at, length)
	if err != nil {
		return err
	}
	defer body.Close()
	b, err := io.ReadAll(io.LimitReader(body, length))
	if err != nil {
		return fmt.Errorf("read %s of %s: %w", r.object, r.remote, err)
	}
	r.held, r.from = b, at
	return nil
}

// digestOf hashes an object where it stands; pace may slow the reading down.
func (s *Store) digestOf(ctx context.Context, object string, remote bool, pace func(io.Reader) io.Reader) (sha string, size int64, err error) {
	var body io.ReadCloser
	if remote {
		body, err = s.remote.Get(ctx, object, 0, -1)
	} else {
		body, err = s.root.Open(object)
	}
	if err != nil {
		return "", 0, err
	}
	defer body.Close()
	h := sha256.New()
	if size, err = io.Copy(h, pace(body)); err != nil {
		return "", size, fmt.Errorf("read %s: %w", object, err)
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// whole opens a file to be read from end to end: one of the store is fetched
// first, to a file without a name.
func (s *Store) whole(ctx context.Context, name string) (*archived, error) {
	a, err := s.openFile(ctx, name)
	if err != nil || a.size >= 0 {
		return a, err
	}
	body, err := s.remote.Get(ctx, a.object, 0, -1)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	f, err := os.CreateTemp("", "vigia-evidence-*")
	if err != nil {
		return nil, err
	}
	drop := func() error { return errors.Join(f.Close(), os.Remove(f.Name())) }
	if a.size, err = io.Copy(f, body); err != nil {
		return nil, errors.Join(fmt.Errorf("fetch %s: %w", a.object, err), drop())
	}
	a.bytes, a.close = f, drop
	return a, nil
}

// unpaced reads as fast as it goes.
func unpaced(r io.Reader) io.Reader { return r }
