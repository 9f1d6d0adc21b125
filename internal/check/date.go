package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// when is a date as written: 0 where a part is not said.
type when struct {
	year, month, day int
	start, end       int
}

func (w when) String() string {
	switch {
	case w.month == 0:
		return strconv.Itoa(w.year)
	case w.day == 0 && w.year == 0:
		return time.Month(w.month).String()
	case w.day == 0:
		return fmt.Sprintf("%s %d", time.Month(w.month), w.year)
	case w.year == 0:
		return fmt.Sprintf("%d %s", w.day, time.Month(w.month))
	}
	return fmt.Sprintf("%d %s %d", w.day, time.Month(w.month), w.year)
}

// fits reports whether two dates agree in what both say.
func (w when) fits(v when) bool {
	agree := func(a, b int) bool { return a == 0 || b == 0 || a == b }
	return agree(w.year, v.year) && agree(w.month, v.month) && agree(w.day, v.day)
}

// dates finds the dates in a text, and the tokens that they take up.
func dates(toks []token, lang string) (ds []when, used map[int]bool) {
	used = map[int]bool{}
	t := allTimes[lang]
	for i := range toks {
		switch {
		case used[i]:
		case toks[i].raw == "月" || toks[i].raw == "年":
			ds = append(ds, chinese(toks, i, used)...)
		case toks[i].kind == numeral && isoDate(toks, i):
			w := when{number4(toks[i]), small(toks[i+2]), small(toks[i+4]), toks[i].start, toks[i+4].end}
			ds = append(ds, w)
			for k := i; k < i+5; k++ {
				used[k] = true
			}
		case t != nil && toks[i].kind == word && t.months[toks[i].folded] > 0:
			ds = append(ds, written(toks, i, int(t.months[toks[i].folded]), lang, used)...)
		case t != nil && t.persian[toks[i].folded] > 0:
			ds = append(ds, persian(toks, i, int(t.persian[toks[i].folded]), used)...)
		}
	}
	for i, k := range toks {
		if !used[i] && plainYear(toks, i) {
			ds = append(ds, when{year: number4(k), start: k.start, end: k.end})
			used[i] = true
		}
	}
	return ds, used
}

// links are the words that may stand between the days and the month of a date.
var links = map[string]bool{"of": true, "the": true, "and": true, "to": true, "through": true, "until": true, "or": true, "de": true, "del": true, "al": true, "a": true, "y": true, "e": true, "el": true, "au": true, "et": true, "le": true, "по": true, "и": true, "с": true, "تا": true, "و": true, "-": true, "–": true, "—": true, ",": true, "th": true, "st": true, "nd": true, "rd": true, "º": true}

// written reads the dates around a month in words: "13 and 15 August 2021",
// "del 24 al 27 de septiembre", "Aug. 13-15, 2021".
func written(toks []token, i, month int, lang string, used map[int]bool) []when {
	year, end := 0, toks[i].end
	var days []int // tokens of days
	for k := i - 1; k >= 0 && i-k < 12 && !used[k]; k-- {
		if d := small(toks[k]); d >= 1 && d <= 31 {
			days = append(days, k)
		} else if !links[toks[k].folded] {
			break
		}
	}
	slices.Reverse(days)
	after := i + 1
	if after < len(toks) && toks[after].raw == "." {
		after++
	}
	if len(days) == 0 && lang == "en" {
		for k := after; k < len(toks) && k < after+6; k++ {
			if d := small(toks[k]); d >= 1 && d <= 31 && !nextIsUnit(toks, k) {
				days, after, end = append(days, k), k+1, toks[k].end
			} else if !slices.Contains([]string{"-", "–", "and", "to", "th", "st", "nd", "rd"}, toks[k].folded) {
				break
			}
		}
	}
	for k := after; k < len(toks) && k <= after+1; k++ {
		if y := number4(toks[k]); y > 0 && toks[k].kind == numeral {
			year, end = y, toks[k].end
			used[k] = true
			break
		}
		if !slices.Contains([]string{",", "de", "del", "of"}, toks[k].folded) {
			break
		}
	}
	if len(days) == 0 {
		if !isMonth(toks, i, lang, year > 0) {
			return nil
		}
		used[i] = true
		return []when{{year, month, 0, toks[i].start, end}}
	}
	used[i] = true
	var ds []when
	for _, k := range days {
		used[k] = true
		ds = append(ds, when{year, month, small(toks[k]), min(toks[k].start, toks[i].start), max(end, toks[k].end)})
	}
	return ds
}

