package feed

import (
	"strings"
)

// timeAfter gives the end of the time that follows a day at s[i:], i if none
// does: hours and minutes, AM or PM, a zone.
func timeAfter(s string, i int) int {
	k := i
	for k < len(s) && !isFigure(s[k]) && k-i < 28 && s[k] != '\n' && s[k] != ';' {
		k++
	}
	l := clockEnd(s, k)
	if l == k {
		return i
	}
	return zoneEnd(s, l)
}

// clockEnd gives the end of 10:30, 10:30:00, 10.30, 10h30, 10 PM at s[k:], k
// if it is none.
func clockEnd(s string, k int) int {
	h := figureEnd(s, k)
	if h == k || h-k > 2 {
		return k
	}
	if h < len(s) && (s[h] == ':' || s[h] == '.' || s[h] == 'h' || s[h] == 'H') {
		m := figureEnd(s, h+1)
		if m-h-1 != 2 {
			return k
		}
		if s[h] == '.' && m < len(s) && s[m] == '.' {
			return k // 10.30.2026
		}
		if m < len(s) && s[m] == ':' && figureEnd(s, m+1) == m+3 {
			m += 3
		}
		return m
	}
	if meridianEnd(s, h) > h {
		return h
	}
	return k
}

// meridianEnd gives the end of AM or PM at s[i:], i if there is none.
func meridianEnd(s string, i int) int {
	k := i
	if k < len(s) && s[k] == ' ' {
		k++
	}
	for _, w := range [...]string{"a.m.", "p.m.", "a. m.", "p. m.", "am", "pm"} {
		if len(s)-k >= len(w) && strings.EqualFold(s[k:k+len(w)], w) && (k+len(w) == len(s) || !isLetter(s[k+len(w)])) {
			return k + len(w)
		}
	}
	return i
}

// zoneEnd gives the end of AM or PM and of the zone behind a time.
func zoneEnd(s string, i int) int {
	i = meridianEnd(s, i)
	k := i
	for k < len(s) && (s[k] == ' ' || s[k] == '(') && k-i < 2 {
		k++
	}
	j := k
	for j < len(s) && j-k < 6 && 'A' <= s[j] && s[j] <= 'Z' {
		j++
	}
	if j > k && (j >= len(s) || !isLetter(s[j])) {
		if _, ok := zoneNames[s[k:j]]; !ok && s[k:j] != "GMT" && s[k:j] != "UTC" && s[k:j] != "Z" {
			return i
		}
		k = j
	} else if j > k {
		return i
	}
	if k < len(s) && (s[k] == '+' || s[k] == '-') && figureEnd(s, k+1)-k-1 >= 1 && figureEnd(s, k+1)-k-1 <= 4 {
		end := figureEnd(s, k+1)
		if end < len(s) && s[end] == ':' && figureEnd(s, end+1) == end+3 {
			end += 3
		}
		return end
	}
	if j > i {
		return j
	}
	return i
}

// timeBefore gives the start of the time that stands before a day at s[i:], i
// if none does: "10:30 | 23 Nov 2026".
func timeBefore(s string, from, i int) int {
	low := max(from, i-reach/2)
	colon := strings.LastIndexByte(s[low:i], ':')
	if colon < 0 {
		return i
	}
	colon += low
	a := colon
	for a > low && isFigure(s[a-1]) {
		a--
	}
	if a > low && s[a-1] == ':' { // the colon before the seconds
		colon = a - 1
		for a = colon; a > low && isFigure(s[a-1]); a-- {
		}
	}
	end := clockEnd(s, a)
	if end == a {
		return i
	}
	if end = zoneEnd(s, end); end > i || strings.ContainsAny(s[end:i], "0123456789\n;") {
		return i
	}
	return a
}
