package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// namedAt finds the ends of a date with the name of a month, of which s[i:j]
// are the first figures: "23 de noviembre de 2026", "November 23rd, 2026",
// "2026. november 23.".
func namedAt(s string, from, i, j int) (start, end int) {
	if j-i <= 2 {
		if k := monthAfter(s, j); k > 0 { // 23 November …
			if l := yearAfter(s, k); l > 0 {
				return i, l
			}
			return 0, 0
		}
		if a := monthBefore(s, from, i); a < i { // November 23 …
			if l := yearAfter(s, j); l > 0 {
				return a, l
			}
		}
		return 0, 0
	}
	if j-i == 4 {
		if k := monthAfter(s, j); k > 0 { // 2026 November 23
			for k < len(s) && (s[k] == ' ' || s[k] == '.' || s[k] == ',') {
				k++
			}
			if l := figureEnd(s, k); l > k && l-k <= 2 {
				return i, l
			}
		}
	}
	return 0, 0
}

// between are the words that may stand between the parts of a written date.
var between = map[string]bool{"de": true, "del": true, "of": true, "d": true, "st": true, "nd": true, "rd": true, "th": true, "er": true, "ª": true, "º": true, "e": true,
	"do": true, "di": true, "den": true, "the": true, "year": true, "d'": true, "de'": true, "ب": true, "ב": true, "tháng": true, "năm": true, "m": true, "gada": true}

// monthAfter gives the end of the month name that follows s[i:], 0 if none does.
func monthAfter(s string, i int) int {
	for words := 0; words < 3; words++ {
		a, b := nextWord(s, i)
		if a == b || a-i > 4 {
			return 0
		}
		w := strings.ToLower(s[a:b])
		if monthOf(w) > 0 {
			return b
		}
		if !between[w] {
			return 0
		}
		i = b
	}
	return 0
}

// yearAfter gives the end of the year that follows s[i:], 0 if none does.
func yearAfter(s string, i int) int {
	for words := 0; words < 3; words++ {
		k := i
		for k < len(s) && !isFigure(s[k]) && k-i < 6 && (s[k] == ' ' || s[k] == '.' || s[k] == ',' || s[k] == '-' || s[k] == '/' || s[k] == '\'' || s[k] >= 0x80) {
			if s[k] < 0x80 {
				k++
				continue
			}
			r, size := utf8.DecodeRuneInString(s[k:])
			if unicode.IsLetter(r) {
				break
			}
			k += size
		}
		if l := figureEnd(s, k); l > k {
			if l-k == 4 || l-k == 2 && (l >= len(s) || s[l] != ':' && s[l] != '.' && s[l] != 'h') {
				return l
			}
			return 0
		}
		a, b := nextWord(s, i)
		if a == b || a-i > 3 || !between[strings.ToLower(s[a:b])] {
			return 0
		}
		i = b
	}
	return 0
}

// monthBefore gives the start of the month name that ends before s[i:], i if
// none does.
func monthBefore(s string, from, i int) int {
	k := i
	for k > from && (s[k-1] == ' ' || s[k-1] == '.' || s[k-1] == ',' || s[k-1] == '-' || s[k-1] == '/') && i-k < 3 {
		k--
	}
	a := k
	for a > from && k-a < 32 {
		r, size := utf8.DecodeLastRuneInString(s[from:a])
		if !inWord(r) {
			break
		}
		a -= size
	}
	if a < k && monthOf(strings.ToLower(s[a:k])) > 0 {
		return a
	}
	return i
}

func monthOf(word string) int { return monthNames[word] }

// nextWord finds the next run of letters, at most 8 bytes away.
func nextWord(s string, i int) (start, end int) {
	stop := min(len(s), i+8)
	for i < stop {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsLetter(r) {
			break
		}
		if isFigure(s[i]) {
			return i, i
		}
		i += size
	}
	j := i
	for j < len(s) && j-i < 40 {
		r, size := utf8.DecodeRuneInString(s[j:])
		if !inWord(r) {
			break
		}
		j += size
	}
	return i, j
}
