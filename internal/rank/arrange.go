package rank

import (
	"cmp"
	"slices"
	"strconv"
)

// Item is a line of a list that is to be put in order.
type Item struct {
	Key      string
	Source   string
	Kin      string // texts that are nearly the same have one; "" is nobody's
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
	// A source has to earn its places: until something of it is selected it has
	// one of a page, and all such sources together have this many, as long as
	// others have something to show. One of which something was rejected waits till
	// those had their turn.
	mostOfNew = 5
	// A source of which so much less is selected than of all together is as one of
	// which nothing ever was.
	fallen = 10
	// One place of so many is drawn among what would stand far below.
	exploreOne = 25
	// Sources with so many rejections and nothing ever selected share one drawn
	// place of each page among them: twenty that collude have no more than one. The
	// more often one was rejected, the seldomer is it drawn.
	leastRejected = 2
)

// standing is what a source has earned.
type standing int

const (
	proven standing = iota
	unproven
	doubtful
)

// Arrange orders items by score, so that no source has more than a tenth of
// each page of fifty; new sources have one place each and a tenth of it together,
// and those of nearly the same text one; sources that were only ever
// rejected have one drawn place together. All this while others have something to show: what
// they cannot fill goes to whoever is next. One place of 25 is
// drawn from what the other sources have still to place, by draw, any text that changes with the
// model: it teaches what the model does not know. Every item is placed once.
func Arrange(items []Item, draw string) []Placed {
	a := arranging{items: items, used: make([]bool, len(items)), of: earned(items), lot: draw}
	lot := make([]uint64, len(items))
	for i, it := range items {
		lot[i] = tie(draw + it.Key)
		a.order, a.lots = append(a.order, i), append(a.lots, i)
	}
	slices.SortStableFunc(a.order, func(x, y int) int { return cmp.Compare(items[y].Score, items[x].Score) })
	slices.SortStableFunc(a.lots, func(x, y int) int { return cmp.Compare(lot[x], lot[y]) })
	turn, of := make([]int, len(items)), map[string]int{} // one of each source, then a second of each
	for _, i := range a.lots {
		of[items[i].Source]++
		turn[i] = of[items[i].Source]
	}
	slices.SortStableFunc(a.lots, func(x, y int) int { return cmp.Compare(turn[x], turn[y]) })
	for len(a.order) > 0 {
		a.page()
	}
	return a.out
}

// earned is the standing of each source.
func earned(items []Item) map[string]standing {
	selected, decided := 0, 0
	seen := map[string]bool{}
	for _, it := range items {
		if !seen[it.Source] {
			seen[it.Source] = true
			selected, decided = selected+it.Selected, decided+it.Selected+it.Rejected
		}
	}
	out := map[string]standing{}
	for _, it := range items {
		switch own := it.Selected + it.Rejected; {
		case it.Source == "":
			out[it.Source] = unproven // nobody's: it cannot earn anything
		case it.Selected == 0 && it.Rejected >= leastRejected:
			out[it.Source] = doubtful
		case it.Selected == 0 || fallen*it.Selected*decided < selected*own:
			out[it.Source] = unproven
		}
	}
	return out
}

type arranging struct {
	items []Item
	of    map[string]standing
	lot   string
	used  []bool
	order []int // what is left, the best first
	lots  []int
	out   []Placed

	// Of the page that is being filled:
	count map[string]int
	kin   map[string]bool
	fresh int // places of unproven sources
}

// rounds of a page: each lets in what the one before left out, until it is full.
const (
	byMerit = iota // the proven, and a tenth of the places for one of each new source
	byTurn         // one of each new source
	byTwo          // a second, and two of those of which something was rejected
	byShare        // up to a tenth of the page
	anybody
	whoever // also what was only ever rejected
	ends
)

// page fills up a page.
func (a *arranging) page() {
	end := (len(a.out)/pageOf + 1) * pageOf
	a.count, a.kin, a.fresh = map[string]int{}, map[string]bool{}, 0
	for round := byMerit; round < ends && len(a.out) < end; round++ {
		left := a.order[:0]
		for n, i := range a.order {
			if len(a.out) == end {
				left = append(left, a.order[n:]...)
				break
			}
			a.draw()
			switch {
			case a.used[i]:
			case len(a.out) < end && a.may(i, round):
				a.put(i, false)
			default:
				left = append(left, i)
			}
		}
		a.order = left
	}
}

// may reports whether an item may have a place in a round.
func (a *arranging) may(i, round int) bool {
	it, n := a.items[i], a.count[a.items[i].Source]
	stands := a.of[it.Source]
	if stands == doubtful || round == whoever {
		return round == whoever
	}
	fresh := stands == unproven
	if fresh && it.Kin != "" && a.kin[it.Kin] && round < anybody {
		return false
	}
	switch round {
	case byMerit:
		return !fresh && n < mostOfPage || fresh && it.Rejected == 0 && n == 0 && a.fresh < mostOfNew
	case byTurn:
		return fresh && it.Rejected == 0 && n == 0
	case byTwo:
		return fresh && n < 2
	case byShare:
		return n < mostOfPage
	}
	return true
}

func (a *arranging) put(i int, explore bool) {
	it := a.items[i]
	a.used[i] = true
	a.out = append(a.out, Placed{i, explore})
	a.count[it.Source]++
	if a.of[it.Source] == unproven {
		a.fresh++
		a.kin[it.Kin] = true
	}
}

// draw places the next lot, if the next place is one to draw for.
func (a *arranging) draw() {
	if len(a.out)%exploreOne != exploreOne-1 {
		return
	}
	doubted := len(a.out)%pageOf == pageOf-1
	for n, i := range a.lots {
		it := a.items[i]
		if !a.used[i] && (a.of[it.Source] == doubtful) == doubted && a.count[it.Source] < mostOfPage && (!doubted || a.chance(it)) {
			a.lots = slices.Delete(a.lots, n, n+1)
			a.put(i, true)
			return
		}
	}
}

// chance draws whether a doubtful source takes part in the draw of a page.
func (a *arranging) chance(it Item) bool {
	page := strconv.Itoa(len(a.out) / pageOf)
	return tie(a.lot+page+it.Source)%uint64(max(it.Rejected, 1)) < leastRejected
}
