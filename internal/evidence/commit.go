package evidence

import (
	"errors"
	"fmt"
	"syscall"

	"vigia"
	"vigia/internal/db"
)

// batch is what several callers write and sync together.
type batch struct {
	parts [][]byte
	done  chan struct{}
	// Set before done is closed:
	file   string
	info   Record // the warcinfo record of the file
	starts []int64
	err    error
}

// place is where something was written.
type place struct {
	file  string
	start int64
	info  Record // the warcinfo record of the file
}

var errClosed = errors.New("evidence: the store is closed")

// append writes b, which is whole records, and returns when it is on the
// disk. The first caller of a batch waits for the one before it to be written
// and then writes for all who came meanwhile.
func (s *Store) append(b []byte) (place, error) {
	s.mu.Lock()
	mine, first := s.next, s.next == nil
	if first {
		mine = &batch{done: make(chan struct{})}
		s.next = mine
	}
	i := len(mine.parts)
	mine.parts = append(mine.parts, b)
	s.mu.Unlock()
	if first {
		s.turn <- struct{}{}
		s.mu.Lock()
		s.next = nil // from here on others gather in a new batch
		s.mu.Unlock()
		s.commit(mine)
		<-s.turn
		close(mine.done)
	}
	<-mine.done
	if mine.err != nil {
		return place{}, mine.err
	}
	return place{mine.file, mine.starts[i], mine.info}, nil
}

// commit writes and syncs a batch. After an error nothing is known of the
// file's end, so the file is given up: what was acknowledged in it stands,
// the rest is cut off now or at the next start.
func (s *Store) commit(b *batch) {
	if s.closed {
		b.err = errClosed
		return
	}
	if s.file == nil {
		if s.file, b.err = s.create(); b.err != nil {
			b.err = diskProblem(b.err)
			return
		}
	}
	f, size := s.file, s.file.size
	b.file, b.info = f.name, f.info
	for _, p := range b.parts {
		b.starts = append(b.starts, size)
		n, err := s.write(f.f, p)
		if size += int64(n); err != nil {
			s.giveUp()
			b.err = diskProblem(fmt.Errorf("write %s: %w", f.name, err))
			return
		}
	}
	if err := s.sync(f.f); err != nil {
		s.giveUp()
		b.err = diskProblem(fmt.Errorf("sync %s: %w", f.name, err))
		return
	}
	f.size = size
	if f.size >= s.max || s.old(f) {
		if err := s.seal(f); err != nil {
			s.lg.Warn("evidence file not sealed", "file", f.name, "err", err) // its bytes are safe
		}
		s.file = nil
	}
}

// old reports whether a file is to be sealed for its age.
func (s *Store) old(f *file) bool {
	return s.sealAfter > 0 && s.clock.Now().Sub(f.born).Abs() >= s.sealAfter
}

// giveUp leaves the file at what was last synced, as far as the disk lets us.
func (s *Store) giveUp() {
	f := s.file
	s.file = nil
	if err := f.f.Truncate(f.size); err != nil {
		s.lg.Warn("evidence file not cut back after an error; the next start does it", "file", f.name, "err", err)
	}
	_ = f.f.Close() // nothing in it waits to be written
}

func diskProblem(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &vigia.Problem{Kind: db.ErrFull, What: "evidence cannot be kept, the disk is full: " + err.Error(),
			Remedy: "free some space; what was confirmed is safe, and the rest is fetched again"}
	}
	return fmt.Errorf("keep evidence: %w", err)
}
