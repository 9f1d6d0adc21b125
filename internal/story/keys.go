package story

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"vigia/internal/entity"
	"vigia/internal/source"
	"vigia/internal/text"
)

// namesCSV tells how names that news of the region and its partners are full
// of, and a few words for kinds of event, are written in each language. It is
// only a bridge between languages: within one, all words count.
//
//go:embed names.csv
var namesCSV string

// lexicon finds the keys of names.csv in a text.
type lexicon struct {
	matcher *entity.Matcher
	keys    []string // by form
}

// theLexicon is made from the embedded file when it is first needed; it never
// changes.
var theLexicon = sync.OnceValue(func() lexicon {
	var b lexicon
	var forms []entity.Form
	rows, err := csv.NewReader(strings.NewReader(namesCSV)).ReadAll()
	if err != nil {
		return lexicon{matcher: entity.NewMatcher(nil)} // unreachable: a test reads the file
	}
	for _, r := range rows[1:] {
		for f := range strings.SplitSeq(r[2], ";") {
			forms, b.keys = append(forms, entity.Form{Language: r[1], Text: f}), append(b.keys, r[0])
		}
	}
	b.matcher = entity.NewMatcher(forms)
	return b
})

// bridged adds the keys of names.csv that stand in a part of the report.
func (c *counter) bridged(part string, weight float64) {
	b := theLexicon()
	hits := b.matcher.Match(text.Cut(part, bodyRunes), c.language)
	for i, h := range hits {
		if i+1 < len(hits) && hits[i+1].Start == h.Start && hits[i+1].End > h.End {
			continue // the beginning of a longer name
		}
		c.keys[b.keys[h.Form]] += weight
	}
}

const bodyRunes = 4000

// name adds a name that is written with a capital, by its sound: what
// transliteration keeps.
func (c *counter) name(word string, weight float64) {
	if k := source.Sound(word); len(k) >= 3 {
		c.keys["~"+k] += weight
	}
}
