package web

import (
	"fmt"
	"strings"
	"time"

	"vigia"
)

// iso is a date for the datetime attribute: as precise as it is known.
func iso(d vigia.Date) string { return d.String() }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// local is a date where the monitor counts days. One known to the day only is
// that day, in any zone.
func (g *tongue) local(d vigia.Date) (t time.Time, clock bool) {
	if d.Precision == vigia.ToMin || d.Precision == vigia.ToSec {
		return d.At.In(g.zone), true
	}
	return d.At, false
}

// long is a date in full.
func (g *tongue) long(d vigia.Date) string {
	if !d.Known() {
		return g.T("date.unknown")
	}
	t, clock := g.local(d)
	switch {
	case d.Precision == vigia.ToYear:
		return t.Format("2006")
	case d.Precision == vigia.ToMonth:
		return g.month(t) + " " + t.Format("2006")
	case clock:
		return g.day(t) + ", " + t.Format("15:04")
	}
	return g.day(t)
}

// short is a date for lists. Without one, the day of arrival stands there.
func (g *tongue) short(d vigia.Date, arrived time.Time) string {
	if !d.Known() {
		return "≈ " + g.dayMonth(arrived.In(g.zone))
	}
	t, clock := g.local(d)
	if d.Precision != vigia.ToDay && !clock {
		return g.long(d)
	}
	if clock && t.Year() == g.clock.Now().In(g.zone).Year() {
		return g.dayMonth(t) + " " + t.Format("15:04")
	}
	return g.dayMonth(t)
}

// dayMonth leaves out the year where it is the present one.
func (g *tongue) dayMonth(t time.Time) string {
	s := fmt.Sprintf("%d %s", t.Day(), g.month(t))
	if t.Year() != g.clock.Now().In(g.zone).Year() {
		s += t.Format(" 2006")
	}
	return s
}

// day is a calendar day, in the zone that t is in.
func (g *tongue) day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return fmt.Sprintf("%d %s %d", t.Day(), g.month(t), t.Year())
}

// moment is an instant where the monitor counts days.
func (g *tongue) moment(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	t = t.In(g.zone)
	return g.day(t) + ", " + t.Format("15:04")
}

func (g *tongue) month(t time.Time) string {
	return strings.Split(g.T("months"), " ")[t.Month()-1]
}

// ago is how long an instant lies back.
func (g *tongue) ago(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	d := g.clock.Now().Sub(t)
	switch {
	case d < 0:
		return g.moment(t)
	case d < time.Minute:
		return g.T("ago.now")
	case d < time.Hour:
		return g.T("ago.minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return g.T("ago.hours", int(d.Hours()))
	case d < 60*24*time.Hour:
		return g.T("ago.days", int(d.Hours()/24))
	}
	return g.day(t.In(g.zone))
}
