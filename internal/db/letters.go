package db

import (
	"strings"
	"unicode/utf8"
)

// Text makes a text what both engines take: valid UTF-8 without zero bytes.
// What the world sends has them now and then, and one bad letter must not hold
// up a row.
func Text(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// clean makes the texts among arguments such ones. It is done to what is
// written and to what is asked for alike, so that keys still meet.
func clean(args []any) []any {
	for i, a := range args {
		s, ok := a.(string)
		if !ok || Text(s) == s {
			continue
		}
		cleaned := append([]any(nil), args...)
		for j := i; j < len(cleaned); j++ {
			if s, ok := cleaned[j].(string); ok {
				cleaned[j] = Text(s)
			}
		}
		return cleaned
	}
	return args
}
