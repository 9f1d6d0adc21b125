package name

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
)

// symbols are the letters, and the pairs of letters that are one sound in most
// ways of writing a foreign name in Latin letters.
var pairs = []string{"sh", "ch", "kh", "zh", "gh", "th", "ph", "dh", "dj", "ts", "tz", "ck", "qu", "ou", "oo", "ee", "ei", "ai", "ay", "ey", "iy", "yy", "ii", "aa", "ah", "eh", "uh", "ie", "ia", "ya", "yu", "ye", "yo", "iu", "io", "ks", "ss", "ll", "nn", "mm", "tt", "dd", "bb", "rr", "ff", "pp", "kk", "zz", "ng", "hy", "aw", "ow", "au", "wa", "cz", "eo", "ae", "oe", "ui", "gu", "gi", "ge", "ce", "ci"}

// symbol numbers: 0 nothing, 1…26 letters, 27 any digit or other, then pairs.
const (
	letterSymbols = 28
	maxSymbols    = 128
)

var pairSymbol = func() (m [26][26]uint8) {
	for i, p := range pairs {
		m[p[0]-'a'][p[1]-'a'] = uint8(letterSymbols + i)
	}
	return m
}()

// Symbols is the number of symbols, and SymbolText what a symbol stands for.
func Symbols() int { return letterSymbols + len(pairs) }

// SymbolText gives the letters of a symbol; "" for nothing.
func SymbolText(s uint8) string {
	switch {
	case s == 0:
		return ""
	case s <= 26:
		return string(rune('a' + s - 1))
	case s < letterSymbols:
		return "#"
	case int(s) < Symbols():
		return pairs[s-letterSymbols]
	}
	return ""
}

// Spell cuts a word into symbols.
func Spell(w string) []uint8 {
	out := make([]uint8, 0, len(w))
	for i := 0; i < len(w); i++ {
		c := w[i] - 'a'
		if c > 25 {
			out = append(out, 27)
			continue
		}
		if i+1 < len(w) && w[i+1]-'a' <= 25 {
			if s := pairSymbol[c][w[i+1]-'a']; s != 0 {
				out = append(out, s)
				i++
				continue
			}
		}
		out = append(out, c+1)
	}
	return out
}

// Costs are what it costs to write one symbol for another, 0 to 1; symbol 0 is
// nothing, so that [0][b] puts b in and [a][0] leaves a out.
type Costs [maxSymbols][maxSymbols]float32

//go:embed costs.tsv
var costsFile string

// learned are the costs that internal/name/teach learned from the alternative
// spellings of an official list, as a memoryless transducer (Ristad and
// Yianilos, Learning String-Edit Distance, PAMI 20, 1998).
var learned = ParseCosts(costsFile)

// PlainCosts are the costs without learning: 1 for what differs.
func PlainCosts() *Costs {
	var c Costs
	for a := range Symbols() {
		for b := range Symbols() {
			if a != b {
				c[a][b] = 1
			}
		}
	}
	return &c
}

// ParseCosts reads lines of "from to cost", letters as they are and "-" for
// nothing; what is not there costs 1.
func ParseCosts(s string) *Costs {
	c := PlainCosts()
	number := map[string]int{"-": 0}
	for i := 1; i < Symbols(); i++ {
		number[SymbolText(uint8(i))] = i
	}
	for line := range strings.Lines(s) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		a, okA := number[f[0]]
		b, okB := number[f[1]]
		v, err := strconv.ParseFloat(f[2], 32)
		if okA && okB && err == nil {
			c[a][b] = float32(v)
		}
	}
	return c
}

// Alike says how alike two words are, 1 if they are the same and 0 if nothing
// of one is in the other.
func Alike(a, b string) float64 {
	if a == b {
		return 1
	}
	return learned.Alike(Spell(a), Spell(b))
}

// Alike is 1 less the cheapest way to write b for a, by the longer one.
func (c *Costs) Alike(a, b []uint8) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	n := float64(max(size(a), size(b)))
	if d := math.Abs(float64(size(a) - size(b))); d > 0.6*n {
		return 0
	}
	return max(0, 1-c.Distance(a, b)/n)
}

// size counts letters.
func size(a []uint8) int {
	n := len(a)
	for _, s := range a {
		if s >= letterSymbols {
			n++
		}
	}
	return n
}

// Distance is the cost of the cheapest way to write b for a.
func (c *Costs) Distance(a, b []uint8) float64 {
	var room [longestPart * 2]float32
	row := room[:0]
	if len(b)+1 > cap(row) {
		row = make([]float32, 0, len(b)+1)
	}
	row = row[:len(b)+1]
	row[0] = 0
	for j, y := range b {
		row[j+1] = row[j] + c[0][y]
	}
	for _, x := range a {
		left := row[0] + c[x][0]
		diagonal := row[0]
		row[0] = left
		for j, y := range b {
			best := min(diagonal+c[x][y], row[j+1]+c[x][0], left+c[0][y])
			diagonal, left = row[j+1], best
			row[j+1] = best
		}
	}
	return float64(row[len(b)])
}

// Trace walks the cheapest way to write b for a, last letters first.
func (c *Costs) Trace(a, b []uint8, step func(x, y uint8)) {
	d := make([][]float32, len(a)+1)
	for i := range d {
		d[i] = make([]float32, len(b)+1)
		for j := range d[i] {
			switch {
			case i > 0 && j > 0:
				d[i][j] = min(d[i-1][j-1]+c[a[i-1]][b[j-1]], d[i-1][j]+c[a[i-1]][0], d[i][j-1]+c[0][b[j-1]])
			case i > 0:
				d[i][j] = d[i-1][j] + c[a[i-1]][0]
			case j > 0:
				d[i][j] = d[i][j-1] + c[0][b[j-1]]
			}
		}
	}
	for i, j := len(a), len(b); i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && d[i][j] == d[i-1][j-1]+c[a[i-1]][b[j-1]]:
			step(a[i-1], b[j-1])
			i, j = i-1, j-1
		case i > 0 && d[i][j] == d[i-1][j]+c[a[i-1]][0]:
			step(a[i-1], 0)
			i--
		default:
			step(0, b[j-1])
			j--
		}
	}
}
