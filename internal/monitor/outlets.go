package monitor

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/policy"
)

var outletColumns = []string{"key", "name", "aliases", "domains", "country", "languages", "owners", "funding", "governance", "editorial", "class", "government", "kind", "valid_from", "valid_to", "evidence", "reviewer"}

// LoadOutlets reads a registry of outlets by itself: a house's extra rows, or
// those of the sample newsroom. name stands in the paths of the findings.
func LoadOutlets(r io.Reader, name string) ([]Outlet, []vigia.Finding, error) {
	data, err := readAll(r, name)
	if err != nil {
		return nil, nil, err
	}
	l := &loader{monitor: &Monitor{}}
	l.outlets(name, l.clean(name, data))
	return l.monitor.Outlets, l.sorted(), nil
}

// outlets reads and checks outlets.csv. Faulty rows are kept where they have a
// key, so that feeds which name them do not become findings too.
func (l *loader) outlets(file string, data []byte) {
	for _, r := range l.table(file, data, outletColumns).rows {
		at := func(field string) string { return place(file, r.line, field) }
		o := Outlet{
			Key: r.cells["key"], Name: r.cells["name"], Aliases: r.list("aliases"), Domains: r.list("domains"),
			Country: r.cells["country"], Languages: r.list("languages"), Owners: r.list("owners"),
			Funding: r.cells["funding"], Governance: r.cells["governance"], Editorial: r.cells["editorial"],
			Class: vigia.Class(r.cells["class"]), Government: r.cells["government"], Kind: vigia.Kind(r.cells["kind"]),
			Evidence: r.cells["evidence"], Reviewer: r.cells["reviewer"], Sample: r.cells["reviewer"] == "sample", Line: r.line,
		}
		o.ValidFrom, o.ValidTo = l.span(at, r.cells["valid_from"], r.cells["valid_to"])
		l.outlet(at, o)
		if o.Key != "" {
			l.monitor.Outlets = append(l.monitor.Outlets, o)
		}
	}
	l.outletSpans(file)
	l.outletDomains(file)
}

// outlet checks one row.
func (l *loader) outlet(at func(string) string, o Outlet) {
	if !slug.MatchString(o.Key) {
		l.block(at("key"), "key", fmt.Sprintf("%q is no key", o.Key), "use small letters, digits and hyphens")
	}
	if o.Name == "" {
		l.block(at("name"), "missing", "the outlet has no name", "write the name it prints")
	}
	for i, d := range o.Domains {
		if !host.MatchString(d) {
			l.block(at("domains"), "domain", fmt.Sprintf("%q is no domain", d), "write the host alone, in small letters and without www; other scripts as xn--…")
		} else if slices.Contains(o.Domains[:i], d) {
			l.block(at("domains"), "duplicate", fmt.Sprintf("domain %s stands twice", d), "take one out")
		}
	}
	if _, ok := policy.Country(o.Country, ""); !ok {
		l.block(at("country"), "country", fmt.Sprintf("unknown country %q", o.Country), "use an ISO 3166-1 alpha-2 code in capitals")
	}
	if len(o.Languages) == 0 {
		l.block(at("languages"), "missing", "the outlet has no language", "name the languages it writes in")
	}
	for _, lang := range o.Languages {
		if !isLanguage(lang) {
			l.block(at("languages"), "language", fmt.Sprintf("unknown language %q", lang), "use a BCP 47 tag such as es or pt-BR")
		}
	}
	if !o.Sample && !isAddress(o.Evidence) {
		l.block(at("evidence"), "missing", fmt.Sprintf("%q is no evidence for the class", o.Evidence), "give the address of a page that shows it")
	}
	if o.Reviewer == "" {
		l.block(at("reviewer"), "missing", "nobody has reviewed the row", "name who decided the class")
	}
	l.ownership(at, o)
}

