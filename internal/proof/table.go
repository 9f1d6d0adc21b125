package proof

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

var outletColumns = []string{"key", "name", "country", "class", "government", "counted", "owners", "funding", "governance",
	"editorial", "valid_from", "valid_to", "selected", "cited", "evidence", "reviewer"}

// cells are a row of outlets.csv. Verify compares them with those that it
// reads, so they come from here alone.
func (o Outlet) cells() []string {
	return []string{o.Key, o.Name, o.Country, string(o.Class), o.Government, YesNo(o.Counted), strings.Join(o.Owners, ";"),
		o.Funding, o.Governance, o.Editorial, o.ValidFrom, o.ValidTo, strconv.Itoa(o.Selected), strconv.Itoa(o.Cited), o.Evidence, o.Reviewer}
}

// OutletTable is the table of outlets of an edition.
func OutletTable(rows []Outlet) ([]byte, error) {
	all := [][]string{outletColumns}
	for _, o := range rows {
		all = append(all, o.cells())
	}
	return Table(all)
}

// Table writes rows as CSV that no spreadsheet takes for formulas.
func Table(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		for i, c := range row {
			row[i] = cell(c)
		}
		if err := w.Write(row); err != nil {
			return nil, fmt.Errorf("table: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// cell keeps a spreadsheet from taking a cell for a formula: what a page
// is called was written by strangers.
func cell(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\r' || r == 0 {
			return -1
		}
		return r
	}, s)
	if t := strings.TrimLeft(s, " \t\n\u00a0"); t != "" && strings.ContainsAny(t[:1], "=+-@") || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\n") ||
		slices.ContainsFunc([]string{"＝", "＋", "－", "＠"}, func(p string) bool { return strings.HasPrefix(t, p) }) {
		return "'" + s
	}
	return s
}

// YesNo is how tables write a truth value.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
