package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"vigia/internal/name"
	"vigia/internal/text"
)

// longestPiece is how many Latin letters one letter of another script may be.
const longestPiece = 4

type piece struct {
	letter rune
	latin  string
}

// teachTranslit learns how letters of other scripts are written in Latin ones
// from pairs of names: hard EM over alignments of one letter with none to four
// (after Brill and Moore's channel model, ACL 2000). The files are tab-parted,
// Latin first.
func teachTranslit(dir string) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	type best struct{ first, later string }
	table := map[rune]best{}
	for _, f := range files {
		pairs, err := readPairs(f)
		if err != nil {
			return nil, err
		}
		first, later := align(pairs)
		for r, l := range later {
			b := best{first[r], l}
			if _, ok := first[r]; !ok {
				b.first = l
			}
			if old, ok := table[r]; ok {
				b = old // one script, one file
			}
			table[r] = b
		}
	}
	var b bytes.Buffer
	for _, r := range slices.Sorted(maps.Keys(table)) {
		fmt.Fprintf(&b, "%c %s %s\n", r, cmp.Or(table[r].first, "-"), cmp.Or(table[r].later, "-"))
	}
	return b.Bytes(), nil
}

func readPairs(file string) (out [][2]string, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) < 2 || strings.HasPrefix(line, "#") {
			continue
		}
		latin, native := letters(f[0], true), letters(text.Bare(f[1]), false)
		if latin != "" && native != "" {
			out = append(out, [2]string{latin, native})
		}
	}
	return out, nil
}

func letters(s string, latin bool) string {
	if latin {
		s = name.Latin(s)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case latin && (r < 'a' || r > 'z'), !latin && r < 0x370, r == '’' || r == '«' || r == '»' || r == '·' || r == '-':
			return -1
		}
		return r
	}, s)
}

// align gives the likeliest piece of each letter at the beginning of a word and
// elsewhere.
func align(pairs [][2]string) (first, later map[rune]string) {
	count := map[piece]float64{}
	sum := map[rune]float64{}
	for round := range 7 {
		next, nextSum := map[piece]float64{}, map[rune]float64{}
		firsts := map[piece]float64{}
		for _, p := range pairs {
			cost := func(r rune, latin string) float64 {
				if round == 0 {
					ideal := float64(len(p[0])) / float64(utf8.RuneCountInString(p[1]))
					return math.Abs(float64(len(latin))-ideal) + 1
				}
				return -math.Log((count[piece{r, latin}] + 0.001) / (sum[r] + 1))
			}
			for i, q := range way(p[0], []rune(p[1]), cost) {
				next[q]++
				nextSum[q.letter]++
				if i == 0 {
					firsts[q]++
				}
			}
		}
		count, sum = next, nextSum
		if round == 6 {
			return likeliest(firsts, 5), likeliest(count, 2)
		}
	}
	return nil, nil
}

// way cuts the Latin letters into a piece for each letter, as cheaply as can be.
func way(latin string, native []rune, cost func(rune, string) float64) []piece {
	n, m := len(native), len(latin)
	const far = 1e9
	d := make([][]float64, n+1)
	from := make([][]int, n+1)
	for i := range d {
		d[i], from[i] = make([]float64, m+1), make([]int, m+1)
		for j := range d[i] {
			d[i][j] = far
		}
	}
	d[0][0] = 0
	for i := range n {
		for j := range m + 1 {
			if d[i][j] >= far {
				continue
			}
			for k := 0; k <= longestPiece && j+k <= m; k++ {
				if c := d[i][j] + cost(native[i], latin[j:j+k]); c < d[i+1][j+k] {
					d[i+1][j+k], from[i+1][j+k] = c, j
				}
			}
		}
	}
	if d[n][m] >= far {
		return nil
	}
	out := make([]piece, n)
	for i, j := n, m; i > 0; i-- {
		out[i-1] = piece{native[i-1], latin[from[i][j]:j]}
		j = from[i][j]
	}
	return out
}

func likeliest(count map[piece]float64, least float64) map[rune]string {
	best, most := map[rune]string{}, map[rune]float64{}
	for p, n := range count {
		if n >= least && (n > most[p.letter] || n == most[p.letter] && p.latin < best[p.letter]) {
			best[p.letter], most[p.letter] = p.latin, n
		}
	}
	return best
}

// measureTranslit picks the Latin form of every tenth pair out of 2,000, by a
// table that has not seen it, and prints how often it is right.
func measureTranslit(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return err
	}
	for _, f := range files {
		pairs, err := readPairs(f)
		if err != nil {
			return err
		}
		var learn, test [][2]string
		for _, p := range pairs {
			if fold(p[0]) == 0 {
				test = append(test, p)
			} else {
				learn = append(learn, p)
			}
		}
		first, later := align(learn)
		test = test[:min(len(test), 2000)]
		right := make([]bool, len(test))
		each(len(test), func(i int) {
			if i%10 != 0 {
				return
			}
			guess := ""
			for k, r := range []rune(test[i][1]) {
				l, ok := later[r]
				if k == 0 {
					if x, has := first[r]; has {
						l, ok = x, true
					}
				}
				if ok {
					guess += l
				}
			}
			best, most := -1, -1.0
			for j := range test {
				if v := name.Alike(guess, test[j][0]); v > most {
					best, most = j, v
				}
			}
			right[i] = best >= 0 && test[best][0] == test[i][0]
		})
		n, all := 0, 0
		for i, ok := range right {
			if i%10 == 0 {
				all++
				if ok {
					n++
				}
			}
		}
		fmt.Printf("%s: picked right of %d: %.3f (n %d)\n", filepath.Base(f), len(test), float64(n)/float64(all), all)
	}
	return nil
}
