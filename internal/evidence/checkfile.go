package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/warc"
)

// row is what a capture says of its record.
type row struct {
	id            string
	start, length int64
	sha           string
	records       []Record // as the log has them
	removed       bool     // the log has a tombstone of it
	refers        string   // the capture that has its body
}

// own are the records that stand in the capture's own file.
func (w row) own() (out []Record) {
	for _, r := range w.records {
		if r.File == "" {
			out = append(out, r)
		}
	}
	return out
}

// found is a record as it was read.
type found struct {
	length int64
	sha    string
	bad    string // why it does not count
}

const rowsSQL = `
	SELECT c.id, c.start, c.length, c.sha256, c.refers, COALESCE(l.entry, ''), COALESCE(t.entry, '')
	FROM captures c LEFT JOIN log l ON l.capture = c.id
		LEFT JOIN removals r ON r.capture = c.id LEFT JOIN log t ON t.capture = r.tombstone
	WHERE c.file = ? ORDER BY c.start`

func (s *Store) checkFile(ctx context.Context, q db.Querier, name string) ([]vigia.Finding, error) {
	rows, err := s.rowsOf(ctx, q, name)
	if err != nil {
		return nil, err
	}
	f, err := s.whole(ctx, name)
	var p *vigia.Problem
	if errors.As(err, &p) && p.Kind == vigia.ErrRefused {
		return nil, err // the store does not answer: nothing is said of the evidence
	}
	if err != nil {
		return missing(rows, name, err), nil
	}
	defer f.Close()
	f.size = s.sizeOf(f.size, name)
	records, issues, err := walk(io.NewSectionReader(f.bytes, 0, f.size))
	if err != nil {
		return missing(rows, name, err), nil
	}
	there, gone := f.split(rows)
	records, issues = f.asItWas(records, issues)
	return append(unexplained(gone), compare(name, there, records, issues, turned(f, there))...), nil
}

// split parts the captures of a file in those whose records are there and
// those whose records were taken out.
func (a *archived) split(rows []row) (there, gone []row) {
	for _, w := range rows {
		if a.gone(w.start, w.length) {
			gone = append(gone, w)
		} else {
			there = append(there, w)
		}
	}
	return there, gone
}

// asItWas gives what was found by where it stood before anything was taken out.
func (a *archived) asItWas(records map[int64]found, issues []warc.Issue) (map[int64]found, []warc.Issue) {
	if len(a.gaps) == 0 {
		return records, issues
	}
	out := make(map[int64]found, len(records))
	for at, r := range records {
		out[a.was(at)] = r
	}
	for i := range issues {
		issues[i].Offset = a.was(issues[i].Offset)
	}
	return out, issues
}

// unexplained finds what was taken out without a tombstone in the log.
func unexplained(gone []row) (fs []vigia.Finding) {
	for _, w := range gone {
		if !w.removed {
			fs = append(fs, finding(vigia.Block, "captures/"+w.id, "missing", "its bytes were taken out of their file, and the log has no tombstone of it"))
		}
	}
	return fs
}

