package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"vigia"
)

// ParseDate reads a date as publishers write it: RFC 3339 and 822 in all
// their misspellings, ISO 8601 with weeks and ordinal days, Unix time, day
// and month in figures, and month names in the languages of months.go with
// the Persian
// calendar, years of the Buddha. It gives no date rather than a guess: years outside
// 1970–2100, days that do not exist and orders that cannot be told give the
// zero Date. Without a zone the time is taken as UTC. From is left empty.
func ParseDate(s string) vigia.Date {
	d, _ := ReadDate(s)
	return d
}

// ReadDate is ParseDate, and says whether the zone was written or is only
// taken to be UTC.
func ReadDate(s string) (d vigia.Date, zoned bool) {
	s = tidyDate(s)
	if s == "" {
		return vigia.Date{}, false
	}
	for _, read := range []func(string) (moment, bool){readUnix, readISO, readCJK, readNamed, readFigures} {
		if m, ok := read(s); ok {
			return m.date(), m.zone != nil
		}
	}
	if day, rest, ok := strings.Cut(s, ", "); ok && len(day) <= 24 && rest != "" && isFigure(rest[0]) && !strings.ContainsAny(day, "0123456789,") {
		return ReadDate(rest) // "Fri, 2006/09/15"
	}
	return vigia.Date{}, false
}

// dateFrom reads a date that a feed gives.
func dateFrom(raw string) vigia.Date {
	d := ParseDate(raw)
	if d.Known() {
		d.From = "feed"
	}
	return d
}

// moment is a date in parts, each known or not.
type moment struct {
	year, month, day     int // month and day 0: unknown
	hour, min, sec, nsec int
	timed, seconds       bool
	zone                 *time.Location // nil: not said
}

// date checks the parts and puts them together.
func (m moment) date() vigia.Date {
	if 1300 <= m.year && m.year < 1500 {
		m = m.gregorian()
	}
	if 2513 <= m.year && m.year < 2643 { // of the Buddha, as in Thailand
		m.year -= 543
	}
	if m.year < 1970 || m.year > 2100 || m.month < 0 || m.month > 12 || m.day < 0 || m.day > 31 {
		return vigia.Date{}
	}
	loc := m.zone
	if loc == nil {
		loc = time.UTC
	}
	switch {
	case m.month == 0:
		return vigia.Date{At: time.Date(m.year, 1, 1, 0, 0, 0, 0, time.UTC), Precision: vigia.ToYear}
	case m.day == 0:
		return vigia.Date{At: time.Date(m.year, time.Month(m.month), 1, 0, 0, 0, 0, time.UTC), Precision: vigia.ToMonth}
	}
	day := time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, loc)
	if day.Day() != m.day {
		return vigia.Date{} // 31 February
	}
	if !m.timed {
		return vigia.Date{At: time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC), Precision: vigia.ToDay}
	}
	if m.hour > 24 || m.min > 59 || m.sec > 60 || m.hour == 24 && m.min+m.sec > 0 {
		return vigia.Date{}
	}
	at := time.Date(m.year, time.Month(m.month), m.day, m.hour, m.min, m.sec, m.nsec, loc)
	if !m.seconds {
		return vigia.Date{At: at, Precision: vigia.ToMin}
	}
	return vigia.Date{At: at, Precision: vigia.ToSec}
}

