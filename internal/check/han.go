package check

import (
	"strconv"
	"unicode/utf8"
)

var hanDigits = map[string]float64{"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

var hanScales = map[string]float64{"十": 10, "百": 100, "千": 1000, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}

// han reads a number in Chinese characters at i: 二十一, 三百万, 百分之五, 二〇二一.
func han(toks []token, i int) (number, int) {
	n := number{start: toks[i].start, spelled: true, digits: 1}
	start := i
	if matches(toks[i:], []string{"百", "分", "之"}) > 0 {
		n.percent = true
		start += 3
	}
	total, section, digit, plain := 0.0, 0.0, -1.0, ""
	k := start
	for ; k < len(toks); k++ {
		if d, ok := hanDigits[toks[k].raw]; ok {
			digit, plain = d, plain+strconv.Itoa(int(d))
			continue
		}
		s, ok := hanScales[toks[k].raw]
		if !ok {
			break
		}
		plain = ""
		if s >= 1e4 {
			total, section, digit = (total+section+max(digit, 0))*s, 0, -1
			continue
		}
		if digit < 0 {
			digit = 1
		}
		section, digit = section+digit*s, -1
	}
	if k == start {
		return number{}, 0
	}
	v := total + section + max(digit, 0)
	if utf8.RuneCountInString(plain) > 1 { // digits one by one, as in years
		v, _ = strconv.ParseFloat(plain, 64)
	}
	n.values, n.end = []float64{v}, toks[k-1].end
	n.ordinal = i > 0 && toks[i-1].raw == "第"
	return n, k - i
}
