package evidence

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/tiles"
	"vigia/internal/warc"
)

// fileMax is the size past which a new file is begun.
const fileMax = 1 << 30

// Store is the folder of WARC files. It may be used by many goroutines.
type Store struct {
	lg    *slog.Logger
	d     *db.DB
	root  *os.Root
	clock vigia.Clock
	max   int64

	// What the disk does; tests let it fail.
	write func(*os.File, []byte) (int, error)
	sync  func(*os.File) error

	turn   chan struct{} // who holds it may touch file and closed
	file   *file         // nil until something is kept
	closed bool

	mu   sync.Mutex
	next *batch // gathers while the one before is written

	writers sync.Pool // of *warc.Writer, whose tables are large

	remote    Remote        // nil: the folder is all
	keepHere  time.Duration // how long a file that was sent stays in the folder too
	sealAfter time.Duration // the age at which a file is sealed, 0: by its size alone

	key     *tiles.Key // signs the log; nil beside a program that works
	logging sync.Mutex // who holds it may write the log's files
	certs   sync.Map   // SHA-256 of those that are on the disk
}

// New opens the folder, making it if need be, and puts in order what a crash
// left. d tells what was acknowledged.
func New(lg *slog.Logger, d *db.DB, dir string, clock vigia.Clock) (*Store, error) {
	if err := makeDir(dir); err != nil {
		return nil, fmt.Errorf("evidence folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("evidence folder: %w", err)
	}
	s := &Store{
		lg: lg, d: d, root: root, clock: clock, max: fileMax,
		write: (*os.File).Write, sync: (*os.File).Sync,
		turn: make(chan struct{}, 1),
	}
	s.writers.New = func() any { return warc.NewWriter(io.Discard) }
	if err := s.recover(context.Background(), d); err != nil {
		root.Close()
		return nil, fmt.Errorf("evidence folder %s: %w", dir, err)
	}
	return s, nil
}

// makeDir makes the folder if it is not there, and its name durable.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil || !foldersSync {
		return err
	}
	parent, err := os.Open(filepath.Dir(dir))
	if err != nil {
		return err
	}
	defer parent.Close()
	return parent.Sync()
}

// Close seals the file that is being written. What is kept after it fails.
func (s *Store) Close() error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.closed {
		return nil
	}
	s.closed = true
	var err error
	if s.file != nil {
		err = s.seal(s.file)
		s.file = nil
	}
	if e := s.root.Close(); err == nil {
		err = e
	}
	return err
}
