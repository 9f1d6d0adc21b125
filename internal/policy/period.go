package policy

import (
	"fmt"
	"time"

	"vigia"
)

// period checks the period itself, and that the policy was in force in it.
func (j *judge) period() {
	s := j.selection
	switch {
	case s.From.IsZero() || s.To.IsZero():
		j.block("period", "period", "the edition has no period", "set its first and last day")
	case day(s.To).Before(day(s.From)):
		j.block("period", "period", fmt.Sprintf("the period ends on %s, before it begins on %s", day(s.To).Format(time.DateOnly), day(s.From).Format(time.DateOnly)), "correct the two days")
	case !j.policy.ValidFrom.IsZero() && day(s.To).Before(day(j.policy.ValidFrom)):
		j.add(vigia.Warn, "period", "policy", fmt.Sprintf("policy %s is valid from %s, after the period", j.policy.ID, day(j.policy.ValidFrom).Format(time.DateOnly)), "use the policy of that time")
	}
}

// date holds an item to the period. What is older may be cited in the
// analysis, as background.
func (j *judge) date(it Item) {
	s, d := j.selection, it.Published
	if s.Covers(d) {
		return
	}
	if !d.Known() {
		j.block(it.Path, "date", fmt.Sprintf("the publication date of report %s is unknown", it.Report), "enter the date from the page, or take the item out")
		return
	}
	first, last := days(d, s.From.Location(), s.To.Location())
	if from, to := day(s.From), day(s.To); last.Before(from) || first.After(to) {
		j.block(it.Path, "period", fmt.Sprintf("published on %s, outside the period %s to %s", d, from.Format(time.DateOnly), to.Format(time.DateOnly)), "cite it in the analysis as background instead")
	} else {
		j.block(it.Path, "date", fmt.Sprintf("of its date only %s is known, which is not wholly inside the period", d), "enter the day from the page, or take the item out")
	}
}

// Covers reports whether a date lies wholly inside the period. A selection
// without one covers every date: Check says what is wrong with it.
func (s Selection) Covers(d vigia.Date) bool {
	if s.From.IsZero() || s.To.IsZero() {
		return true
	}
	first, last := days(d, s.From.Location(), s.To.Location())
	return d.Known() && !first.Before(day(s.From)) && !last.After(day(s.To))
}

// days gives the first and the last day that a date may mean. A date that is
// known to the day is that calendar day wherever it was printed; an instant
// falls on the day that the monitor's clock shows, which may have moved
// between the two ends of the period (summer time).
func days(d vigia.Date, from, to *time.Location) (first, last time.Time) {
	y, m, _ := d.At.Date()
	switch d.Precision {
	case vigia.ToYear:
		return civil(y, time.January, 1), civil(y, time.December, 31)
	case vigia.ToMonth:
		return civil(y, m, 1), civil(y, m+1, 0)
	case vigia.ToDay:
		return day(d.At), day(d.At)
	}
	first, last = day(d.At.In(from)), day(d.At.In(to))
	if last.Before(first) {
		return last, first
	}
	return first, last
}

// day is the calendar day of t in t's own zone, as midnight UTC.
func day(t time.Time) time.Time { return civil(t.Date()) }

func civil(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
