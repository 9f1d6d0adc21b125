package text

import (
	"iter"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Countries yields the codes of countries (ISO 3166-1 alpha-2), in order, with
// their names in a language, from the Unicode CLDR; those without one are left
// out.
func Countries(lang string) iter.Seq2[string, string] {
	in := display.Regions(language.Make(lang))
	return func(yield func(code, name string) bool) {
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				r, err := language.ParseRegion(string([]rune{a, b}))
				if err != nil || !r.IsCountry() || in.Name(r) == "" {
					continue
				}
				if !yield(r.String(), in.Name(r)) {
					return
				}
			}
		}
	}
}
