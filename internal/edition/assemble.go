package edition

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/check"
	"vigia/internal/db"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
)

// Assemble gathers an edition as it is published: in the languages that are
// complete, or in the language of writing alone while none is.
//
// A published edition is assembled as of its publication: later searches,
// arrivals and decisions leave it as it was.
func Assemble(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry, e Edition) (Document, error) {
	d, err := load(ctx, q, m, reg, e)
	if err != nil {
		return Document{}, err
	}
	doc := Document{Edition: e, Languages: d.complete(), Period: vigia.Texts{}}
	a := assembly{draft: d, langs: doc.Languages}
	if len(a.langs) == 0 {
		a.langs = []string{writing(m)} // a preview of a draft
	}
	if doc.Selection, err = selectionOf(m, e, d.items, d.reports); err != nil {
		return doc, err
	}
	doc.Result = policy.Check(e.Policy, doc.Selection)
	for _, lang := range a.langs {
		doc.Period[lang] = Period(e.From, e.To, lang)
	}
	if err := a.sections(ctx, q, &doc); err != nil {
		return doc, err
	}
	if err := a.digests(ctx, q, &doc); err != nil {
		return doc, err
	}
	if doc.Disclaimer, err = a.notice("disclaimer", monitor.NoticeData{}, nil); err != nil {
		return doc, err
	}
	if e.Special != nil {
		if doc.Special, err = a.notice("special", monitor.NoticeData{Reason: e.Special.Reason}, nil); err != nil {
			return doc, err
		}
	}
	if err := a.facts(ctx, q, reg, &doc); err != nil {
		return doc, err
	}
	if doc.People, err = people(ctx, q, e, doc.Selection); err != nil {
		return doc, err
	}
	return doc, a.counts(ctx, q, &doc)
}

// assembly is one run of Assemble.
type assembly struct {
	draft
	langs  []string
	places map[string][]article.Place // by report, of those with pages
}

// notice renders a standing text of the edition's time under its policy.
func (a assembly) notice(key string, data monitor.NoticeData, network vigia.Texts) (vigia.Texts, error) {
	m := *a.monitor
	m.Policy = a.edition.Policy
	out := vigia.Texts{}
	for _, lang := range a.langs {
		data.Period, data.Network = Period(a.edition.From, a.edition.To, lang), network[lang]
		s, err := m.Notice(key, lang, a.edition.To, data)
		if err != nil {
			return nil, fmt.Errorf("edition %d: %w", a.edition.Number, err)
		}
		out[lang] = s
	}
	return out, nil
}

// sections fills in the overview and the sections with their citations.
func (a assembly) sections(ctx context.Context, q db.Querier, doc *Document) error {
	spans, err := loadSpans(ctx, q, a.edition.ID)
	if err != nil {
		return err
	}
	if a.places, err = article.PlacesOf(ctx, q, slices.Collect(maps.Keys(a.reports))...); err != nil {
		return err
	}
	for i, s := range sectionsOf(a.monitor) {
		s.Paragraphs = map[string][]Paragraph{}
		for _, lang := range a.langs {
			s.Paragraphs[lang] = a.paragraphs(spans, s.Key, lang)
		}
		if i == 0 {
			doc.Overview = s
		} else {
			doc.Sections = append(doc.Sections, s)
		}
	}
	return nil
}

func (a assembly) paragraphs(spans map[spanKey]span, section, lang string) []Paragraph {
	var out []Paragraph
	for i, p := range a.texts[textKey{section, lang}].paragraphs {
		var par Paragraph
		for j, s := range p.Sentences {
			sen := Sentence{Text: s.Text, Mark: s.Mark}
			for n, c := range s.Cites {
				if k, ok := a.reports[c.ID]; ok {
					cited := spans[spanKey{section, lang, i, j, n}].cited(k, s, c, lang)
					if at, ok := article.PlaceOf(a.places[k.ID], cited.Start); ok {
						cited.Page = at.Page
					}
					sen.Cites = append(sen.Cites, cited)
				}
			}
			par.Sentences = append(par.Sentences, sen)
		}
		out = append(out, par)
	}
	return out
}

