package publish

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"vigia"
	"vigia/internal/edition"
	"vigia/internal/proof"
)

// record makes the manifest of an edition, but for its files, captures,
// predecessor and key.
func (s issue) record() proof.Manifest {
	m, d, e := s.monitor, s.doc, s.doc.Edition
	out := proof.Manifest{
		Format:  proof.Format,
		Monitor: proof.Monitor{Key: m.Key, Name: m.Name, House: m.House.Name, Licence: m.House.Licence},
		Edition: proof.Edition{
			ID: e.ID, Number: e.Number, Title: texts(e.Title), Subtitle: texts(e.Subtitle), Abstract: texts(e.Abstract),
			Authors: []proof.Author{}, From: dayOf(e.From), To: dayOf(e.To), Zone: m.Periods.Zone, Period: texts(d.Period), Anchor: dayOf(e.Anchor),
			Languages: d.Languages, Special: e.Special != nil, Revision: e.Revision,
			ApprovedAt: e.ApprovedAt.UTC(), PublishedAt: e.PublishedAt.UTC(),
		},
		Policy: e.Policy, Selection: d.Selection,
		Shares: proof.Shares{
			Edition: d.Result.Share, ByDigest: d.Result.ByDigest, ByOrigin: d.Result.ByOrigin, Official: d.Result.Official,
			Counted: d.Result.Counted, Seen: d.Seen, Selected: d.Selected, Rejected: d.Rejected,
		},
		Outlets: []proof.Outlet{}, Reports: []proof.Report{}, Captures: []proof.Capture{}, Digests: []proof.Digest{}, Sections: []proof.Section{},
	}
	for _, a := range e.Authors {
		out.Edition.Authors = append(out.Edition.Authors, proof.Author{Name: a.Name, Rank: texts(a.Rank)})
	}
	for _, o := range d.Outlets {
		out.Outlets = append(out.Outlets, outletRow(o))
	}
	for _, id := range slices.Sorted(maps.Keys(d.Reports)) {
		out.Reports = append(out.Reports, reportRow(d.Reports[id]))
	}
	for _, g := range d.Digests {
		out.Digests = append(out.Digests, digestRow(g))
	}
	for _, lang := range d.Languages {
		p := s.page("", lang, "", nil)
		for _, sec := range sections(d) {
			out.Sections = append(out.Sections, sectionRow(p, sec))
		}
	}
	return out
}

// sections are the overview and the analyses in the order of the page.
func sections(d edition.Document) []edition.Section {
	return append([]edition.Section{d.Overview}, d.Sections...)
}

func outletRow(o edition.OutletFacts) proof.Outlet {
	return proof.Outlet{
		Key: o.Key, Name: o.Name, Country: o.Country, Class: o.Class, Government: o.Government, Counted: o.State,
		Owners: nonNil(o.Owners), Funding: o.Funding, Governance: o.Governance, Editorial: o.Editorial,
		ValidFrom: dayOf(o.ValidFrom), ValidTo: dayOf(o.ValidTo), Selected: o.Selected, Cited: o.Cited,
		Evidence: o.Evidence, Reviewer: o.Reviewer,
	}
}

func reportRow(r edition.ReportFacts) proof.Report {
	return proof.Report{
		ID: r.ID, Title: headline(r.Title, r.URL), URL: r.URL, Outlet: r.Outlet, OutletName: r.OutletName, Class: r.Class,
		Government: r.Government, Counted: r.State, Kind: r.Kind, Genre: r.Genre, Language: r.Language,
		Published: r.Published,
		Relation:  r.Relation, Origin: r.Origin, OriginOutlet: cmp.Or(r.OriginOutlet, r.OriginName),
		Capture: r.Capture.ID, Selected: r.Selected,
	}
}

func digestRow(g edition.Digest) proof.Digest {
	out := proof.Digest{Key: g.Key, Slug: g.Slug, Name: texts(g.Name), Section: g.Section, Bullets: []proof.Bullet{}}
	if g.Previous != nil {
		out.Previous = &proof.DigestRef{Number: g.Previous.Number, Slug: g.Previous.Slug}
	}
	for _, b := range g.Items {
		out.Bullets = append(out.Bullets, proof.Bullet{Report: b.Report, State: b.State, Line: texts(b.Line)})
	}
	return out
}

func sectionRow(p page, s edition.Section) proof.Section {
	out := proof.Section{Key: s.Key, Language: p.Lang, Paragraphs: [][]proof.Sentence{}}
	out.Slug, out.Name = sectionName(p, s)
	for _, par := range s.Paragraphs[p.Lang] {
		row := []proof.Sentence{}
		for _, sen := range par.Sentences {
			t := proof.Sentence{Text: spoken(sen.Text), Mark: string(sen.Mark)}
			for _, c := range sen.Cites {
				t.Cites = append(t.Cites, proof.Passage{Report: c.Report, Start: c.Start, Stop: c.Stop})
			}
			row = append(row, t)
		}
		out.Paragraphs = append(out.Paragraphs, row)
	}
	return out
}

// texts is never nil, so that the manifest says {} and not null.
func texts(t vigia.Texts) vigia.Texts {
	if t == nil {
		return vigia.Texts{}
	}
	return t
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// dayOf writes a day, "" for the zero time.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
