package monitor

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones must load on machines that have none

	"vigia"
	"vigia/internal/policy"
)

// monitorYAML reads monitor.yaml.
func (l *loader) monitorYAML(file string, data []byte) document {
	return l.decode(file, data, 0, l.monitor)
}

// monitorRules checks what monitor.yaml says.
func (l *loader) monitorRules(d document) {
	if len(d.lines) == 0 {
		return // missing or broken: one finding says so
	}
	m := l.monitor
	if !slug.MatchString(m.Key) {
		l.block(d.at("key"), "key", fmt.Sprintf("%q is no key", m.Key), "use small letters, digits and hyphens")
	}
	l.languages(d)
	l.texts(d, "name", m.Name)
	l.needed(d, "house.name", m.House.Name, "name the publisher")
	l.texts(d, "house.about", m.House.About)
	l.needed(d, "house.licence", m.House.Licence, "name the licence of the texts")
	for i, h := range m.House.Domains {
		if !host.MatchString(h) {
			l.block(d.at(fmt.Sprintf("house.domains[%d]", i)), "domain", fmt.Sprintf("%q is no domain", h), "write the host alone, in small letters")
		}
	}
	l.networksAndThemes(d)
	l.keyed(d, "dimensions", len(m.Dimensions), func(i int) (string, vigia.Texts) { return m.Dimensions[i].Key, m.Dimensions[i].Name })
	l.keyed(d, "reject_reasons", len(m.Reject), func(i int) (string, vigia.Texts) { return m.Reject[i].Key, m.Reject[i].Name })
	l.region(d)
	if m.Periods.Months < 1 || m.Periods.Months > 12 {
		l.block(d.at("periods.months"), "period", fmt.Sprintf("a period of %d months", m.Periods.Months), "write a number from 1 to 12")
	}
	if _, err := time.LoadLocation(m.Periods.Zone); err != nil || m.Periods.Zone == "" || m.Periods.Zone == "Local" {
		l.block(d.at("periods.zone"), "zone", fmt.Sprintf("unknown time zone %q", m.Periods.Zone), "use an IANA name such as America/New_York")
	}
}

func (l *loader) needed(d document, path, value, remedy string) {
	if strings.TrimSpace(value) == "" {
		l.block(d.at(path), "missing", path+" is missing", remedy)
	}
}

func (l *loader) languages(d document) {
	if len(l.monitor.Languages.Editions) == 0 {
		l.block(d.at("languages.editions"), "missing", "no language of the edition", "name at least the language of writing")
	}
	for _, list := range []struct {
		path  string
		langs []string
	}{{"languages.editions", l.monitor.Languages.Editions}, {"languages.sources", l.monitor.Languages.Sources}} {
		for i, lang := range list.langs {
			path := fmt.Sprintf("%s[%d]", list.path, i)
			if !isLanguage(lang) {
				l.block(d.at(path), "language", fmt.Sprintf("unknown language %q", lang), "use a BCP 47 tag such as es or pt-BR")
			} else if slices.Contains(list.langs[:i], lang) {
				l.block(d.at(path), "duplicate", fmt.Sprintf("language %s stands twice", lang), "take one out")
			}
		}
	}
}

