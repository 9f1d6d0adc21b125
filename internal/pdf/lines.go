package pdf

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// row is a line of a leaf as its segments make it.
type row struct {
	segs             []segment
	base, size       float64
	u0, u1           float64
	letters, heavily int
}

// lines makes the lines of one leaf, in blocks.
func lines(ss []segment, t turn, block *int) []Line {
	rows := rowsOf(ss)
	if len(rows) == 0 {
		return nil
	}
	left, right := rows[0].u0, rows[0].u1
	leads := []float64{}
	for i, r := range rows {
		left, right = min(left, r.u0), max(right, r.u1)
		if i > 0 && r.size < rows[i-1].size*1.12 && r.size > rows[i-1].size*0.88 {
			leads = append(leads, r.base-rows[i-1].base)
		}
	}
	lead := 1.4 * rows[0].size
	if slices.Sort(leads); len(leads) > 1 {
		lead = leads[len(leads)/2]
	}
	var out []Line
	for i, r := range rows {
		l := r.line(t)
		if l.Text == "" {
			continue
		}
		if len(out) == 0 || starts(rows[i-1], r, out[len(out)-1].Text, l.Text, left, right, lead) {
			*block++
		}
		l.Block = *block
		out = append(out, l)
	}
	return out
}

// rowsOf puts the segments of a leaf that stand beside each other together.
func rowsOf(ss []segment) []row {
	slices.SortStableFunc(ss, func(a, b segment) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.u0, b.u0)) })
	var rows []row
	for _, s := range ss {
		if n := len(rows); n == 0 || s.base-rows[n-1].base > 0.4*min(s.size, rows[n-1].size) {
			rows = append(rows, row{base: s.base, size: s.size, u0: s.u0, u1: s.u1})
		}
		r := &rows[len(rows)-1]
		r.segs = append(r.segs, s)
		r.u0, r.u1, r.size = min(r.u0, s.u0), max(r.u1, s.u1), max(r.size, s.size)
		r.letters += len(s.letters)
		for _, l := range s.letters {
			if l.bold {
				r.heavily++
			}
		}
	}
	return rows
}

func (r row) bold() bool { return r.heavily*10 > r.letters*7 }

// starts reports whether a line begins a paragraph.
func starts(before, r row, said, says string, left, right, lead float64) bool {
	size := min(r.size, before.size)
	first, _ := utf8.DecodeRuneInString(says)
	switch {
	case max(r.size, before.size) > 1.12*size, r.bold() != before.bold():
		return true
	case r.base-before.base > 1.3*max(lead, size), r.base < before.base:
		return true
	case strings.ContainsRune("•▪◦‣●■", first):
		return true
	case reads(r.segs[0]):
		return before.u0 > left+0.2*(right-left) && ends(said)
	case r.u0 > before.u0+0.8*size && before.u0 < left+0.5*size && r.u0 < left+4*size:
		return true
	}
	return before.u1 < right-0.15*(right-left) && ends(said) && !unicode.IsLower(first)
}

// ends reports whether a text ends like a sentence.
func ends(s string) bool {
	s = strings.TrimRight(s, `"'”’»)]`)
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…:。！？؟।", last)
}

// line writes a row.
func (r row) line(t turn) Line {
	slices.SortStableFunc(r.segs, func(a, b segment) int { return cmp.Compare(a.u0, b.u0) })
	var words [][]letter
	rtl := 0
	for _, s := range r.segs {
		from := 0
		for i := range s.letters {
			if i > from && s.letters[i].space {
				words, from = append(words, s.letters[from:i]), i
			}
		}
		words = append(words, s.letters[from:])
		if reads(s) {
			rtl += s.count
		} else {
			rtl -= s.count
		}
	}
	if rtl > 0 {
		backward(words)
	}
	l := Line{Size: r.size, Bold: r.bold()}
	var b strings.Builder
	for _, w := range words {
		var said strings.Builder
		u0, v0, u1, v1 := w[0].u, w[0].v, w[0].u, w[0].v
		for _, x := range w {
			said.WriteString(plainForm(x.text))
			u0, u1 = min(u0, x.u), max(u1, x.u+x.w)
			v0, v1 = min(v0, x.v-0.78*x.size), max(v1, x.v+0.22*x.size)
		}
		text := strings.Join(strings.Fields(said.String()), " ")
		if text == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		box := t.from(u0, v0, u1, v1)
		l.Words = append(l.Words, Word{text, b.Len(), box})
		l.Box = l.Box.Join(box)
		b.WriteString(text)
	}
	l.Text = b.String()
	return l
}

// backward brings the words of a line that is written from right to left, and
// the letters in them, from the order in which they are seen to that in which
// they are read. Words and numbers of other scripts keep their direction.
func backward(words [][]letter) {
	slices.Reverse(words)
	foreign := func(w []letter) bool {
		return !slices.ContainsFunc(w, func(l letter) bool { return strings.ContainsFunc(l.text, rightward) })
	}
	runs(words, func(w []letter) bool { return foreign(w) })
	for i, w := range words {
		if foreign(w) {
			continue
		}
		w = slices.Clone(w)
		slices.Reverse(w)
		runs(w, func(l letter) bool {
			first, _ := utf8.DecodeRuneInString(l.text)
			return !isRightward(l) && (unicode.IsLetter(first) || unicode.IsDigit(first))
		})
		words[i] = w
	}
}

func isRightward(l letter) bool {
	return strings.ContainsFunc(l.text, rightward) && !strings.ContainsFunc(l.text, unicode.IsDigit)
}

// runs turns each run of things of a kind back.
func runs[T any](all []T, of func(T) bool) {
	for i := 0; i < len(all); i++ {
		from := i
		for i < len(all) && of(all[i]) {
			i++
		}
		slices.Reverse(all[from:i])
	}
}
