package gold

import (
	"slices"
	"strings"
	"time"

	"vigia/internal/text"
)

// Said is what a reader says of a page. Published is RFC 3339, a day, or "".
type Said struct {
	Title     string
	Authors   []string
	Published string
	Text      string
	Language  string
}

// Verdict is whether a reader is right about one field.
type Verdict struct {
	Field string  `json:"field"`
	Right bool    `json:"right"`
	Score float64 `json:"score"` // of the text: F1 of what it shares with the right one; else 1 or 0
	Want  string  `json:"want"`
	Got   string  `json:"got"`
}

// rightText is from which score on a text counts as right: a line of a
// hundred may differ.
const rightText = 0.98

// Judge compares what a reader says with the truth, field by field; what the
// truth does not say is not judged.
func (t Truth) Judge(s Said) []Verdict {
	var vs []Verdict
	add := func(field string, right bool, want, got string) {
		v := Verdict{Field: field, Right: right, Want: want, Got: got}
		if right {
			v.Score = 1
		}
		vs = append(vs, v)
	}
	if t.Title != nil {
		add("title", plain(*t.Title) == plain(s.Title), *t.Title, s.Title)
	}
	if t.Authors != nil {
		add("authors", slices.Equal(people(t.Authors), people(s.Authors)), strings.Join(t.Authors, "; "), strings.Join(s.Authors, "; "))
	}
	if t.Published != nil {
		add("published", sameTime(*t.Published, s.Published), *t.Published, s.Published)
	}
	if t.Language != "" {
		add("language", t.Language == s.Language, t.Language, s.Language)
	}
	if t.Text != nil && t.Metric != DateOnly {
		f := t.likeness(s.Text)
		vs = append(vs, Verdict{"text", f >= rightText, f, *t.Text, s.Text})
	}
	for _, p := range t.With {
		add("with", strings.Contains(plain(s.Text), plain(p)), p, "")
	}
	for _, p := range t.Without {
		add("without", !strings.Contains(plain(s.Text), plain(p)), "", p)
	}
	return vs
}

// plain is a text without what does not matter: case, white space.
func plain(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// people are names in one order and spelling.
func people(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = plain(n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sameTime compares as exactly as the right answer is known: to the day as it
// is printed, or to the minute in any zone.
func sameTime(want, got string) bool {
	if want == "" || len(want) == len(time.DateOnly) {
		return want == got[:min(len(got), len(want))] && (want != "" || got == "")
	}
	w, err := time.Parse(time.RFC3339, want)
	if err != nil {
		return want == got
	}
	g, err := time.Parse(time.RFC3339, got)
	return err == nil && w.Truncate(time.Minute).Equal(g.Truncate(time.Minute))
}

// shingle is how many words stand together where texts are compared.
const shingle = 4

// likeness is the F1 of what a text shares with the right one: runs of words,
// or characters where the metric says so.
func (t Truth) likeness(said string) float64 {
	if plain(*t.Text) == plain(said) {
		return 1
	}
	if t.Metric == CharBag {
		return f1(runes(*t.Text), runes(said))
	}
	return f1(text.Shingles(*t.Text, t.Language, shingle), text.Shingles(said, t.Language, shingle))
}

func runes(s string) []uint64 {
	var out []uint64
	for _, r := range strings.Join(strings.Fields(s), "") {
		out = append(out, uint64(r))
	}
	return out
}

// f1 is the harmonic mean of precision and recall of two bags.
func f1(want, got []uint64) float64 {
	if len(want) == 0 || len(got) == 0 {
		return 0
	}
	left := map[uint64]int{}
	for _, x := range want {
		left[x]++
	}
	shared := 0
	for _, x := range got {
		if left[x] > 0 {
			left[x]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(want)+len(got))
}
