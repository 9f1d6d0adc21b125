package monitor

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"vigia"
	"vigia/internal/policy"
)

var lexiconColumns = []string{"kind", "value", "language", "term", "weight"}

// lexica lists the lexicon files, and misses those whose labels the monitor has.
func (l *loader) lexica() []string {
	names := l.folder("lexicon", ".csv")
	if len(names) == 0 {
		return nil
	}
	for _, need := range []struct {
		file string
		n    int
	}{{"networks", len(l.monitor.Networks)}, {"themes", len(l.monitor.Themes)}, {"dimensions", len(l.monitor.Dimensions)}, {"genres", 1}, {"countries", 1}} {
		if name := "lexicon/" + need.file + ".csv"; need.n > 0 && !slices.Contains(names, name) {
			l.block(name, "file", "the file is missing", "add it with the header "+strings.Join(lexiconColumns, ","))
		}
	}
	return names
}

// lexicon reads one file of terms.
func (l *loader) lexicon(file string, data []byte) {
	if data == nil {
		return
	}
	first := map[string]string{} // term -> where it stands, over all files
	for _, t := range l.monitor.Lexicon {
		first[t.identity()] = place(t.File, t.Line, "term")
	}
	for _, r := range l.table(file, data, lexiconColumns).rows {
		at := func(field string) string { return place(file, r.line, field) }
		t := Term{Kind: vigia.LabelKind(r.cells["kind"]), Value: r.cells["value"], Language: r.cells["language"], Text: r.cells["term"], Weight: 1, File: file, Line: r.line}
		if w := r.cells["weight"]; w != "" {
			n, err := strconv.ParseFloat(w, 64)
			if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || n == 0 {
				l.block(at("weight"), "weight", fmt.Sprintf("%q is no weight", w), "write a number other than 0; empty means 1, below 0 counts against")
			}
			t.Weight = n
		}
		l.value(at("value"), at("kind"), t)
		if t.Language != "*" && !l.reads(t.Language) {
			l.block(at("language"), "language", fmt.Sprintf("%q is no language of the monitor", t.Language), "use one of languages.sources, or * for all")
		}
		if t.Text == "" {
			l.block(at("term"), "missing", "the term is empty", "write it, or take the line out")
		} else if was, twice := first[t.identity()]; twice {
			l.block(at("term"), "duplicate", fmt.Sprintf("%q stands for %s already, at %s", t.Text, t.Value, was), "keep one of the two")
		} else {
			first[t.identity()] = at("term")
		}
		l.monitor.Lexicon = append(l.monitor.Lexicon, t)
	}
}

// identity is what two terms may not share.
func (t Term) identity() string {
	return strings.Join([]string{string(t.Kind), t.Value, t.Language, strings.ToLower(t.Text)}, "\x00")
}

// reads reports whether the monitor has sources or editions in a language; all
// languages, if monitor.yaml could not be read.
func (l *loader) reads(lang string) bool {
	langs := l.monitor.Languages
	return slices.Contains(langs.Sources, lang) || slices.Contains(langs.Editions, lang) || len(langs.Editions) == 0 && isLanguage(lang)
}

// value checks that a term stands for something that the monitor knows.
func (l *loader) value(atValue, atKind string, t Term) {
	m, known := l.monitor, true
	switch t.Kind {
	case vigia.LabelNetwork:
		_, known = m.Network(t.Value)
		known = known || len(m.Networks) == 0
	case vigia.LabelTheme:
		_, known = m.Theme(t.Value)
		known = known || len(m.Networks) == 0
	case vigia.LabelDimension:
		known = len(m.Dimensions) == 0 || slices.ContainsFunc(m.Dimensions, func(d Dimension) bool { return d.Key == t.Value })
	case vigia.LabelCountry:
		_, known = policy.Country(t.Value, "")
	case vigia.LabelGenre:
		known = policy.KnownGenre(vigia.Genre(t.Value))
	default:
		l.block(atKind, "kind", fmt.Sprintf("unknown kind %q", t.Kind), "use network, theme, dimension, genre or country")
	}
	if !known {
		l.block(atValue, "unknown_key", fmt.Sprintf("unknown %s %q", t.Kind, t.Value), "use a key of monitor.yaml, an ISO country or a genre")
	}
}

// lexiconRules asks for words for every network and theme: without any, nothing
// would ever be proposed for it.
func (l *loader) lexiconRules() {
	has := map[string]bool{} // of files with terms, and of labels
	for _, t := range l.monitor.Lexicon {
		has[t.File], has[string(t.Kind)+" "+t.Value] = true, true
	}
	miss := func(file, kind, key string) {
		if has[file] && !has[kind+" "+key] {
			l.warn(file, "missing", fmt.Sprintf("no term for %s %s", kind, key), "add terms, or nothing will be proposed for it")
		}
	}
	for _, n := range l.monitor.Networks {
		miss("lexicon/networks.csv", "network", n.Key)
	}
	for _, t := range l.monitor.Themes {
		miss("lexicon/themes.csv", "theme", t.Key)
	}
}
