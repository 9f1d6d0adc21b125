package source

import (
	"math"
	"net/http"
	"time"
)

// The bounds of the interval between polls of one source; Floor is never
// passed below, whatever happens.
const (
	Floor      = time.Hour
	ceiling    = 24 * time.Hour
	firstEvery = time.Hour
	longest    = 7 * 24 * time.Hour
)

// ahead is how far in the future a time may lie before it is taken for what a
// wrong clock has left: the clocks of several machines differ by seconds.
const ahead = time.Hour

// IsDue tells whether a source is to be polled now.
func (s Source) IsDue(now time.Time) bool { return s.State == Active && !s.NextAt.After(now) }

// Next says when a source is polled again, and why then.
type Next struct {
	At    time.Time
	Every time.Duration // the interval that the source has earned
	Gone  bool          // not at all: the server says the address is gone
	Why   string
}

// Interval is how often a source is to be asked that gives rate items an hour
// in a feed of window items: between an hour and a day.
//
// The sum of all delays between publication and poll is least, for a given
// number of polls, where the interval goes with one over the root of the rate
// (Sia, Cho and Cho, Efficient monitoring algorithm for fast news alerts, IEEE
// TKDE 19 (2007)): a source with four times the items is asked twice as often.
// stretch, in hours of a source with one item an hour, is set by the budget
// (Stretch), at least 1. A feed is asked again before half of it is new, so
// that little falls out of it unseen.
func Interval(rate float64, window int, stretch float64) time.Duration {
	hours := max(stretch, 1) / math.Sqrt(max(rate, 1e-6))
	if window > 1 {
		hours = min(hours, float64(window)/2/max(rate, 1e-6))
	}
	return within(time.Duration(min(hours, 1000)*float64(time.Hour)), Floor, ceiling)
}

// NextPoll decides from a poll when to poll again. The interval is learned
// from what arrives (Interval); a failure waits twice as long each time, up to
// a day; what the server and the feed ask for (Retry-After, max-age, ttl,
// skipHours, skipDays) is the least. A tenth of the interval is spread by
// source, so that sources of one server do not come back in step.
//
// s is the source with what the poll has taught, its failures counted before
// the poll.
func NextPoll(s Source, p Poll, now time.Time) Next {
	every := Interval(s.Learned.Rate(), s.Learned.Window, p.Stretch)
	switch {
	case p.Status == http.StatusGone:
		return Next{Every: every, Gone: true, Why: "the server says that the address is gone for good"}
	case p.Reason != "":
		return after(s, now, within(Floor<<min(s.Fails, 6), Floor, ceiling), every, p, "it failed")
	case p.Fresh > 0:
		return after(s, now, every, every, p, "it gave something new")
	}
	return after(s, now, every, every, p, "it gave nothing new")
}

// after waits for wait, or for what the server asks if that is longer.
func after(s Source, now time.Time, wait, every time.Duration, p Poll, why string) Next {
	wait += jitter(s.URL, wait)
	maxAge := p.MaxAge
	if p.Status == http.StatusNotModified {
		maxAge = max(maxAge, s.Learned.MaxAge)
	}
	for _, ask := range []struct {
		d   time.Duration
		why string
	}{{p.RetryAfter, "the server asks to wait (Retry-After)"}, {maxAge, "the answer is good that long (max-age)"}, {s.Learned.TTL, "the feed asks for it (ttl)"}} {
		if ask.d > wait {
			wait, why = ask.d+jitter(s.URL, 10*time.Minute), ask.why
		}
	}
	at := now.Add(min(wait, longest))
	if open := s.Learned.Skip.Next(at); open.After(at) {
		at, why = open.Add(jitter(s.URL, 100*time.Minute)), "the feed asks not to be asked then (skipHours, skipDays)"
	}
	return Next{At: at, Every: every, Why: why}
}

// jitter is up to a tenth of d, always the same for an address: whoever starts
// over polls at the same times.
func jitter(url string, d time.Duration) time.Duration {
	return time.Duration(float64(d) / 10 * float64(hash(url)%1000) / 1000)
}

func within(d, least, most time.Duration) time.Duration { return max(least, min(d, most)) }

// Skip is when a feed asks not to be asked (RSS 2.0, skipHours and skipDays),
// in UTC: a bit for each hour, 0 to 23, and for each day, 0 for Sunday.
type Skip struct {
	Hours uint32 `json:"hours,omitempty"`
	Days  uint8  `json:"days,omitempty"`
}

// skipMargin is how long before an hour to skip a poll is not begun any more:
// it may have to wait for its turn.
const skipMargin = 5 * time.Minute

// Next is the first instant from at on that is not to be skipped: at itself,
// or the beginning of an hour. A feed that asks never to be asked has made a
// mistake.
func (k Skip) Next(at time.Time) time.Time {
	if k.Hours&(1<<24-1) == 1<<24-1 || k.Days&(1<<7-1) == 1<<7-1 || k == (Skip{}) {
		return at
	}
	at = at.UTC()
	for range 8 * 24 {
		if !k.skips(at) && !k.skips(at.Add(skipMargin)) {
			return at
		}
		at = at.Truncate(time.Hour).Add(time.Hour)
	}
	return at // unreachable: some hour of some day is left
}

func (k Skip) skips(at time.Time) bool {
	return k.Hours&(1<<at.Hour()) != 0 || k.Days&(1<<at.Weekday()) != 0
}
