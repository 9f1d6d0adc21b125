//go:build unix

package entity_test

import (
	"syscall"
	"time"
)

// userTime is the processor time that this program has taken.
func userTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano())
}
