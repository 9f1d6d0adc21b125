package burst

import (
	"strings"
	"unicode"

	"vigia/internal/text"
)

// Title is a headline of an outlet, by its age in calendar days.
type Title struct {
	Words []string // each once: see Words
	Age   int
}

const (
	routineWeeks = 3 // earlier ones with such a headline make a series
	alike        = 0.6
	mostWords    = 30
)

// Words are the words of a headline that a series keeps: without numbers, each
// once.
func Words(title string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(text.Fold(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		if !seen[w] && len(out) < mostWords {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// Routine reports whether a headline is one of a series: in at least three of
// the weeks before, the same outlet had one with mostly the same words on the
// same weekday. What comes daily comes on the same weekday too.
func Routine(t Title, earlier []Title) bool {
	weeks := map[int]bool{}
	for _, e := range earlier {
		if ago := e.Age - t.Age; ago > 0 && ago%7 == 0 && !weeks[ago/7] && overlap(t.Words, e.Words) >= alike {
			weeks[ago/7] = true
		}
	}
	return len(weeks) >= routineWeeks
}

// overlap is the Jaccard index of two headlines.
func overlap(a, b []string) float64 {
	in := map[string]bool{}
	for _, w := range a {
		in[w] = true
	}
	both := 0
	for _, w := range b {
		if in[w] {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}
