package entity

import (
	"context"
	"fmt"

	"vigia/internal/db"
)

// Revision is how often what is known about entities has changed. A book that
// was loaded as of another one is out of date.
func Revision(ctx context.Context, q db.Querier) (n int64, err error) {
	if err := q.QueryRow(ctx, `SELECT revision FROM entity_state WHERE one = 1`).Scan(&n); err != nil {
		return 0, fmt.Errorf("revision of entities: %w", err)
	}
	return n, nil
}

// bump says that something about entities has changed.
func bump(tx *db.Tx) error {
	if _, err := tx.Exec(`UPDATE entity_state SET revision = revision + 1 WHERE one = 1`); err != nil {
		return fmt.Errorf("revision of entities: %w", err)
	}
	return nil
}
