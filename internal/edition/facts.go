package edition

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/label"
	"vigia/internal/policy"
	"vigia/internal/source"
)

// facts fills in what is public about every report in the document's digests
// and sections, and about their outlets.
func (a assembly) facts(ctx context.Context, q db.Querier, reg *source.Registry, doc *Document) error {
	selected := map[string]bool{}
	for _, it := range a.items {
		selected[it.Report] = true
	}
	doc.Selected = len(selected)
	named := maps.Clone(selected)
	for _, s := range append([]Section{doc.Overview}, doc.Sections...) {
		for _, ps := range s.Paragraphs {
			for _, id := range citedIn(ps) {
				named[id] = true
			}
		}
	}
	others, err := a.independent(ctx, q, reg, named)
	if err != nil {
		return err
	}
	captures, err := a.captures(ctx, q, named)
	if err != nil {
		return err
	}
	doc.Reports = map[string]ReportFacts{}
	outlets := map[string]*OutletFacts{}
	for id := range named {
		c, ok := captures[a.reports[id].Capture]
		if !ok {
			return fmt.Errorf("evidence of report %s: capture %s: %w", id, a.reports[id].Capture, vigia.ErrNotFound)
		}
		f := a.report(a.reports[id], c, selected[id])
		if f.Search != nil {
			for _, other := range f.Search.Independent {
				if o, ok := others[other]; ok {
					f.Independent = append(f.Independent, o)
				}
			}
		}
		doc.Reports[id] = f
		a.outlet(outlets, a.reports[id], selected[id])
	}
	doc.Outlets = byName(outlets)
	return nil
}

func byName(outlets map[string]*OutletFacts) []OutletFacts {
	out := []OutletFacts{}
	for _, o := range outlets {
		out = append(out, *o)
	}
	slices.SortFunc(out, func(x, y OutletFacts) int {
		return cmp.Or(strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), strings.Compare(x.Key, y.Key), x.ValidFrom.Compare(y.ValidFrom))
	})
	return out
}

func citedIn(ps []Paragraph) []string {
	var ids []string
	for _, p := range ps {
		for _, s := range p.Sentences {
			for _, c := range s.Cites {
				ids = append(ids, c.Report)
			}
		}
	}
	return ids
}

// independent names the reports that searches found and that are not part of
// the edition.
func (a assembly) independent(ctx context.Context, q db.Querier, reg *source.Registry, named map[string]bool) (map[string]Mention, error) {
	var ids []string
	for id := range named {
		if s := a.reports[id].search; s != nil {
			ids = append(ids, s.Independent...)
		}
	}
	stored, err := article.ByIDs(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]Mention{}
	for id, s := range stored {
		o, _ := reg.At(s.Outlet, s.DayAt)
		out[id] = Mention{s.ID, s.Title, s.Outlet, outletName(o, s.URL), s.URL, s.Published}
	}
	return out, nil
}

// captures loads the evidence of the named reports.
func (a assembly) captures(ctx context.Context, q db.Querier, named map[string]bool) (map[string]evidence.Capture, error) {
	var ids []string
	for id := range named {
		ids = append(ids, a.reports[id].Capture)
	}
	slices.Sort(ids)
	return evidence.ByIDs(ctx, q, slices.Compact(ids))
}

