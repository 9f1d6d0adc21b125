package monitor

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vigia"
	"vigia/internal/policy"
)

// maxFile is the largest file that Load reads, far above any sensible one.
const maxFile = 32 << 20

// Load reads the monitor in dir and lints it. The findings are complete and in
// the order of the files and lines; a monitor with a blocking one is not to be
// used. The error is for a folder that cannot be read at all.
func Load(dir string) (*Monitor, []vigia.Finding, error) {
	return LoadFS(os.DirFS(dir), dir)
}

// LoadFS is Load for a folder that is not on disk, such as a monitor that comes
// inside the program. dir is what the monitor is called in errors.
func LoadFS(files fs.FS, dir string) (*Monitor, []vigia.Finding, error) {
	entries, err := fs.ReadDir(files, ".")
	if err == nil && len(entries) == 0 {
		err = errors.New("the folder is empty")
	}
	if err != nil {
		return nil, nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("monitor %s: %v", dir, err), Remedy: "name a folder that holds a monitor.yaml"}
	}
	m, findings := load(files)
	return m, findings, nil
}

// LoadPolicy reads a policy by itself, in YAML or JSON.
func LoadPolicy(r io.Reader, name string) (policy.Policy, []vigia.Finding, error) {
	data, err := readAll(r, name)
	if err != nil {
		return policy.Policy{}, nil, err
	}
	l := &loader{monitor: &Monitor{}}
	l.policy(name, l.clean(name, data))
	return l.monitor.Policy, l.sorted(), nil
}

func readAll(r io.Reader, name string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxFile {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%s is larger than %d MiB", name, maxFile>>20), Remedy: "split it, or take out what does not belong there"}
	}
	return data, nil
}

// loader is one run of load.
type loader struct {
	files    fs.FS
	read     map[string][]byte // raw contents by path: the version is their sum
	order    []string          // files and folders as they were read
	monitor  *Monitor
	findings []vigia.Finding
	lost     []string // first cells of table rows that cannot be read
}

// load reads the files in the order in which they need each other.
func load(files fs.FS) (*Monitor, []vigia.Finding) {
	l := &loader{files: files, read: map[string][]byte{}, monitor: &Monitor{}}
	doc := l.monitorYAML("monitor.yaml", l.file("monitor.yaml"))
	rules := l.policy("policy.yaml", l.file("policy.yaml"))
	l.monitorRules(doc)
	l.policyRules(rules)
	if data := l.file("outlets.csv"); data != nil {
		l.outlets("outlets.csv", data)
	}
	if data := l.file("feeds.opml"); data != nil {
		l.feeds("feeds.opml", data)
	}
	for _, name := range l.folder("texts", ".md") {
		l.notice(name, l.file(name))
	}
	l.noticeRules()
	for _, name := range l.lexica() {
		l.lexicon(name, l.file(name))
	}
	l.lexiconRules()
	l.people()
	l.monitor.Version = l.version()
	return l.monitor, l.sorted()
}

// file gives the contents of a file, cleaned; nil with a finding if it is
// missing, empty, too large or cannot be read.
func (l *loader) file(name string) []byte {
	l.order = append(l.order, name)
	info, err := fs.Stat(l.files, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.block(name, "file", "the file is missing", "add it; the monitor vric shows each file")
		return nil
	case err != nil:
		l.block(name, "file", err.Error(), "make the file readable")
		return nil
	case !info.Mode().IsRegular():
		l.block(name, "file", "not a regular file", "put a plain file there")
		return nil
	case info.Size() > maxFile:
		l.block(name, "file", fmt.Sprintf("the file is larger than %d MiB", maxFile>>20), "split it, or take out what does not belong there")
		return nil
	}
	data, err := fs.ReadFile(l.files, name)
	if err != nil {
		l.block(name, "file", err.Error(), "make the file readable")
		return nil
	}
	l.read[name] = data
	if len(bytes.TrimSpace(data)) == 0 {
		l.block(name, "file", "the file is empty", "fill it, or restore it")
		return nil
	}
	return l.clean(name, data)
}

// clean takes off the byte order mark that spreadsheets write, replaces stray
// bytes with a finding, and gives every line the same end.
func (l *loader) clean(name string, data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		line := 1
		for rest := data; len(rest) > 0; {
			r, size := utf8.DecodeRune(rest)
			if r == utf8.RuneError && size == 1 {
				break
			}
			if r == '\n' {
				line++
			}
			rest = rest[size:]
		}
		l.block(place(name, line, ""), "file", "the file is not UTF-8", "save it as UTF-8 (in a spreadsheet: CSV UTF-8)")
		data = bytes.ToValidUTF8(data, []byte("\ufffd"))
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// folder lists the files of a folder with the extension; a missing or empty
// folder is a finding.
func (l *loader) folder(dir, ext string) []string {
	l.order = append(l.order, dir)
	entries, err := fs.ReadDir(l.files, dir)
	if err != nil {
		l.block(dir, "file", "the folder is missing", "add it; the monitor vric shows each file")
		return nil
	}
	var names []string
	for _, e := range entries {
		if path.Ext(e.Name()) == ext && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, path.Join(dir, e.Name()))
		}
	}
	if len(names) == 0 {
		l.block(dir, "file", fmt.Sprintf("the folder holds no %s file", ext), "add one; the monitor vric shows each file")
	}
	return names
}

// version is the sum over the sorted paths and contents. Lengths stand between
// them, so that no two folders run together to the same bytes.
func (l *loader) version() string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(l.read)) {
		fmt.Fprintf(h, "%d %s\n%d\n", len(name), name, len(l.read[name]))
		h.Write(l.read[name])
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:12]
}

func (l *loader) add(sev vigia.Severity, path, kind, message, remedy string) {
	l.findings = append(l.findings, vigia.Finding{Severity: sev, Path: path, Kind: kind, Message: message, Remedy: remedy})
}

func (l *loader) block(path, kind, message, remedy string) {
	l.add(vigia.Block, path, kind, message, remedy)
}

func (l *loader) warn(path, kind, message, remedy string) {
	l.add(vigia.Warn, path, kind, message, remedy)
}

// place gives the path of a finding: file, line and field, as far as known.
func place(file string, line int, field string) string {
	if field == "" {
		return fmt.Sprintf("%s:%d", file, line)
	}
	return fmt.Sprintf("%s:%d:%s", file, line, field)
}

// sorted gives the findings in the order in which a person mends them: file
// by file as they were read, then line by line.
func (l *loader) sorted() []vigia.Finding {
	key := func(f vigia.Finding) (rank, line int) {
		file, rest, _ := strings.Cut(f.Path, ":")
		number, _, _ := strings.Cut(rest, ":")
		line, _ = strconv.Atoi(number)
		return slices.Index(l.order, file), line
	}
	slices.SortStableFunc(l.findings, func(a, b vigia.Finding) int {
		ra, la := key(a)
		rb, lb := key(b)
		return cmp.Or(cmp.Compare(ra, rb), cmp.Compare(la, lb))
	})
	return l.findings
}
