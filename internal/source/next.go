package source

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"time"
)

// The bounds of the interval between polls of one source.
const (
	floor      = 30 * time.Minute
	ceiling    = 24 * time.Hour
	firstEvery = time.Hour
	firstRetry = 10 * time.Minute // after one failure; doubled with each
	longest    = 7 * 24 * time.Hour
)

// ahead is how far in the future a time may lie before it is taken for what a
// wrong clock has left: the clocks of several machines differ by seconds.
const ahead = time.Hour

// IsDue tells whether a source is to be polled now. The time that was set for
// it does not hold if the clock was set back since: no poll was ever made in
// the future, and none is put off for longer than a week.
func (s Source) IsDue(now time.Time) bool {
	switch {
	case s.State != Active:
		return false
	case !s.NextAt.After(now), s.LastAt.After(now.Add(ahead)), s.NextAt.After(now.Add(longest + ahead)):
		return true
	}
	return s.LastAt.IsZero() && s.NextAt.After(now.Add(ceiling))
}

// Next says when a source is polled again, and why then.
type Next struct {
	At    time.Time
	Every time.Duration // the interval that the source has earned
	Gone  bool          // not at all: the server says the address is gone
	Why   string
}

// NextPoll decides from a poll when to poll again. Something new shortens the
// interval towards its floor, nothing new doubles it towards a day; what the
// server asks for (Retry-After, max-age, the feed's own ttl) is the least; a
// failure waits longer each time. A tenth of the interval is spread by
// source, so that sources of one server do not come back in step.
func NextPoll(s Source, p Poll, now time.Time) Next {
	every := within(s.Every, floor, ceiling)
	switch {
	case p.Status == http.StatusGone:
		return Next{Every: every, Gone: true, Why: "the server says that the address is gone for good"}
	case p.Reason != "":
		wait := firstRetry << min(s.Fails, 12)
		why := fmt.Sprintf("failure %d in a row", s.Fails+1)
		wait = within(wait, firstRetry, ceiling)
		return after(s, now, wait, every, p, why)
	case p.Fresh > 0:
		every = within(every/2, floor, ceiling)
		return after(s, now, every, every, p, fmt.Sprintf("%d new", p.Fresh))
	}
	every = within(every*2, floor, ceiling)
	return after(s, now, every, every, p, "nothing new")
}

// after waits for wait, or for what the server asks if that is longer.
func after(s Source, now time.Time, wait, every time.Duration, p Poll, why string) Next {
	wait += jitter(s.URL, wait)
	for _, ask := range []struct {
		d   time.Duration
		why string
	}{{p.RetryAfter, "the server asks to wait (Retry-After)"}, {p.MaxAge, "the answer is good that long (max-age)"}, {p.TTL, "the feed asks for it (ttl)"}} {
		if ask.d > wait {
			wait, why = ask.d, ask.why
		}
	}
	return Next{At: now.Add(min(wait, longest)), Every: every, Why: why}
}

// jitter is up to a tenth of d, always the same for an address: whoever starts
// over polls at the same times.
func jitter(url string, d time.Duration) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(url)) // never fails
	return time.Duration(float64(d) / 10 * float64(h.Sum32()%1000) / 1000)
}

func within(d, least, most time.Duration) time.Duration { return max(least, min(d, most)) }
