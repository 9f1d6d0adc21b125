package db

import (
	"strings"
	"unicode/utf8"
)

// clean makes texts what both engines take: valid UTF-8 without zero bytes.
// What the world sends has them now and then, and one bad letter must not hold
// up a row. It is done to what is written and to what is asked for alike, so
// that keys still meet.
func clean(args []any) []any {
	for i, a := range args {
		s, ok := a.(string)
		if !ok || utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
			continue
		}
		cleaned := append([]any(nil), args...)
		for j := i; j < len(cleaned); j++ {
			if s, ok := cleaned[j].(string); ok {
				cleaned[j] = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
			}
		}
		return cleaned
	}
	return args
}
