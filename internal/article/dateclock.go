package article

import (
	"time"

	"vigia"
)

// reading gives the day of a ballot the hour and the zone of the source that
// is trusted most. Where the day is only written, and the data has an instant
// in UTC that falls on this day where the page is at home, it is that instant
// in the zone of the page.
func reading(b *ballot, all []mention) vigia.Date {
	best := b.mentions[0]
	for _, m := range b.mentions[1:] {
		timed := m.Precision != vigia.ToDay
		switch {
		case !timed || m.kind > shown:
		case best.Precision == vigia.ToDay,
			midnight(best.Date) && !midnight(m.Date) && m.kind <= timeTag,
			best.Precision != vigia.ToDay && !best.Zoned && m.Zoned && m.At.Minute() == best.At.Minute(): // the same clock, with its zone
			best = m
		}
	}
	if best.Precision == vigia.ToDay || !best.Zoned {
		if m, ok := atHome(b.day, best, all); ok {
			best = m
		}
	}
	out := best.Date
	out.From = best.kind.from()
	return out
}

// atHome finds the instant of the data that falls on a day in the zone of the
// page.
func atHome(day int, best mention, all []mention) (mention, bool) {
	for _, m := range all {
		if m.kind > timePub || !m.Zoned || m.Precision == vigia.ToDay || !utc(m.Date) || m.day == day || !maybe(m.Date, day) {
			continue
		}
		at := m.At.In(homeZone(m, day, best, all))
		if dayOf(vigia.Date{At: at}) == day {
			m.At = at
			return m, true
		}
	}
	return mention{}, false
}

// homeZone is the zone in which an instant falls on a day: what the clock that
// the reader sees says, else the zone of another instant of the page, else the
// nearest whole hour that does.
func homeZone(m mention, day int, best mention, all []mention) *time.Location {
	if best.Precision != vigia.ToDay {
		off := best.At.Sub(m.At).Round(time.Minute)
		if off%(15*time.Minute) == 0 && off.Abs() <= 14*hour {
			return time.FixedZone("", int(off.Seconds()))
		}
	}
	for _, o := range all {
		if o.Zoned && !utc(o.Date) && dayOf(vigia.Date{At: m.At.In(o.At.Location())}) == day {
			return o.At.Location()
		}
	}
	start := time.Date(day/10000, time.Month(day/100%100), day%100, 0, 0, 0, 0, time.UTC)
	off := start.Sub(m.At) // east of Greenwich the day has begun
	if off < 0 {
		off = start.Add(24*hour - time.Second).Sub(m.At)
	}
	hours := off.Hours()
	if whole := float64(int(hours)); whole != hours {
		if hours > 0 {
			hours = whole + 1
		} else {
			hours = whole - 1
		}
	}
	return time.FixedZone("", int(hours)*3600)
}
