package evidence

import (
	"os"

	"golang.org/x/sys/windows"
)

// lock marks a file as held by this process, until it is closed or the
// process ends. It says no if another holds it. The byte that it locks lies
// far past any end, so that readers are not kept from the file.
func lock(f *os.File) bool {
	far := &windows.Overlapped{OffsetHigh: 1 << 30}
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, far) == nil
}

// foldersSync says whether the system lets a folder be synced. This one keeps
// names in its journal.
const foldersSync = false
