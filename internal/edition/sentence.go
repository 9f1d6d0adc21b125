package edition

import (
	"fmt"
	"strings"

	"vigia"
	"vigia/internal/check"
)

// section judges a section in a language.
func (g *gate) section(key, lang string) {
	path := "sections/" + key + "/" + lang
	p := g.texts[textKey{key, lang}]
	if len(p.paragraphs) == 0 {
		if lang == writing(g.monitor) {
			g.add(vigia.Block, path, "missing", fmt.Sprintf("the section %q is empty", key), "write it")
		}
		return
	}
	worst := g.severity(lang)
	for _, f := range p.findings {
		f.Path = path + sentencePath(f.Path)
		if f.Severity == vigia.Block {
			f.Severity = worst
		}
		g.findings = append(g.findings, f)
	}
	for i, par := range p.paragraphs {
		for j, s := range par.Sentences {
			g.sentence(path+fmt.Sprintf(sentenceFormat, i, j), lang, s, worst)
		}
	}
}

const sentenceFormat = "/paragraphs/%d/sentences/%d" // counted from 0

// sentencePath turns the place that Parse gives ("P3.1") into a path.
func sentencePath(place string) string {
	var paragraph, sentence int
	if _, err := fmt.Sscanf(place, "P%d.%d", &paragraph, &sentence); err != nil {
		return "/" + place
	}
	return fmt.Sprintf(sentenceFormat, paragraph-1, sentence-1)
}

// sentence holds a sentence to what it rests on.
func (g *gate) sentence(path, lang string, s check.Sentence, worst vigia.Severity) {
	if s.Mark == check.Unsupported {
		g.add(worst, path, "uncited", fmt.Sprintf("nothing carries the sentence %q", short(s.Text)), "cite a report with [@…], or mark it [!judgement] or [!background]")
	}
	var passages []check.Passage
	for _, c := range s.Cites {
		k, ok := g.reports[c.ID]
		if !ok {
			g.add(worst, path, "citation", fmt.Sprintf("the cited report %s is unknown", c.ID), "cite a report of the desk")
			continue
		}
		if s.Mark == check.Cited && !g.selection.Covers(k.Published) {
			g.add(vigia.Warn, path, "background", fmt.Sprintf("the cited report %s of %s is not from the period", c.ID, k.Published), "mark the sentence [!background] if it tells of what was before")
		}
		for _, struck := range g.strikes[c.ID] {
			if struck.Within(c.Quote) {
				g.add(vigia.Warn, path, "struck", "a cited passage was struck: "+struck.Why, "cite what was done, or put the passage back on the report's page")
			}
		}
		passages = append(passages, check.Passage{ID: k.ID, Text: k.Title + "\n\n" + k.Text, Language: k.Language, Published: k.Published})
	}
	if len(passages) == 0 {
		return
	}
	for _, f := range check.Check(s.Text, lang, g.edition.Anchor, passages) {
		f.Path = path
		if f.Severity == vigia.Block {
			f.Severity = vigia.Warn // a machine's doubt never stops publication by itself
		}
		g.findings = append(g.findings, f)
	}
}

// short is the beginning of a text.
func short(s string) string {
	r := []rune(s)
	if len(r) <= 80 {
		return s
	}
	return strings.TrimSpace(string(r[:80])) + "…"
}
