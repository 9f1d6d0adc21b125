package source

import (
	"context"
	"fmt"
	"math"
	"time"

	"vigia/internal/db"
)

// Demand is what the active sources ask of us.
type Demand struct {
	Sources int
	Weight  float64 // the sum of the roots of their rates
	Polls   float64 // an hour, at the intervals that they have now
}

const demandSQL = `
	SELECT COUNT(*), COALESCE(SUM(weight), 0.0), CAST(COALESCE(SUM(3600.0 / every_s), 0) AS DOUBLE PRECISION)
	FROM sources WHERE state = 'active' AND every_s > 0`

// LoadDemand adds up the active sources. It reads them all: ask now and then.
func LoadDemand(ctx context.Context, q db.Querier) (d Demand, err error) {
	if err := q.QueryRow(ctx, demandSQL).Scan(&d.Sources, &d.Weight, &d.Polls); err != nil {
		return d, fmt.Errorf("demand of the sources: %w", err)
	}
	return d, nil
}

// Stretch is by how much intervals are to be longer than they could be, so
// that no more than budget polls are made in an hour: 1 where there is enough
// for all, else such that everybody waits longer by the same factor (the
// solution that Interval names stays the best one).
func (d Demand) Stretch(budget float64) float64 {
	if budget <= 0 {
		return 1
	}
	return max(1, d.Weight/budget)
}

// The rate at which polls are begun after a start or a pause: ten thousand
// sources that are due at once are spread over half an hour. Where there are
// so many sources that this would not do, a quarter more than they ask for.
const (
	slowStart = 10_000.0 / 1800 // polls a second
	headroom  = 1.25
	burst     = 64 // polls that may begin at once, or those of a minute if they are more
)

// Allowance lets polls begin at an even rate (a token bucket). The zero value
// is ready. It is not for several goroutines at once.
type Allowance struct {
	last time.Time
	left float64
}

// Take tells how many polls may begin now.
func (a *Allowance) Take(now time.Time, d Demand) int {
	rate := max(slowStart, headroom*d.Polls/3600)
	switch since := now.Sub(a.last); {
	case a.last.IsZero() || since < 0: // the clock was set back
		a.left = max(a.left, burst)
	default:
		a.left = min(a.left+since.Seconds()*rate, max(burst, 60*rate))
	}
	a.last = now
	return int(math.Floor(a.left))
}

// Spend notes that n polls have begun.
func (a *Allowance) Spend(n int) { a.left = max(0, a.left-float64(n)) }
