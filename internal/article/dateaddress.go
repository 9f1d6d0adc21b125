package article

import (
	"strconv"
	"strings"
)

// dateInAddress reads the day that many sites put into the path: /2026/11/23/,
// 20261123, 23-11-2026, nid23112026. "" if there is none.
func dateInAddress(u string) string {
	y, m, d := addressDay(u)
	if d == 0 {
		return ""
	}
	return dayText(y*10000 + m*100 + d)
}

// monthInAddress reads the month that a path names: yyyymm, 0 if it does not.
func monthInAddress(u string) int {
	y, m, _ := addressDay(u)
	return y*100 + m
}

// addressDay reads the first day in an address; where there is none the first
// month has d 0, and where that is missing too all are 0.
func addressDay(u string) (y, m, d int) {
	if i := strings.Index(u, "://"); i >= 0 {
		u = u[i+3:]
		u = u[max(strings.IndexByte(u, '/'), 0):]
	}
	u = u[:min(len(u), 1000)]
	for i := 0; i < len(u); {
		j := figuresEnd(u, i)
		if j == i {
			i++
			continue
		}
		yy, mm, dd := addressFigures(u, i, j)
		switch {
		case dd > 0:
			return yy, mm, dd
		case mm > 0 && m == 0:
			y, m = yy, mm
		}
		i = j
	}
	return y, m, 0
}

// addressFigures reads a day that begins with the figures u[i:j].
func addressFigures(u string, i, j int) (y, m, d int) {
	n := number64(u[i:j])
	switch {
	case j-i == 8 || j-i == 12 || j-i == 14:
		n = number64(u[i : i+8])
		if y, m, d = n/10000, n/100%100, n%100; soundDay(y, m, d) {
			return y, m, d
		}
		if y, m, d = n%10000, n/10000%100, n/1000000; j-i == 8 && soundDay(y, m, d) {
			return y, m, d
		}
	case j-i == 4 && 1995 <= n && n <= 2100 && parted(u, j):
		k := figuresEnd(u, j+1)
		if m = number64(u[j+1 : k]); k-j-1 < 1 || k-j-1 > 2 || m < 1 || m > 12 {
			break
		}
		if !parted(u, k) {
			return n, m, 0
		}
		l := figuresEnd(u, k+1)
		if d = number64(u[k+1 : l]); l-k-1 >= 1 && l-k-1 <= 2 && soundDay(n, m, d) && u[j] == u[k] {
			return n, m, d
		}
		return n, m, 0
	case j-i == 2 && parted(u, j):
		k := figuresEnd(u, j+1)
		if k-j-1 != 2 || !parted(u, k) || figuresEnd(u, k+1) != k+5 {
			break
		}
		if y, m, d = number64(u[k+1:k+5]), number64(u[j+1:k]), n; soundDay(y, m, d) {
			return y, m, d
		}
	}
	return 0, 0, 0
}

func soundDay(y, m, d int) bool {
	return 1995 <= y && y <= 2100 && 1 <= m && m <= 12 && 1 <= d && d <= 31
}

func parted(u string, i int) bool {
	return i < len(u) && strings.IndexByte("/-_.", u[i]) >= 0
}

func figuresEnd(s string, i int) int {
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	return i
}

// number64 reads figures, 0 if they are too many.
func number64(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