// texts asks for a text in every language of the edition.
func (l *loader) texts(d document, path string, t vigia.Texts) {
	for _, lang := range l.monitor.Languages.Editions {
		if strings.TrimSpace(t[lang]) == "" {
			l.block(d.at(path), "missing", fmt.Sprintf("%s has no text in %s", path, lang), "write it, or take the language out of languages.editions")
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		if !isLanguage(lang) {
			l.block(d.at(path+"."+lang), "language", fmt.Sprintf("unknown language %q", lang), "use a BCP 47 tag such as es or pt-BR")
		}
	}
}

// keyed checks a list of keys with names: keys well formed and once each.
func (l *loader) keyed(d document, path string, n int, at func(int) (string, vigia.Texts)) {
	if n == 0 {
		l.block(d.at(path), "missing", path+" is empty", "name at least one")
	}
	seen := map[string]bool{}
	for i := range n {
		key, name := at(i)
		p := fmt.Sprintf("%s[%d]", path, i)
		l.key(d, p+".key", key, seen)
		l.texts(d, p+".name", name)
	}
}

func (l *loader) key(d document, path, key string, seen map[string]bool) {
	if !labelKey.MatchString(key) {
		l.block(d.at(path), "key", fmt.Sprintf("%q is no key", key), "use letters, digits, hyphens and underscores")
	} else if seen[key] {
		l.block(d.at(path), "duplicate", fmt.Sprintf("key %s stands twice", key), "give each its own key")
	}
	seen[key] = true
}

// networksAndThemes share keys and slugs: both name digests.
func (l *loader) networksAndThemes(d document) {
	if len(l.monitor.Networks) == 0 {
		l.block(d.at("networks"), "missing", "networks is empty", "name at least one")
	}
	keys, slugs := map[string]bool{}, map[string]bool{}
	common := func(path, key, slugged string, name, counts vigia.Texts) {
		l.key(d, path+".key", key, keys)
		l.texts(d, path+".name", name)
		l.texts(d, path+".counts", counts)
		switch {
		case !slug.MatchString(slugged):
			l.block(d.at(path+".slug"), "slug", fmt.Sprintf("%q is no slug", slugged), "use small letters, digits and hyphens: it stands in the address")
		case slugs[slugged]:
			l.block(d.at(path+".slug"), "duplicate", fmt.Sprintf("slug %s stands twice", slugged), "give each its own slug")
		}
		slugs[slugged] = true
	}
	for i, n := range l.monitor.Networks {
		path := fmt.Sprintf("networks[%d]", i)
		common(path, n.Key, n.Slug, n.Name, n.Counts)
		l.countries(d, path+".governments", n.Governments, policy.Government)
	}
	for i, t := range l.monitor.Themes {
		path := fmt.Sprintf("themes[%d]", i)
		common(path, t.Key, t.Slug, t.Name, t.Counts)
		for j, from := range t.DrawsFrom {
			if _, ok := l.monitor.Network(from); !ok {
				l.block(d.at(fmt.Sprintf("%s.draws_from[%d]", path, j)), "unknown_key", fmt.Sprintf("unknown network %q", from), "use a key of networks")
			}
		}
	}
}

// countries checks a list of codes, which must not be empty.
func (l *loader) countries(d document, path string, codes []string, known func(code, lang string) (string, bool)) {
	if len(codes) == 0 {
		l.block(d.at(path), "missing", path+" is empty", "name at least one state")
	}
	for i, code := range codes {
		p := fmt.Sprintf("%s[%d]", path, i)
		if _, ok := known(code, ""); !ok {
			l.block(d.at(p), "country", fmt.Sprintf("unknown country %q", code), "use an ISO 3166-1 alpha-2 code in capitals")
		} else if slices.Contains(codes[:i], code) {
			l.block(d.at(p), "duplicate", fmt.Sprintf("country %s stands twice", code), "take one out")
		}
	}
}

// region checks the places; a country belongs to one sub-region.
func (l *loader) region(d document) {
	r := l.monitor.Region
	l.needed(d, "region.key", r.Key, "give the region a key")
	l.texts(d, "region.name", r.Name)
	if len(r.Subregions) == 0 {
		l.block(d.at("region.subregions"), "missing", "the region has no sub-region", "name at least one with its countries")
	}
	keys, home := map[string]bool{}, map[string]string{}
	for i, p := range r.Subregions {
		path := fmt.Sprintf("region.subregions[%d]", i)
		l.key(d, path+".key", p.Key, keys)
		l.texts(d, path+".name", p.Name)
		l.countries(d, path+".countries", p.Countries, policy.Country)
		for j, code := range p.Countries {
			if was := home[code]; was != "" && was != p.Key {
				l.block(d.at(fmt.Sprintf("%s.countries[%d]", path, j)), "duplicate", fmt.Sprintf("country %s belongs to %s already", code, was), "leave it in one sub-region")
			}
			home[code] = p.Key
		}
	}
	for i, p := range r.Outside {
		path := fmt.Sprintf("region.outside[%d]", i)
		l.key(d, path+".key", p.Key, keys)
		l.texts(d, path+".name", p.Name)
		l.countries(d, path+".countries", p.Countries, policy.Country)
		for j, code := range p.Countries {
			if was := home[code]; was != "" {
				l.block(d.at(fmt.Sprintf("%s.countries[%d]", path, j)), "duplicate", fmt.Sprintf("country %s is inside the region, in %s", code, was), "take it out of one of the two")
			}
		}
	}
}
