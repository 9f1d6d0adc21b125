package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"vigia/internal/db"
	"vigia/internal/warc"
)

const suffix = ".warc.gz"

// recover puts in order the files that a process left without sealing them.
func (s *Store) recover(ctx context.Context, d *db.DB) error {
	return fs.WalkDir(s.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (name == logDir || name == certDir) {
			return fs.SkipDir
		}
		if !isOurs(name, e) {
			return nil
		}
		if info, err := e.Info(); err != nil || info.Mode().Perm()&0o200 == 0 {
			return err
		}
		return s.recoverFile(ctx, d, name)
	})
}

const acknowledgedSQL = `SELECT COALESCE(MAX(start), 0), COALESCE(MAX(start + length), 0) FROM captures WHERE file = ?`

// recoverFile cuts off what stands after the last whole record of a file that
// no process holds, and seals it. It never cuts what a row points to: damage
// there is for Check to report and a backup to mend.
func (s *Store) recoverFile(ctx context.Context, d *db.DB, name string) error {
	f, err := s.root.OpenFile(name, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrPermission) {
		return nil // this process may only look; its owner puts it in order
	}
	if err != nil {
		return fmt.Errorf("recover %s: %w", name, err)
	}
	defer f.Close()
	if !lock(f) {
		return nil // another process is writing it
	}
	var last, acknowledged int64
	if err := d.QueryRow(ctx, acknowledgedSQL, name).Scan(&last, &acknowledged); err != nil {
		return fmt.Errorf("recover %s: %w", name, err)
	}
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("recover %s: %w", name, err)
	}
	end, err := wholeUntil(io.NewSectionReader(f, last, max(info.Size()-last, 0)))
	if err != nil {
		return fmt.Errorf("recover %s: %w", name, err)
	}
	end += last
	switch {
	case end < acknowledged:
		s.lg.Error("evidence file is damaged; restore it from a backup", "file", name, "at", end, "acknowledged", acknowledged)
	case end == 0:
		s.lg.Warn("evidence file removed, nothing in it was whole", "file", name, "bytes", info.Size())
		return s.root.Remove(name)
	case end < info.Size():
		s.lg.Warn("evidence file cut back to its last whole record", "file", name, "bytes", info.Size()-end, "size", end)
		if err := f.Truncate(end); err != nil {
			return fmt.Errorf("recover %s: %w", name, err)
		}
	}
	if err := s.sync(f); err != nil {
		return fmt.Errorf("recover %s: %w", name, err)
	}
	return s.root.Chmod(name, 0o400)
}

// wholeUntil is how far records follow one another whole.
func wholeUntil(r io.Reader) (int64, error) {
	w := warc.NewReader(r)
	for {
		_, err := w.Next()
		if err != nil && err != io.EOF {
			return 0, err
		}
		if err == io.EOF || firstError(w.Issues()) != nil {
			return w.End(), nil
		}
	}
}

// firstError is the first issue that is more than a warning, nil if none is.
func firstError(is []warc.Issue) *warc.Issue {
	if i := slices.IndexFunc(is, func(i warc.Issue) bool { return !i.Warning }); i >= 0 {
		return &is[i]
	}
	return nil
}
