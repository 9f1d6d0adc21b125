package edition

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/check"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
)

// Gate is what stands between an edition and publication.
type Gate struct {
	Policy    policy.Result
	Findings  []vigia.Finding // all: the policy's first, then the edition's own in its order
	Languages []string        // that are complete, and would be published
}

// Check judges an edition: its selection under its policy, its texts, and
// whether it is complete. It may be published if and only if nothing blocks.
func Check(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry, e Edition) (Gate, error) {
	d, err := load(ctx, q, m, reg, e)
	if err != nil {
		return Gate{}, err
	}
	s, err := selectionOf(m, e, d.items, d.reports)
	if err != nil {
		return Gate{}, err
	}
	g := gate{draft: d, selection: s, result: policy.Check(e.Policy, s)}
	g.findings = append(g.findings, g.result.Findings...)
	g.head()
	for _, key := range sectionsOf(m) {
		for _, lang := range m.Languages.Editions {
			g.section(key.Key, lang)
		}
	}
	g.digests()
	g.translations()
	for _, more := range []func(context.Context, db.Querier) error{g.chain, g.abstracts, g.searches} {
		if err := more(ctx, q); err != nil {
			return Gate{}, err
		}
	}
	return Gate{g.result, g.findings, d.complete()}, nil
}

// draft is an edition with all that its judgement and its document need.
type draft struct {
	monitor *monitor.Monitor
	edition Edition
	items   []Item
	in      *time.Location // where the monitor counts days
	texts   map[textKey]parsed
	reports map[string]known // in digests or cited
	strikes map[string][]desk.Strike
	lacks   map[string][]string // by language: the paths of what it still needs
}

type textKey struct{ section, language string }

type parsed struct {
	Text
	paragraphs []check.Paragraph
	findings   []vigia.Finding
}

func load(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry, e Edition) (draft, error) {
	d := draft{monitor: m, edition: e, in: zone(m), texts: map[textKey]parsed{}, lacks: map[string][]string{}}
	var err error
	if d.items, err = Items(ctx, q, e.ID); err != nil {
		return d, err
	}
	d.items = ordered(m, d.items)
	texts, err := SectionTexts(ctx, q, e.ID)
	if err != nil {
		return d, err
	}
	var ids []string
	for _, it := range d.items {
		ids = append(ids, it.Report)
	}
	for _, t := range texts {
		p := parsed{Text: t}
		p.paragraphs, p.findings = check.Parse(t.Markdown)
		d.texts[textKey{t.Key, t.Language}] = p
		ids = append(ids, cited(p.paragraphs)...)
	}
	for _, lang := range m.Languages.Editions {
		d.lacks[lang] = d.lacking(lang)
	}
	slices.Sort(ids)
	if d.strikes, err = desk.StrikesIn(ctx, q, ids); err != nil {
		return d, err
	}
	d.reports, err = loadKnown(ctx, q, reg, slices.Compact(ids), e.PublishedAt)
	return d, err
}

// gate is one run of Check.
type gate struct {
	draft
	selection policy.Selection
	result    policy.Result
	findings  []vigia.Finding
}

func (g *gate) add(sev vigia.Severity, path, kind, message, remedy string) {
	g.findings = append(g.findings, vigia.Finding{Severity: sev, Path: path, Kind: kind, Message: message, Remedy: remedy})
}

// head judges what stands above the texts, in the language of writing.
func (g *gate) head() {
	e, first := g.edition, writing(g.monitor)
	if e.Title[first] == "" {
		g.add(vigia.Block, "head/title/"+first, "missing", "the edition has no title", "write one")
	}
	if e.Abstract[first] == "" {
		g.add(vigia.Warn, "head/abstract/"+first, "missing", "the edition has no abstract, so its card says nothing", "write one of at most 50 words")
	}
	for _, lang := range g.monitor.Languages.Editions {
		if n := len(strings.Fields(e.Abstract[lang])); n > maxAbstract {
			g.add(vigia.Warn, "head/abstract/"+lang, "length", fmt.Sprintf("the abstract has %d words", n), fmt.Sprintf("shorten it to %d", maxAbstract))
		}
	}
	if len(e.Authors) == 0 {
		g.add(vigia.Warn, "head/authors", "missing", "nobody signs the edition", "name at least one author")
	}
}

const maxAbstract = 50 // words

// digests judges what the policy does not: the summaries, and empty digests.
func (g *gate) digests() {
	first := writing(g.monitor)
	filled := map[string]bool{}
	for _, it := range g.items {
		filled[it.Digest] = true
		if it.Summary[first] == "" {
			g.add(vigia.Block, it.Path()+"/summary/"+first, "missing", "the summary is missing", "write one to three sentences in your own words")
		}
		for _, lang := range g.monitor.Languages.Editions {
			if s := it.Summary[lang]; s != "" {
				if f := summaryFault(s, lang); f.message != "" {
					g.add(g.severity(lang), it.Path()+"/summary/"+lang, "summary", "the summary "+f.message, f.remedy)
				}
			}
		}
	}
	for _, d := range g.monitor.Digests() {
		if !filled[d.Key] {
			g.add(vigia.Warn, "digests/"+d.Key, "empty", fmt.Sprintf("the digest %q holds no report", d.Name[first]), "select reports, or say in the overview that nothing was found")
		}
	}
}

// severity is Block in a language that would be published. What is wrong with
// a translation that nobody will see yet is only a warning.
func (g *gate) severity(lang string) vigia.Severity {
	if lang == writing(g.monitor) || len(g.lacks[lang]) == 0 {
		return vigia.Block
	}
	return vigia.Warn
}
