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

// says is what a word says of the manner of a text: a bit for each.
type says uint32

// The first bits are of manner, of which a word has one; then come those of
// voices, then the groups of manner.tsv.
const (
	saysSelf says = 1 << iota
	saysOurs
	saysYou
	saysShould
	saysTold
	saysNumber
	saysFirst
	saysAlone
	saysGroup
)

// sayings tells what the words of a language say.
var sayings = sync.OnceValue(func() map[string]map[string]says {
	m := map[string]map[string]says{}
	add := func(language, word string, s says) {
		if m[language] == nil {
			m[language] = map[string]says{}
		}
		m[language][word] |= s
	}
	for language, n := range manners {
		for _, list := range []struct {
			words map[string]bool
			says  says
		}{{n.self, saysSelf}, {n.ours, saysOurs}, {n.you, saysYou}, {n.should, saysShould}, {n.told, saysTold}} {
			for w := range list.words {
				if m[language][w] == 0 { // what says more comes first
					add(language, w, list.says)
				}
			}
		}
	}
	for language, v := range voices {
		for w := range v.first {
			add(language, w, saysFirst)
		}
		for w := range v.alone {
			add(language, w, saysAlone)
		}
	}
	for line := range strings.Lines(mannerTSV) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || line[0] == '#' {
			continue
		}
		for w := range strings.FieldsSeq(f[2]) {
			add(f[1], text.Fold(w), saysGroup<<slices.Index(groups, f[0]))
		}
	}
	return m
})

// sayingOf is what a folded word says, numbers included.
func sayingOf(known map[string]says, folded string) says {
	s := known[folded]
	if s&(saysFirst-1) == 0 && folded[0] >= '0' && folded[0] <= '9' {
		s |= saysNumber
	}
	return s
}

// said counts the words of each group in a text.
func said(body, language string, says []says) []float64 {
	n := make([]float64, len(groups))
	if language == "zh" {
		for w, s := range sayings()[language] {
			c := float64(strings.Count(body, w))
			for g := range groups {
				if s&(saysGroup<<g) != 0 {
					n[g] += c
				}
			}
		}
		return n
	}
	for _, s := range says {
		if s < saysGroup {
			continue
		}
		for g := range groups {
			if s&(saysGroup<<g) != 0 {
				n[g]++
			}
		}
	}
	return n
}
