package rank

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"vigia/internal/db"
)

// arrival is a report that came in.
type arrival struct {
	id, source string
	at         int
}

const (
	// The window is filled from so many times its size: a flood of one source
	// pushes nobody out of it.
	lookBack = 10
	// One source has at most this part of the window, and those of which nothing
	// was ever selected this part together, as long as others have something.
	shareOfOne = 10
	shareOfNew = 2
)

// window chooses the reports that are ranked, from the newest down.
func window(came []arrival, tally map[string]Tally, room int) []arrival {
	var out, rest []arrival
	count, fresh := map[string]int{}, 0
	for _, c := range came {
		unproven := tally[c.source].Selected == 0
		if len(out) == room || count[c.source] >= max(room/shareOfOne, 1) || unproven && fresh >= room/shareOfNew {
			rest = append(rest, c)
			continue
		}
		count[c.source]++
		if unproven {
			fresh++
		}
		out = append(out, c)
	}
	return append(out, rest[:min(len(rest), room-len(out))]...)
}

// markNew marks the texts of sources that have earned nothing yet, if there are
// a few others: who floods the pool with a word does not make it a common one.
func markNew(docs []Doc, tally map[string]Tally) {
	good := 0
	for _, t := range tally {
		if t.Selected > 0 {
			good++
		}
	}
	for i := range docs {
		docs[i].New = good >= leastGood && tally[docs[i].Source].Selected == 0
	}
}

// loadWindow gives the ids of the reports that are ranked.
func loadWindow(ctx context.Context, q db.Querier, tally map[string]Tally) ([]string, error) {
	rows, err := q.Query(ctx, latestSQL, lookBack*newest)
	came, err := db.Collect(rows, err, func(r *db.Rows) (a arrival, err error) { return a, r.Scan(&a.id, &a.source) })
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, a := range window(came, tally, newest) {
		ids = append(ids, a.id)
	}
	slices.Sort(ids)
	return ids, nil
}

// kin is the same for texts that are nearly the same, mostly: the smallest hash
// of all pairs of words, which two texts share with the probability that is
// their resemblance (Broder, On the Resemblance and Containment of Documents,
// SEQUENCES 1997). It is "" where there are no pairs.
func kin(ts map[feature]term) string {
	least := uint64(math.MaxUint64)
	for f, t := range ts {
		if strings.Contains(t.shown, " ") {
			least = min(least, uint64(f)*0x9e3779b97f4a7c15)
		}
	}
	if least == math.MaxUint64 {
		return ""
	}
	return strconv.FormatUint(least, 36)
}
