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

	"vigia/internal/text"
)

// land is a country of mledoze/countries.
type land struct {
	CCA2        string
	Independent bool
	Name        struct{ Common, Official string }
	Alt         []string `json:"altSpellings"`
	Capital     []string
	Demonyms    map[string]struct{ F, M string }
	Other       map[string]struct{ Common, Official string } `json:"translations"`
}

// codes are the languages of the sources of names, three letters to two.
var codes = map[string]string{"ara": "ar", "ces": "cs", "deu": "de", "est": "et", "fin": "fi", "fra": "fr", "hrv": "hr", "hun": "hu",
	"ita": "it", "jpn": "ja", "kor": "ko", "nld": "nl", "per": "fa", "pol": "pl", "por": "pt", "rus": "ru", "slk": "sk", "spa": "es",
	"srp": "sr", "swe": "sv", "tur": "tr", "urd": "ur", "zho": "zh"}

// leastCity is how many people live in a city whose name stands for its
// country; mostAlike is how much larger it must be than others of its name, and
// capitalAlike how much a capital.
const (
	leastCity    = 400_000
	mostAlike    = 4
	capitalAlike = 0.5
)

// words are names that are words too, or have their stem: a meeting is no
// island.
var words = map[string]bool{"Réunion": true, "réunionnais": true, "réunionnaise": true}

// trainPlaces writes the names of countries in one table, in order.
func trainPlaces(data string) (map[string][]byte, error) {
	var lands []land
	if err := unzip(filepath.Join(data, "gazetteer", "mledoze-countries.json.gz"), &lands); err != nil {
		return nil, err
	}
	towns, err := readCities(data)
	if err != nil {
		return nil, err
	}
	t, people := table{}, map[string]bool{} // who has a state of their own
	for _, l := range lands {
		if l.Independent {
			l.peoples(func(lang, w string) { people[lang+w] = true })
		}
	}
	for _, l := range lands {
		t.land(l)
		l.peoples(func(lang, w string) {
			if l.Independent || !people[lang+w] {
				t.add(l.CCA2, "people", lang, w)
			}
		})
		for _, c := range l.Capital {
			if c = strings.TrimSuffix(c, " D.C."); l.Independent && !towns.elsewhere(c, l.CCA2) {
				t.add(l.CCA2, "city", "*", c)
			}
		}
	}
	t.cities(towns)
	return map[string][]byte{"places.tsv": t.bytes()}, nil
}

// table is country, kind, language and name, each line once.
type table map[string]bool

func (t table) add(country, kind, lang, name string) {
	if name = strings.TrimSpace(name); !words[name] && (len([]rune(name)) > 2 || len(name) > 4) && !strings.ContainsAny(name, "\t\n(,") {
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

// peoples gives the words for who lives there.
func (l land) peoples(give func(lang, word string)) {
	for code, d := range l.Demonyms {
		for _, w := range []string{d.F, d.M} {
			switch code {
			case "eng":
				give("en", w)
			case "fra":
				give("fr", strings.ToLower(w))
			}
		}
	}
}

// towns are cities by name without accents, the largest first.
type towns map[string][]city

type city struct {
	Name       string
	Country    string `json:"countrycode"`
	Population int
}

func readCities(data string) (towns, error) {
	var all map[string]city
	if err := unzip(filepath.Join(data, "gazetteer", "geonames-cities15000.json.gz"), &all); err != nil {
		return nil, err
	}
	t := towns{}
	for _, c := range all {
		k := text.Bare(c.Name)
		t[k] = append(t[k], c)
	}
	for _, cs := range t {
		slices.SortFunc(cs, func(a, b city) int {
			return cmp.Or(cmp.Compare(b.Population, a.Population), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Name, b.Name))
		})
	}
	return t, nil
}

// elsewhere reports whether a city of this name lies in another country that is
// not much smaller.
func (t towns) elsewhere(name, country string) bool {
	own, other := 0, 0
	for _, c := range t[text.Bare(name)] {
		if c.Country == country {
			own = max(own, c.Population)
		} else {
			other = max(other, c.Population)
		}
	}
	return float64(other) > capitalAlike*float64(own) && other > 0
}

// cities adds the large cities whose names mean them alone.
func (t table) cities(towns towns) {
	for _, cs := range towns {
		alike := slices.ContainsFunc(cs, func(c city) bool {
			return c.Country != cs[0].Country && c.Population*mostAlike > cs[0].Population
		})
		if cs[0].Population >= leastCity && !alike && len(cs[0].Name) > 3 {
			t.add(cs[0].Country, "city", "*", cs[0].Name)
		}
	}
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
