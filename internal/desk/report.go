package desk

import (
	"context"
	"errors"
	"fmt"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
	"vigia/internal/story"
)

// ReportView is everything that is known of a report.
type ReportView struct {
	Report    article.Stored
	Capture   evidence.Capture
	Row       ReportRow
	Outlet    source.Outlet // as of the report's day; its Key is "" if the registry does not know it
	Owners    []string      // nearest first
	Family    string
	Labels    []vigia.Label // in force, each with its reason
	Why       string        // who wrote it or copied whom, and how that was seen
	Story     string
	Members   []ReportRow         // the others of its story, oldest first
	Others    story.Corroboration // who else has it, as of now
	Search    *policy.Search      // the search that was last recorded
	Compared  []ReportRow         // the independent ones that the recorded search found
	Decisions []Decision          // oldest first
	Strikes   []Strike            // passages that are struck
	Rereads   []article.Reread    // of its capture by newer readers, the latest first
}

// LoadReport loads the page of one report.
func LoadReport(ctx context.Context, q db.Querier, m *monitor.Monitor, reg *source.Registry, id string) (ReportView, error) {
	var v ReportView
	var err error
	if v.Report, err = article.Get(ctx, q, id); err != nil {
		return v, err
	}
	rows, err := Rows(ctx, q, m, []string{id})
	if err != nil {
		return v, err
	}
	if len(rows) == 0 {
		return v, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("report %s has not reached the desk", id), Remedy: "wait a moment: it is still being placed and labelled"}
	}
	v.Row, v.Story = rows[0], rows[0].story
	if v.Capture, err = evidence.Get(ctx, q, v.Report.Capture); err != nil {
		return v, fmt.Errorf("evidence of report %s: %w", id, err)
	}
	if o, ok := reg.At(v.Report.Outlet, v.Report.DayAt); ok {
		v.Outlet, v.Owners, v.Family = o, o.Owners, o.Family()
	}
	labels, err := label.Of(ctx, q, []string{id})
	if err != nil {
		return v, err
	}
	v.Labels = labels[id]
	if v.Why, err = relayWhy(ctx, q, id); err != nil {
		return v, err
	}
	if v.Decisions, err = DecisionsOf(ctx, q, id); err != nil {
		return v, fmt.Errorf("decisions on report %s: %w", id, err)
	}
	if v.Strikes, err = StrikesOf(ctx, q, id, v.Report.Text); err != nil {
		return v, err
	}
	if v.Rereads, err = article.Rereads(ctx, q, id); err != nil {
		return v, err
	}
	if v.Story != "" {
		v.Others, err = story.Corroborate(ctx, q, reg, m, v.Report, v.Report.DayAt, m.Policy.Corroboration.WindowDays)
		if err != nil {
			return v, fmt.Errorf("who else reported %s: %w", id, err)
		}
	}
	return v, v.others(ctx, q, m)
}

// others loads the reports around this one.
func (v *ReportView) others(ctx context.Context, q db.Querier, m *monitor.Monitor) (err error) {
	if v.Story != "" {
		v.Members, err = loadRows(ctx, q, m, ` AND s.story = ? AND r.id <> ? ORDER BY r.day_at, r.id`, v.Story, v.Row.ID)
		if err != nil {
			return fmt.Errorf("story %s: %w", v.Story, err)
		}
	}
	if v.Search, err = story.LastSearch(ctx, q, v.Row.ID); err != nil || v.Search == nil {
		return err
	}
	v.Compared, err = Rows(ctx, q, m, v.Search.Independent)
	return err
}

// relayWhy is the reason of the report's relation to its origin, "" if it was
// not placed yet.
func relayWhy(ctx context.Context, q db.Querier, id string) (why string, err error) {
	err = q.QueryRow(ctx, `SELECT why FROM relays WHERE report = ?`, id).Scan(&why)
	if err != nil && !errors.Is(err, vigia.ErrNotFound) {
		return "", fmt.Errorf("origin of report %s: %w", id, err)
	}
	return why, nil
}

// Rows are reports as lists show them, oldest first. Those that have not
// reached the desk are left out.
func Rows(ctx context.Context, q db.Querier, m *monitor.Monitor, ids []string) ([]ReportRow, error) {
	in, args := db.In(ids)
	rows, err := loadRows(ctx, q, m, ` AND r.id IN `+in+` ORDER BY r.day_at, r.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	return rows, nil
}
