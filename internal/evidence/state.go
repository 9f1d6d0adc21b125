package evidence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"vigia/internal/db"
)

// State is how the archive stands. Sizes are in bytes.
type State struct {
	Disk      int64 // all that stands in the folder
	Remote    string
	Stock     int64 // of the sealed files, wherever they stand
	Stored    int   // sealed files in the store alone …
	Both      int   // … there and in the folder …
	Here      int   // … in the folder alone
	Failing   string
	NextTry   time.Time
	Faults    []File    // that are not as they were sealed
	Walked    time.Time // every sealed file was hashed again after this; zero if one never was
	Unwalked  int       // files that were never hashed again
	Captures  int64     // with bytes
	Bodies    int64     // of all captures, each counted with its own
	Revisits  int64     // captures whose body stands once, elsewhere
	Saved     int64     // of their bodies, as they came over the wire
	Removed   int64     // captures that a rule has given up
	Freed     int64     // by them
	Waiting   int64     // of them, still in their files
	Months    []Part    // the newest first
	Sources   []Part    // the largest first
	Growth    int64     // a day, over the last GrowthDays
	HoldCount int       // in force
}

// Part is a part of the archive, by month (2026-11) or source.
type Part struct {
	Key      string // the month, or the source's id: "" for imports
	Name     string // what the source calls itself, the outlet's key if it does not
	Captures int64
	Bytes    int64 // of the records with the bodies
}

// GrowthDays is the time over which growth is measured; sourcesMost is how many
// sources are listed.
const (
	GrowthDays  = 14
	sourcesMost = 20
)

// Late tells whether the last walk over all sealed files is too old.
func (st State) Late(now time.Time) bool {
	return !st.Walked.IsZero() && now.Sub(st.Walked) > ScrubLate
}

// FullIn is after how many days the folder's disk is full at the present
// growth; ok is false if it does not grow.
func (st State) FullIn(free uint64) (days int, ok bool) {
	if st.Growth <= 0 {
		return 0, false
	}
	return int(min(free/uint64(st.Growth), 1<<20)), true
}

// State measures the archive. It reads all captures' rows once.
func (s *Store) State(ctx context.Context, q db.Querier) (State, error) {
	var st State
	if s.remote != nil {
		st.Remote = s.remote.String()
	}
	for _, step := range []func(context.Context, db.Querier, *State) error{s.disk, sealed, counted, s.byDay, bySource} {
		if err := step(ctx, q, &st); err != nil {
			return st, fmt.Errorf("state of the archive: %w", err)
		}
	}
	return st, nil
}

// Standing is the part of State that the rows of the sealed files tell.
func Standing(ctx context.Context, q db.Querier) (State, error) {
	var st State
	return st, sealed(ctx, q, &st)
}

func (s *Store) disk(_ context.Context, _ db.Querier, st *State) error {
	return fs.WalkDir(s.root.FS(), ".", func(_ string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it went meanwhile
		}
		if err == nil {
			st.Disk += info.Size()
		}
		return err
	})
}

func sealed(ctx context.Context, q db.Querier, st *State) error {
	all, err := filesBy(ctx, q, `ORDER BY sealed_at, name`)
	for _, f := range all {
		st.Stock += f.Size
		switch f.Place {
		case PlaceHere:
			st.Here++
		case PlaceBoth:
			st.Both++
		default:
			st.Stored++
		}
		if f.Detail != "" && st.Failing == "" {
			st.Failing, st.NextTry = f.Detail, f.Next
		}
		if f.Fault != "" {
			st.Faults = append(st.Faults, f)
		}
		if f.Checked.IsZero() {
			st.Unwalked++
		}
		if st.Walked.IsZero() || f.Checked.Before(st.Walked) {
			st.Walked = f.Checked
		}
	}
	if st.Unwalked > 0 {
		st.Walked = time.Time{}
	}
	return err
}

const countedSQL = `
	SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT), COALESCE(SUM(CASE WHEN refers <> '' THEN 1 ELSE 0 END), 0), CAST(COALESCE(SUM(CASE WHEN refers <> '' THEN size ELSE 0 END), 0) AS BIGINT),
		(SELECT COUNT(*) FROM removals), (SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM removals WHERE done = 1),
		(SELECT COUNT(*) FROM removals WHERE done = 0), (SELECT COUNT(*) FROM holds WHERE released_at = 0)
	FROM captures WHERE file <> '' AND NOT EXISTS (SELECT 1 FROM removals x WHERE x.capture = captures.id)`

func counted(ctx context.Context, q db.Querier, st *State) error {
	return q.QueryRow(ctx, countedSQL).Scan(&st.Captures, &st.Bodies, &st.Revisits, &st.Saved, &st.Removed, &st.Freed, &st.Waiting, &st.HoldCount)
}

const day = 24 * time.Hour

func (s *Store) byDay(ctx context.Context, q db.Querier, st *State) error {
	rows, err := q.Query(ctx, `SELECT at / 86400000000, COUNT(*), CAST(SUM(length) AS BIGINT) FROM captures WHERE file <> '' AND NOT EXISTS (SELECT 1 FROM removals x WHERE x.capture = captures.id) GROUP BY at / 86400000000 ORDER BY 1 DESC`)
	since := s.clock.Now().Add(-GrowthDays * day)
	var all, lately int64
	err = db.Each(rows, err, func(r *db.Rows) error {
		var n, captures, bytes int64
		if err := r.Scan(&n, &captures, &bytes); err != nil {
			return err
		}
		at := time.Unix(n*86400, 0).UTC()
		if at.After(since) {
			lately += bytes
		}
		all += bytes
		month := at.Format("2006-01")
		if k := len(st.Months); k == 0 || st.Months[k-1].Key != month {
			st.Months = append(st.Months, Part{Key: month})
		}
		m := &st.Months[len(st.Months)-1]
		m.Captures, m.Bytes = m.Captures+captures, m.Bytes+bytes
		return nil
	})
	if all > 0 { // what stands beside the bodies grows with them
		st.Growth = int64(float64(lately) / GrowthDays * max(float64(st.Stock)/float64(all), 1))
	}
	return err
}

func bySource(ctx context.Context, q db.Querier, st *State) error {
	rows, err := q.Query(ctx, `
		SELECT c.source, COALESCE(NULLIF(s.title, ''), s.outlet, ''), c.n, c.bytes
		FROM (SELECT source, COUNT(*) AS n, CAST(SUM(length) AS BIGINT) AS bytes FROM captures WHERE file <> '' AND NOT EXISTS (SELECT 1 FROM removals x WHERE x.capture = captures.id) GROUP BY source) c
			LEFT JOIN sources s ON s.id = c.source`)
	st.Sources, err = db.Collect(rows, err, func(r *db.Rows) (p Part, err error) {
		return p, r.Scan(&p.Key, &p.Name, &p.Captures, &p.Bytes)
	})
	slices.SortFunc(st.Sources, func(a, b Part) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Key, b.Key)) })
	st.Sources = st.Sources[:min(len(st.Sources), sourcesMost)]
	return err
}
