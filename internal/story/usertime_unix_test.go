//go:build unix

package story

import (
	"syscall"
	"time"
)

// UserTime is the processor time that this program has taken.
func UserTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano())
}
