package feed

import (
	"fmt"
	"slices"
	"time"
)

// newest keeps the newest items of a list of any length, in the order of the
// document; those without a date count as oldest, and of equals the first.
type newest struct {
	items   []Item
	dropped int
	floor   time.Time // what is not newer is dropped, once the list was full
	full    bool
}

func (l *newest) add(it *Item) {
	if l.full && !it.when().After(l.floor) {
		l.dropped++
		return
	}
	if l.items = append(l.items, *it); len(l.items) >= 2*maxItems {
		l.thin()
	}
}

// thin drops all but the newest maxItems.
func (l *newest) thin() {
	if len(l.items) <= maxItems {
		return
	}
	order := make([]int, len(l.items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return l.items[b].when().Compare(l.items[a].when()) })
	order = order[:maxItems]
	l.floor, l.full = l.items[order[maxItems-1]].when(), true
	slices.Sort(order)
	kept := make([]Item, 0, 2*maxItems)
	for _, i := range order {
		kept = append(kept, l.items[i])
	}
	l.dropped += len(l.items) - len(kept)
	l.items = kept
}

func (it *Item) when() time.Time { return firstDate(it.Published, it.Updated).At }

// list gives the items, and in words what was dropped.
func (l *newest) list() (items []Item, warnings []string) {
	if l.thin(); l.dropped > 0 {
		warnings = []string{fmt.Sprintf("%d items were dropped: no more than %d are taken at a time", l.dropped, maxItems)}
	}
	return l.items, warnings
}
