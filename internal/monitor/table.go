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

// table reads a CSV file that must have these columns and no others. A row
// that cannot be read is a finding, and the rows after it are read all the same.
func (l *loader) table(file string, data []byte, columns []string) table {
	t := table{file: file}
	r := csv.NewReader(strings.NewReader(string(data)))
	r.FieldsPerRecord = -1
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var parse *csv.ParseError
			if !errors.As(err, &parse) {
				l.block(file, "csv", err.Error(), "make the file readable")
				break
			}
			l.block(place(file, parse.StartLine, ""), "csv", parse.Err.Error(), `put cells with commas or quotation marks in "…", and double the marks inside`)
			continue
		}
		line, _ := r.FieldPos(0)
		if t.header == nil {
			t.header = record
			l.header(t, line, columns)
			continue
		}
		if len(record) != len(t.header) {
			l.block(place(file, line, ""), "csv", fmt.Sprintf("the row has %d cells, the header %d", len(record), len(t.header)), `give each column its cell; lists inside a cell are separated by ";"`)
			continue
		}
		rw := row{line: line, cells: map[string]string{}}
		for i, name := range t.header {
			rw.cells[name] = strings.TrimSpace(record[i])
		}
		t.rows = append(t.rows, rw)
	}
	if t.header != nil && len(t.rows) == 0 {
		l.block(file, "file", "the table has no rows", "add the rows")
	}
	return t
}

func (l *loader) header(t table, line int, columns []string) {
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
