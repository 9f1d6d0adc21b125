package source

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigia/internal/db"
)

// Health is how a source does, in one word and with what to do about it.
type Health struct {
	Source
	Word   string // fresh, quiet, failing, blocked, gone, never, paused
	Why    string // in words
	Remedy string // "" if there is nothing to do
	Items  int    // new addresses in the last 30 days
}

// quietAfter is how long a source may give nothing new before it is quiet.
const quietAfter = 7 * 24 * time.Hour

// blocks are the reasons (of package fetch) that waiting does not mend:
// somebody refuses us.
var blocks = []string{"robots", "forbidden", "guard"}

// HealthOf tells how all sources do, the ones in trouble first.
func HealthOf(ctx context.Context, q db.Querier, now time.Time) ([]Health, error) {
	all, err := Sources(ctx, q)
	if err != nil {
		return nil, err
	}
	items, err := itemsSince(ctx, q, now.AddDate(0, 0, -30))
	if err != nil {
		return nil, fmt.Errorf("items of sources: %w", err)
	}
	out := make([]Health, len(all))
	for i, s := range all {
		out[i] = judge(s, now)
		out[i].Items = items[s.ID]
	}
	order := []string{"blocked", "gone", "failing", "never", "quiet", "paused", "fresh"}
	slices.SortStableFunc(out, func(a, b Health) int { return slices.Index(order, a.Word) - slices.Index(order, b.Word) })
	return out, nil
}

func judge(s Source, now time.Time) Health {
	h := Health{Source: s, Remedy: s.Remedy}
	switch {
	case s.State == Gone:
		h.Word, h.Why = "gone", "the server says that the address is gone"
		if h.Remedy == "" {
			h.Remedy = "look for a new address on the outlet's site, then add it"
		}
	case s.State == Paused:
		h.Word, h.Why, h.Remedy = "paused", "a person has paused it", "resume it when it is wanted again"
	case s.Fails > 0 && slices.Contains(blocks, s.Reason):
		h.Word, h.Why = "blocked", says(s)
	case s.Fails > 0:
		h.Word, h.Why = "failing", fmt.Sprintf("%d failed polls in a row: %s", s.Fails, says(s))
	case s.LastAt.IsZero():
		h.Word, h.Why, h.Remedy = "never", "not polled yet", ""
	case s.ItemAt.IsZero():
		h.Word, h.Why = "quiet", "it answers, but has given nothing yet"
	case now.Sub(s.ItemAt) > quietAfter:
		h.Word, h.Why = "quiet", fmt.Sprintf("nothing new for %d days", int(now.Sub(s.ItemAt).Hours()/24))
	default:
		h.Word, h.Why, h.Remedy = "fresh", "gives something new", ""
	}
	return h
}

func says(s Source) string {
	if s.Detail == "" {
		return s.Reason
	}
	return s.Reason + ": " + s.Detail
}

const itemsSQL = `SELECT source, sum(fresh) FROM polls WHERE at >= ? GROUP BY source`

func itemsSince(ctx context.Context, q db.Querier, from time.Time) (map[string]int, error) {
	items := map[string]int{}
	rows, err := q.Query(ctx, itemsSQL, db.Micros(from))
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		var n int
		err := r.Scan(&id, &n)
		items[id] = n
		return err
	})
	return items, err
}
