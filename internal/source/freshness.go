package source

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Freshness sums up how promptly the active sources are read.
type Freshness struct {
	Sources int           `json:"sources"`     // active ones
	Read    int           `json:"read_in_day"` // of them, read within the last day
	Age     time.Duration `json:"age_median"`  // since each was read: half are younger
	OldAge  time.Duration `json:"age_p95"`     // nineteen in twenty are younger
	Late    time.Duration `json:"late_median"` // between publication and sight, for half of the sources at most; 0 if not known
}

const freshSQL = `
	SELECT
		(SELECT COUNT(*) FROM sources WHERE state = 'active'),
		(SELECT COUNT(*) FROM sources WHERE state = 'active' AND ok_at > 0),
		(SELECT COUNT(*) FROM sources WHERE state = 'active' AND ok_at >= ?),
		(SELECT COUNT(*) FROM sources WHERE state = 'active' AND late_s > 0)`

const (
	agedSQL = `SELECT ok_at FROM sources WHERE state = 'active' AND ok_at > 0 ORDER BY ok_at DESC LIMIT 1 OFFSET ?`
	lateSQL = `SELECT late_s FROM sources WHERE state = 'active' AND late_s > 0 ORDER BY late_s LIMIT 1 OFFSET ?`
)

// LoadFreshness sums up the sources as of now. It reads indexes only.
func LoadFreshness(ctx context.Context, q db.Querier, now time.Time) (f Freshness, err error) {
	var ever, late int
	if err := q.QueryRow(ctx, freshSQL, db.Micros(now.Add(-24*time.Hour))).Scan(&f.Sources, &ever, &f.Read, &late); err != nil {
		return f, fmt.Errorf("freshness of sources: %w", err)
	}
	pick := func(sql string, n int, part float64) (v int64) {
		if n == 0 || err != nil {
			return 0
		}
		e := q.QueryRow(ctx, sql, min(int(part*float64(n)), n-1)).Scan(&v)
		if e != nil && !errors.Is(e, vigia.ErrNotFound) { // a poll came between
			err = fmt.Errorf("freshness of sources: %w", e)
		}
		return v
	}
	age := func(part float64) time.Duration {
		if at := pick(agedSQL, ever, part); at > 0 {
			return now.Sub(db.Time(at)).Round(time.Second)
		}
		return 0
	}
	f.Age, f.OldAge = age(0.5), age(0.95)
	f.Late = time.Duration(pick(lateSQL, late, 0.5)) * time.Second
	return f, err
}
