package entity

import (
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"vigia/internal/policy"
)

// tongues are the languages in which countries are known.
var tongues = []string{"en", "es", "pt", "fr", "ru", "fa", "zh", "ar"}

// Countries are the states and territories of ISO 3166-1 with their names in
// the eight languages, from the Unicode CLDR as golang.org/x/text carries it
// (Unicode licence V3).
func Countries() []Entity {
	var namers []display.Namer
	for _, t := range tongues {
		namers = append(namers, display.Regions(language.Make(t)))
	}
	var out []Entity
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			english, ok := policy.Country(code, "en")
			if !ok {
				continue
			}
			e := Entity{ID: CountryID(code), Type: Place, Name: english, Country: code, Origin: FromPlaces, Names: []string{english}}
			r, err := language.ParseRegion(code)
			if err != nil {
				out = append(out, e)
				continue
			}
			for _, n := range namers {
				if s := n.Name(r); s != "" && s != code && !slices.Contains(e.Names, s) {
					e.Names = append(e.Names, s)
				}
			}
			if s, ok := policy.Country(code, "es"); ok && !slices.Contains(e.Names, s) {
				e.Names = append(e.Names, s)
			}
			out = append(out, e)
		}
	}
	return out
}

// CountryID is the id of a country's entity.
func CountryID(code string) string { return "country:" + code }
