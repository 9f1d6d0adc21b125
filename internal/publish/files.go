package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vigia"
)

// writeFile writes a file of a new tree, synced to disk.
func writeFile(dir, path string, data []byte) error {
	to := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func writeTree(dir string, t tree) error {
	for _, p := range t.paths() {
		if err := writeFile(dir, p, t[p]); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a published file byte by byte.
func copyFile(from, to, path string) error {
	src, err := os.Open(filepath.Join(from, filepath.FromSlash(path)))
	if err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	defer src.Close() // only read
	dst := filepath.Join(to, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(dst), 0o755); err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	f, err := os.OpenFile(dst, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	_, err = io.Copy(f, src)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	return nil
}

// listFiles lists the files of a folder with slashes; a folder that is not
// there has none. A site holds files and folders alone.
func listFiles(dir string) (paths []string, err error) {
	err = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil && p == dir && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			return err
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			return &vigia.Problem{Kind: vigia.ErrRefused, What: p + " is neither a file nor a folder", Remedy: "take it out of the site's folder"}
		}
		rel, err := filepath.Rel(dir, p)
		paths = append(paths, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("site %s: %w", dir, err)
	}
	return paths, nil
}

// syncFolders makes the names of a new tree last.
func syncFolders(dir string) error {
	return filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncFolder(p)
	})
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	// Some systems cannot sync a folder; the files in it are synced all the same.
	_ = f.Sync()
	return f.Close()
}
