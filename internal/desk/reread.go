package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vigia/internal/article"
	"vigia/internal/db"
)

// A report that the present reader reads differently, and that somebody has
// decided on, keeps what it says until an editor has looked at the difference.

// AcceptReading notes that an editor takes the new reading of a report. The
// report itself is changed by who reads it.
func AcceptReading(tx *db.Tx, by Person, r article.Reread) error {
	return decideReading(tx, by, r, article.Applied, "reading accepted")
}

// RefuseReading notes that an editor keeps a report as it is. The reader asks
// again only when it reads the page differently again.
func RefuseReading(tx *db.Tx, by Person, r article.Reread) error {
	return decideReading(tx, by, r, article.Refused, "reading refused")
}

func decideReading(tx *db.Tx, by Person, r article.Reread, state, act string) error {
	if err := by.Must(Approve); err != nil {
		return err
	}
	if err := article.Decide(tx, r.ID, state, by.ID); err != nil {
		return err
	}
	var fields []string
	for _, c := range r.Changes {
		fields = append(fields, c.Field)
	}
	return Audit(tx, by, act, r.Report, r.From+" → "+r.To+": "+strings.Join(fields, ", "))
}

// WaitingReading is a report whose new reading waits for an editor.
type WaitingReading struct {
	article.Reread
	Title, Language, Outlet string
	Day                     time.Time
}

// WaitingReadings are the reports whose new readings wait, the oldest first,
// and how many there are in all.
func WaitingReadings(ctx context.Context, q db.Querier, limit int) ([]WaitingReading, int, error) {
	rs, total, err := article.WaitingRereads(ctx, q, limit)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]string, len(rs))
	for i, r := range rs {
		ids[i] = r.Report
	}
	reports, err := article.ByIDs(ctx, q, ids)
	if err != nil {
		return nil, 0, fmt.Errorf("readings that wait: %w", err)
	}
	out := make([]WaitingReading, len(rs))
	for i, r := range rs {
		s := reports[r.Report]
		out[i] = WaitingReading{r, s.Title, s.Language, s.Outlet, s.DayAt}
	}
	return out, total, nil
}
