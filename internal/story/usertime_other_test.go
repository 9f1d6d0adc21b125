//go:build !unix

package story

import "time"

// UserTime is not known here.
func UserTime() time.Duration { return 0 }
