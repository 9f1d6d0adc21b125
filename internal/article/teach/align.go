package main

import (
	"slices"
	"strings"

	"vigia/internal/article"
	"vigia/internal/article/gold"
)

// align labels the blocks of a page by its truth.
//
// A whole text is aligned with the page word by word: words that stand in both
// once, in the same surroundings, are anchors; the longest run of them in the
// same order holds, and between two anchors what can be matched is. A block is
// of the report if most of its words are matched.
//
// Of passages only the blocks that hold them, or parts of them, are known.
func align(t gold.Truth, blocks []article.LessonBlock) []label {
	if t.Metric == gold.Segments || t.Text == nil {
		return bySegments(t, blocks)
	}
	var page []string
	var of []int // block of each word
	for b, block := range blocks {
		for _, w := range tokens(block.Text) {
			page, of = append(page, w), append(of, b)
		}
	}
	want := tokens(*t.Text)
	match := matched(page, want)
	hits, all := make([]int, len(blocks)), make([]int, len(blocks))
	for i, b := range of {
		all[b]++
		if match[i] {
			hits[b]++
		}
	}
	out := make([]label, len(blocks))
	for b := range out {
		out[b].yes = all[b] > 0 && 2*hits[b] > all[b]
	}
	weigh(out, blocks)
	if t.Metric == gold.CharBag { // the pages in Chinese are few
		for b := range out {
			out[b].weight *= 2
		}
	}
	return out
}

// weigh makes each page count the same: a block by its words against those of
// the right text, and a little for being there.
func weigh(ls []label, blocks []article.LessonBlock) {
	all := float32(0)
	for b := range ls {
		if ls[b].yes {
			all += blocks[b].Size
		}
	}
	all = max(all, 40)
	for b := range ls {
		w := min(blocks[b].Size, 200)/all + 0.3/float32(40+len(ls))
		ls[b].weight = 100 * w
	}
}

// bySegments labels what the passages tell.
func bySegments(t gold.Truth, blocks []article.LessonBlock) []label {
	out := make([]label, len(blocks))
	n := float32(len(t.With) + len(t.Without) + 1)
	have := make([]string, len(blocks))
	for b := range blocks {
		have[b] = squeeze(blocks[b].Text)
	}
	mark := func(passages []string, yes bool) {
		for _, s := range passages {
			want := squeeze(s)
			for b := range blocks {
				have := have[b]
				if len(have) == 0 || out[b].weight > 0 && !yes {
					continue
				}
				if strings.Contains(have, want) || len(have) >= 12 && strings.Contains(want, have) {
					out[b] = label{yes, 60 / n}
				}
			}
		}
	}
	mark(t.With, true)
	mark(t.Without, false)
	guess(out, blocks)
	return out
}

// guess labels, with little weight, what passages leave open but hardly can be
// otherwise: sentences between two passages that must be there, in elements of
// the same names as theirs; and links of a few words outside.
func guess(ls []label, blocks []article.LessonBlock) {
	const weight = 0.3
	first, last, kin := len(ls), -1, map[int]bool{}
	for b, l := range ls {
		if l.yes {
			first, last = min(first, b), b
			kin[blocks[b].Kin] = true
		}
	}
	for b := range ls {
		switch inside := first < b && b < last; {
		case ls[b].weight > 0 || last < 0:
		case inside && kin[blocks[b].Kin] && blocks[b].Size >= 12 && blocks[b].Linked < 0.3:
			ls[b] = label{true, weight * min(blocks[b].Size, 100) / 10}
		case !inside && easy(blocks[b]):
			ls[b] = label{false, weight}
		}
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// tokens cuts a text into words, and ideographs.
func tokens(s string) []string {
	var out []string
	for _, w := range wordPattern.FindAllString(strings.ReplaceAll(s, "\u00ad", ""), -1) {
		from := 0
		for i, r := range w {
			if r >= 0x3040 && r <= 0x30ff || r >= 0x3400 && r <= 0x9fff {
				if i > from {
					out = append(out, w[from:i])
				}
				out = append(out, string(r))
				from = i + len(string(r))
			}
		}
		if from < len(w) {
			out = append(out, w[from:])
		}
	}
	return out
}

// matched tells which words of a page stand in the text that is wanted, in
// order.
func matched(page, want []string) []bool {
	out := make([]bool, len(page))
	anchors := longestRise(unique(page, want))
	p, w := 0, 0
	for _, a := range append(anchors, [2]int{len(page), len(want)}) {
		between(page, want, p, a[0], w, a[1], out)
		for p, w = a[0], a[1]; p < len(page) && w < len(want) && page[p] == want[w]; p, w = p+1, w+1 {
			out[p] = true
		}
	}
	return out
}

// unique gives the places of runs of four words that stand once in both, in
// page order.
func unique(page, want []string) [][2]int {
	const n = 4
	type place struct{ count, at int }
	runs := func(ws []string) map[string]place {
		m := map[string]place{}
		for i := 0; i+n <= len(ws); i++ {
			k := strings.Join(ws[i:i+n], " ")
			m[k] = place{m[k].count + 1, i}
		}
		return m
	}
	in := runs(want)
	var out [][2]int
	for k, p := range runs(page) {
		if q := in[k]; p.count == 1 && q.count == 1 {
			out = append(out, [2]int{p.at, q.at})
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	return out
}

// longestRise gives the longest subsequence whose second places rise.
func longestRise(xs [][2]int) [][2]int {
	var tails []int // by length: the place in xs of the lowest end
	prev := make([]int, len(xs))
	for i, x := range xs {
		k, _ := slices.BinarySearchFunc(tails, x[1], func(t, v int) int { return xs[t][1] - v })
		prev[i] = -1
		if k > 0 {
			prev[i] = tails[k-1]
		}
		tails = append(tails[:k], append([]int{i}, tails[min(k+1, len(tails)):]...)...)
	}
	var out [][2]int
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = prev[i] {
			out = append(out, xs[i])
		}
	}
	slices.Reverse(out)
	return out
}

// between matches the words between two anchors: the longest common
// subsequence where that is small, else whole runs that stand in both.
func between(page, want []string, p0, p1, w0, w1 int, out []bool) {
	n, m := p1-p0, w1-w0
	if n <= 0 || m <= 0 {
		return
	}
	if n*m > 4<<20 {
		in := map[string]bool{}
		for i := w0; i+4 <= w1; i++ {
			in[strings.Join(want[i:i+4], " ")] = true
		}
		for i := p0; i+4 <= p1; i++ {
			if in[strings.Join(page[i:i+4], " ")] {
				out[i], out[i+1], out[i+2], out[i+3] = true, true, true, true
			}
		}
		return
	}
	// Runs count more than scattered words: a common word far away is chance.
	best := make([]int32, (n+1)*(m+1))
	at := func(i, j int) *int32 { return &best[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			v := max(*at(i+1, j), *at(i, j+1))
			if page[p0+i] == want[w0+j] {
				bonus := int32(1)
				if i+1 < n && j+1 < m && page[p0+i+1] == want[w0+j+1] {
					bonus = 3
				}
				v = max(v, *at(i+1, j+1)+bonus)
			}
			*at(i, j) = v
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case *at(i, j) == *at(i+1, j):
			i++
		case *at(i, j) == *at(i, j+1):
			j++
		default:
			out[p0+i] = true
			i, j = i+1, j+1
		}
	}
}
