package watch

import (
	"slices"
	"strings"
	"unicode"
)

// Piece is a stretch of a text that both texts have, or only this one.
type Piece struct {
	Text  string
	Alone bool // the other text does not have it
}

// Sides are two texts side by side, each by paragraphs, with what only one of
// them has.
func Sides(before, after string) (left, right [][]Piece) {
	a, b := tokens(before), tokens(after)
	onlyA, onlyB := alone(a, b)
	return pieces(a, onlyA), pieces(b, onlyB)
}

// pause is the token between paragraphs.
const pause = "\n\n"

// tokens cuts a text into words, each with the space and the marks after it; of
// a script without spaces into letters.
func tokens(s string) (out []string) {
	for i, p := range strings.Split(strings.TrimSpace(s), pause) {
		if i > 0 {
			out = append(out, pause)
		}
		start, inside := 0, false
		for at, r := range p {
			letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
			if at > start && (letter && !inside || unaired(r)) {
				out = append(out, p[start:at])
				start = at
			}
			inside = letter && !unaired(r)
		}
		if start < len(p) {
			out = append(out, p[start:])
		}
	}
	return out
}

// mostEdits is how many words may differ for the shortest way from one text to
// the other to be looked for; it bounds memory and time. Texts that differ by
// more are compared by paragraphs.
const mostEdits = 1200

// alone tells which tokens only one side has.
func alone(a, b []string) (onlyA, onlyB []bool) {
	onlyA, onlyB = make([]bool, len(a)), make([]bool, len(b))
	from := 0
	for from < len(a) && from < len(b) && alike(a[from], b[from]) {
		from++
	}
	enda, endb := len(a), len(b)
	for enda > from && endb > from && alike(a[enda-1], b[endb-1]) {
		enda, endb = enda-1, endb-1
	}
	x, y := a[from:enda], b[from:endb]
	if !shortest(x, y, onlyA[from:enda], onlyB[from:endb]) {
		byParagraph(x, y, onlyA[from:enda])
		byParagraph(y, x, onlyB[from:endb])
	}
	return onlyA, onlyB
}

// alike compares words without the marks and spaces around them.
func alike(a, b string) bool { return a == b || word(a) == word(b) && word(a) != "" }

func word(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// shortest marks what a shortest way from x to y takes out and puts in (Myers,
// An O(ND) difference algorithm and its variations, Algorithmica 1 (1986)), or
// gives up.
func shortest(x, y []string, onlyX, onlyY []bool) bool {
	n, m := len(x), len(y)
	most := min(n+m, mostEdits)
	v := make([]int, 2*most+3)
	mid := most + 1
	var trail [][]int
	for d := 0; d <= most; d++ {
		trail = append(trail, slices.Clone(v[mid-d:mid+d+1]))
		for k := -d; k <= d; k += 2 {
			i := v[mid+k-1] + 1
			if k == -d || k != d && v[mid+k-1] < v[mid+k+1] {
				i = v[mid+k+1]
			}
			for i < n && i-k < m && alike(x[i], y[i-k]) {
				i++
			}
			if v[mid+k] = i; i >= n && i-k >= m {
				trace(trail, n, m, onlyX, onlyY)
				return true
			}
		}
	}
	return false
}

// trace walks the way back.
func trace(trail [][]int, n, m int, onlyX, onlyY []bool) {
	i, j := n, m
	for d := len(trail) - 1; d > 0; d-- {
		before := func(k int) int { return trail[d][k+d] } // trail[d] holds the diagonals -d … d as they were after d-1
		k := i - j
		from := k - 1
		if k == -d || k != d && before(k-1) < before(k+1) {
			from = k + 1
		}
		i0 := before(from)
		j0 := i0 - from
		if from == k+1 {
			onlyY[j0] = true
		} else {
			onlyX[i0] = true
		}
		i, j = i0, j0
	}
}

// byParagraph marks the paragraphs that the other text does not have.
func byParagraph(x, y []string, only []bool) {
	have := map[string]bool{}
	for p := range strings.SplitSeq(strings.Join(y, ""), pause) {
		have[fold(p)] = true
	}
	start := 0
	for i := 0; i <= len(x); i++ {
		if i < len(x) && x[i] != pause {
			continue
		}
		if !have[fold(strings.Join(x[start:i], ""))] {
			for j := start; j < i; j++ {
				only[j] = true
			}
		}
		start = i + 1
	}
}

// pieces joins tokens of a kind to stretches, by paragraphs.
func pieces(tokens []string, only []bool) (out [][]Piece) {
	var p []Piece
	for i := 0; i < len(tokens); {
		if tokens[i] == pause {
			out, p = append(out, p), nil
			i++
			continue
		}
		end := i + 1
		for end < len(tokens) && only[end] == only[i] && tokens[end] != pause {
			end++
		}
		p = append(p, Piece{strings.Join(tokens[i:end], ""), only[i]})
		i = end
	}
	if len(p) > 0 {
		out = append(out, p)
	}
	return out
}
