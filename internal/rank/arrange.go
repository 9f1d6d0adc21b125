package rank

import (
	"cmp"
	"slices"
)

// Item is a line of a list that is to be put in order.
type Item struct {
	Key      string
	Source   string
	Score    float64
	Selected int // decisions on this source's reports
	Rejected int
}

// Placed is where an item came to stand.
type Placed struct {
	At      int  // in the items as given
	Explore bool // drawn, not ranked: to see what the model would never show
}

const (
	// Of each page's first places, one source may take this many.
	pageOf     = 50
	mostOfPage = 5
	// One place of so many is drawn among what would stand far below.
	exploreOne = 25
	// Sources with so many rejections and nothing ever selected share one drawn
	// place of each page among them: twenty that collude have no more than one.
	leastRejected = 2
)

// Arrange orders items by score, so that no source has more than a tenth of
// each page of fifty while there are others, and sources that were only ever
// rejected have one drawn place together. One place of 25 is
// drawn from what the other sources have still to place, by draw, any text that changes with the
// model: it teaches what the model does not know. Every item is placed once.
func Arrange(items []Item, draw string) []Placed {
	a := arranging{items: items, used: make([]bool, len(items))}
	lot := make([]uint64, len(items))
	var order []int
	for i, it := range items {
		lot[i] = tie(draw + it.Key)
		order, a.lots = append(order, i), append(a.lots, i)
	}
	best := func(x, y int) int { return cmp.Compare(items[y].Score, items[x].Score) }
	slices.SortStableFunc(order, best)
	slices.SortStableFunc(a.lots, func(x, y int) int { return cmp.Compare(lot[x], lot[y]) })
	turn, of := make([]int, len(items)), map[string]int{} // one of each source, then a second of each
	for _, i := range a.lots {
		of[items[i].Source]++
		turn[i] = of[items[i].Source]
	}
	slices.SortStableFunc(a.lots, func(x, y int) int { return cmp.Compare(turn[x], turn[y]) })
	for len(order) > 0 {
		order = a.page(order)
	}
	return a.out
}

type arranging struct {
	items []Item
	used  []bool
	lots  []int
	out   []Placed
}

// page fills up a page from the best of order, and gives what is left of it.
// What no other source can fill goes to whoever is next.
func (a *arranging) page(order []int) (left []int) {
	end := (len(a.out)/pageOf + 1) * pageOf
	count := map[string]int{}
	for n, i := range order {
		if len(a.out) == end {
			return append(left, order[n:]...)
		}
		a.draw()
		source := a.items[i].Source
		switch {
		case a.used[i]:
		case a.doubtful(i), source != "" && count[source] >= mostOfPage:
			left = append(left, i)
		case len(a.out) < end:
			count[source]++
			a.put(i, false)
		default:
			left = append(left, i)
		}
	}
	slices.SortStableFunc(left, func(x, y int) int { return cmp.Compare(a.rear(x), a.rear(y)) })
	for len(left) > 0 && len(a.out) < end {
		a.draw()
		a.put(left[0], false)
		left = left[1:]
	}
	return left
}

func (a *arranging) doubtful(i int) bool {
	return a.items[i].Selected == 0 && a.items[i].Rejected >= leastRejected
}

func (a *arranging) put(i int, explore bool) {
	if !a.used[i] {
		a.used[i] = true
		a.out = append(a.out, Placed{i, explore})
	}
}

// draw places the next lot, if the next place is one to draw for.
func (a *arranging) draw() {
	if len(a.out)%exploreOne != exploreOne-1 {
		return
	}
	doubtful := len(a.out)%pageOf == pageOf-1
	for n, i := range a.lots {
		if !a.used[i] && a.doubtful(i) == doubtful {
			a.lots = slices.Delete(a.lots, n, n+1)
			a.put(i, true)
			return
		}
	}
}

// rear is 1 for what stands behind all others.
func (a *arranging) rear(i int) int {
	if a.doubtful(i) {
		return 1
	}
	return 0
}
