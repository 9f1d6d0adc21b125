package source

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"vigia/internal/db"
)

// Gap is a span in which nothing was read from a source that may have
// published: what the corpus lacks for it.
type Gap struct {
	Source, Outlet, URL string
	From, To            time.Time // To is zero while it lasts
	Reason, Detail      string    // of the failure; or GapOverflow, GapNotAsked, GapPaused, GapNever, GapSilent
	MadeUp              bool      // what came after reached back to what came before: nothing that the feed listed is missing
}

// The reasons of gaps that no failure is behind.
const (
	GapOverflow = "overflow"  // the feed held less than it gave between two polls
	GapNotAsked = "not-asked" // this program did not run, or was behind
	GapPaused   = "paused"
	GapNever    = "never"  // it was never read
	GapSilent   = "silent" // it answers and gives far less than it used to
)

const (
	openGapSQL = `
		INSERT INTO source_gaps (source, start_at, stop_at, reason, detail, made_up) VALUES (?, ?, 0, ?, ?, 0)
		ON CONFLICT (source, start_at) DO UPDATE SET stop_at = 0, reason = excluded.reason, detail = excluded.detail, made_up = 0`
	wholeGapSQL = `
		INSERT INTO source_gaps (source, start_at, stop_at, reason, detail, made_up) VALUES (?, ?, ?, ?, '', ?)
		ON CONFLICT (source, start_at) DO NOTHING`
	sayGapSQL   = `UPDATE source_gaps SET reason = ?, detail = ? WHERE source = ? AND stop_at = 0`
	closeGapSQL = `UPDATE source_gaps SET stop_at = ?, made_up = ? WHERE source = ? AND stop_at = 0`
)

// keepGaps opens, closes or notes the gap that a poll tells of.
func keepGaps(tx *db.Tx, before, after Source, p Poll) (err error) {
	made := before.Kind == "list" || p.Status == 304 || before.Learned.reaches(p)
	switch {
	case before.DarkAt.IsZero() && !after.DarkAt.IsZero():
		start := before.OKAt
		if start.IsZero() {
			start = p.At
		}
		_, err = tx.Exec(openGapSQL, after.ID, db.Micros(start), after.Reason, after.Detail)
	case !after.DarkAt.IsZero() && (before.Reason != after.Reason || before.Detail != after.Detail):
		_, err = tx.Exec(sayGapSQL, after.Reason, after.Detail, after.ID)
	case !before.DarkAt.IsZero() && after.DarkAt.IsZero():
		_, err = tx.Exec(closeGapSQL, db.Micros(p.At), db.Flag(made), after.ID)
	case before.OKAt.IsZero() || !after.DarkAt.IsZero():
	case after.Learned.Overflows > before.Learned.Overflows:
		_, err = tx.Exec(wholeGapSQL, after.ID, db.Micros(before.OKAt), db.Micros(p.At), GapOverflow, 0)
	case p.At.Sub(before.OKAt) > overdue(before):
		_, err = tx.Exec(wholeGapSQL, after.ID, db.Micros(before.OKAt), db.Micros(p.At), GapNotAsked, db.Flag(made))
	}
	return err
}

// overdue is how long a source may go without being asked before that is a
// gap: the schedule, what the server asks for, and a program that is run once
// a day are none.
func overdue(s Source) time.Duration {
	return max(s.NextAt.Sub(s.OKAt), 0) + ceiling + 2*time.Hour
}

// darken opens a gap for a source that a person pauses.
func darken(tx *db.Tx, s Source) error {
	if !s.DarkAt.IsZero() {
		return nil
	}
	start := s.OKAt
	if start.IsZero() {
		start = tx.Now
	}
	if _, err := tx.Exec(openGapSQL, s.ID, db.Micros(start), GapPaused, ""); err != nil {
		return fmt.Errorf("source %s: %w", s.URL, err)
	}
	_, err := tx.Exec(`UPDATE sources SET dark_at = ? WHERE id = ?`, db.Micros(tx.Now), s.ID)
	return err
}

const gapsSQL = `
	SELECT g.source, s.outlet, s.url, g.start_at, g.stop_at, g.reason, g.detail, g.made_up
	FROM source_gaps g JOIN sources s ON s.id = g.source
	WHERE g.start_at < ? AND (g.stop_at = 0 OR g.stop_at > ?)
	ORDER BY s.outlet, s.url, g.start_at`

// Gaps lists what of a period was not read, as of now: the spans in which a
// source failed, was paused or not asked, lost items because its feed was too
// short, was never read at all, or has fallen silent against its habit. The
// period ends before to.
func Gaps(ctx context.Context, q db.Querier, from, to, now time.Time) ([]Gap, error) {
	rows, err := q.Query(ctx, gapsSQL, db.Micros(to), db.Micros(from))
	gaps, err := db.Collect(rows, err, func(r *db.Rows) (Gap, error) {
		var g Gap
		var start, stop int64
		var made int
		err := r.Scan(&g.Source, &g.Outlet, &g.URL, &start, &stop, &g.Reason, &g.Detail, &made)
		g.From, g.To, g.MadeUp = db.Time(start), db.Time(stop), made == 1
		return g, err
	})
	if err != nil {
		return nil, fmt.Errorf("gaps: %w", err)
	}
	all, err := Sources(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if g, ok := s.gap(now); ok && g.From.Before(to) && now.After(from) {
			gaps = append(gaps, g)
		}
	}
	slices.SortStableFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Outlet, b.Outlet), cmp.Compare(a.URL, b.URL), a.From.Compare(b.From))
	})
	return gaps, nil
}

// gap is what a source lacks now and no poll has told yet.
func (s Source) gap(now time.Time) (Gap, bool) {
	g := Gap{Source: s.ID, Outlet: s.Outlet, URL: s.URL}
	alert, since := s.Learned.Volume.alert(s, now)
	switch {
	case !s.DarkAt.IsZero(): // its gap has a row
		return g, false
	case s.OKAt.IsZero():
		g.Reason = GapNever
	case s.State == Active && now.Sub(s.OKAt) > overdue(s):
		g.Reason, g.From = GapNotAsked, s.OKAt
	case alert == Silent:
		g.Reason, g.From = GapSilent, since
	default:
		return g, false
	}
	return g, true
}
