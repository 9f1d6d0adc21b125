package main

import (
	"math"
	"slices"

	"vigia/internal/article"
)

// growLexicon learns what the words of names and blocks tell: logistic
// regression by AdaGrad (Duchi, Hazan and Singer, JMLR 12, 2011), with a weight
// only for words that stand on several hosts.
func growLexicon(pages []bodyPage, of func(*bodyPage) bool) *article.Lexicon {
	const (
		passes    = 6
		rate      = 0.15
		decay     = 2e-5
		leastHost = 3
	)
	hosts := make([]map[string]bool, article.LexiconWords)
	for i := range pages {
		if !of(&pages[i]) {
			continue
		}
		h := pages[i].host
		for b, ws := range pages[i].words {
			if pages[i].labels[b].weight == 0 {
				continue
			}
			for _, w := range ws {
				if m := hosts[w]; m == nil {
					hosts[w] = map[string]bool{h: true}
				} else if len(m) < leastHost {
					m[h] = true
				}
			}
		}
	}
	weights, squares := make([]float64, article.LexiconWords), make([]float64, article.LexiconWords)
	bias := 0.0
	for range passes {
		for i := range pages {
			if !of(&pages[i]) {
				continue
			}
			for b, l := range pages[i].labels {
				if l.weight == 0 {
					continue
				}
				ws := pages[i].words[b]
				sum := bias
				for _, w := range ws {
					sum += weights[w]
				}
				g := -1 / (1 + math.Exp(-sum))
				if l.yes {
					g++
				}
				g *= min(float64(l.weight), 8)
				bias += 0.001 * g
				for _, w := range ws {
					if len(hosts[w]) < leastHost {
						continue
					}
					squares[w] += g * g
					weights[w] += rate * (g/math.Sqrt(squares[w]+1) - decay*weights[w])
				}
			}
		}
	}
	for i, w := range weights {
		weights[i] = max(-3, min(w, 3))
	}
	return article.NewLexicon(slices.Clone(weights))
}