// ownership checks kind, class, its three tests, and the state behind.
func (l *loader) ownership(at func(string) string, o Outlet) {
	official := o.Class == vigia.OfficialBody
	switch {
	case o.Kind != vigia.MediaReport && o.Kind != vigia.OfficialDocument && o.Kind != vigia.OwnProduct:
		l.block(at("kind"), "kind", fmt.Sprintf("unknown kind %q", o.Kind), "use media, official or own")
	case o.Kind == vigia.OfficialDocument && !official, o.Kind == vigia.MediaReport && official:
		l.block(at("kind"), "kind", fmt.Sprintf("kind %s contradicts class %s", o.Kind, o.Class), "official bodies are of kind official and class OFF, media of neither")
	}
	switch {
	case o.Class != vigia.UnknownClass && !policy.KnownClass(o.Class):
		l.block(at("class"), "class", fmt.Sprintf("unknown class %q", o.Class), "use SC, CaPu, CaPr, ISFM, ISF, ISM, IP or OFF")
		return
	case o.Class == vigia.UnknownClass:
		l.warn(at("class"), "class", "the class is not decided, so the outlet counts as state media", "decide it by the three tests")
		return
	}
	if _, ok := policy.Government(o.Government, ""); o.Government != "" && !ok {
		l.block(at("government"), "country", fmt.Sprintf("unknown state %q", o.Government), "use an ISO 3166-1 alpha-2 code in capitals, or HZ")
	} else if o.Government == "" && !official && o.Class != vigia.IndependentPrivate {
		l.block(at("government"), "missing", fmt.Sprintf("class %s without the state behind it", o.Class), "name the state, or correct the class")
	} else if o.Government != "" && o.Class == vigia.IndependentPrivate {
		l.warn(at("government"), "class", fmt.Sprintf("class IP, and yet %s stands behind it", o.Government), "take the state out, or correct the class")
	}
	if official {
		return // the three tests are for media
	}
	for i, test := range []struct{ field, value string }{{"funding", o.Funding}, {"governance", o.Governance}, {"editorial", o.Editorial}} {
		allowed := strings.Fields(tests[o.Class][i])
		switch {
		case test.value != "yes" && test.value != "no" && test.value != "part":
			l.block(at(test.field), "test", fmt.Sprintf("%q is no answer", test.value), "write yes, no or part")
		case !slices.Contains(allowed, test.value):
			l.block(at(test.field), "class", fmt.Sprintf("class %s contradicts %s %s", o.Class, test.field, test.value), fmt.Sprintf("with class %s, %s is %s; correct one of the two", o.Class, test.field, strings.Join(allowed, " or ")))
		}
	}
}

// outletSpans holds the rows of one outlet to spans that share no day.
func (l *loader) outletSpans(file string) {
	rows := map[string][]Outlet{}
	for _, o := range l.monitor.Outlets {
		for _, was := range rows[o.Key] {
			if overlap(was.ValidFrom, was.ValidTo, o.ValidFrom, o.ValidTo) {
				l.block(place(file, o.Line, "key"), "duplicate", fmt.Sprintf("outlet %s has a row for the same time on line %d", o.Key, was.Line), "give each row its own span (valid_to is the last day), or its own key")
			}
		}
		rows[o.Key] = append(rows[o.Key], o)
	}
}

// outletDomains holds every domain to one outlet at a time.
func (l *loader) outletDomains(file string) {
	rows := map[string][]Outlet{}
	for _, o := range l.monitor.Outlets {
		for _, d := range slices.Compact(slices.Sorted(slices.Values(o.Domains))) {
			for _, was := range rows[d] {
				if was.Key != o.Key && overlap(was.ValidFrom, was.ValidTo, o.ValidFrom, o.ValidTo) {
					l.block(place(file, o.Line, "domains"), "duplicate", fmt.Sprintf("domain %s belongs to %s on line %d", d, was.Key, was.Line), "leave it with one of them")
				}
			}
			rows[d] = append(rows[d], o)
		}
	}
}
