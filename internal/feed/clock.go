package feed

import (
	"strings"
	"time"
)

// cursor reads a date from left to right.
type cursor struct {
	s string
	i int
}

func (c *cursor) done() bool { return strings.TrimSpace(c.s[c.i:]) == "" }

func (c *cursor) peek() byte {
	if c.i < len(c.s) {
		return c.s[c.i]
	}
	return 0
}

// number reads up to n figures and says how many there were.
func (c *cursor) number(n int) (value, figures int) {
	for figures < n && isFigure(c.peek()) {
		value = value*10 + int(c.peek()-'0')
		c.i++
		figures++
	}
	return value, figures
}

// skip passes over any of the given characters.
func (c *cursor) skip(chars string) {
	for c.i < len(c.s) && strings.IndexByte(chars, c.s[c.i]) >= 0 {
		c.i++
	}
}

// clock reads the time and zone behind a date. It is false if there is
// something that is no time.
func (c *cursor) clock(m *moment) bool {
	c.skip(" ,;-.")
	if c.peek() == 'T' || c.peek() == 't' {
		c.i++
	}
	c.skip(" ")
	if !isFigure(c.peek()) {
		// "2026-11-23Z" and "23.11.2026 GMT": a day with a zone.
		z, ok := zone(strings.TrimSpace(c.s[c.i:]))
		m.zone = z
		return ok
	}
	if !c.hours(m) {
		return false
	}
	c.skip(" ")
	if c.meridian(m) {
		c.skip(" ")
	}
	rest := strings.TrimSpace(c.s[c.i:])
	if rest == "" {
		return true
	}
	z, ok := zone(rest)
	m.zone = z
	return ok
}

// hours reads 10:30:00.5, 10.30, 10h30, 103000.
func (c *cursor) hours(m *moment) bool {
	m.timed = true
	h, n := c.number(2)
	if n == 0 {
		return false
	}
	m.hour = h
	switch c.peek() {
	case ':', '.', 'h', 'H':
		c.i++
		if m.min, n = c.number(2); n == 0 {
			return c.s[c.i-1] == 'h' // "10h"
		}
	default:
		if n != 2 || !isFigure(c.peek()) {
			return true // "3 PM", "2026-11-23T10Z"
		}
		m.min, _ = c.number(2)
		if isFigure(c.peek()) {
			m.sec, _ = c.number(2)
			m.seconds = true
		}
	}
	if (c.peek() == ':' || c.peek() == '.') && c.i+1 < len(c.s) && isFigure(c.s[c.i+1]) {
		c.i++
		m.sec, _ = c.number(2)
		m.seconds = true
	}
	if (c.peek() == '.' || c.peek() == ',' || c.peek() == ':') && m.seconds {
		c.i++
		frac, n := c.number(9)
		for range 9 - n {
			frac *= 10
		}
		m.nsec = frac
		c.skip("0123456789")
	}
	return true
}

// meridian reads AM and PM.
func (c *cursor) meridian(m *moment) bool {
	rest := strings.ToLower(c.s[c.i:])
	for _, w := range []string{"a.m.", "p.m.", "a. m.", "p. m.", "am", "pm"} {
		if after, ok := strings.CutPrefix(rest, w); ok && (after == "" || !isLetter(after[0])) {
			c.i += len(w)
			switch {
			case w[0] == 'p' && m.hour < 12:
				m.hour += 12
			case w[0] == 'a' && m.hour == 12:
				m.hour = 0
			}
			return true
		}
	}
	return false
}

// zone reads a time zone: Z, +05:00, GMT+1, EST, (CST), Europe/Madrid is
// taken as unknown. An unknown name gives no zone but is no mistake either.
func zone(s string) (*time.Location, bool) {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, '('); i > 0 {
		s = strings.TrimSpace(s[:i]) // "-0500 (EST)"
	}
	s = strings.Trim(s, "()")
	upper := strings.ToUpper(s)
	for _, p := range []string{"GMT", "UTC", "UT", "Z"} {
		if rest, ok := strings.CutPrefix(upper, p); ok {
			rest = strings.TrimSpace(rest)
			if rest == "" {
				return time.UTC, true
			}
			if rest[0] == '+' || rest[0] == '-' {
				return offset(rest)
			}
		}
	}
	if upper != "" && (upper[0] == '+' || upper[0] == '-') {
		return offset(upper)
	}
	if h, ok := zoneNames[upper]; ok {
		return fixed(int(h * 60)), true
	}
	return nil, upper == "" || len(upper) <= 5 && isLetter(upper[0]) && isWord(upper)
}

// offset reads +05:00, +0500, +5, -03.
func offset(s string) (*time.Location, bool) {
	c := cursor{s: s, i: 1}
	h, n := c.number(2)
	if n == 0 {
		return nil, false
	}
	c.skip(":.")
	m, _ := c.number(2)
	if h > 15 || m > 59 || !c.done() && c.peek() != ' ' {
		return nil, false
	}
	minutes := h*60 + m
	if s[0] == '-' {
		minutes = -minutes
	}
	return fixed(minutes), true
}

func fixed(minutes int) *time.Location {
	if minutes == 0 {
		return time.UTC
	}
	return time.FixedZone("", minutes*60)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isWord(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) {
			return false
		}
	}
	return true
}

// zoneNames are the abbreviations that feeds use, in hours. Where one means
// several (CST, IST, BST) it is the one that RFC 822 or most publishers mean.
var zoneNames = map[string]float64{
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
	"ET": -5, "CT": -6, "MT": -7, "PT": -8, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5,
	"WET": 0, "WEST": 1, "BST": 1, "IST": 5.5, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4,
	"TRT": 3, "IRST": 3.5, "IRDT": 4.5, "GST": 4, "PKT": 5, "CCT": 8, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
	"NZST": 12, "NZDT": 13, "BRT": -3, "BRST": -2, "ART": -3, "CLT": -4, "CLST": -3, "COT": -5, "PET": -5, "VET": -4, "BOT": -4, "ECT": -5,
}
