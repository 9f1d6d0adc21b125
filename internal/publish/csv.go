package publish

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigia/internal/edition"
)

var outletColumns = []string{"key", "name", "country", "class", "government", "counted", "owners", "funding", "governance",
	"editorial", "valid_from", "valid_to", "selected", "cited", "evidence", "reviewer"}

// cells are a row of outlets.csv. Verify compares them with those that it
// reads, so they come from here alone.
func (o OutletRow) cells() []string {
	return []string{o.Key, o.Name, o.Country, string(o.Class), o.Government, yesNo(o.Counted), strings.Join(o.Owners, ";"),
		o.Funding, o.Governance, o.Editorial, o.ValidFrom, o.ValidTo, strconv.Itoa(o.Selected), strconv.Itoa(o.Cited), o.Evidence, o.Reviewer}
}

// outletsCSV is the table of outlets of an edition.
func outletsCSV(rows []OutletRow) ([]byte, error) {
	all := [][]string{outletColumns}
	for _, o := range rows {
		all = append(all, o.cells())
	}
	return table(all)
}

// dataCSV is the edition's items, one row for each bullet.
func dataCSV(d edition.Document) ([]byte, error) {
	head := []string{"edition", "digest", "position", "report", "title", "url", "outlet", "outlet_name", "class", "government",
		"counted", "kind", "genre", "published", "precision", "language", "relation", "origin_outlet", "dimensions", "countries", "capture", "sha256"}
	for _, lang := range d.Languages {
		head = append(head, "summary_"+lang)
	}
	all := [][]string{head}
	for _, g := range d.Digests {
		for i, b := range g.Items {
			r := d.Reports[b.Report]
			row := []string{strconv.Itoa(d.Edition.Number), g.Key, strconv.Itoa(i + 1), b.Report, r.Title, r.URL, r.Outlet, r.OutletName,
				string(r.Class), r.Government, yesNo(r.State), string(r.Kind), string(r.Genre), r.Published.String(), string(r.Published.Precision),
				r.Language, string(r.Relation), r.OriginOutlet, strings.Join(b.Dimensions, ";"), strings.Join(countries(d, g.Key, b.Report), ";"),
				r.Capture.ID, r.Capture.SHA256}
			for _, lang := range d.Languages {
				row = append(row, b.Summary[lang])
			}
			all = append(all, row)
		}
	}
	return table(all)
}

// countries are those that the selection names for an item.
func countries(d edition.Document, digest, report string) []string {
	for _, it := range d.Selection.Items {
		if it.Digest == digest && it.Report == report {
			return slices.Sorted(slices.Values(it.Countries))
		}
	}
	return nil
}

func table(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		for i, c := range row {
			row[i] = plainCell(c)
		}
		if err := w.Write(row); err != nil {
			return nil, fmt.Errorf("table: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// plainCell keeps a spreadsheet from taking a cell for a formula: what a page
// is called was written by strangers.
func plainCell(s string) string {
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

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
