package story

import (
	"context"
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/db"
)

// CaseOf gives the running case of a story: that of which its event is one of
// several. A story by itself is its own case.
func CaseOf(ctx context.Context, q db.Querier, story string) (run string, err error) {
	err = q.QueryRow(ctx, `SELECT run FROM story_cases WHERE story = ?`, story).Scan(&run)
	if errors.Is(err, vigia.ErrNotFound) {
		return story, nil
	}
	if err != nil {
		return "", fmt.Errorf("case of story %s: %w", story, err)
	}
	return run, nil
}

// Told is a story as a list shows it.
type Told struct {
	ID, Title       string
	FirstAt, LastAt int64 // µs
	Reports         int
}

const casesSQL = `
	SELECT s.id, s.title, s.first_at, s.last_at, (SELECT COUNT(*) FROM story_members m WHERE m.story = s.id)
	FROM story_cases c JOIN stories s ON s.id = c.story WHERE c.run = ? ORDER BY s.first_at, s.id LIMIT 200`

// Case lists the stories of a running case, the first first.
func Case(ctx context.Context, q db.Querier, run string) ([]Told, error) {
	rows, err := q.Query(ctx, casesSQL, run)
	all, err := db.Collect(rows, err, func(r *db.Rows) (t Told, err error) {
		return t, r.Scan(&t.ID, &t.Title, &t.FirstAt, &t.LastAt, &t.Reports)
	})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", run, err)
	}
	return all, nil
}