// tidyDate folds digits and white space and refuses what is too long to be a
// date.
func tidyDate(s string) string {
	if len(s) > 200 {
		return ""
	}
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u200f' || r == '\u200e':
			space = b.Len() > 0
			continue
		case r == '–' || r == '−' || r == '‐':
			r = '-'
		default:
			r = foldDigit(r)
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// foldDigit brings a digit of another script, a wide colon and a hard blank to
// ours.
func foldDigit(r rune) rune {
	switch {
	case r < 0x80:
	case 0x0660 <= r && r <= 0x0669:
		return '0' + r - 0x0660
	case 0x06F0 <= r && r <= 0x06F9:
		return '0' + r - 0x06F0
	case 0xFF10 <= r && r <= 0xFF19:
		return '0' + r - 0xFF10
	case r == '：':
		return ':'
	case r == 0xA0 || r == 0x202F:
		return ' '
	}
	return r
}

// readISO reads what begins with a year of four figures: 2026-11-23T10:30:00Z
// and its variants, 20261123, 2026-W48-1, 2026-327, 2026-11, 2026.
func readISO(s string) (moment, bool) {
	c := cursor{s: s}
	var m moment
	y, n := c.number(4)
	if n != 4 {
		return m, false
	}
	m.year = y
	if c.done() {
		return m, true
	}
	sep := c.peek()
	switch {
	case sep == '-' || sep == '/' || sep == '.':
		c.i++
		if c.peek() == 'W' {
			return readWeek(&c, m)
		}
		if !c.monthDay(&m, sep) {
			return m, false
		}
	case isFigure(sep):
		md, n := c.number(4)
		if n == 3 { // ordinal
			return m.ordinal(md), c.done()
		}
		if n != 4 {
			return m, false
		}
		m.month, m.day = md/100, md%100
	case sep == 'W':
		return readWeek(&c, m)
	default:
		return m, false
	}
	if c.done() {
		return m, m.month > 0
	}
	return m, m.month > 0 && c.clock(&m)
}

// monthDay reads month and day behind the year, or an ordinal day of three
// figures.
func (c *cursor) monthDay(m *moment, sep byte) bool {
	md, n := c.number(3)
	switch {
	case n == 3:
		*m = m.ordinal(md)
		return true
	case n == 0:
		return false
	}
	m.month = md
	if c.peek() != sep {
		return true
	}
	c.i++
	m.day, n = c.number(2)
	return n > 0
}

func (m moment) ordinal(day int) moment {
	if day < 1 || day > 366 {
		return moment{}
	}
	t := time.Date(m.year, 1, day, 0, 0, 0, 0, time.UTC)
	m.month, m.day = int(t.Month()), t.Day()
	return m
}

// readWeek reads the week and day of ISO 8601 behind the year.
func readWeek(c *cursor, m moment) (moment, bool) {
	c.i++
	week, n := c.number(2)
	if n != 2 || week < 1 || week > 53 {
		return m, false
	}
	day := 1
	if c.peek() == '-' {
		c.i++
	}
	if isFigure(c.peek()) {
		day, _ = c.number(1)
	}
	jan4 := time.Date(m.year, 1, 4, 0, 0, 0, 0, time.UTC)
	monday := jan4.AddDate(0, 0, -int(jan4.Weekday()+6)%7)
	t := monday.AddDate(0, 0, (week-1)*7+day-1)
	m.year, m.month, m.day = t.Year(), int(t.Month()), t.Day()
	return m, c.done() || c.clock(&m)
}

// readUnix reads seconds or milliseconds since 1970.
func readUnix(s string) (moment, bool) {
	if len(s) != 10 && len(s) != 13 || s[0] != '1' {
		return moment{}, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return moment{}, false
	}
	if len(s) == 13 {
		n /= 1000
	}
	t := time.Unix(n, 0).UTC()
	return moment{year: t.Year(), month: int(t.Month()), day: t.Day(), hour: t.Hour(), min: t.Minute(), sec: t.Second(),
		timed: true, seconds: true, zone: time.UTC}, true
}

// readFigures reads day, month and year in figures: 23.11.2026, 11/23/26
// 3:04 PM. A day above twelve tells the order; else a point, or the lack of
// an "AM", says that the day comes first, as everywhere but in the United
// States.
func readFigures(s string) (moment, bool) {
	c := cursor{s: s}
	a, n := c.number(2)
	sep := c.peek()
	if n == 0 || sep != '/' && sep != '.' && sep != '-' {
		return moment{}, false
	}
	c.i++
	c.skip(" ") // 3. 4. 2026
	b, n := c.number(2)
	if n == 0 || c.peek() != sep {
		return moment{}, false
	}
	c.i++
	c.skip(" ")
	y, n := c.number(4)
	if n != 4 && n != 2 {
		return moment{}, false
	}
	m := moment{year: fullYear(y, n), month: b, day: a}
	american := sep != '.' && (strings.HasSuffix(strings.ToLower(s), "am") || strings.HasSuffix(strings.ToLower(s), "pm"))
	if b > 12 || american && a <= 12 {
		m.month, m.day = a, b
	}
	if c.done() {
		return m, m.month > 0 && m.day > 0
	}
	return m, m.month > 0 && m.day > 0 && c.clock(&m)
}

// fullYear completes a year of two figures.
func fullYear(y, figures int) int {
	switch {
	case figures != 2:
		return y
	case y < 70:
		return 2000 + y
	}
	return 1900 + y
}

func isFigure(c byte) bool { return '0' <= c && c <= '9' }
