package monitor

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// table is a CSV file with a header, read row by row. Columns are found by
// name, so their order is free.
type table struct {
	file   string
	header []string
	rows   []row
}

// row gives the cells of one record by column.
type row struct {
	line  int
	cells map[string]string
}

// list splits a cell at its semicolons.
func (r row) list(column string) []string {
	var parts []string
	for part := range strings.SplitSeq(r.cells[column], ";") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// mostRestarts bounds how often a table is taken up again after a row that
// cannot be read: past it the file is no table at all.
const mostRestarts = 200

// table reads a CSV file that must have these columns and no others. A row
// that cannot be read is a finding, and the rows after it are read all the
// same: an open quotation mark does not swallow them.
func (l *loader) table(file string, data []byte, columns []string) table {
	t := table{file: file}
	lines := strings.SplitAfter(string(data), "\n")
	for above, restarts := 0, 0; above < len(lines); restarts++ {
		if restarts > mostRestarts {
			l.block(place(file, above+1, ""), "csv", "too many rows cannot be read; the rest was not looked at", "mend the rows above, or save the table as CSV again")
			break
		}
		bad := l.rows(&t, lines, above, columns)
		if bad == 0 {
			break
		}
		key, _, _ := strings.Cut(lines[bad-1], ",")
		l.lost = append(l.lost, strings.Trim(key, "\" \n"))
		above = bad
	}
	if len(t.header) > 1 && len(t.rows) == 0 {
		l.block(file, "file", "the table has no rows", "add the rows")
	}
	return t
}

// csvFault is what the CSV library says, for whoever uses a spreadsheet.
var csvFault = map[error]string{
	csv.ErrQuote:     "a quotation mark is opened and not closed, or stands inside a quoted cell",
	csv.ErrBareQuote: "a quotation mark stands inside a cell without quotation marks",
}

// rows reads rows below the first lines. It returns the line on which a row
// begins that cannot be read, or 0 at the end.
func (l *loader) rows(t *table, lines []string, above int, columns []string) (bad int) {
	r := csv.NewReader(strings.NewReader(strings.Join(lines[above:], "")))
	r.FieldsPerRecord = -1
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return 0
		}
		if err != nil {
			var parse *csv.ParseError
			if !errors.As(err, &parse) {
				l.block(t.file, "csv", err.Error(), "make the file readable")
				return 0
			}
			l.block(place(t.file, parse.StartLine+above, ""), "csv", csvFault[parse.Err], `put cells with commas or quotation marks in "…", and double the marks inside`)
			return parse.StartLine + above
		}
		line, _ := r.FieldPos(0)
		line += above
		if t.header == nil {
			t.header = record
			if l.header(*t, line, columns); len(record) == 1 && strings.Contains(record[0], ";") {
				return 0 // one finding says it all
			}
			continue
		}
		if len(record) != len(t.header) {
			l.block(place(t.file, line, ""), "csv", fmt.Sprintf("the row has %d cells, the header %d", len(record), len(t.header)), `give each column its cell; lists inside a cell are separated by ";"`)
			l.lost = append(l.lost, strings.TrimSpace(record[0]))
			continue
		}
		rw := row{line: line, cells: map[string]string{}}
		for i, name := range t.header {
			rw.cells[name] = strings.TrimSpace(record[i])
		}
		t.rows = append(t.rows, rw)
	}
}

func (l *loader) header(t table, line int, columns []string) {
	if len(t.header) == 1 && strings.Contains(t.header[0], ";") {
		l.block(place(t.file, line, ""), "csv", "the columns are divided by semicolons, not by commas", "save it as CSV with commas (in a spreadsheet: CSV UTF-8, field separator comma)")
		return
	}
	for i, name := range t.header {
		if !slices.Contains(columns, name) {
			l.block(place(t.file, line, name), "unknown_field", fmt.Sprintf("unknown column %q", name), "the columns are "+strings.Join(columns, ","))
		} else if slices.Contains(t.header[:i], name) {
			l.block(place(t.file, line, name), "duplicate", fmt.Sprintf("column %s stands twice", name), "take one out")
		}
	}
	for _, name := range columns {
		if !slices.Contains(t.header, name) {
			l.block(place(t.file, line, name), "missing", fmt.Sprintf("column %s is missing", name), "the columns are "+strings.Join(columns, ","))
		}
	}
}

// span reads valid_from and valid_to; either may be empty.
func (l *loader) span(at func(field string) string, from, to string) (time.Time, time.Time) {
	read := func(field, s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			l.block(at(field), "date", fmt.Sprintf("%q is no date", s), "write it as 2021-08-01, or leave it empty")
		}
		return t
	}
	a, b := read("valid_from", from), read("valid_to", to)
	if !a.IsZero() && !b.IsZero() && b.Before(a) {
		l.block(at("valid_to"), "date", fmt.Sprintf("it ends on %s, before it begins on %s", to, from), "correct the two dates")
	}
	return a, b
}

// covers reports whether the day of t lies in a span, both ends included.
func covers(from, to, t time.Time) bool {
	day := t.Format(time.DateOnly)
	return (from.IsZero() || from.Format(time.DateOnly) <= day) && (to.IsZero() || day <= to.Format(time.DateOnly))
}

// overlap reports whether two spans share a day.
func overlap(aFrom, aTo, bFrom, bTo time.Time) bool {
	return (aTo.IsZero() || !bFrom.After(aTo)) && (bTo.IsZero() || !aFrom.After(bTo))
}
