//go:build !unix && !windows

package evidence

import "os"

// lock cannot tell here whether another process holds the file.
func lock(*os.File) bool { return true }

// foldersSync says whether the system lets a folder be synced.
const foldersSync = false
