package check

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// readings gives the values that a numeral may have. One point or comma before
// three digits groups thousands or parts decimals, as the language has it;
// where its readers use both, there are two readings.
func readings(s, lang string) []float64 {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '٫':
			return '.'
		case '٬', '\u00a0', '\u202f', '\u2009', ' ', '\'', '’':
			return -1 // only ever parts groups
		}
		return r
	}, s)
	points, commas := strings.Count(s, "."), strings.Count(s, ",")
	value := func(group, decimal string) []float64 {
		t := strings.ReplaceAll(s, group, "")
		if decimal != "" {
			t = strings.Replace(t, decimal, ".", 1)
		}
		v, err := strconv.ParseFloat(t, 64)
		if err != nil || math.IsInf(v, 0) {
			return nil
		}
		return []float64{v}
	}
	switch {
	case points == 0 && commas == 0:
		return value(",", "")
	case points > 0 && commas > 0:
		if strings.LastIndex(s, ".") > strings.LastIndex(s, ",") {
			return value(",", ".")
		}
		return value(".", ",")
	case points > 1:
		return value(".", "")
	case commas > 1:
		return value(",", "")
	}
	mark, english := ".", lang == "en" || lang == "zh" || lang == "fa" || lang == "ar"
	if commas == 1 {
		mark = ","
	}
	whole, part, _ := strings.Cut(s, mark)
	grouped := len(part) == 3 && len(whole) <= 3 && whole != "0"
	switch {
	case !grouped:
		return value("\x00", mark)
	case english == (mark == ","):
		return value(mark, "")
	}
	return append(value("\x00", mark), value(mark, "")...)
}

// significant counts the digits of a numeral up to its last one that is not 0.
func significant(s string) int {
	if !strings.ContainsAny(s, ".,٫") {
		s = strings.TrimRight(s, "0")
	}
	n := 0
	for _, r := range strings.TrimLeft(s, "0.,٫") {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
