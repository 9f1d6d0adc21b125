//go:build !unix

package db

// lock does nothing where the system has no flock; SQLite's own locks still
// keep the file whole, a second program only waits for the first.
func lock(string) (func() error, error) { return func() error { return nil }, nil }
