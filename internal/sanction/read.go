package sanction

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"vigia"
	"vigia/internal/text"
)

// longest bounds a text of an entry, and mostAliases the names of one entry: a
// list is untrusted input.
const (
	longest     = 2000
	mostAliases = 200
)

// Read reads a version of a list in any of the formats, told by its content.
// Rows that make no sense are left out, each with a finding; the error is for
// content that is no list at all.
func Read(b []byte) (Version, []vigia.Finding, error) {
	b = utf8Of(b)
	var v Version
	var fs []vigia.Finding
	head := bytes.ToLower(bytes.TrimSpace(b[:min(len(b), 4096)]))
	switch {
	case bytes.HasPrefix(head, []byte("<")):
		v, fs = readXML(b)
	case firstLineHas(head, "list_id", "name"):
		v, fs = readOwn(b)
	default:
		v, fs = readOFAC(b)
	}
	if len(v.Subjects) == 0 && len(v.Extra) == 0 {
		return v, fs, &vigia.Problem{Kind: vigia.ErrInvalid, What: "there is no entry of a list in it",
			Remedy: "give the SDN list of OFAC (CSV or XML), the consolidated list of the United Nations (XML), or a CSV with the columns list_id,name,type,program,aliases,remark"}
	}
	v.Subjects = settled(v.Subjects)
	return v, fs, nil
}

// utf8Of gives text in UTF-8: older lists come in Windows-1252.
func utf8Of(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(b) {
		return b
	}
	if out, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil && !bytes.Contains(b[:min(len(b), 200)], []byte("UTF-8")) {
		return out
	}
	return bytes.ToValidUTF8(b, []byte("\uFFFD"))
}

func firstLineHas(head []byte, columns ...string) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	for _, c := range columns {
		if !bytes.Contains(line, []byte(c)) {
			return false
		}
	}
	return true
}

// settled gives subjects by number, each once, with their names in order.
func settled(all []Subject) []Subject {
	slices.SortStableFunc(all, func(a, b Subject) int { return CompareID(a.ID, b.ID) })
	all = slices.CompactFunc(all, func(a, b Subject) bool { return a.ID == b.ID })
	for i := range all {
		all[i].Aliases = names(all[i].Aliases, all[i].Name)
	}
	return all
}

func names(as []string, but string) []string {
	as = slices.DeleteFunc(as, func(s string) bool { return s == "" || s == but })
	slices.Sort(as)
	as = slices.Compact(as)
	return as[:min(len(as), mostAliases)]
}

// CompareID orders numbers as numbers.
func CompareID(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// field cleans a cell; "-0-" is how OFAC writes nothing.
func field(s string) string {
	s = text.Cut(text.Clean(s), longest)
	if s == "-0-" {
		return ""
	}
	return s
}

// eachRow reads a CSV row by row; a row that cannot be read is a finding, and
// the next line is taken up again.
func eachRow(b []byte, do func(line int, rec []string) string) (rows, broken int, fs []vigia.Finding) {
	fault := func(line int, what string) {
		if broken++; len(fs) < mostFindings {
			fs = append(fs, bad(line, what))
		}
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, broken, fs
		}
		line, _ := r.FieldPos(0)
		if len(rec) == 1 && strings.Trim(rec[0], "\x1a ") == "" {
			continue // the old end of a file
		}
		rows++
		if err != nil {
			fault(line, err.Error())
			if parse := (*csv.ParseError)(nil); !errors.As(err, &parse) {
				return rows, broken, fs // unreachable: bytes do not fail to read
			}
			continue
		}
		if what := do(line, rec); what != "" {
			fault(line, what)
		}
	}
}

// mostFindings bounds what is told of a list that is broken all over.
const mostFindings = 200

func bad(line int, what string) vigia.Finding {
	return vigia.Finding{Severity: vigia.Warn, Path: fmt.Sprintf("list:%d", line), Kind: "entry", Message: what, Remedy: "mend the line; it was left out"}
}

