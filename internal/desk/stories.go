package desk

import (
	"context"
	"fmt"

	"vigia/internal/db"
	"vigia/internal/monitor"
)

// Stories gives reports as lines of the queue have them, folded into stories,
// the newest first. Those that have not reached the desk are left out.
func Stories(ctx context.Context, q db.Querier, m *monitor.Monitor, ids []string) ([]StoryRow, error) {
	in, args := db.In(ids)
	rows, err := loadRows(ctx, q, m, ` AND r.id IN `+in+` ORDER BY r.day_at DESC, r.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("stories: %w", err)
	}
	all := group(rows)
	sortStories(all, "newest")
	return all, nil
}

// Reports are all reports of a story that are in the row, the lead first.
func (s StoryRow) Reports() []ReportRow { return append([]ReportRow{s.Lead}, s.Others...) }
