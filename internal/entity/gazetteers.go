package entity

import (
	"context"
	"fmt"
	"time"

	"vigia/internal/db"
)

// Gazetteer is a file of places that was loaded.
type Gazetteer struct {
	Name   string
	At     time.Time
	Digest string // of the file
	Places int
	Broken int
	Notice string
}

// PutPlaces keeps some places of a gazetteer. PutGazetteer follows when all are
// kept.
func PutPlaces(tx *db.Tx, es []Entity) error { return keepEntities(tx, es) }

// PutGazetteer records that a file was loaded; from now on its places are linked.
func PutGazetteer(tx *db.Tx, g Gazetteer) error {
	_, err := tx.Exec(`INSERT INTO entity_gazetteers (name, loaded_at, digest, places, broken, notice) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET loaded_at = excluded.loaded_at, digest = excluded.digest, places = excluded.places, broken = excluded.broken, notice = excluded.notice`,
		g.Name, db.Micros(tx.Now), g.Digest, g.Places, g.Broken, g.Notice)
	if err != nil {
		return fmt.Errorf("gazetteer %s: %w", g.Name, err)
	}
	return bump(tx)
}

// Gazetteers lists the files of places that were loaded, for their notices.
func Gazetteers(ctx context.Context, q db.Querier) ([]Gazetteer, error) {
	rows, err := q.Query(ctx, `SELECT name, loaded_at, digest, places, broken, notice FROM entity_gazetteers ORDER BY name`)
	gs, err := db.Collect(rows, err, func(r *db.Rows) (g Gazetteer, err error) {
		var at int64
		err = r.Scan(&g.Name, &at, &g.Digest, &g.Places, &g.Broken, &g.Notice)
		g.At = db.Time(at)
		return g, err
	})
	if err != nil {
		return nil, fmt.Errorf("gazetteers: %w", err)
	}
	return gs, nil
}
