package monitor

import (
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"

	"vigia"
	"vigia/internal/policy"
)

var (
	knownColumns  = []string{"key", "type", "name", "aliases", "country", "lists", "evidence"}
	officeColumns = []string{"key", "names", "country", "holder", "valid_from", "valid_to", "evidence"}
	knownTypes    = []string{"person", "organisation", "place", "vessel", "aircraft"}
	listEntry     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*:[A-Za-z0-9.]+$`)
)

// people reads entities.csv and offices.csv, which a monitor may do without.
func (l *loader) people() {
	if data := l.optional("entities.csv"); data != nil {
		l.known("entities.csv", data)
	}
	if data := l.optional("offices.csv"); data != nil {
		l.offices("offices.csv", data)
	}
}

// LoadKnown reads entities and offices by themselves: those of the sample
// newsroom. Offices name holders among these entities.
func LoadKnown(entities, offices io.Reader) ([]Known, []Office, []vigia.Finding, error) {
	l := &loader{monitor: &Monitor{}}
	for _, f := range []struct {
		name string
		r    io.Reader
		read func(string, []byte)
	}{{"entities.csv", entities, l.known}, {"offices.csv", offices, l.offices}} {
		data, err := readAll(f.r, f.name)
		if err != nil {
			return nil, nil, nil, err
		}
		f.read(f.name, l.clean(f.name, data))
	}
	return l.monitor.Known, l.monitor.Offices, l.sorted(), nil
}

// optional is file for a file that need not be there.
func (l *loader) optional(name string) []byte {
	if _, err := fs.Stat(l.files, name); err != nil {
		return nil
	}
	return l.file(name)
}

func (l *loader) known(file string, data []byte) {
	names := map[string]string{} // name -> key that has it
	for _, r := range l.table(file, data, knownColumns).rows {
		at := func(field string) string { return place(file, r.line, field) }
		k := Known{Key: r.cells["key"], Type: r.cells["type"], Name: r.cells["name"], Aliases: r.list("aliases"), Country: r.cells["country"],
			Lists: r.list("lists"), Evidence: r.cells["evidence"], Line: r.line}
		if !slug.MatchString(k.Key) {
			l.block(at("key"), "key", fmt.Sprintf("%q is no key", k.Key), "use small letters, digits and hyphens")
			continue
		}
		if i := slices.IndexFunc(l.monitor.Known, func(o Known) bool { return o.Key == k.Key }); i >= 0 {
			l.block(at("key"), "duplicate", fmt.Sprintf("%s stands already on line %d", k.Key, l.monitor.Known[i].Line), "put all names of one entity on one line")
		}
		if !slices.Contains(knownTypes, k.Type) {
			l.block(at("type"), "type", fmt.Sprintf("unknown type %q", k.Type), "use person, organisation, place, vessel or aircraft")
		}
		if k.Name == "" {
			l.block(at("name"), "missing", "the entity has no name", "write its name")
		}
		l.country(at("country"), k.Country)
		for _, e := range k.Lists {
			if !listEntry.MatchString(e) {
				l.block(at("lists"), "list", fmt.Sprintf("%q is no entry of a list", e), "write it as LIST:NUMBER, as us-treasury:25980")
			}
		}
		if k.Evidence != "" && !isAddress(k.Evidence) {
			l.block(at("evidence"), "address", fmt.Sprintf("%q is no address", k.Evidence), "give the address of a page that shows it, or leave it empty")
		}
		for _, n := range append([]string{k.Name}, k.Aliases...) {
			if other, twice := names[n]; twice && other != k.Key && n != "" {
				l.warn(at("aliases"), "homograph", fmt.Sprintf("%q names %s too", n, other), "reports that name it will not be linked to either; add a name that tells them apart")
			}
			names[n] = k.Key
		}
		l.monitor.Known = append(l.monitor.Known, k)
	}
}

func (l *loader) country(at, code string) {
	if _, ok := policy.Country(code, ""); !ok && code != "" {
		l.block(at, "country", fmt.Sprintf("unknown country %q", code), "use an ISO 3166-1 alpha-2 code in capitals, or leave it empty")
	}
}

func (l *loader) offices(file string, data []byte) {
	for _, r := range l.table(file, data, officeColumns).rows {
		at := func(field string) string { return place(file, r.line, field) }
		o := Office{Key: r.cells["key"], Names: r.list("names"), Country: r.cells["country"], Holder: r.cells["holder"], Evidence: r.cells["evidence"], Line: r.line}
		o.ValidFrom, o.ValidTo = l.span(at, r.cells["valid_from"], r.cells["valid_to"])
		if !slug.MatchString(o.Key) {
			l.block(at("key"), "key", fmt.Sprintf("%q is no key", o.Key), "use small letters, digits and hyphens")
		}
		if len(o.Names) == 0 {
			l.block(at("names"), "missing", "the office has no name", `write how reports call it, in each language, parted by ";"`)
		}
		l.country(at("country"), o.Country)
		i := slices.IndexFunc(l.monitor.Known, func(k Known) bool { return k.Key == o.Holder })
		switch {
		case i < 0:
			l.block(at("holder"), "unknown_key", fmt.Sprintf("entities.csv has no %q", o.Holder), "add the person there")
		case l.monitor.Known[i].Type != "person" && l.monitor.Known[i].Type != "":
			l.block(at("holder"), "type", fmt.Sprintf("%s is no person", o.Holder), "name who held the office")
		}
		for _, b := range l.monitor.Offices {
			if b.Key == o.Key && b.Holder != o.Holder && overlap(b.ValidFrom, b.ValidTo, o.ValidFrom, o.ValidTo) {
				l.warn(at("valid_from"), "overlap", fmt.Sprintf("%s holds it on some of the same days, by line %d", b.Holder, b.Line), "correct the days; on those days the office is linked to nobody")
			}
		}
		l.monitor.Offices = append(l.monitor.Offices, o)
	}
}
