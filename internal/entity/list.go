// Package entity keeps official lists, such as sanctions lists, as facts: who
// was added to or removed from which list, and when. It keeps who is known (by a
// monitor, lists, gazetteers, people) and finds in texts who is named ([Book]);
// what people decide about that ([Join], [Part], [Adopt], [Refuse]) outlives all
// versions.
//
// It writes list_entries, one row for each act (list, list id, date, action);
// rows are never changed. Who stood on a list on a day follows from the acts
// up to that day, so that a report of August is judged by the list of August.
package entity

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/text"
)

// Entry is one act of an official list.
type Entry struct {
	List    string // key of the list: the outlet that publishes it
	ID      string // number of the entry in the list
	Date    time.Time
	Action  string // Added, Removed; of lists that are compared also sanction.Listed, sanction.Changed
	Name    string
	Type    string // individual, entity, vessel, aircraft
	Program string
	Remark  string
	Capture string // where it was read
	Aliases []string
}

// The acts.
const (
	Added   = "added"
	Removed = "removed"
)

// maxName bounds the texts of an entry: a list is untrusted input.
const maxName = 2000

// columns of the list format, in any order; the first four must be there.
var columns = []string{"date", "action", "list_id", "name", "type", "program", "remark"}

// ParseList reads the official list format, a CSV with a header line. Lines
// that make no sense are left out, each with a finding.
func ParseList(b []byte) ([]Entry, []vigia.Finding) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	head, err := r.Read()
	if err != nil {
		return nil, []vigia.Finding{bad(1, "format", "no header line", "the first line must be "+strings.Join(columns, ","))}
	}
	at := map[string]int{}
	for i, h := range head {
		at[strings.ToLower(strings.TrimSpace(h))] = i
	}
	for _, c := range columns[:4] {
		if _, ok := at[c]; !ok {
			return nil, []vigia.Finding{bad(1, "format", fmt.Sprintf("no column %q", c), "the first line must be "+strings.Join(columns, ","))}
		}
	}
	var entries []Entry
	var findings []vigia.Finding
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return entries, findings
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			findings = append(findings, bad(line, "format", err.Error(), "mend the line"))
			var syntax *csv.ParseError
			if !errors.As(err, &syntax) {
				return entries, findings // unreachable: bytes do not fail to read
			}
			continue
		}
		e, problem := entryOf(rec, at)
		if problem != "" {
			findings = append(findings, bad(line, "entry", problem, "mend the line; it was left out"))
			continue
		}
		entries = append(entries, e)
	}
}

func entryOf(rec []string, at map[string]int) (e Entry, problem string) {
	field := func(name string) string {
		i, ok := at[name]
		if !ok || i >= len(rec) {
			return ""
		}
		return text.Cut(text.Clean(rec[i]), maxName)
	}
	e = Entry{ID: field("list_id"), Action: strings.ToLower(field("action")), Name: field("name"),
		Type: field("type"), Program: field("program"), Remark: field("remark")}
	day := field("date")
	var err error
	switch e.Date, err = time.Parse(time.DateOnly, day); {
	case err != nil:
		return e, fmt.Sprintf("date %q is not YYYY-MM-DD", day)
	case e.Action != Added && e.Action != Removed:
		return e, fmt.Sprintf("action %q is neither added nor removed", e.Action)
	case e.ID == "":
		return e, "no list_id"
	case e.Name == "":
		return e, "no name"
	}
	return e, ""
}

func bad(line int, kind, message, remedy string) vigia.Finding {
	return vigia.Finding{Severity: vigia.Warn, Path: fmt.Sprintf("list:%d", line), Kind: kind, Message: message, Remedy: remedy}
}

// nameKey is the form in which names are compared: folded words in order of
// the alphabet, so that "HIJAZI, Kassem" and "Kassem Hijazi" are the same.
func nameKey(name string) []string {
	toks := text.Tokens(name, "")
	ws := make([]string, len(toks))
	for i, t := range toks {
		ws[i] = text.Bare(t.Text)
	}
	slices.Sort(ws)
	return ws
}

// IsActs reports whether a list is in the format of acts that ParseList reads,
// and not a version of who stands there.
func IsActs(b []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), []byte("\n"))
	line = bytes.ToLower(line)
	return bytes.Contains(line, []byte("action")) && bytes.Contains(line, []byte("date")) && bytes.Contains(line, []byte("list_id"))
}
