package edition

import (
	"slices"
	"strings"

	"vigia"
)

// The errors of this package are for the people who make editions: what is
// wrong, and what to do.

func invalid(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: what, Remedy: remedy}
}

func conflict(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrConflict, What: what, Remedy: remedy}
}

func refused(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrRefused, What: what, Remedy: remedy}
}

func forbidden(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrForbidden, What: what, Remedy: remedy}
}

// problem makes one error of findings.
func problem(kind error, fs []vigia.Finding) *vigia.Problem {
	var what, remedy []string
	for _, f := range fs {
		what = append(what, f.Message)
		if f.Remedy != "" && !slices.Contains(remedy, f.Remedy) {
			remedy = append(remedy, f.Remedy)
		}
	}
	return &vigia.Problem{Kind: kind, What: strings.Join(what, "; "), Remedy: strings.Join(remedy, "; ")}
}

// blocksAt are the blocking findings at a path.
func blocksAt(fs []vigia.Finding, path string) []vigia.Finding {
	var out []vigia.Finding
	for _, f := range fs {
		if f.Severity == vigia.Block && f.Path == path {
			out = append(out, f)
		}
	}
	return out
}
