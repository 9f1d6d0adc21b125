package language

import (
	"cmp"
	"math"
	"slices"
)

// Guess is a language that a text may be in.
type Guess struct {
	Language   string  // ISO 639-1
	Confidence float64 // 0 to 1
}

// Rank gives the n likeliest languages of s, the likeliest first: the one that
// Detect names, where it names one, and those that it was weighed against. A
// text without letters has none.
func Rank(s string, n int) []Guess {
	seen := letters(s)
	if seen.total == 0 {
		return nil
	}
	main := seen.dominant()
	if tag := main.only(); tag != "" {
		return []Guess{{tag, seen.share(main)}}
	}
	m := models()
	scores := m.score(seen.words, main)
	best, belief := posterior(scores)
	if best < 0 {
		return nil
	}
	var all []Guess
	for i, x := range scores {
		if math.IsInf(x, -1) {
			continue
		}
		g := Guess{canonical(m.grams.tags[i]), belief * math.Exp((x-scores[best])*temper) * seen.share(main)}
		if j := slices.IndexFunc(all, func(h Guess) bool { return h.Language == g.Language }); j >= 0 {
			all[j].Confidence += g.Confidence
			continue
		}
		all = append(all, g)
	}
	first, sure := Detect(s)
	slices.SortFunc(all, func(a, b Guess) int {
		if named := cmp.Compare(btoi(b.Language == first), btoi(a.Language == first)); named != 0 {
			return named
		}
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Language, b.Language))
	})
	if first != "" && all[0].Language == first {
		all[0].Confidence = sure
	}
	return all[:min(n, len(all))]
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
