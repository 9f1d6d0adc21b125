package text

import "strings"

// Set is the words of a list, parted by white space: how this house writes
// lists of words that people can read and correct.
func Set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
