package desk

import (
	"context"
	"fmt"

	"vigia/internal/db"
)

// Counts is how much there is, for progress and the head of the desk.
type Counts struct {
	Outlets  int
	Sources  int // polled
	Failing  int // of those, in trouble
	Waiting  int // addresses found and not captured yet
	Captures int // with bytes
	Failed   int // captures without
	Reports  int // on the desk
	Misreads int
	Stories  int
	Selected int // reports
	Rejected int
	Open     int // reports that wait for a decision
}

const countsSQL = `
	SELECT
		(SELECT COUNT(*) FROM outlets),
		(SELECT COUNT(*) FROM sources WHERE state = 'active'),
		(SELECT COUNT(*) FROM sources WHERE state = 'active' AND fails > 0),
		(SELECT COUNT(*) FROM finds WHERE state = 'waiting'),
		(SELECT COUNT(*) FROM captures),
		(SELECT COUNT(*) FROM captures WHERE reason <> ''),
		(SELECT COUNT(*) FROM reports) - (SELECT COUNT(*) FROM reports WHERE stage <> 'labelled'),
		(SELECT COUNT(*) FROM misreads),
		(SELECT COUNT(*) FROM stories)`

// The last deciding action of each report that has one.
const decidedSQL = `
	SELECT COALESCE(SUM(CASE WHEN action = 'select' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN action = 'reject' THEN 1 ELSE 0 END), 0)
	FROM (
		SELECT action, ROW_NUMBER() OVER (PARTITION BY report ORDER BY at DESC, id DESC) AS n
		FROM decisions WHERE action IN ('select', 'unselect', 'reject', 'restore')
	) AS last
	WHERE n = 1`

// LoadCounts counts what is there.
func LoadCounts(ctx context.Context, q db.Querier) (Counts, error) {
	var c Counts
	err := q.QueryRow(ctx, countsSQL).Scan(&c.Outlets, &c.Sources, &c.Failing, &c.Waiting, &c.Captures, &c.Failed, &c.Reports, &c.Misreads, &c.Stories)
	if err != nil {
		return c, fmt.Errorf("counts: %w", err)
	}
	c.Captures -= c.Failed
	if err := q.QueryRow(ctx, decidedSQL).Scan(&c.Selected, &c.Rejected); err != nil {
		return c, fmt.Errorf("counts: %w", err)
	}
	c.Open = c.Reports - c.Selected - c.Rejected
	return c, nil
}
