package source

import (
	"math"
	"time"
)

// Rare is what is known of the waits of a source that gives an item a day or
// less: too few for its volume to be judged by the day.
type Rare struct {
	Waits   int `json:"waits,omitempty"`   // between days with items
	Days    int `json:"days,omitempty"`    // that they took together
	Longest int `json:"longest,omitempty"` // of them, in days
	Shape   int `json:"shape,omitempty"`   // how even they are: 1 as by chance, more for a weekly
	// Uneven is by how much they vary more than by chance, at least 1: news
	// comes in waves.
	Uneven float64 `json:"uneven,omitempty"`
}

const (
	rareDays   = 366 // history that waits are learned from
	leastWaits = 5
	mostShape  = 6
	// rareYears is in how many years of one source chance may make one wait as
	// long as the one that is an alert.
	rareYears = 20
)

// rareOf learns the waits from items a day, the last of which is that of
// yesterday. A source with more than an item a day has none.
func rareOf(series []int) (r Rare) {
	items, last := 0, -1
	var waits []float64
	for i, n := range series {
		if items += n; n == 0 {
			continue
		}
		if last >= 0 {
			waits = append(waits, float64(i-last))
			r.Longest = max(r.Longest, i-last)
			r.Days += i - last
		}
		last = i
	}
	if r.Waits = len(waits); r.Waits < leastWaits || items > len(series) {
		return Rare{}
	}
	mean := float64(r.Days) / float64(r.Waits)
	spread := 0.0
	for _, w := range waits {
		spread += (w - mean) * (w - mean)
	}
	spread /= float64(r.Waits - 1)
	// The moments of few waits flatter: less is believed of them, and days are
	// no finer than a day.
	r.Uneven = math.Round(100*max(1, spread/(mean*mean))) / 100
	even := float64(r.Waits) / float64(r.Waits+8) * mean * mean / (spread + 1)
	r.Shape = int(max(1, min(even, mostShape)))
	return r
}

// silent tells whether a wait is so long that chance makes one like it less
// than once in rareYears years of the source, and three quarters longer than
// any before.
//
// Waits are taken for gamma variates of the source's shape and an unknown rate.
// Then wait/(wait+all waits so far) is a beta variate, whatever the rate, and
// the tail for whole shapes is a sum of binomial terms: an exact test (Cox and
// Lewis, The Statistical Analysis of Series of Events, 1966, 3.3 and 9.2). A
// wait of a source that is more uneven than chance counts for less.
func (r Rare) silent(wait time.Duration) bool {
	g := wait.Hours() / 24
	if r.Waits == 0 || g < 2 || g <= 1.75*float64(r.Longest) {
		return false
	}
	perYear := 365 * float64(r.Waits) / float64(r.Days)
	g /= r.Uneven
	return betaTail(g/(g+float64(r.Days)), r.Shape, r.Waits*r.Shape) < 1/(perYear*rareYears)
}

// betaTail is the probability that a beta variate with whole parameters a and
// b exceeds x.
func betaTail(x float64, a, b int) float64 {
	n := a + b - 1
	sum, log := 0.0, float64(n)*math.Log1p(-x)
	for j := range a {
		if j > 0 {
			log += math.Log(float64(n-j+1)/float64(j)) + math.Log(x) - math.Log1p(-x)
		}
		sum += math.Exp(log)
	}
	return sum
}
