package edition

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
)

// complete are the languages in which nothing is missing, in the monitor's order.
func (d draft) complete() []string {
	out := []string{}
	for _, lang := range d.monitor.Languages.Editions {
		if len(d.lacks[lang]) == 0 {
			out = append(out, lang)
		}
	}
	return out
}

// lacking lists the paths that a language still needs. A head is complete if it
// says what the language of writing says.
func (d draft) lacking(lang string) []string {
	e, first := d.edition, writing(d.monitor)
	var out []string
	need := func(path string, have, original vigia.Texts, always bool) {
		if have[lang] == "" && (always || original[first] != "") {
			out = append(out, path)
		}
	}
	need("head/title", e.Title, e.Title, true)
	need("head/subtitle", e.Subtitle, e.Subtitle, false)
	need("head/abstract", e.Abstract, e.Abstract, false)
	for i, a := range e.Authors {
		need(fmt.Sprintf("head/authors/%d/rank", i), a.Rank, a.Rank, false)
	}
	for _, s := range sectionsOf(d.monitor) {
		if len(d.texts[textKey{s.Key, lang}].paragraphs) == 0 {
			out = append(out, "sections/"+s.Key)
		}
	}
	for _, it := range d.items {
		need(it.Path()+"/summary", it.Summary, it.Summary, true)
	}
	return out
}

// translations says which languages will not be published, and where a
// translation has another shape than its original.
func (g *gate) translations() {
	first := writing(g.monitor)
	for _, lang := range g.monitor.Languages.Editions[min(1, len(g.monitor.Languages.Editions)):] {
		if lacks := g.lacks[lang]; len(lacks) > 0 {
			some := lacks[:min(len(lacks), 5)]
			g.add(vigia.Note, "languages/"+lang, "translation", fmt.Sprintf("not published in %s: %d parts are missing (%s)", lang, len(lacks), strings.Join(some, ", ")), "translate them, or publish without")
		}
		for _, s := range sectionsOf(g.monitor) {
			g.aligned("sections/"+s.Key+"/"+lang, g.texts[textKey{s.Key, first}], g.texts[textKey{s.Key, lang}])
		}
	}
}

// aligned holds a translation to its original, paragraph by paragraph.
func (g *gate) aligned(path string, original, t parsed) {
	if len(original.paragraphs) == 0 || len(t.paragraphs) == 0 {
		return
	}
	if a, b := len(original.paragraphs), len(t.paragraphs); a != b {
		g.add(vigia.Warn, path, "translation", fmt.Sprintf("the translation has %d paragraphs, the original %d", b, a), "bring them to the same paragraphs")
		return
	}
	for i := range original.paragraphs {
		if a, b := len(original.paragraphs[i].Sentences), len(t.paragraphs[i].Sentences); a != b {
			g.add(vigia.Note, fmt.Sprintf("%s/paragraphs/%d", path, i), "translation", fmt.Sprintf("the translation has %d sentences here, the original %d", b, a), "see that nothing was left out")
		}
	}
	if t.Base < original.Base {
		g.add(vigia.Note, path, "translation", "the original was saved after the translation", "see whether the translation still says the same")
	}
}

// chain says where the chain of editions is broken.
func (g *gate) chain(ctx context.Context, q db.Querier) error {
	_, ok, err := Previous(ctx, q, g.edition)
	if err != nil || ok {
		return err
	}
	p, ok, err := earlier(ctx, q, g.edition)
	if err != nil {
		return err
	}
	message := "this is the first edition: there is no digest of a previous period to link to"
	if ok {
		message = fmt.Sprintf("no edition covers the days from %s to %s; the last one before is number %d",
			p.To.AddDate(0, 0, 1).Format(time.DateOnly), g.edition.From.AddDate(0, 0, -1).Format(time.DateOnly), p.Number)
	}
	g.add(vigia.Note, "period", "chain", message, "")
	return nil
}

// abstracts stops a neighbour's abstract from standing on this edition's card.
func (g *gate) abstracts(ctx context.Context, q db.Querier) error {
	all, err := List(ctx, q)
	if err != nil {
		return err
	}
	for _, other := range all {
		for _, lang := range g.monitor.Languages.Editions {
			if other.ID != g.edition.ID && g.edition.Abstract[lang] != "" && other.Abstract[lang] == g.edition.Abstract[lang] {
				g.add(vigia.Block, "head/abstract/"+lang, "abstract", fmt.Sprintf("it is the abstract of edition %d", other.Number), "write this edition's own")
			}
		}
	}
	return nil
}

const newerSQL = `SELECT COUNT(*) FROM reports WHERE arrived_at > ? AND day_at >= ? AND day_at <= ?`

// searches says for which state media the search for others is older than
// reports that it should have compared.
func (g *gate) searches(ctx context.Context, q db.Querier) error {
	counted := map[string]bool{}
	for _, id := range g.result.Counted {
		counted[id] = true
	}
	days := g.edition.Policy.Corroboration.WindowDays
	for _, it := range g.items {
		k := g.reports[it.Report]
		if !counted[it.Report] || k.search == nil || g.edition.Status == Published {
			continue
		}
		var newer int
		from, to := window(k.Stored, days)
		err := q.QueryRow(ctx, newerSQL, db.Micros(k.search.At), from, to).Scan(&newer)
		if err != nil {
			return fmt.Errorf("reports since the search for %s: %w", it.Report, err)
		}
		if newer > 0 {
			g.add(vigia.Warn, it.Path(), "stale", fmt.Sprintf("%d reports of those days have come in since the search for others", newer), "run the searches again")
		}
	}
	return nil
}