func (s *Store) rowsOf(ctx context.Context, q db.Querier, name string) ([]row, error) {
	rs, err := q.Query(ctx, rowsSQL, name)
	rows, err := db.Collect(rs, err, func(r *db.Rows) (w row, err error) {
		var entry, tombstone string
		err = r.Scan(&w.id, &w.start, &w.length, &w.sha, &w.refers, &entry, &tombstone)
		w.removed = strings.Contains(tombstone, `"`+w.id+`"`) // what is wrong with an entry, CheckLog says
		if l, bad := ParseLeaf([]byte(entry)); bad == nil && l.File == name {
			w.records = l.Records // what is wrong with an entry, CheckLog says
		}
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("captures of %s: %w", name, err)
	}
	return rows, nil
}

// turned finds the records whose bytes are not those that were logged, by
// where they begin. The digests in a record do not cover its compression, in
// which a bit may turn and change nothing that is read.
func turned(f io.ReaderAt, rows []row) map[int64]Record {
	bad, done := map[int64]Record{}, map[int64]bool{}
	for _, w := range rows {
		for _, r := range w.own() {
			if done[r.Start] {
				continue // the warcinfo record, which is that of many
			}
			done[r.Start] = true
			if got, err := sumAt(f, r.Start, r.Length); err != nil || got != r.SHA256 {
				bad[r.Start] = r
			}
		}
	}
	return bad
}

// sizeOf is how much of a file is certain: all of it, but of the one that
// this process writes what it has synced.
func (s *Store) sizeOf(size int64, name string) int64 {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.file != nil && s.file.name == name {
		return s.file.size
	}
	return size
}

// walk reads all records of a file, and keeps those that a capture may name.
func walk(r io.Reader) (map[int64]found, []warc.Issue, error) {
	w := warc.NewReader(r)
	records := map[int64]found{}
	var last *warc.Record // its length is known at the next
	for {
		rec, err := w.Next()
		if last != nil {
			got := records[last.Offset]
			got.length = last.Length
			records[last.Offset] = got
			last = nil
		}
		if err == io.EOF {
			return records, w.Issues(), nil
		}
		if err != nil {
			return nil, nil, err
		}
		if rec.Type != warc.Response && rec.Type != warc.Resource && rec.Type != warc.Revisit {
			continue
		}
		last = rec
		records[rec.Offset] = read(rec)
	}
}

func read(rec *warc.Record) found {
	block, err := readBlock(rec)
	if err != nil {
		return found{bad: err.Error()}
	}
	if rec.Header.Get("WARC-Block-Digest") == "" {
		return found{bad: "its record has no digest"}
	}
	p, _, err := parse(rec.Type, block)
	if err != nil {
		return found{bad: err.Error()}
	}
	if rec.Type == warc.Revisit {
		return found{} // its body is checked where it stands
	}
	return found{sha: Sum(p.Raw)}
}

// compare matches rows with records. It is the judgement of Check, apart from
// all reading.
func compare(name string, rows []row, records map[int64]found, issues []warc.Issue, turned map[int64]Record) (fs []vigia.Finding) {
	for _, i := range issues {
		if got, ok := records[i.Offset]; ok && !i.Warning && got.bad == "" {
			got.bad = i.Message
			records[i.Offset] = got
		}
	}
	var end int64
	named := map[int64]bool{}
	if r, ok := turned[0]; ok && r.Type == warc.Warcinfo {
		fs = append(fs, finding(vigia.Block, "evidence/"+name+":0", "damaged", "the record that the file begins with is not as it was kept"))
		named[0] = true
	}
	for _, w := range rows {
		end = max(end, w.start+w.length)
		named[w.start] = true
		var besides Record
		for _, r := range w.own() {
			end = max(end, r.Start+r.Length)
			if _, ok := turned[r.Start]; ok && r.Type != warc.Warcinfo {
				named[r.Start] = true
				besides = r
			}
		}
		got, ok := records[w.start]
		why := ""
		switch {
		case !ok:
			why = "there is no record"
		case got.bad != "":
			why = got.bad
		case got.length != w.length:
			why = fmt.Sprintf("the record is %d bytes long, not %d", got.length, w.length)
		case w.refers != "" && got.sha != "":
			why = "its record has a body, and is to refer to that of " + w.refers
		case w.refers == "" && got.sha != w.sha:
			why = "the body has sha256 " + got.sha + ", not " + w.sha
		case besides.Length > 0:
			why = fmt.Sprintf("its %s record at %d is not as it was kept", besides.Type, besides.Start)
		default:
			continue
		}
		fs = append(fs, finding(vigia.Block, "captures/"+w.id, "damaged", fmt.Sprintf("%s at %d: %s", name, w.start, why)))
	}
	for _, i := range issues {
		switch {
		case i.Warning || named[i.Offset]:
		case i.Offset < end:
			fs = append(fs, finding(vigia.Block, fmt.Sprintf("evidence/%s:%d", name, i.Offset), "damaged", i.Message))
		default:
			f := finding(vigia.Warn, fmt.Sprintf("evidence/%s:%d", name, i.Offset), "tail", "what stands after the last capture is not whole: "+i.Message)
			f.Remedy = "start the program once; it cuts off what a crash left"
			fs = append(fs, f)
		}
	}
	for _, w := range rows {
		delete(records, w.start)
	}
	if orphans := len(records); orphans > 0 {
		at := slices.Sorted(maps.Keys(records))
		f := finding(vigia.Note, "evidence/"+name, "orphan", fmt.Sprintf("%d records that no capture points to, at %s", orphans, strings.Trim(fmt.Sprint(at[:min(orphans, orphansNamed)]), "[]")))
		f.Remedy = "none is needed: a crash between keeping and recording leaves such, and they stay as evidence"
		fs = append(fs, f)
	}
	return fs
}

// orphansNamed is how many orphans of a file are named by where they stand.
const orphansNamed = 20

func missing(rows []row, name string, err error) (fs []vigia.Finding) {
	for _, w := range rows {
		fs = append(fs, finding(vigia.Block, "captures/"+w.id, "missing", fmt.Sprintf("%s at %d: %v", name, w.start, err)))
	}
	return fs
}

func finding(s vigia.Severity, where, kind, message string) vigia.Finding {
	return vigia.Finding{Severity: s, Path: where, Kind: kind, Message: message, Remedy: "restore it from a backup, and find out who or what changed it"}
}
