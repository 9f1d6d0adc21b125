package web

import (
	"fmt"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/edition"
)

// severity is the findings of one severity.
type severity struct {
	Severity vigia.Severity
	Rows     []findingView
	Open     bool
}

// findingView is a finding with the place that it is about.
type findingView struct {
	vigia.Finding
	URL, Where string
}

// severities groups findings, and counts those that block.
func (g *tongue) severities(e edition.Edition, fs []vigia.Finding, ds []digestView) ([]severity, int) {
	var out []severity
	blocks := 0
	for _, sev := range []vigia.Severity{vigia.Block, vigia.Warn, vigia.Note} {
		x := severity{Severity: sev, Open: sev == vigia.Block}
		for _, f := range fs {
			if f.Severity == sev {
				x.Rows = append(x.Rows, g.finding(e, f, ds))
			}
		}
		if sev == vigia.Block {
			blocks = len(x.Rows)
		}
		x.Open = x.Open || sev == vigia.Warn && blocks == 0 && len(x.Rows) <= 12
		out = append(out, x)
	}
	return out, blocks
}

// finding names the place of a finding and leads there.
func (g *tongue) finding(e edition.Edition, f vigia.Finding, ds []digestView) findingView {
	v := findingView{Finding: f, URL: editionAddress(e.Number, "edition"), Where: f.Path}
	parts := strings.Split(f.Path, "/")
	at := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	switch parts[0] {
	case "digests":
		v.URL, v.Where = editionAddress(e.Number, "policy"), g.T("edition.digests")
		if at(1) != "" {
			v.URL, v.Where = editionAddress(e.Number, "digest-"+at(1)), g.Place(at(1))
		}
		if item := itemAt(ds, at(1), at(3)); item != nil {
			v.URL = editionAddress(e.Number, "item-"+item.It.ID)
			v.Where += fmt.Sprintf(" %d", item.It.Position+1)
		}
	case "sections":
		v.URL, v.Where = sectionAddress(e.Number, at(1), at(2)), g.sectionName(at(1))
		if at(2) != "" {
			v.Where += " (" + at(2) + ")"
		}
		if at(3) == "paragraphs" {
			v.Where += " ¶" + oneMore(at(4))
			v.URL += "#s-" + at(4) + "-" + at(6)
		}
	case "head":
		v.URL, v.Where = editionAddress(e.Number, "head"), g.T("edition.head")
	case "languages":
		v.URL, v.Where = editionAddress(e.Number, "sections"), g.Language(at(1))
	case "special":
		v.URL, v.Where = editionAddress(e.Number, "special"), g.T("special.make")
	case "period":
		v.Where = g.T("editions.period")
	}
	return v
}

// itemAt is the item at a position of a digest, nil if there is none.
func itemAt(ds []digestView, digest, position string) *itemView {
	for i := range ds {
		if ds[i].Key != digest {
			continue
		}
		j := slices.IndexFunc(ds[i].Items, func(x itemView) bool { return fmt.Sprint(x.It.Position) == position })
		if j >= 0 {
			return &ds[i].Items[j]
		}
	}
	return nil
}

// oneMore counts from one what a path counts from nought.
func oneMore(n string) string {
	var i int
	if _, err := fmt.Sscan(n, &i); err != nil {
		return n
	}
	return fmt.Sprint(i + 1)
}
