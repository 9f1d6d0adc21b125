package watch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigia"
)

// Schedule are the ages, since a report was selected or published, at which its
// page is looked at again, the youngest first. The last step repeats. Of an
// empty one nothing is looked at.
type Schedule []time.Duration

// Usual is the schedule where nothing else is set.
const Usual = "1h 6h 1d 3d 7d 30d 90d 365d"

// leastStep is the least time between two looks at a page.
const leastStep = time.Hour

// ParseSchedule reads a schedule as settings have it: ages with m, h or d, with
// spaces between; "none" for no looks.
func ParseSchedule(s string) (Schedule, error) {
	var out Schedule
	for _, f := range strings.Fields(s) {
		if f == "none" && len(strings.Fields(s)) == 1 {
			return nil, nil
		}
		d, err := age(f)
		if err != nil || d < leastStep || len(out) > 0 && d < out[len(out)-1]+leastStep {
			return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q is no schedule for looking again at cited pages", s),
				Remedy: "give growing ages of at least an hour, as " + Usual + ", or none"}
		}
		out = append(out, d)
	}
	return out, nil
}

// longestAge bounds an age, so that no sum of them overflows.
const longestAge = 100 * 365 * 24 * time.Hour

func age(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err == nil && (n < 1 || n > 36500) {
			err = strconv.ErrRange
		}
		return time.Duration(n) * 24 * time.Hour, err
	}
	d, err := time.ParseDuration(s)
	if err == nil && d > longestAge {
		err = strconv.ErrRange
	}
	return d, err
}

// Next is when a page is looked at that was cited at since and for which so
// many steps are past, and how many will be past then. A step whose time went
// by while nobody looked is left out: one look tells as much as five.
func (s Schedule) Next(since, now time.Time, past int) (at time.Time, steps int) {
	for past < len(s) && !since.Add(s[past]).After(now) {
		past++
	}
	if past < len(s) {
		return since.Add(s[past]), past
	}
	last := s[len(s)-1]
	every := last
	if len(s) > 1 {
		every = max(last-s[len(s)-2], leastStep)
	}
	over := now.Sub(since.Add(last))
	return since.Add(last + (over/every+1)*every), len(s)
}

// mostTries is how often a page may give no answer before that is what is told
// of it, some five days after the first try.
const mostTries = 8

// retry is when a page is tried again that gave no answer.
func retry(now time.Time, tries int) time.Time {
	return now.Add(min(time.Hour<<min(tries, 5), 24*time.Hour))
}

// Kind is how a page stands against what was cited.
type Kind string

// The kinds. Same and Trivial are no change that anybody need know of.
const (
	Same        Kind = "same"
	Trivial     Kind = "trivial"     // only what changes on every page
	Edited      Kind = "edited"      // text, byline or date
	Corrected   Kind = "corrected"   // and the page says so
	Headline    Kind = "headline"    // the headline, and perhaps more
	Moved       Kind = "moved"       // the same under another address
	Removed     Kind = "removed"     // the address is no more, or leads to something else
	Paywalled   Kind = "paywalled"   // only who pays or logs in may read it now
	Blocked     Kind = "blocked"     // we are refused, or shown something else
	Unreachable Kind = "unreachable" // no answer for days
)

// Alarming are the kinds of which a person is told, in the order of weight.
var Alarming = []Kind{Removed, Corrected, Headline, Edited, Paywalled, Blocked, Unreachable, Moved}

// Alarms tells whether a person is told of the kind.
func (k Kind) Alarms() bool { return slices.Contains(Alarming, k) }
