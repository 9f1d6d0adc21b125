package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"vigia"
)

// explain prints an error with its remedy on a line of its own.
func (a *app) explain(err error) {
	what, remedy := told(err)
	fmt.Fprintf(a.errs, "vigia: %s\n", what)
	if remedy != "" {
		fmt.Fprintf(a.errs, "  remedy: %s\n", remedy)
	}
}

// told divides an error into what is wrong and what to do about it.
func told(err error) (what, remedy string) {
	what = err.Error()
	var p *vigia.Problem
	var file *fs.PathError
	switch {
	case errors.As(err, &p):
		return strings.TrimSuffix(what, "; "+p.Remedy), p.Remedy
	case errors.As(err, &file):
		// "settings: open x: permission denied" -> "settings: x: permission denied"
		what = strings.Replace(what, file.Error(), fmt.Sprintf("%s: %v", file.Path, file.Err), 1)
	}
	return what, systemRemedy(err)
}

// systemRemedy is what to do about what the operating system says.
func systemRemedy(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "give this user the right to read and write there, or name another folder with --data"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "free some disk space and run it again; nothing that was confirmed is lost"
	case errors.Is(err, fs.ErrNotExist):
		return "check the path"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "the path is too long: name another one"
	case errors.Is(err, syscall.ENOTDIR):
		return "a file stands where a folder is needed: name another one"
	case errors.Is(err, syscall.EISDIR):
		return "a folder stands where a file is needed: name the file"
	}
	return ""
}

// reason is what the operating system said, without the path: where the
// message names it already.
func reason(err error) error {
	var file *fs.PathError
	if errors.As(err, &file) {
		return file.Err
	}
	return err
}