// readOFAC reads the CSV files of OFAC, which have no header: twelve columns
// are the list, five the alternate names, six the addresses.
func readOFAC(b []byte) (v Version, fs []vigia.Finding) {
	v.Format = "ofac-csv"
	v.Rows, v.Broken, fs = eachRow(b, func(_ int, rec []string) string {
		id := field(rec[0])
		if _, err := strconv.Atoi(id); err != nil {
			return fmt.Sprintf("%q is no number of an entry", text.Cut(id, 40))
		}
		switch {
		case len(rec) >= 11:
			s := Subject{ID: id, Name: field(rec[1]), Type: typeOf(field(rec[2])), Programs: programs(field(rec[3]))}
			s.Remark = remark(field(rec[4]), rec[5:])
			if s.Name == "" || !nameable(s.Name) {
				return "entry " + id + " has no name"
			}
			s.Aliases = quoted(s.Remark)
			v.Subjects = append(v.Subjects, s)
		case len(rec) == 5:
			if n := field(rec[3]); nameable(n) {
				v.Format, v.Extra = "ofac-alt-csv", append(v.Extra, Alias{id, n})
			} else {
				return "alternate name of entry " + id + " is empty"
			}
		case len(rec) == 6:
			v.Format, v.Extra = "ofac-add-csv", append(v.Extra, Alias{ID: id})
		default:
			return fmt.Sprintf("%d columns, and the list has twelve", len(rec))
		}
		return ""
	})
	if v.Format == "ofac-add-csv" {
		v.Extra = nil // addresses are no names
	}
	return v, fs
}

func nameable(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > ' ' && r != '-' && r != utf8.RuneError })
}

// remark joins what the list says beside name and programme.
func remark(title string, rest []string) string {
	var parts []string
	if title != "" {
		parts = append(parts, "Title: "+title)
	}
	labels := []string{"Call sign: ", "Vessel type: ", "Tonnage: ", "Gross tonnage: ", "Flag: ", "Owner: ", ""}
	for i, c := range rest {
		if c = field(c); c != "" && i < len(labels) {
			parts = append(parts, labels[i]+c)
		}
	}
	return text.Cut(strings.Join(parts, "; "), longest)
}

// quoted are the other names that remarks hold: a.k.a. 'BNC'.
func quoted(remark string) []string {
	var out []string
	for _, m := range akas.FindAllStringSubmatch(remark, mostAliases) {
		out = append(out, strings.TrimSpace(m[1]))
	}
	return out
}

var akas = regexp.MustCompile(`(?:a|f|n)\.k\.a\. '(.+?)'(?:[;.]|$)`)

func typeOf(s string) string {
	switch s = strings.ToLower(s); s {
	case Individual, Vessel, Aircraft:
		return s
	case "person":
		return Individual
	}
	return Entity
}

// programs brings the names of programmes in order.
func programs(s string) string {
	ps := strings.FieldsFunc(s, func(r rune) bool { return r == '[' || r == ']' || r == ';' || r == ',' })
	for i := range ps {
		ps[i] = strings.TrimSpace(ps[i])
	}
	slices.Sort(ps)
	return strings.Join(slices.DeleteFunc(slices.Compact(ps), func(p string) bool { return p == "" }), "; ")
}

// readOwn reads a CSV with a header of list_id, name, type, program, aliases and
// remark, of which the first two must be there; aliases are parted by semicolons.
func readOwn(b []byte) (v Version, fs []vigia.Finding) {
	v.Format = "csv"
	var at map[string]int
	v.Rows, v.Broken, fs = eachRow(b, func(_ int, rec []string) string {
		if at == nil {
			at = map[string]int{}
			for i, h := range rec {
				at[strings.ToLower(strings.TrimSpace(h))] = i
			}
			return ""
		}
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(rec) {
				return field(rec[i])
			}
			return ""
		}
		s := Subject{ID: cell("list_id"), Name: cell("name"), Type: typeOf(cell("type")), Programs: programs(cell("program")), Remark: cell("remark")}
		for a := range strings.SplitSeq(cell("aliases"), ";") {
			s.Aliases = append(s.Aliases, strings.TrimSpace(a))
		}
		switch {
		case s.ID == "":
			return "no list_id"
		case !nameable(s.Name):
			return "no name"
		}
		v.Subjects = append(v.Subjects, s)
		return ""
	})
	v.Rows = max(0, v.Rows-1)
	return v, fs
}

// Join gives each subject the names that another file has for its number.
func (v *Version) Join(extra []Alias) {
	more := map[string][]string{}
	for _, a := range extra {
		if a.Name != "" {
			more[a.ID] = append(more[a.ID], a.Name)
		}
	}
	for i := range v.Subjects {
		s := &v.Subjects[i]
		if as := more[s.ID]; len(as) > 0 {
			s.Aliases = names(append(slices.Clone(s.Aliases), as...), s.Name)
		}
	}
}

// Linked are the names of those that a remark names as linked to the subject.
func (s Subject) Linked() []string {
	var out []string
	for _, m := range links.FindAllStringSubmatch(s.Remark, 20) {
		out = append(out, m[1])
	}
	return out
}

var links = regexp.MustCompile(`Linked To: ([^;]+?)(?:[;.]|$)`)
