package feed

import (
	"strings"
	"time"
)

// gregorian turns a date of the Persian calendar (years 1300 to 1499) into one
// of ours. The new year is found from the day numbers of the arithmetic
// calendar of 33-year cycles, right for all years that a feed can have.
func (m moment) gregorian() moment {
	if m.month == 0 || m.day == 0 || m.month > 12 {
		return moment{}
	}
	days := (m.month - 1) * 31
	if m.month > 7 {
		days -= m.month - 7
	}
	t := nowruz(m.year).AddDate(0, 0, days+m.day-1)
	m.year, m.month, m.day = t.Year(), int(t.Month()), t.Day()
	return m
}

// nowruz is the first day of a Persian year. 1 Farvardin 1403 was 20 March
// 2024; leap years come in the pattern of the 33-year cycle.
func nowruz(year int) time.Time {
	at := time.Date(2024, 3, 20, 0, 0, 0, 0, time.UTC)
	for y := 1403; y < year; y++ {
		at = at.AddDate(0, 0, persianYear(y))
	}
	for y := year; y < 1403; y++ {
		at = at.AddDate(0, 0, -persianYear(y))
	}
	return at
}

func persianYear(y int) int {
	switch y % 33 {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return 366
	}
	return 365
}

// What parts the figures of a date and of a time in Chinese, Japanese and
// Korean, and what parts them in ISO 8601.
var (
	dayMarks  = strings.NewReplacer("年", "-", "년", "-", "月", "-", "월", "-", "日", " ", "일", " ", "号", " ")
	hourMarks = strings.NewReplacer("오전", "", "오후", "", "上午", "", "下午", "", "晚上", "", "凌晨", "", "午前", "", "午後", "",
		"時", ":", "时", ":", "点", ":", "시", ":", "分", ":", "분", ":", "秒", "", "초", "")
)

// readCJK reads 2026年11月23日 10:30 and 2026년 11월 23일 오후 3:04.
func readCJK(s string) (moment, bool) {
	if !strings.ContainsAny(s, "年년") && !strings.Contains(s, "오후") && !strings.Contains(s, "오전") && !strings.Contains(s, "午") {
		return moment{}, false
	}
	s = dayMarks.Replace(s)
	s = strings.ReplaceAll(strings.ReplaceAll(s, "- ", "-"), " -", "-")
	for _, day := range []string{"星期", "週", "周", "（", "(", "["} {
		if i := strings.Index(s, day); i > 0 { // the day of the week, up to the next figure
			j := strings.IndexAny(s[i:], "0123456789")
			if j < 0 {
				s = s[:i]
			} else {
				s = s[:i] + " " + s[i+j:]
			}
		}
	}
	pm := strings.Contains(s, "오후") || strings.Contains(s, "下午") || strings.Contains(s, "晚上") || strings.Contains(s, "午後")
	m, ok := readISO(strings.TrimRight(strings.Join(strings.Fields(hourMarks.Replace(s)), " "), "-: "))
	if ok && pm && m.hour < 12 {
		m.hour += 12
	}
	return m, ok
}