// isMonth tells the month from words that look like it ("may", "march").
func isMonth(toks []token, i int, lang string, year bool) bool {
	if year {
		return true
	}
	if lang == "en" {
		if f := toks[i].folded; f == "may" || f == "march" || f == "mar" || len(f) <= 3 {
			return i > 0 && unicode.IsUpper(firstRune(toks[i].raw)) && slices.Contains([]string{"in", "of", "since", "until", "by", "late", "early", "mid", "last", "and", "from", "to", "through", "between", "before", "after", "during", "-", "–"}, toks[i-1].folded)
		}
		return unicode.IsUpper(firstRune(toks[i].raw))
	}
	return len([]rune(toks[i].folded)) > 3 || lang == "ru" || lang == "ar"
}

// nextIsUnit reports whether the number at k counts something ("May 20 percent").
func nextIsUnit(toks []token, k int) bool {
	return k+1 < len(toks) && (toks[k+1].raw == "%" || toks[k+1].folded == "percent" || toks[k+1].folded == "million")
}

func persian(toks []token, i, month int, used map[int]bool) []when {
	year, day := 0, 0
	if i > 0 {
		day = small(toks[i-1])
	}
	if i+1 < len(toks) {
		if y, err := strconv.Atoi(toks[i+1].folded); err == nil && y >= 1300 && y < 1500 {
			year = y
			used[i+1] = true
		}
	}
	if day < 1 || day > 31 {
		return nil // "دی", "مهر" and "تیر" are words as well
	}
	used[i], used[i-1] = true, true
	guess := year
	if guess == 0 {
		guess = 1400
	}
	g := fromPersian(guess, month, day)
	w := when{g.Year(), int(g.Month()), g.Day(), toks[i-1].start, toks[i].end}
	if year == 0 {
		w.year = 0 // the day may be off by one in other years: leave the rest
	}
	return []when{w}
}

// chinese reads 2021年8月13日, 8月13日, 8月 and 2021年 around the character at i.
func chinese(toks []token, i int, used map[int]bool) []when {
	at := func(k int) token {
		if k >= 0 && k < len(toks) {
			return toks[k]
		}
		return token{}
	}
	if at(i).raw == "年" {
		y := number4(at(i - 1))
		if y == 0 || small(at(i+1)) > 0 && at(i+2).raw == "月" {
			return nil // the month will take it
		}
		used[i-1], used[i] = true, true
		return []when{{year: y, start: at(i - 1).start, end: at(i).end}}
	}
	w := when{month: small(at(i - 1)), start: at(i - 1).start, end: at(i).end}
	if w.month < 1 || w.month > 12 {
		return nil
	}
	used[i-1], used[i] = true, true
	if at(i-2).raw == "年" && number4(at(i-3)) > 0 {
		w.year, w.start = number4(at(i-3)), at(i-3).start
		used[i-2], used[i-3] = true, true
	}
	if d := small(at(i + 1)); d >= 1 && d <= 31 && (at(i+2).raw == "日" || at(i+2).raw == "号") {
		w.day, w.end = d, at(i+2).end
		used[i+1], used[i+2] = true, true
	}
	return []when{w}
}

// isoDate reports whether 2021-08-13 begins at i.
func isoDate(toks []token, i int) bool {
	return i+4 < len(toks) && number4(toks[i]) > 0 && toks[i+1].raw == "-" && toks[i+3].raw == "-" &&
		small(toks[i+2]) >= 1 && small(toks[i+2]) <= 12 && small(toks[i+4]) >= 1 && small(toks[i+4]) <= 31
}

// plainYear reports whether the numeral at i is a year and not a quantity.
func plainYear(toks []token, i int) bool {
	if toks[i].kind != numeral || number4(toks[i]) == 0 || named(toks, i) {
		return false
	}
	if i+1 < len(toks) {
		next := toks[i+1]
		if next.raw == "%" || next.kind == word && next.start == toks[i].end && firstRune(next.raw) != '年' {
			return false
		}
	}
	return i == 0 || !strings.ContainsRune("$€£¥", firstRune(toks[i-1].raw))
}

// number4 gives a numeral of four digits that may be a year, or 0.
func number4(t token) int {
	if len(t.folded) != 4 {
		return 0
	}
	y, err := strconv.Atoi(t.folded)
	if err != nil || y < 1900 || y > 2099 {
		return 0
	}
	return y
}

// small gives a numeral of one or two digits, or 0.
func small(t token) int {
	if t.kind != numeral || len(t.folded) > 2 {
		return 0
	}
	n, _ := strconv.Atoi(t.folded)
	return n
}
