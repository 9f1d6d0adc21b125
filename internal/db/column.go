package db

import (
	"encoding/json"
	"fmt"

	"vigia"
)

// List is how a list of texts is stored: a JSON array, "[]" for none.
func List(vs []string) string {
	if len(vs) == 0 {
		return "[]"
	}
	b, err := json.Marshal(vs)
	if err != nil {
		return "[]" // unreachable: texts always encode
	}
	return string(b)
}

// Unlist reads what List wrote; an empty list comes back as nil.
func Unlist(column string) ([]string, error) {
	var vs []string
	if err := json.Unmarshal([]byte(column), &vs); err != nil {
		return nil, fmt.Errorf("stored list %q: %w", column, err)
	}
	if len(vs) == 0 {
		return nil, nil
	}
	return vs, nil
}

// Flag is how a truth value is stored.
func Flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// One is the first of the rows that Collect gave, vigia.ErrNotFound if there
// are none. It takes Collect's two results as they come.
func One[T any](all []T, err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, vigia.ErrNotFound
	}
	return all[0], nil
}

// Touched is the error of a statement that must touch a row: its own, or
// vigia.ErrNotFound if it touched none. It takes Exec's two results as they
// come.
func Touched(rows int64, err error) error {
	if err == nil && rows == 0 {
		return vigia.ErrNotFound
	}
	return err
}
