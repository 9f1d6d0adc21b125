//go:build unix

package evidence

import (
	"os"
	"syscall"
)

// lock marks a file as held by this process, until it is closed or the
// process ends. It says no if another holds it.
func lock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// foldersSync says whether the system lets a folder be synced.
const foldersSync = true
