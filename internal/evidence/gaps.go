package evidence

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A file from which something was removed is written anew, without the
// removed records. So that captures and entries of the log, which never
// change, still find what is left, a text of its name with .gaps at the end
// says which file holds the bytes now and which spans are missing in it:
//
//	vigia-gaps/1
//	2026/11/vigia-20261123T120000Z-7f8f75b5.g1.warc.gz
//	5120 911
//
// Putting that text in its place is the one step by which a removal happens.

const (
	gapsSuffix = ".gaps"
	gapsHead   = "vigia-gaps/1\n"
)

// gap is a span of the file as it was that is no longer there.
type gap struct{ start, length int64 }

// layout is where the bytes of a file stand.
type layout struct {
	object string // below the folder, or in the store
	gaps   []gap  // in order, none touching another
}

// generation finds the name that a file had, and the number of its rewriting.
var generation = regexp.MustCompile(`^(.*)\.g([1-9][0-9]*)\.warc\.gz$`)

// fileOf is the file whose bytes an object holds.
func fileOf(object string) string {
	if m := generation.FindStringSubmatch(object); m != nil {
		return m[1] + suffix
	}
	return object
}

// nextObject is the name under which a file is written anew.
func nextObject(object string) string {
	n := 0
	if m := generation.FindStringSubmatch(object); m != nil {
		n, _ = strconv.Atoi(m[2])
	}
	return strings.TrimSuffix(fileOf(object), suffix) + ".g" + strconv.Itoa(n+1) + suffix
}

// layoutOf tells where the bytes of a file stand.
func (s *Store) layoutOf(name string) (layout, error) {
	text, err := s.root.ReadFile(name + gapsSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return layout{object: name}, nil
	}
	if err != nil {
		return layout{}, err
	}
	l, err := parseLayout(text)
	if err == nil && fileOf(l.object) != name {
		err = errors.New("it names another file")
	}
	if err != nil {
		return layout{}, fmt.Errorf("%s: %w", name+gapsSuffix, err)
	}
	return l, nil
}

func parseLayout(text []byte) (l layout, err error) {
	rest, ok := strings.CutPrefix(string(text), gapsHead)
	if !ok || !strings.HasSuffix(rest, "\n") {
		return l, errors.New("it is no list of gaps")
	}
	lines := strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
	l.object = lines[0]
	if !fs.ValidPath(l.object) || !strings.HasPrefix(path.Base(l.object), "vigia-") || !strings.HasSuffix(l.object, suffix) {
		return l, errors.New("it names no file of an archive")
	}
	var end int64
	for _, line := range lines[1:] {
		a, b, _ := strings.Cut(line, " ")
		start, bad := strconv.ParseInt(a, 10, 64)
		length, worse := strconv.ParseInt(b, 10, 64)
		if bad != nil || worse != nil || start < end || length < 1 || start+length < start {
			return l, errors.New("its gaps are not in order")
		}
		l.gaps = append(l.gaps, gap{start, length})
		end = start + length
	}
	return l, nil
}

func (l layout) text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%s\n", gapsHead, l.object)
	for _, g := range l.gaps {
		fmt.Fprintf(&b, "%d %d\n", g.start, g.length)
	}
	return b.Bytes()
}

// join puts gaps in order and makes one of those that touch.
func join(gaps []gap) (out []gap) {
	gaps = slices.Clone(gaps)
	slices.SortFunc(gaps, func(a, b gap) int { return cmp.Compare(a.start, b.start) })
	for _, g := range gaps {
		if n := len(out); n > 0 && g.start <= out[n-1].start+out[n-1].length {
			out[n-1].length = max(out[n-1].length, g.start+g.length-out[n-1].start)
		} else if g.length > 0 {
			out = append(out, g)
		}
	}
	return out
}

// gone reports whether a span is wholly missing.
func (l layout) gone(start, length int64) bool {
	for _, g := range l.gaps {
		if start >= g.start && start+length <= g.start+g.length {
			return true
		}
	}
	return false
}

// here is where in the object something stands that stood at start.
func (l layout) here(start int64) int64 {
	at := start
	for _, g := range l.gaps {
		if g.start < start {
			at -= min(g.length, start-g.start)
		}
	}
	return at
}

// was is where in the file something stood that stands in the object at at.
func (l layout) was(at int64) int64 {
	for _, g := range l.gaps {
		if g.start <= at {
			at += g.length
		}
	}
	return at
}

// errRemoved is the error of reading what was removed.
var errRemoved = errors.New("its bytes were removed by a rule")

// archived is a file of the archive, open for reading by where things stood
// when they were kept.
type archived struct {
	layout
	bytes io.ReaderAt
	size  int64 // of the object; -1: not known
	close func() error
}

func (a *archived) Close() error { return a.close() }

// ReadAt gives what stood at start, up to the next gap.
func (a *archived) ReadAt(p []byte, start int64) (int, error) {
	var end error
	for _, g := range a.gaps {
		if start >= g.start && start < g.start+g.length {
			return 0, errRemoved
		}
		if g.start > start && g.start-start < int64(len(p)) {
			p, end = p[:g.start-start], io.EOF // up to what is missing
			break
		}
	}
	n, err := a.bytes.ReadAt(p, a.here(start))
	return n, cmp.Or(err, end)
}

// openFile opens a file where it stands: in the folder, else in the store.
func (s *Store) openFile(ctx context.Context, name string) (*archived, error) {
	l, err := s.layoutOf(name)
	if err != nil {
		return nil, err
	}
	f, err := s.root.Open(l.object)
	switch {
	case err == nil:
		info, err := f.Stat()
		if err != nil {
			f.Close()
			return nil, err
		}
		return &archived{l, f, info.Size(), f.Close}, nil
	case errors.Is(err, fs.ErrNotExist) && s.remote != nil:
		return &archived{l, &ranges{ctx: ctx, remote: s.remote, object: l.object}, -1, func() error { return nil }}, nil
	}
	return nil, err
}
