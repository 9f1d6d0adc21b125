package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// beside names a folder next to the site: ".site.old" for "site".
func beside(dir, what string) string {
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+"."+what)
}

// swap puts the new tree in the place of the live one. A reader sees the one
// or the other. Where the system cannot exchange two folders, there is an
// instant without any, which mend undoes after a crash.
func swap(next, dir string) error {
	old := beside(dir, "old")
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("swap: %w", err)
	}
	_, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = os.Rename(next, dir)
	case err == nil && exchange(next, dir) == nil:
		old = next // what was live stands there now
	case err == nil:
		if err = os.Rename(dir, old); err == nil {
			if err = os.Rename(next, dir); err != nil {
				err = errors.Join(err, os.Rename(old, dir))
			}
		}
	}
	if err != nil {
		return fmt.Errorf("swap: %w", err)
	}
	if err := syncFolder(filepath.Dir(dir)); err != nil {
		return fmt.Errorf("swap: %w", err)
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("swap: taking the old tree away: %w", err)
	}
	return nil
}

// mend undoes what an interrupted publication left behind: a swap that was
// half done, and trees that nobody will finish.
func mend(dir string) error {
	old := beside(dir, "old")
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(old, dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("site %s: %w", dir, err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		return fmt.Errorf("site %s: %w", dir, err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), filepath.Base(beside(dir, "new-"))) {
			continue
		}
		// Another publication may be at work on a young one.
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			if err := os.RemoveAll(filepath.Join(filepath.Dir(dir), e.Name())); err != nil {
				return fmt.Errorf("site %s: %w", dir, err)
			}
		}
	}
	return nil
}
