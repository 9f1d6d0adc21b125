package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// land is a country of mledoze/countries.
type land struct {
	CCA2     string
	Name     struct{ Common, Official string }
	Alt      []string `json:"altSpellings"`
	Capital  []string
	Demonyms map[string]struct{ F, M string }
	Other    map[string]struct{ Common, Official string } `json:"translations"`
}

// codes are the languages of the sources of names, three letters to two.
var codes = map[string]string{"ara": "ar", "ces": "cs", "deu": "de", "est": "et", "fin": "fi", "fra": "fr", "hrv": "hr", "hun": "hu",
	"ita": "it", "jpn": "ja", "kor": "ko", "nld": "nl", "per": "fa", "pol": "pl", "por": "pt", "rus": "ru", "slk": "sk", "spa": "es",
	"srp": "sr", "swe": "sv", "tur": "tr", "urd": "ur", "zho": "zh"}

// leastCity is how many people live in a city whose name stands for its
// country; mostAlike is how much larger it must be than others of its name.
const (
	leastCity = 400_000
	mostAlike = 4
)

// trainPlaces writes the names of countries in one table, in order.
func trainPlaces(data string) (map[string][]byte, error) {
	var lands []land
	if err := unzip(filepath.Join(data, "gazetteer", "mledoze-countries.json.gz"), &lands); err != nil {
		return nil, err
	}
	t := table{}
	for _, l := range lands {
		t.land(l)
	}
	if err := t.cities(data); err != nil {
		return nil, err
	}
	return map[string][]byte{"places.tsv": t.bytes()}, nil
}

// table is country, kind, language and name, each line once.
type table map[string]bool

func (t table) add(country, kind, lang, name string) {
	if name = strings.TrimSpace(name); (len([]rune(name)) > 2 || len(name) > 4) && !strings.ContainsAny(name, "\t\n(,") {
		t[country+"\t"+kind+"\t"+lang+"\t"+name] = true
	}
}

func (t table) land(l land) {
	t.add(l.CCA2, "name", "*", l.Name.Common)
	t.add(l.CCA2, "name", "en", l.Name.Common)
	t.add(l.CCA2, "name", "en", l.Name.Official)
	for _, a := range l.Alt {
		t.add(l.CCA2, "name", "en", a)
	}
	for _, c := range l.Capital {
		t.add(l.CCA2, "city", "*", strings.TrimSuffix(c, " D.C."))
	}
	for code, d := range l.Demonyms {
		for _, w := range []string{d.F, d.M} {
			if code == "eng" {
				t.add(l.CCA2, "people", "en", w)
			} else if code == "fra" {
				t.add(l.CCA2, "people", "fr", strings.ToLower(w))
			}
		}
	}
	for code, o := range l.Other {
		if lang := codes[code]; lang != "" {
			t.add(l.CCA2, "name", lang, o.Common)
			t.add(l.CCA2, "name", lang, o.Official)
		}
	}
	region, err := language.ParseRegion(l.CCA2)
	if err != nil {
		return
	}
	for _, lang := range []string{"en", "es", "pt", "fr", "ru", "fa", "zh", "ar"} {
		t.add(l.CCA2, "name", lang, display.Regions(language.Make(lang)).Name(region))
	}
}

// cities adds the large cities whose names mean them alone.
func (t table) cities(data string) error {
	type city struct {
		Name       string
		Country    string `json:"countrycode"`
		Population int
	}
	var all map[string]city
	if err := unzip(filepath.Join(data, "gazetteer", "geonames-cities15000.json.gz"), &all); err != nil {
		return err
	}
	byName := map[string][]city{}
	for _, c := range all {
		byName[c.Name] = append(byName[c.Name], c)
	}
	for name, cs := range byName {
		slices.SortFunc(cs, func(a, b city) int {
			return cmp.Or(cmp.Compare(b.Population, a.Population), cmp.Compare(a.Country, b.Country))
		})
		alike := len(cs) > 1 && cs[1].Country != cs[0].Country && cs[1].Population*mostAlike > cs[0].Population
		if cs[0].Population >= leastCity && !alike && len(name) > 3 {
			t.add(cs[0].Country, "city", "*", name)
		}
	}
	return nil
}

func (t table) bytes() []byte {
	lines := make([]string, 0, len(t))
	for l := range t {
		lines = append(lines, l)
	}
	slices.Sort(lines)
	var b bytes.Buffer
	for _, l := range lines {
		fmt.Fprintln(&b, l)
	}
	return b.Bytes()
}

func unzip(path string, into any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := json.NewDecoder(z).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
