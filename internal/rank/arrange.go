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
	// A source with so many rejections and nothing selected is shown only where
	// places are drawn, until something of it is selected.
	leastRejected = 8
)

// Arrange orders items by score, so that no source has more than a tenth of
// each page of fifty, as far as there are others, and a source that was
// rejected again and again has none but the drawn places. One place of 25 is
// drawn from the rest by draw, any text that changes with the model: it
// teaches what the model does not know. Every item is placed once.
func Arrange(items []Item, draw string) []Placed {
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(items[b].Score, items[a].Score) })
	lots := slices.Clone(order)
	lot := make([]uint64, len(items))
	for i, it := range items {
		lot[i] = tie(draw + it.Key)
	}
	slices.SortStableFunc(lots, func(a, b int) int { return cmp.Compare(lot[a], lot[b]) })

	a := arranging{items: items, used: make([]bool, len(items))}
	var held []int // for a later page
	for len(a.out) < len(items) {
		if len(a.out)%pageOf == 0 {
			a.page = map[string]int{}
			order, held = slices.Concat(held, order), nil
		}
		if len(a.out)%exploreOne == exploreOne-1 && a.draw(&lots) {
			continue
		}
		i, ok := next(&order)
		switch {
		case !ok && len(held) == 0:
			a.rest(lots)
		case !ok: // nothing else is left for this page
			for _, i := range held {
				a.put(i, false)
			}
			held = nil
		case a.used[i]:
		case a.shunned(i) || a.page[items[i].Source] >= mostOfPage && items[i].Source != "":
			held = append(held, i)
		default:
			a.put(i, false)
		}
	}
	return a.out
}

type arranging struct {
	items []Item
	used  []bool
	page  map[string]int
	out   []Placed
}

func next(order *[]int) (int, bool) {
	if len(*order) == 0 {
		return 0, false
	}
	i := (*order)[0]
	*order = (*order)[1:]
	return i, true
}

func (a *arranging) shunned(i int) bool {
	it := a.items[i]
	return it.Selected == 0 && it.Rejected >= leastRejected
}

func (a *arranging) put(i int, explore bool) {
	if a.used[i] {
		return
	}
	a.used[i] = true
	a.page[a.items[i].Source]++
	a.out = append(a.out, Placed{i, explore})
}

// draw places the next lot.
func (a *arranging) draw(lots *[]int) bool {
	for len(*lots) > 0 {
		i, _ := next(lots)
		if !a.used[i] {
			a.put(i, true)
			return true
		}
	}
	return false
}

func (a *arranging) rest(lots []int) {
	for _, i := range lots {
		a.put(i, false)
	}
}
