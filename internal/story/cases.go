package story

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/text"
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

const aroundSQL = `
	SELECT s.id, s.title, s.first_at, s.last_at, (SELECT COUNT(*) FROM story_members m WHERE m.story = s.id)
	FROM stories s WHERE s.id <> ? AND s.last_at >= ? AND s.last_at <= ? ORDER BY s.last_at DESC, s.id DESC LIMIT 300`

// Around lists stories of the same days, those first that share the most words
// of their titles with it: what a person may want to merge it with.
func Around(ctx context.Context, q db.Querier, story string) ([]Told, error) {
	var title string
	var first, last int64
	err := q.QueryRow(ctx, `SELECT title, first_at, last_at FROM stories WHERE id = ?`, story).Scan(&title, &first, &last)
	if err != nil {
		return nil, fmt.Errorf("story %s: %w", story, err)
	}
	const week = 7 * 24 * int64(time.Hour/time.Microsecond)
	rows, err := q.Query(ctx, aroundSQL, story, first-week, last+week)
	all, err := db.Collect(rows, err, func(r *db.Rows) (t Told, err error) {
		return t, r.Scan(&t.ID, &t.Title, &t.FirstAt, &t.LastAt, &t.Reports)
	})
	if err != nil {
		return nil, fmt.Errorf("stories around %s: %w", story, err)
	}
	mine := text.Set(text.Fold(title))
	shared := func(t Told) (n int) {
		for _, w := range strings.Fields(text.Fold(t.Title)) {
			if mine[w] && utf8.RuneCountInString(w) > 3 {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(all, func(a, b Told) int { return cmp.Compare(shared(b), shared(a)) })
	return all[:min(len(all), mostAround)], nil
}

const mostAround = 30
