package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letter is a glyph turned upright: u along its line, v across it, downward.
type letter struct {
	text    string
	u, v, w float64
	size    float64
	bold    bool
	space   bool // white space stands before it
}

// segment is a piece of a line without a wide gap.
type segment struct {
	letters        []letter
	u0, v0, u1, v1 float64
	base, size     float64
	count          int
}

// turn is one of the four ways in which text may stand on a page.
type turn int

const (
	upright turn = iota
	down
	over
	up
)

func (g glyphAt) turn() turn {
	switch {
	case math.Abs(g.dx) >= math.Abs(g.dy) && g.dx >= 0:
		return upright
	case math.Abs(g.dx) >= math.Abs(g.dy):
		return over
	case g.dy > 0:
		return down
	}
	return up
}

// to and from turn a point upright and back.
func (t turn) to(x, y float64) (u, v float64) {
	switch t {
	case down:
		return y, -x
	case over:
		return -x, -y
	case up:
		return -y, x
	}
	return x, y
}

func (t turn) from(u0, v0, u1, v1 float64) Box {
	switch t {
	case down:
		return Box{-v1, u0, -v0, u1}
	case over:
		return Box{-u1, -v1, -u0, -v0}
	case up:
		return Box{v0, -u1, v1, -u0}
	}
	return Box{u0, v0, u1, v1}
}

// arrange makes lines of the glyphs of a page: those that stand upright first.
func arrange(gs []glyphAt, width, height float64) []Line {
	var by [4][]letter
	last := upright
	for _, g := range gs {
		if math.Hypot(g.dx, g.dy) > 0.01 {
			last = g.turn()
		}
		u, v := last.to(g.x, g.y)
		by[last] = append(by[last], letter{text: g.text, u: u, v: v, w: math.Hypot(g.dx, g.dy), size: g.size, bold: g.bold})
	}
	var out []Line
	block := 0
	for _, t := range []turn{upright, down, up, over} {
		for _, leaf := range order(segments(by[t]), 0) {
			out = append(out, lines(leaf, t, &block)...)
		}
	}
	return out
}

// wideGap parts segments, in sizes of the letters; wordGap parts words.
const (
	wideGap = 0.9
	wordGap = 0.17
)

// segments gathers letters into lines, and cuts these at wide gaps.
func segments(ls []letter) []segment {
	slices.SortStableFunc(ls, func(a, b letter) int { return cmp.Compare(a.v, b.v) })
	var out []segment
	for len(ls) > 0 {
		n, size := 1, ls[0].size
		for n < len(ls) && ls[n].v-ls[0].v <= 0.4*max(size, min(ls[n].size, 2*size)) {
			size = max(size, ls[n].size)
			n++
		}
		out = append(out, cutLine(ls[:n])...)
		ls = ls[n:]
	}
	return out
}

func cutLine(ls []letter) (out []segment) {
	slices.SortStableFunc(ls, func(a, b letter) int { return cmp.Compare(a.u, b.u) })
	var s segment
	stop := 0.0
	space := false
	for i, l := range ls {
		if strings.TrimFunc(l.text, unicode.IsSpace) == "" {
			space = true
			continue
		}
		if len(s.letters) > 0 {
			prev := s.letters[len(s.letters)-1]
			gap := l.u - stop
			if prev.text == l.text && l.u-prev.u < 0.3*prev.w && i > 0 {
				continue // drawn twice, to look bold
			}
			if gap > wideGap*max(prev.size, l.size) {
				out = append(out, s)
				s = segment{}
			}
			l.space = len(s.letters) > 0 && (space || gap > wordGap*max(prev.size, l.size))
		}
		s.add(l)
		stop, space = max(stop, l.u+l.w), false
		if len(s.letters) == 1 {
			stop = l.u + l.w
		}
	}
	if len(s.letters) > 0 {
		out = append(out, s)
	}
	return out
}

func (s *segment) add(l letter) {
	top, bottom := l.v-0.78*l.size, l.v+0.22*l.size
	if len(s.letters) == 0 {
		s.u0, s.v0, s.u1, s.v1 = l.u, top, l.u+l.w, bottom
	}
	s.u0, s.v0, s.u1, s.v1 = min(s.u0, l.u), min(s.v0, top), max(s.u1, l.u+l.w), max(s.v1, bottom)
	if l.size > s.size*1.05 || s.count == 0 {
		s.base, s.size = l.v, max(s.size, l.size)
	}
	s.letters = append(s.letters, l)
	s.count++
}

