//go:build !linux

package publish

import "errors"

// exchange is not to be had here; swap goes on without it.
func exchange(a, b string) error { return errors.ErrUnsupported }
