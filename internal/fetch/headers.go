package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The bounds of a pause that a server may ask for.
const (
	minRetry = time.Minute
	maxRetry = 7 * 24 * time.Hour
)

// retryAfter reads Retry-After, in seconds or as a date; 0 if it is absent or
// senseless, else within the bounds.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	if strings.Trim(v, "0123456789") == "" {
		return clamp(seconds(v), minRetry, maxRetry)
	}
	if at, err := http.ParseTime(v); err == nil {
		return clamp(at.Sub(now), minRetry, maxRetry)
	}
	return 0
}

// maxAge is how long the answer is good for, by Cache-Control or Expires; 0
// if nothing is said.
func maxAge(h http.Header, now time.Time) time.Duration {
	age, given := time.Duration(0), false
	for d := range strings.SplitSeq(strings.Join(h["Cache-Control"], ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		switch value = strings.Trim(value, `"`); strings.ToLower(name) {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			if given = value != "" && strings.Trim(value, "0123456789") == ""; given {
				age = clamp(seconds(value), 0, maxRetry)
			}
		}
	}
	if given {
		return age
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return clamp(expires.Sub(now), 0, maxRetry)
}

// seconds reads digits of any number without overflow.
func seconds(digits string) time.Duration {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > int64(maxRetry/time.Second) {
		return maxRetry
	}
	return time.Duration(n) * time.Second
}

func clamp(d, low, high time.Duration) time.Duration { return min(max(d, low), high) }
