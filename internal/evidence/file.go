package evidence

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"time"

	"vigia/internal/warc"
)

// file is the file that this process writes.
type file struct {
	f    *os.File
	name string // below the folder, with slashes
	size int64  // synced
	info Record // its first
	born time.Time
}

const software = "vigia"

// create begins a file of our own: locked, with its warcinfo record, and its
// name safe in its folders.
func (s *Store) create() (*file, error) {
	now := s.clock.Now().UTC()
	var r [4]byte
	rand.Read(r[:]) // never fails: crypto/rand ends the program instead
	name := now.Format("2006/01/vigia-20060102T150405Z-") + hex.EncodeToString(r[:]) + ".warc.gz"
	if err := s.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return nil, fmt.Errorf("folder of %s: %w", name, err)
	}
	f, err := s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	var info bytes.Buffer
	rec, block := warc.Info(warc.NewID(), path.Base(name), software, now)
	_, err = warc.NewWriter(&info).Write(rec, block)
	if err == nil && !lock(f) {
		err = errors.New("another process holds the new file")
	}
	if err == nil {
		_, err = s.write(f, info.Bytes())
	}
	if err == nil {
		err = s.syncFolders(path.Dir(name))
	}
	if err != nil {
		f.Close()
		return nil, errors.Join(fmt.Errorf("begin %s: %w", name, err), s.root.Remove(name))
	}
	n := int64(info.Len())
	return &file{f, name, n, Record{Type: warc.Warcinfo, Length: n, SHA256: Sum(info.Bytes())}, now}, nil
}

// syncFolders makes the entries of a new file and of its folders durable.
func (s *Store) syncFolders(dir string) error {
	if !foldersSync {
		return nil
	}
	for {
		d, err := s.root.Open(dir)
		if err != nil {
			return err
		}
		err = s.sync(d)
		d.Close()
		if err != nil || dir == "." {
			return err
		}
		dir = path.Dir(dir)
	}
}

// seal closes a file for good: no longer writable, no longer locked.
func (s *Store) seal(f *file) error {
	err := s.root.Chmod(f.name, 0o400)
	if err == nil {
		err = s.sync(f.f)
	}
	if e := f.f.Close(); err == nil {
		err = e
	}
	return err
}
