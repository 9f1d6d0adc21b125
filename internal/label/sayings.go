package label

import (
	_ "embed" // the words are data
	"slices"
	"strings"
	"sync"

	"vigia/internal/text"
)

//go:embed manner.tsv
var mannerTSV string

// groups are the kinds of words that manner.tsv lists.
var groups = strings.Fields("told power time arts stay verdict faith advice argue")

// sayings are the groups of a word, by language.
var sayings = sync.OnceValue(func() map[string]map[string][]int {
	m := map[string]map[string][]int{}
	for line := range strings.Lines(mannerTSV) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || line[0] == '#' {
			continue
		}
		if m[f[1]] == nil {
			m[f[1]] = map[string][]int{}
		}
		for w := range strings.FieldsSeq(f[2]) {
			w = text.Fold(w)
			if g := slices.Index(groups, f[0]); !slices.Contains(m[f[1]][w], g) {
				m[f[1]][w] = append(m[f[1]][w], g)
			}
		}
	}
	return m
})

// said counts the words of each group in a text.
func said(body, language string, toks []text.Token) []float64 {
	n := make([]float64, len(groups))
	m := sayings()[language]
	if language == "zh" {
		for w, gs := range m {
			c := float64(strings.Count(body, w))
			for _, g := range gs {
				n[g] += c
			}
		}
		return n
	}
	for _, t := range toks {
		for _, g := range m[t.Text] {
			n[g]++
		}
	}
	return n
}
