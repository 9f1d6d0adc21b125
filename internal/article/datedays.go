package article

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"vigia"
)

// ballot is a day that a page names, with all that speaks for it and against
// it: what the learned judge sees.
type ballot struct {
	day      int
	away     int // from the headline, of the best mention that a reader sees, with fines
	claim    int // see fClaim
	rival    int
	behind   int // days that stand better
	best     *spot
	mentions []mention // in the order of trust
	x        []float32
}

// ballots gathers the mentions by day.
func (p *page) ballots(r *Report, all []mention) []ballot {
	var out []ballot
	at := map[int]int{}
	for k := dateKind(0); k < kinds; k++ {
		for _, m := range all {
			if m.kind != k {
				continue
			}
			i, ok := at[m.day]
			if !ok {
				i = len(out)
				at[m.day] = i
				out = append(out, ballot{day: m.day})
			}
			out[i].mentions = append(out[i].mentions, m)
		}
	}
	out = slices.DeleteFunc(out, ballot.outside)
	v := p.newView(r, all, out)
	for i := range out {
		v.stand(&out[i])
	}
	for i := range out {
		for j := range out {
			if i != j {
				out[i].rival = max(out[i].rival, out[j].claim)
				out[i].behind += truth(out[j].best != nil && out[j].away < out[i].away)
			}
		}
		out[i].x = v.features(&out[i])
	}
	return out
}

// outside reports whether a day is only named, without a label, in an aside or
// a comment: it is that of something else.
func (b ballot) outside() bool {
	for _, m := range b.mentions {
		if m.spot == nil || m.spot.label != noLabel || m.spot.place&(asideTag|commentClass) == 0 {
			return false
		}
	}
	return true
}

func utc(d vigia.Date) bool { _, off := d.At.Zone(); return off == 0 }

// maybe reports whether an instant falls on a day somewhere on earth.
func maybe(d vigia.Date, day int) bool {
	start := time.Date(day/10000, time.Month(day/100%100), day%100, 0, 0, 0, 0, time.UTC)
	return d.At.After(start.Add(-14*hour-time.Second)) && d.At.Before(start.Add(36*hour))
}

func midnight(d vigia.Date) bool { h, m, s := d.At.Clock(); return h+m+s == 0 }

// number counts the days since 1970.
func number(day int) int {
	return int(time.Date(day/10000, time.Month(day/100%100), day%100, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

func apart(n int) int { return max(n, -n) }

func logOf(n int) float32 { return float32(math.Log2(float64(max(n, 0) + 1))) }

func signedLog(n int) float32 {
	if n < 0 {
		return -logOf(-n)
	}
	return logOf(n)
}

func dayText(day int) string { return fmt.Sprintf("%04d-%02d-%02d", day/10000, day/100%100, day%100) }