// order parts a region where white space does, columns before rows, and gives
// its leaves in the order of reading.
func order(ss []segment, depth int) [][]segment {
	if len(ss) == 0 {
		return nil
	}
	mid, ok := gutter(ss)
	if !ok || depth > 12 {
		return [][]segment{ss}
	}
	slices.SortStableFunc(ss, func(a, b segment) int { return cmp.Compare(a.v0, b.v0) })
	var out [][]segment
	var across, left, right []segment
	rtl := 0
	flush := func() {
		if rtl > 0 {
			left, right = right, left
		}
		out = append(append(out, order(left, depth+1)...), order(right, depth+1)...)
		left, right, rtl = nil, nil, 0
	}
	for _, s := range ss {
		if s.u0 < mid && s.u1 > mid {
			flush()
			across = append(across, s)
			continue
		}
		if len(across) > 0 {
			out, across = append(out, across), nil
		}
		if rtl -= s.count; reads(s) {
			rtl += 2 * s.count
		}
		if s.u1 <= mid {
			left = append(left, s)
		} else {
			right = append(right, s)
		}
	}
	flush()
	if len(across) > 0 {
		out = append(out, across)
	}
	return out
}

// A side of a gutter is a column if it has this much text.
const (
	columnLines   = 3
	columnLetters = 60
	columnMean    = 9
)

// gutter looks for the white space between two columns: a strip that hardly
// any segment crosses.
func gutter(ss []segment) (mid float64, ok bool) {
	if len(ss) < 2*columnLines {
		return 0, false
	}
	u0, u1 := ss[0].u0, ss[0].u1
	sizes := make([]float64, len(ss))
	for i, s := range ss {
		u0, u1, sizes[i] = min(u0, s.u0), max(u1, s.u1), s.size
	}
	slices.Sort(sizes)
	size := sizes[len(sizes)/2]
	const bins = 1024
	step := (u1 - u0) / bins
	if step <= 0 {
		return 0, false
	}
	var change [bins + 2]int
	for _, s := range ss {
		change[int((s.u0-u0)/step)]++
		change[min(int((s.u1-u0)/step), bins)+1]--
	}
	best, cover := len(ss)/10+1, 0
	for i := 0; i <= bins; i++ {
		if cover += change[i]; cover >= best {
			continue
		}
		from, least := i, cover
		for i < bins && cover+change[i+1] <= least {
			i++
			cover += change[i]
			if cover < least {
				from, least = i, cover
			}
		}
		if at := u0 + step*float64(from+i+1)/2; float64(i-from+1)*step >= 0.6*size && columns(ss, at) {
			best, mid, ok = least, at, true
		}
	}
	return mid, ok
}

// columns reports whether text stands on both sides of a gutter, beside each
// other.
func columns(ss []segment, mid float64) bool {
	var n, letters [2]int
	var top, bottom [2]float64
	for _, s := range ss {
		side := 0
		switch {
		case s.u1 <= mid:
		case s.u0 >= mid:
			side = 1
		default:
			continue
		}
		if n[side] == 0 {
			top[side], bottom[side] = s.v0, s.v1
		}
		n[side]++
		letters[side] += s.count
		top[side], bottom[side] = min(top[side], s.v0), max(bottom[side], s.v1)
	}
	for side := range 2 {
		if n[side] < columnLines || letters[side] < columnLetters || letters[side] < columnMean*n[side] {
			return false
		}
	}
	beside := min(bottom[0], bottom[1]) - max(top[0], top[1])
	return beside > 0.4*min(bottom[0]-top[0], bottom[1]-top[1])
}

// reads reports whether a segment is written from right to left.
func reads(s segment) bool {
	n := 0
	for _, l := range s.letters {
		for _, r := range l.text {
			if rightward(r) { // among them stand names in other letters, rather than the other way round
				n += 2
			} else if unicode.IsLetter(r) {
				n--
			}
		}
	}
	return n > 0
}

// rightward reports whether a letter is of a script that runs from the right.
func rightward(r rune) bool {
	return r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff
}

// plainForm takes ligatures and the forms that letters take in a word apart.
func plainForm(s string) string {
	for _, r := range s {
		if r >= 0xfb00 && r <= 0xfb06 || r >= 0xfb50 && r <= 0xfdff || r >= 0xfe70 && r < 0xfeff || r >= 0x2e80 && r <= 0x2fdf { // and radicals that fonts name instead of characters
			return norm.NFKC.String(s)
		}
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0xad:
			return '-'
		case r == 0xa0 || unicode.IsSpace(r):
			return ' '
		case r < ' ' || r == 0xfeff || r == 0xfffd || r >= 0x7f && r < 0xa0 || r >= 0xe000 && r <= 0xf8ff || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
}
