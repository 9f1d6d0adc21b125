package entity

import (
	"context"

	"vigia/internal/db"
)

// Marks gives where entities, and those that are the same, stand or stood on
// official lists, by the ids that were asked for. Those on none are left out.
func Marks(ctx context.Context, q db.Querier, ids []string) (map[string][]Listing, error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	out := map[string][]Listing{}
	for _, id := range ids {
		if _, done := out[id]; done {
			continue
		}
		ls, err := Listings(ctx, q, k.group(k.root(id)))
		if err != nil {
			return nil, err
		}
		if len(ls) > 0 {
			out[id] = ls
		}
	}
	return out, nil
}
