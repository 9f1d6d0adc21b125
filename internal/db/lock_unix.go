//go:build unix

package db

import (
	"fmt"
	"os"
	"strings"
	"syscall"

	"vigia"
)

// lock takes an advisory lock that the system gives up with the process, so
// that a killed run leaves nothing to clean up.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		who, _ := os.ReadFile(path) // only makes the message better
		f.Close()
		return nil, &vigia.Problem{Kind: vigia.ErrConflict,
			What:   fmt.Sprintf("another vigia%s is working with it", by(who)),
			Remedy: "stop it first, or give this one a folder of its own with --data"}
	}
	if err := f.Truncate(0); err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	if _, err := fmt.Fprintf(f, "%d", os.Getpid()); err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	return f.Close, nil
}

func by(pid []byte) string {
	if len(pid) == 0 {
		return ""
	}
	return fmt.Sprintf(" (process %s)", strings.TrimSpace(string(pid)))
}
