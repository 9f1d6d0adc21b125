package speech

import (
	"fmt"
	"strings"
	"time"

	"vigia"
)

// Iso is a date for the datetime attribute: as precise as it is known.
func Iso(d vigia.Date) string { return d.String() }

// Stamp is an instant for the datetime attribute, "" if there is none.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Local is a date where the monitor counts days. One known to the day only is
// that day, in any zone.
func (g *Tongue) Local(d vigia.Date) (t time.Time, clock bool) {
	if d.Precision == vigia.ToMin || d.Precision == vigia.ToSec {
		return d.At.In(g.Zone), true
	}
	return d.At, false
}

// Long is a date in full.
func (g *Tongue) Long(d vigia.Date) string {
	if !d.Known() {
		return g.T("date.unknown")
	}
	t, clock := g.Local(d)
	switch {
	case d.Precision == vigia.ToYear:
		return t.Format("2006")
	case d.Precision == vigia.ToMonth:
		return g.month(t) + " " + t.Format("2006")
	case clock:
		return g.Day(t) + ", " + t.Format("15:04")
	}
	return g.Day(t)
}

// Short is a date for lists. Without one, the day of arrival stands there.
func (g *Tongue) Short(d vigia.Date, arrived time.Time) string {
	if !d.Known() {
		return "≈ " + g.DayMonth(arrived.In(g.Zone))
	}
	t, clock := g.Local(d)
	if d.Precision != vigia.ToDay && !clock {
		return g.Long(d)
	}
	if clock && t.Year() == g.Clock.Now().In(g.Zone).Year() {
		return g.DayMonth(t) + " " + t.Format("15:04")
	}
	return g.DayMonth(t)
}

// DayMonth leaves out the year where it is the present one.
func (g *Tongue) DayMonth(t time.Time) string {
	s := fmt.Sprintf("%d %s", t.Day(), g.month(t))
	if t.Year() != g.Clock.Now().In(g.Zone).Year() {
		s += t.Format(" 2006")
	}
	return s
}

// Day is a calendar day, in the zone that t is in.
func (g *Tongue) Day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return fmt.Sprintf("%d %s %d", t.Day(), g.month(t), t.Year())
}

// Moment is an instant where the monitor counts days.
func (g *Tongue) Moment(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	t = t.In(g.Zone)
	return g.Day(t) + ", " + t.Format("15:04")
}

func (g *Tongue) month(t time.Time) string {
	return strings.Split(g.T("months"), " ")[t.Month()-1]
}

// Ago is how long an instant lies back.
func (g *Tongue) Ago(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	d := g.Clock.Now().Sub(t)
	switch {
	case d < 0:
		return g.Moment(t)
	case d < time.Minute:
		return g.T("ago.now")
	case d < time.Hour:
		return g.T("ago.minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return g.T("ago.hours", int(d.Hours()))
	case d < 60*24*time.Hour:
		return g.T("ago.days", int(d.Hours()/24))
	}
	return g.Day(t.In(g.Zone))
}
