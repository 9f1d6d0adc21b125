package article

import (
	"slices"
	"strings"
)

// align gives the body in the paragraphs of the page. The extractors say which
// words belong to the report, but their trees have lost line breaks, cells and
// blanks; the page's own paragraphs still have them. Those that stand in what
// was extracted are taken, in order, and the extractor's where the page has
// none. Where too little agrees, the body stays as it is.
func align(shown []string, body []string) []string {
	var b strings.Builder
	var own []piece // the extractor's paragraphs
	for _, par := range body {
		start := b.Len()
		b.WriteString(squeeze(par))
		own = append(own, piece{start, b.Len(), par})
	}
	want := b.String()
	var taken []piece
	at, covered := 0, 0
	for _, par := range shown {
		have := squeeze(par)
		i := strings.Index(want[at:min(len(want), at+len(have)+window)], have)
		// A few words may stand anywhere on a page: they must follow at once.
		if have == "" || i < 0 || len(have) < 80 && i > 40 {
			continue
		}
		taken = append(taken, piece{at + i, at + i + len(have), par})
		at += i + len(have)
		covered += len(have)
	}
	if covered*2 < len(want) {
		return body
	}
	taken = append(taken, lost(own, taken)...)
	slices.SortStableFunc(taken, func(a, b piece) int { return a.start - b.start })
	out := make([]string, len(taken))
	for i, p := range taken {
		out[i] = p.text
	}
	return out
}

// window is how far ahead, in bytes of letters, a paragraph is looked for.
const window = 64 << 10

// piece is a paragraph and where its letters stand in the extracted ones.
type piece struct {
	start, end int
	text       string
}

// lost gives the pieces of own of which less than half is in taken; both are
// in order.
func lost(own, taken []piece) []piece {
	var out []piece
	next := 0
	for _, o := range own {
		for next < len(taken) && taken[next].end <= o.start {
			next++
		}
		in := 0
		for i := next; i < len(taken) && taken[i].start < o.end; i++ {
			in += min(o.end, taken[i].end) - max(o.start, taken[i].start)
		}
		if in*2 < o.end-o.start {
			out = append(out, o)
		}
	}
	return out
}
