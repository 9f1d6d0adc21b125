package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// edgeLines is how many lines at either end of a page may be running heads.
const edgeLines = 3

// unhead takes the running heads, feet and page numbers out of the pages:
// lines at the edge that stand at the same place on many pages, and differ in
// figures only.
func unhead(pages []Page) {
	if len(pages) < 3 {
		return
	}
	type mark struct {
		text string
		y    int
	}
	seen := map[mark]int{}
	key := func(l Line) mark { return mark{mask(l.Text), int(math.Round(l.Box.Y0 / 8))} }
	for _, p := range pages {
		on := map[mark]bool{}
		for _, i := range edge(p) {
			on[key(p.Lines[i])] = true
		}
		for m := range on {
			seen[m]++
		}
	}
	least := max(3, len(pages)*2/5)
	for n := range pages {
		p := &pages[n]
		drop := map[int]bool{}
		for _, i := range edge(*p) {
			drop[i] = seen[key(p.Lines[i])] >= least
		}
		if len(drop) < len(p.Lines) || !all(drop) {
			kept := p.Lines[:0]
			for i, l := range p.Lines {
				if !drop[i] {
					kept = append(kept, l)
				}
			}
			p.Lines = kept
		}
	}
}

func all(m map[int]bool) bool {
	for _, v := range m {
		if !v {
			return false
		}
	}
	return true
}

// edge are the lines that stand highest and lowest on a page.
func edge(p Page) []int {
	by := make([]int, len(p.Lines))
	for i := range by {
		by[i] = i
	}
	slices.SortStableFunc(by, func(a, b int) int { return cmp.Compare(p.Lines[a].Box.Y0, p.Lines[b].Box.Y0) })
	if len(by) <= 2*edgeLines {
		return by
	}
	return slices.Concat(by[:edgeLines], by[len(by)-edgeLines:])
}

// mask makes texts equal that differ in figures.
func mask(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0'
		}
		return r
	}, strings.Join(strings.Fields(s), " "))
}