func (a assembly) report(k known, c evidence.Capture, selected bool) ReportFacts {
	f := ReportFacts{
		ID: k.ID, Title: k.Title, URL: k.URL, Outlet: k.Outlet, OutletName: k.name(),
		Class: k.outlet.Class, Government: k.outlet.Government, State: a.state(k), Owners: k.outlet.Owners,
		Kind: k.Kind, Genre: k.genre(), Language: k.Language, Byline: k.Byline, Published: k.Published,
		Capture:  CaptureFacts{c.ID, c.URL, c.At, c.Status, c.SHA256, c.Size, c.ContentType, c.Given()},
		Relation: k.relation, Origin: k.origin.report, OriginOutlet: cmp.Or(k.origin.outlet.Key, k.origin.name), OriginName: k.origin.name,
		Search: k.search, Selected: selected, Background: k.Published.Known() && day(lineDay(k.Published, a.in)).Before(a.edition.From),
	}
	if k.outlet.Key != "" {
		f.Family = k.outlet.Family()
	}
	for _, l := range k.labels {
		if l.Score <= 0 {
			continue
		}
		if l.By != label.Machine {
			l.By = "desk" // whose judgement it was is the desk's own affair
		}
		f.Labels = append(f.Labels, l)
	}
	return f
}

// outlet adds a report to its outlet's count.
func (a assembly) outlet(all map[string]*OutletFacts, k known, selected bool) {
	o := k.outlet
	key := k.Outlet + "\x00" + o.ValidFrom.String() + "\x00" + string(o.Class)
	if k.Outlet == "" {
		key = k.name()
	}
	f := all[key]
	if f == nil {
		f = &OutletFacts{
			Key: k.Outlet, Name: k.name(), Country: o.Country, Class: o.Class, Government: o.Government, State: a.state(k),
			Owners: o.Owners, Funding: o.Funding, Governance: o.Governance, Editorial: o.Editorial,
			Evidence: o.Evidence, Reviewer: o.Reviewer, ValidFrom: o.ValidFrom, ValidTo: o.ValidTo, Sample: o.Sample,
		}
		if o.Key != "" {
			f.Family = o.Family()
		}
		all[key] = f
	}
	if selected {
		f.Selected++
	} else {
		f.Cited++
	}
}

// people names those whose ids stand in what is published.
func people(ctx context.Context, q db.Querier, e Edition, s policy.Selection) (map[string]string, error) {
	ids := map[string]bool{e.CreatedBy: true, e.SubmittedBy: true, e.ApprovedBy: true}
	if e.Special != nil {
		ids[e.Special.By] = true
	}
	for _, it := range s.Items {
		ids[it.SelectedBy], ids[it.EditorYes] = true, true
		if it.Override != nil {
			ids[it.Override.By] = true
		}
	}
	all, err := desk.People(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("people of edition %d: %w", e.Number, err)
	}
	out := map[string]string{}
	for _, p := range all {
		if ids[p.ID] {
			out[p.ID] = p.Name
		}
	}
	return out, nil
}

// A report whose day alone is known is of that calendar day; an instant is of
// the day that the monitor's clock shows.
const seenSQL = `
	SELECT COUNT(*), COALESCE(SUM(CASE WHEN (
		SELECT d.action FROM decisions d
		WHERE d.report = r.id AND d.at <= ? AND d.action IN ('select', 'unselect', 'reject', 'restore')
		ORDER BY d.at DESC, d.id DESC LIMIT 1) = 'reject' THEN 1 ELSE 0 END), 0)
	FROM reports r
	WHERE r.stage = 'labelled' AND r.arrived_at <= ?
		AND ((r.precision IN ('day', 'month', 'year') AND r.day_at >= ? AND r.day_at < ?)
			OR (r.precision NOT IN ('day', 'month', 'year') AND r.day_at >= ? AND r.day_at < ?))`

// counts says how much was looked at.
func (a assembly) counts(ctx context.Context, q db.Querier, doc *Document) error {
	e := a.edition
	until := e.PublishedAt
	if until.IsZero() {
		until = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	end := e.To.AddDate(0, 0, 1)
	err := q.QueryRow(ctx, seenSQL, db.Micros(until), db.Micros(until), db.Micros(e.From), db.Micros(end),
		db.Micros(midnight(e.From, a.in)), db.Micros(midnight(end, a.in))).Scan(&doc.Seen, &doc.Rejected)
	if err != nil {
		return fmt.Errorf("counts of edition %d: %w", e.Number, err)
	}
	return nil
}
