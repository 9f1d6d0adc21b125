package feed

import (
	"strings"

	"vigia"
)

// Found is a date that stands in a text.
type Found struct {
	vigia.Date
	Zoned   bool   // its zone is written
	Either  bool   // day and month are figures that could change places
	Figures bool   // day, month and year are figures with the day or month first
	Before  string // the text before it, up to the date before
	Text    string // as it stands, with its time
}

// FindDates finds the days that are named in a text, with the time beside
// them, at most max. What is no whole day (a month, a year, "today") is left
// out. It reads from left to right once, whatever the text.
func FindDates(s string, max int) []Found {
	s = foldDigits(s)
	var out []Found
	from := 0 // behind the last date
	for i := 0; i < len(s) && len(out) < max; {
		if !isFigure(s[i]) {
			i++
			continue
		}
		j := i
		for j < len(s) && isFigure(s[j]) {
			j++
		}
		if j-i <= 4 {
			if f, end, ok := dateAt(s, from, i, j); ok {
				out, from, i = append(out, f), end, end
				continue
			}
		}
		i = j
	}
	return out
}

// reach is how far a time may stand from its day, in bytes.
const reach = 48

// dateAt reads the date whose first figures are s[i:j]; nothing before from
// belongs to it.
func dateAt(s string, from, i, j int) (Found, int, bool) {
	start, end, figures := figuresAt(s, i, j)
	if end == 0 {
		start, end = namedAt(s, from, i, j)
	}
	if end == 0 {
		return Found{}, 0, false
	}
	day := ParseDate(s[start:end])
	if day.Precision != vigia.ToDay {
		return Found{}, 0, false
	}
	f := Found{Date: day, Figures: figures, Text: s[start:end]}
	f.Either = figures && day.At.Day() <= 12 && day.At.Day() != int(day.At.Month())
	if b := timeAfter(s, end); b > end {
		f.take(s[start:b], b, &end)
	}
	if f.Precision == vigia.ToDay {
		if a := timeBefore(s, from, start); a < start {
			at := end
			f.take(strings.TrimSpace(s[start:end])+" "+strings.Trim(s[a:start], " |,-–·•\u00a0"), end, &at)
			start = a
		}
	}
	f.Before = s[from:start]
	return f, end, true
}

// take reads the date again with its time, and keeps it if it is the same day.
func (f *Found) take(text string, b int, end *int) {
	d, zoned := ReadDate(text)
	if d.Precision == vigia.ToMin || d.Precision == vigia.ToSec {
		f.Date, f.Zoned, f.Text, *end = d, zoned, text, b
	}
}

// figuresAt finds where a date of three figures begins and ends: 2026-11-23,
// 23.11.2026, 23. 11. 26, 2026年11月23日. end is 0 if there is none.
func figuresAt(s string, i, j int) (start, end int, dayFirst bool) {
	if i > 0 && (s[i-1] == '-' || s[i-1] == '/' || s[i-1] == '.' || s[i-1] == ':' || s[i-1] == '$' || s[i-1] == '_') && i > 1 && (isFigure(s[i-2]) || isLetter(s[i-2])) {
		return 0, 0, false // inside a longer number or a name
	}
	sep, k := separator(s, j)
	l := figureEnd(s, k)
	if sep == 0 || l == k || l-k > 2 {
		return 0, 0, false
	}
	again, m := separator(s, l)
	n := figureEnd(s, m)
	if n == m || again != sep {
		return 0, 0, false
	}
	switch {
	case j-i == 4 && n-m <= 2:
		if sep == 'y' {
			if rest, ok := strings.CutPrefix(s[n:], "日"); ok {
				n = len(s) - len(rest)
			} else if rest, ok := strings.CutPrefix(s[n:], "일"); ok {
				n = len(s) - len(rest)
			}
		}
		return i, n, false
	case sep == 'y' || j-i > 2 || n-m != 4 && n-m != 2 || n-m == 2 && (sep == '-' || n < len(s) && (s[n] == sep || s[n] == ',' && n+1 < len(s) && isFigure(s[n+1]))):
		return 0, 0, false
	}
	return i, n, true
}

// separator reads what parts the figures of a date: one of "-/." with blanks
// behind the point, or a CJK mark ('y').
func separator(s string, i int) (sep byte, next int) {
	if i >= len(s) {
		return 0, i
	}
	switch c := s[i]; c {
	case '-', '/', '.':
		i++
		for c == '.' && i < len(s) && s[i] == ' ' {
			i++
		}
		return c, i
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	for _, mark := range [...]string{"年", "月", "년", "월"} {
		if strings.HasPrefix(s[i:], mark) {
			i += len(mark)
			for i < len(s) && s[i] == ' ' {
				i++
			}
			return 'y', i
		}
	}
	return 0, i
}

func figureEnd(s string, i int) int {
	for i < len(s) && isFigure(s[i]) {
		i++
	}
	return i
}

// foldDigits brings the digits of other scripts and hard blanks to ours. A
// text that has none is given back as it is.
func foldDigits(s string) string {
	for i := 0; i+1 < len(s); i++ {
		if s[i] < 0xC2 {
			continue
		}
		switch b := s[i+1]; s[i] {
		case 0xC2: // the hard blank
			if b == 0xA0 {
				return strings.Map(foldDigit, s)
			}
		case 0xD9, 0xDB: // Arabic and Persian
			if 0xA0 <= b && b <= 0xB9 && (b < 0xAA || b >= 0xB0) {
				return strings.Map(foldDigit, s)
			}
		case 0xE2, 0xEF: // the narrow blank, wide figures
			if i+2 < len(s) && (b == 0x80 && s[i+2] == 0xAF || b == 0xBC && 0x90 <= s[i+2] && s[i+2] <= 0x9A) {
				return strings.Map(foldDigit, s)
			}
		}
	}
	return s
}
