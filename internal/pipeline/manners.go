package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/fetch"
)

// manners keeps for fetch which hosts are to be left alone and what robots.txt
// say, so that a restart asks nobody again.
type manners struct{ d *db.DB }

// Manners is the memory of manners in a database that is open for work.
func Manners(d *db.DB) fetch.Memory { return manners{d} }

// Recall gives what is kept of a key.
func (m manners) Recall(ctx context.Context, key string) (value string, err error) {
	err = m.d.QueryRow(ctx, `SELECT value FROM manners WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, vigia.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("manners of %s: %w", key, err)
	}
	return value, nil
}

const rememberSQL = `
	INSERT INTO manners (key, value, until_at) VALUES (?, ?, ?)
	ON CONFLICT (key) DO UPDATE SET value = excluded.value, until_at = excluded.until_at`

// Remember keeps a value.
func (m manners) Remember(ctx context.Context, key, value string, until time.Time) error {
	return m.d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(rememberSQL, key, value, db.Micros(until)); err != nil {
			return fmt.Errorf("manners of %s: %w", key, err)
		}
		return nil
	})
}

// forgetManners drops what is past its time.
func forgetManners(tx *db.Tx) error {
	if _, err := tx.Exec(`DELETE FROM manners WHERE until_at < ?`, db.Micros(tx.Now)); err != nil {
		return fmt.Errorf("old manners: %w", err)
	}
	return nil
}
