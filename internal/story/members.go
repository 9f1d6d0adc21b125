package story

import (
	"context"
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/db"
)

// StoryOf gives the story of a report.
func StoryOf(ctx context.Context, q db.Querier, report string) (story string, err error) {
	if err := q.QueryRow(ctx, `SELECT story FROM story_members WHERE report = ?`, report).Scan(&story); err != nil {
		return "", fmt.Errorf("story of report %s: %w", report, err)
	}
	return story, nil
}

// move changes the story of a report, unless a person has set it and the
// machine asks. A story that is left without reports goes.
func move(tx *db.Tx, report, story, why, by string) error {
	var e entry
	var from, setBy string
	var day int64
	err := tx.QueryRow(tx.Context(), `SELECT m.story, m.by, r.title, r.day_at FROM story_members m
		JOIN reports r ON r.id = m.report WHERE m.report = ?`, report).Scan(&from, &setBy, &e.title, &day)
	if err != nil {
		return fmt.Errorf("story of report %s: %w", report, err)
	}
	if by == machine && setBy != machine {
		return nil
	}
	e.id, e.day = report, db.Time(day)
	if err := putMember(tx, story, &e, why, by); err != nil {
		return err
	}
	return tidy(tx, from)
}

const spanSQL = `
	SELECT r.day_at, r.title FROM story_members m JOIN reports r ON r.id = m.report
	WHERE m.story = ? ORDER BY r.day_at, r.id`

// tidy makes the head of a story follow from the reports it still has.
func tidy(tx *db.Tx, story string) error {
	type row struct {
		day   int64
		title string
	}
	rows, err := tx.Query(tx.Context(), spanSQL, story)
	all, err := db.Collect(rows, err, func(r *db.Rows) (x row, err error) { return x, r.Scan(&x.day, &x.title) })
	if err != nil {
		return fmt.Errorf("story %s: %w", story, err)
	}
	if len(all) == 0 {
		_, err = tx.Exec(`DELETE FROM stories WHERE id = ?`, story)
	} else {
		_, err = tx.Exec(`UPDATE stories SET title = ?, first_at = ?, last_at = ? WHERE id = ?`,
			all[0].title, all[0].day, all[len(all)-1].day, story)
	}
	if err != nil && !errors.Is(err, vigia.ErrNotFound) {
		return fmt.Errorf("story %s: %w", story, err)
	}
	return nil
}
