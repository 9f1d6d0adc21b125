package publish

import (
	"slices"
	"strconv"
	"strings"

	"vigia/internal/edition"
	"vigia/internal/proof"
)

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
				string(r.Class), r.Government, proof.YesNo(r.State), string(r.Kind), string(r.Genre), r.Published.String(), string(r.Published.Precision),
				r.Language, string(r.Relation), r.OriginOutlet, strings.Join(b.Dimensions, ";"), strings.Join(countries(d, g.Key, b.Report), ";"),
				r.Capture.ID, r.Capture.SHA256}
			for _, lang := range d.Languages {
				row = append(row, b.Summary[lang])
			}
			all = append(all, row)
		}
	}
	return proof.Table(all)
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
