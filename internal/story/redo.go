package story

import (
	"context"
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/source"
)

// Replaced is a report that has another story than before.
type Replaced struct {
	Report, Title, From, To string
}

// Redone is what placing anew has changed.
type Redone struct {
	Reports int // that were placed anew
	Kept    int // of them, those that people had put where they are
	Changed []Replaced
}

const staleSQL = `SELECT s.report, l.day_at FROM lookups l JOIN sketches s ON s.number = l.number
	WHERE (s.version <> ? OR ? = 1) AND (l.day_at > ? OR l.day_at = ? AND s.report > ?) ORDER BY l.day_at, s.report LIMIT 200`

// Redo places the reports anew that other rules than the present ones have
// placed, or all, in order of their days, each in a transaction of its own: it
// may be stopped and goes on where it stood. What people have decided stays.
func Redo(ctx context.Context, d *db.DB, reg *source.Registry, all bool, progress func(done int)) (Redone, error) {
	var out Redone
	type place struct {
		id  string
		day int64
	}
	at, by := place{day: -1 << 62}, NewPlacer(reg)
	for {
		rows, err := d.Query(ctx, staleSQL, Version, int(flag(all)), at.day, at.day, at.id)
		batch, err := db.Collect(rows, err, func(r *db.Rows) (p place, err error) { return p, r.Scan(&p.id, &p.day) })
		if err != nil {
			return out, fmt.Errorf("reports to place anew: %w", err)
		}
		if len(batch) == 0 {
			return out, nil
		}
		for _, p := range batch {
			if err := redoOne(ctx, d, by, p.id, &out); err != nil {
				return out, err
			}
			if progress != nil {
				progress(out.Reports)
			}
		}
		at = batch[len(batch)-1]
	}
}

func redoOne(ctx context.Context, d *db.DB, by *Placer, id string, out *Redone) error {
	var r Replaced
	var setBy string
	err := d.InTx(ctx, func(tx *db.Tx) error {
		s, err := article.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		r = Replaced{Report: id, Title: s.Title}
		err = tx.QueryRow(ctx, `SELECT story, by FROM story_members WHERE report = ?`, id).Scan(&r.From, &setBy)
		if err != nil && !errors.Is(err, vigia.ErrNotFound) {
			return err
		}
		if err := by.Again(tx, s); err != nil {
			return err
		}
		r.To, err = StoryOf(ctx, tx, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("place %s anew: %w", id, err)
	}
	out.Reports++
	if setBy != "" && setBy != machine {
		out.Kept++
	}
	if r.From != r.To {
		out.Changed = append(out.Changed, r)
	}
	return nil
}
