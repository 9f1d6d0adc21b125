package main

import (
	"math"
	"slices"
	"strings"
)

// minorities are languages that lingua-go does not know, learned from their
// sentences alone: tags of the set, and ours.
var minorities = []struct{ theirs, ours string }{
	{"gl", "gl"}, {"ast", "ast"}, {"oc", "oc"}, {"ht", "ht"}, {"gn", "gn"}, {"qu", "qu"}, {"ay", "ay"},
	{"ps", "ps"}, {"ckb", "ckb"}, {"azb", "azb"}, {"tg", "tg"},
}

// grams estimates letters after up to three others from running text. What
// was seen once or twice would be too sure: each count gives up discount.
func grams(sentences [][]string) []entry {
	const discount = 0.6
	var counts, contexts [5]map[string]float64
	for n := 1; n <= 4; n++ {
		counts[n], contexts[n] = map[string]float64{}, map[string]float64{}
	}
	for _, s := range sentences {
		for _, w := range s {
			rs := []rune(w)
			for i := range rs {
				for n := 1; n <= 4 && n <= i+1; n++ {
					counts[n][string(rs[i+1-n:i+1])]++
					contexts[n][string(rs[i+1-n:i])]++
				}
			}
		}
	}
	var out []entry
	for n := 1; n <= 4; n++ {
		for g, c := range counts[n] {
			p := (c - discount) / contexts[n][cutLast(g)]
			if key, ok := pack(g); ok && (n < 3 || c > 1) {
				out = append(out, entry{key, math.Log(p)})
			}
		}
	}
	slices.SortFunc(out, func(a, b entry) int { return int(min(1, max(-1, int64(a.key)-int64(b.key)))) })
	return out
}

// tags are the languages of the tables: lingua-go's, then the minorities.
func tags() (all []string) {
	all = strings.Fields(languages)
	for _, m := range minorities {
		all = append(all, m.ours)
	}
	return all
}
