package source

import (
	"fmt"
	"math"
	"slices"
	"time"

	"vigia/internal/db"
	"vigia/internal/tally"
)

// Volume is how much a source is expected to give, judged once a day from its
// last ten weeks.
type Volume struct {
	Day    int64      `json:"day,omitempty"`    // judged on; days since 1970, UTC
	Days   int        `json:"days,omitempty"`   // that it was judged from
	Expect [7]float64 `json:"expect,omitempty"` // items a day, from Sunday on
	Spread float64    `json:"spread,omitempty"` // how much wider than chance it varies, at least 1
	Week   int        `json:"week,omitempty"`   // items of the last seven whole days
	Low    int        `json:"low,omitempty"`    // what such a week is expected to bring
	High   int        `json:"high,omitempty"`
	Alert  string     `json:"alert,omitempty"` // Silent, Flood
	Since  int64      `json:"since,omitempty"` // day on which it began
	Rare   Rare       `json:"rare,omitzero"`   // of a source with an item a day or less
}

// The alerts.
const (
	Silent = "silent" // far less than it used to give
	Flood  = "flood"  // far more
)

const (
	historyDays = 70
	leastDays   = 21 // before nothing is expected
	alertDays   = 28 // a change that has lasted longer is the new habit
)

const (
	putDaySQL = `
		INSERT INTO source_days (source, day, items) VALUES (?, ?, ?)
		ON CONFLICT (source, day) DO UPDATE SET items = source_days.items + excluded.items`
	daysSQL = `SELECT day, items FROM source_days WHERE source = ? AND day >= ? ORDER BY day`
)

// keepDays counts what a poll gave by the days of publication, and judges the
// source's volume when a day is over.
func keepDays(tx *db.Tx, s *Source, p Poll) error {
	counts := map[int64]int{}
	for _, it := range p.Listed {
		if !it.Fresh {
			continue
		}
		at := p.At
		if pub := it.Published; pub.Known() && pub.At.Before(p.At) && p.At.Sub(pub.At) < historyDays*24*time.Hour {
			at = pub.At
		}
		counts[dayOf(at)]++
	}
	if len(p.Listed) == 0 && p.Fresh > 0 { // of an official list
		counts[dayOf(p.At)] = p.Fresh
	}
	for day, n := range counts {
		if _, err := tx.Exec(putDaySQL, s.ID, day, n); err != nil {
			return err
		}
	}
	today := dayOf(p.At)
	if p.Reason != "" || s.OKAt.IsZero() || s.Learned.Volume.Day >= today {
		return nil
	}
	rows, err := tx.Query(tx.Context(), daysSQL, s.ID, min(today-historyDays, dayOf(s.ItemAt)-rareDays))
	series := []int(nil)
	first := int64(0)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var day, n int64
		if err := r.Scan(&day, &n); err != nil || day >= today {
			return err
		}
		if series == nil {
			first, series = day, make([]int, today-day)
		}
		series[day-first] = int(n)
		return nil
	})
	if err != nil {
		return fmt.Errorf("days of %s: %w", s.URL, err)
	}
	s.Learned.Volume = judgeVolume(series[max(0, len(series)-historyDays):], today)
	s.Learned.Volume.Rare = rareOf(series)
	return nil
}

func dayOf(t time.Time) int64 { return db.Micros(t) / (24 * time.Hour).Microseconds() }

func dayTime(day int64) time.Time { return time.Unix(day*24*3600, 0).UTC() }

// judgeVolume says what is expected of a source from its items a day, the last
// of which is that of yesterday, and whether its volume has changed.
//
// Counts are made even by Anscombe's transform 2√(x+3/8) (Biometrika 35
// (1948)), in which chance has a spread of 1. The week's pattern is the median
// of each weekday, drawn to that of all days while they are few. Changes of
// level are found by PELT (Killick, Fearnhead and Eckley, Optimal detection of
// changepoints with a linear computational cost, JASA 107 (2012)), as Media
// Cloud does, with the spread of the source's own day-to-day differences.
func judgeVolume(series []int, today int64) Volume {
	v := Volume{Day: today, Days: len(series), Spread: 1}
	for _, n := range series[max(0, len(series)-7):] {
		v.Week += n
	}
	if len(series) < leastDays {
		return v
	}
	y, weekdays := evened(series, today)
	sigma := tally.Wobble(y)
	v.Spread = sigma * sigma
	starts := pelt(y, sigma)
	level, last := habit(y, starts)
	week := 0.0
	for w := range v.Expect {
		v.Expect[w] = math.Round(100*tally.Counted(level+weekdays[w])) / 100
		week += v.Expect[w]
	}
	v.Low, v.High = int(tally.Counted(tally.Raised(week)-2*sigma)), int(math.Ceil(tally.Counted(tally.Raised(week)+2*sigma)))
	if days := len(y) - last; last > 0 && days <= alertDays {
		v.Alert = changed(series[last:], v.Expect, today-int64(days))
		if v.Alert != "" {
			v.Since = today - int64(days)
		}
	}
	return v
}

// changed names a change of level by what it means: a fifth of what is
// expected, or three times as much and ten a day more.
func changed(series []int, expect [7]float64, first int64) string {
	got, want := 0.0, 0.0
	for i, n := range series {
		got += float64(n)
		want += expect[weekday(first+int64(i))]
	}
	switch {
	case got <= 0.2*want && want >= 5:
		return Silent
	case got >= 3*want && got-want >= 10*float64(len(series)):
		return Flood
	}
	return ""
}

// alert is the alert that holds now: that of the last judgement; or silence
// since the last item, where what was expected since then is so much that
// chance leaves it out less than once in ten thousand times (the likelihood
// ratio of a change to nothing at that instant, for a Poisson stream with the
// source's spread).
func (v Volume) alert(s Source, now time.Time) (alert string, since time.Time) {
	if v.Alert != "" {
		return v.Alert, dayTime(v.Since)
	}
	if s.ItemAt.IsZero() || s.OKAt.Before(s.ItemAt) || v.Days < leastDays {
		return "", time.Time{}
	}
	if v.Rare.silent(s.OKAt.Sub(s.ItemAt)) {
		return Silent, s.ItemAt
	}
	missed := 0.0
	for at := s.ItemAt; at.Before(s.OKAt) && missed < 1e3; {
		end := dayTime(dayOf(at) + 1)
		if end.After(s.OKAt) {
			end = s.OKAt
		}
		missed += v.Expect[at.UTC().Weekday()] * end.Sub(at).Hours() / 24
		at = end
	}
	// A newsroom sleeps: a night's worth may be missing on any day.
	if missed -= slices.Max(v.Expect[:]) / 2; missed/max(v.Spread, 1) > -math.Log(1e-4) {
		return Silent, s.ItemAt
	}
	return "", time.Time{}
}
