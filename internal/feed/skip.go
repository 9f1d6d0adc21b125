package feed

import (
	"bytes"
	"strconv"
	"strings"
)

// skipHead is how much of a feed is looked at for when not to ask.
const skipHead = 64 << 10

// weekdays in the order of time.Weekday.
var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Skips tells when an RSS feed asks not to be asked (skipHours, skipDays), in
// GMT: a bit for each hour, 0 to 23 (some write 24 for 0), and for each day, 0
// for Sunday. It stands in the channel before the items; what makes no sense
// there is passed over.
func Skips(b []byte) (hours uint32, days uint8) {
	b = bytes.ToLower(b[:min(len(b), skipHead)])
	if i := bytes.Index(b, []byte("<item")); i >= 0 {
		b = b[:i]
	}
	for text := range within(b, "skiphours", "hour") {
		if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= 24 {
			hours |= 1 << (n % 24)
		}
	}
	for text := range within(b, "skipdays", "day") {
		for i, day := range weekdays {
			if text == day {
				days |= 1 << i
			}
		}
	}
	return hours, days
}

// within gives the texts of the inner elements of an outer one.
func within(b []byte, outer, inner string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		_, rest, _ := bytes.Cut(b, []byte("<"+outer+">"))
		rest, _, _ = bytes.Cut(rest, []byte("</"+outer))
		for {
			_, after, ok := bytes.Cut(rest, []byte("<"+inner+">"))
			text, left, _ := bytes.Cut(after, []byte("<"))
			if !ok || !yield(strings.TrimSpace(string(text))) {
				return
			}
			rest = left
		}
	}
}
