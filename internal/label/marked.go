package label

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"vigia"
)

// marked looks for the short lines by which paid and handed-out texts say what
// they are, at their beginning or end: "For immediate release", "Sponsored
// content". They count however much the rest is written as news is; so is theirs.
func (l *Labeller) marked(r reading) (vigia.Genre, string, bool) {
	for _, line := range edges(r.body) {
		found := l.genres.find("", line, r.language)
		for _, k := range byValue(found) {
			is := vigia.Genre(k.value)
			if is != vigia.PressRelease && is != vigia.Advertorial {
				continue
			}
			sum, term := 0.0, ""
			for _, i := range slices.Sorted(maps.Keys(found[k])) {
				t := l.genres.terms[i]
				if l.genres.length[i] > 1 || l.genres.terms[i].Weight >= 2 {
					sum += t.Weight
					term = cmp.Or(term, t.Text)
				}
			}
			if sum >= 2 || sum >= 1 && is == vigia.Advertorial && len(strings.Fields(line)) <= 8 {
				return is, "a line of its own says «" + term + "»", true
			}
		}
	}
	return "", "", false
}

// How many lines at the beginning and at the end of a text may say what it is,
// and how long such a line is, in words and in bytes.
const (
	headLines, tailLines  = 3, 5
	markWords, markLength = 14, 200
)

// edges gives the short lines at the beginning and at the end of a text.
func edges(s string) []string {
	var out []string
	add := func(line string) {
		if len(line) <= markLength && len(strings.Fields(line)) <= markWords {
			out = append(out, line)
		}
	}
	for n := 0; n < headLines && s != ""; {
		line, rest, _ := strings.Cut(s, "\n")
		if line = strings.TrimSpace(line); line != "" {
			add(line)
			n++
		}
		s = rest
	}
	for n := 0; n < tailLines && s != ""; {
		s = strings.TrimRight(s, " \t\r\n")
		i := strings.LastIndexByte(s, '\n')
		if line := strings.TrimSpace(s[i+1:]); line != "" {
			add(line)
			n++
		}
		s = s[:max(i, 0)]
	}
	return out
}

// byValue are labels in order of their names, so that one text has one answer.
func byValue[T any](found map[key]T) []key {
	return slices.SortedFunc(maps.Keys(found), func(a, b key) int { return strings.Compare(a.value, b.value) })
}