type spanKey struct {
	section, language      string
	paragraph, sentence, n int
}

type span struct {
	report      string
	start, stop int
}

// cited is the passage that was found when the section was saved; found again
// if the text was read otherwise then.
func (sp span) cited(k known, s check.Sentence, c check.Cite, lang string) Cited {
	if sp.report != k.ID || sp.start < 0 || sp.stop > len(k.Text) || sp.start > sp.stop {
		sp.start, sp.stop = passage(s, c, lang, k.Text)
	}
	return Cited{Report: k.ID, Start: sp.start, Stop: sp.stop, Quote: k.Text[sp.start:sp.stop]}
}

const spansSQL = `SELECT section, language, paragraph, sentence, n, report, start, stop FROM citations WHERE edition = ?`

func loadSpans(ctx context.Context, q db.Querier, edition string) (map[spanKey]span, error) {
	out := map[spanKey]span{}
	rows, err := q.Query(ctx, spansSQL, edition)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var k spanKey
		var sp span
		err := r.Scan(&k.section, &k.language, &k.paragraph, &k.sentence, &k.n, &sp.report, &sp.start, &sp.stop)
		out[k] = sp
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("citations of edition %s: %w", edition, err)
	}
	return out, nil
}

// passage is the part of a report that carries a sentence: the quoted one if
// the mark names it, else the best.
func passage(s check.Sentence, c check.Cite, lang, text string) (start, stop int) {
	if at := strings.Index(text, c.Quote); c.Quote != "" && at >= 0 {
		return at, at + len(c.Quote)
	}
	start, stop = check.Best(s.Text, lang, text)
	return min(max(start, 0), len(text)), min(max(stop, start, 0), len(text))
}

// digests fills in the digests with their lines and links.
func (a assembly) digests(ctx context.Context, q db.Querier, doc *Document) error {
	back, err := a.back(ctx, q)
	if err != nil {
		return err
	}
	for _, k := range a.monitor.Digests() {
		d := Digest{Key: k.Key, Name: k.Name, Slug: k.Slug, Section: k.Section, Items: []Bullet{}, This: a.link(a.edition, k.Slug), Said: back.said}
		if back.to != nil {
			to := a.link(*back.to, k.Slug)
			d.Previous = &to
		}
		if d.Intro, err = a.notice("digest_intro", monitor.NoticeData{}, k.Name); err != nil {
			return err
		}
		for _, it := range a.items {
			if it.Digest == k.Key {
				d.Items = append(d.Items, a.bullet(it))
			}
		}
		doc.Digests = append(doc.Digests, d)
	}
	return nil
}

func (a assembly) bullet(it Item) Bullet {
	k := a.reports[it.Report]
	b := Bullet{
		Item: it.ID, Report: k.ID, Summary: vigia.Texts{}, Line: vigia.Texts{}, Date: vigia.Texts{},
		Year: lineDay(k.Published, a.in).Year(), Outlet: k.Outlet, OutletName: k.name(), URL: k.URL, State: a.state(k),
		Class: k.outlet.Class, Relation: k.relation, OriginName: k.origin.name, Dimensions: it.Dimensions,
		DimensionNames: map[string][]string{}, OriginalTitle: k.Title, Language: k.Language,
	}
	for _, lang := range a.langs {
		b.Summary[lang] = it.Summary[lang]
		b.Line[lang] = Line(it.Summary[lang], b.OutletName, k.Published, a.in, lang)
		b.Date[lang] = LineDate(k.Published, a.in, lang)
		for _, key := range it.Dimensions {
			i := slices.IndexFunc(a.monitor.Dimensions, func(d monitor.Dimension) bool { return d.Key == key })
			if i >= 0 {
				b.DimensionNames[lang] = append(b.DimensionNames[lang], cmp.Or(a.monitor.Dimensions[i].Name[lang], key))
			}
		}
	}
	return b
}

// state reports whether a report counts as state media.
func (d draft) state(k known) bool {
	return k.Kind == vigia.MediaReport && k.outlet.Class != vigia.OfficialBody && policy.Counts(d.edition.Policy, k.outlet.Class, k.outlet.Government)
}
