package main

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"unicode"

	"vigia/internal/source"
)

// name is a foreign name, as it sounds and in characters.
type name struct {
	sound string
	han   []rune
}

// Bounds of a name that is learned from, and of a character that is kept.
const (
	longestHan   = 6
	longestSound = 12
	mostSounds   = 3 // of one character
	leastSeen    = 4
	leastShare   = 0.4
	emRounds     = 8
)

// learnHan finds how characters sound in foreign names, by expectation and
// maximisation over the best alignments (Viterbi training: Brown et al. 1993).
func learnHan(file string) ([]byte, error) {
	names, err := readNames(file)
	if err != nil {
		return nil, err
	}
	t := &sounding{count: map[rune]map[string]float64{}, total: map[rune]float64{}}
	for range emRounds {
		next := &sounding{count: map[rune]map[string]float64{}, total: map[rune]float64{}}
		for _, n := range names {
			t.align(n, next.add)
		}
		t = next
	}
	var b bytes.Buffer
	for _, r := range slices.Sorted(maps.Keys(t.count)) {
		best, at := 0.0, ""
		for c, x := range t.count[r] {
			if x > best || x == best && c < at {
				best, at = x, c
			}
		}
		if t.total[r] >= leastSeen && best/t.total[r] > leastShare {
			fmt.Fprintf(&b, "%c\t%s\n", r, at)
		}
	}
	return b.Bytes(), nil
}

func readNames(file string) (names []name, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(b)) {
		latin, han, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || strings.HasPrefix(latin, "#") {
			continue
		}
		han, _, _ = strings.Cut(han, "\t")
		n := name{source.Sound(latin), []rune(han)}
		foreign := slices.ContainsFunc(n.han, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
		if !foreign && len(n.han) > 0 && len(n.han) <= longestHan && len(n.sound) > 0 && len(n.sound) <= longestSound {
			names = append(names, n)
		}
	}
	return names, nil
}

// sounding counts which sounds stood for which characters.
type sounding struct {
	count map[rune]map[string]float64
	total map[rune]float64
}

func (t *sounding) add(r rune, sound string) {
	if t.count[r] == nil {
		t.count[r] = map[string]float64{}
	}
	t.count[r][sound]++
	t.total[r]++
}

func (t *sounding) chance(r rune, sound string) float64 {
	before := [mostSounds + 1]float64{0.1, 0.03, 0.003, 0.0001}[len(sound)]
	return (t.count[r][sound] + 2*before) / (t.total[r] + 2)
}

// align gives each character of a name its part of the sounds, in the likeliest
// way.
func (t *sounding) align(p name, found func(rune, string)) {
	n, m := len(p.han), len(p.sound)
	best, from := make([][]float64, n+1), make([][]int, n+1)
	for i := range best {
		best[i], from[i] = make([]float64, m+1), make([]int, m+1)
		for j := range best[i] {
			best[i][j] = math.Inf(-1)
		}
	}
	best[0][0] = 0
	for i, r := range p.han {
		for j := range m + 1 {
			for k := 0; k <= mostSounds && j+k <= m; k++ {
				if v := best[i][j] + math.Log(t.chance(r, p.sound[j:j+k])); v > best[i+1][j+k] {
					best[i+1][j+k], from[i+1][j+k] = v, k
				}
			}
		}
	}
	if math.IsInf(best[n][m], -1) {
		return
	}
	for i, j := n, m; i > 0; i-- {
		k := from[i][j]
		found(p.han[i-1], p.sound[j-k:j])
		j -= k
	}
}
