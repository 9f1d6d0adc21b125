package check

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// number is a number as written in a text: in digits, in words, or in both.
type number struct {
	start, end int
	values     []float64 // more than one if the separators can be read two ways
	percent    bool
	spelled    bool // written in words alone
	ordinal    bool
	digits     int // significant digits as written: how far it may be rounded
}

// equal reports whether two numbers may be the same.
func (n number) equal(m number) bool {
	if n.percent != m.percent {
		return false
	}
	for _, a := range n.values {
		for _, b := range m.values {
			if a == b || math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) {
				return true
			}
		}
	}
	return false
}

// rounds reports whether n may be m rounded: "1.2 million" for 1,187,432.
func (n number) rounds(m number) bool {
	if n.percent != m.percent || n.spelled || n.digits < 2 {
		return false
	}
	for _, a := range n.values {
		for _, b := range m.values {
			if a < 1000 || b < 1000 {
				continue
			}
			unit := math.Pow(10, math.Floor(math.Log10(a))-float64(n.digits-1))
			if math.Abs(a-b) <= unit/2 {
				return true
			}
		}
	}
	return false
}

// numbers finds the numbers in a text. skip marks tokens that belong to dates.
func numbers(toks []token, lang string, skip map[int]bool) []number {
	w := wordsOf(lang)
	var out []number
	for i := 0; i < len(toks); {
		n, used := number{}, 0
		switch t := toks[i]; {
		case skip[i]:
		case t.kind == numeral:
			n, used = w.numeral(toks, i, lang)
		case t.kind == word && unicode.Is(unicode.Han, firstRune(t.raw)):
			n, used = han(toks, i)
		case t.kind == word:
			n, used = w.spelled(toks, i)
		}
		if used == 0 {
			i++
			continue
		}
		if len(n.values) > 0 {
			out = append(out, n)
		}
		i += used
	}
	return out
}

// numeral reads the number that begins with the digits at i, and how many
// tokens it takes. What is part of a name, a time or a code has no values.
func (w *words) numeral(toks []token, i int, lang string) (number, int) {
	t := toks[i]
	n := number{start: t.start, end: t.end, values: readings(t.folded, lang), digits: significant(t.folded)}
	used := 1
	at := func(k int) token {
		if i+k < len(toks) {
			return toks[i+k]
		}
		return token{start: math.MaxInt}
	}
	if named(toks, i) || at(1).raw == ":" && at(2).kind == numeral && at(2).start == t.end+1 || i > 1 && toks[i-1].raw == ":" && toks[i-2].kind == numeral {
		return number{}, used
	}
	if next := at(1); next.kind == word && next.start == t.end && !unicode.Is(unicode.Han, firstRune(next.raw)) {
		used++
		switch s := next.folded; {
		case w.scales[s] > 0:
			n.scale(w.scales[s])
		case s == "st" || s == "nd" || s == "rd" || s == "th" || s == "º" || s == "ª":
			n.ordinal = true
		case s == "m" || s == "mn" || s == "mm" || s == "bn" || s == "k" || s == "b":
			n.scale(map[byte]float64{'m': 1e6, 'b': 1e9, 'k': 1e3}[s[0]])
		case !slices.Contains(units, s):
			return number{}, used // 5G, 4x4: a name
		}
		n.end = next.end
	}
	used += w.follow(toks[i+used:], &n)
	if used == 1 && i > 0 {
		n.ordinal = n.ordinal || toks[i-1].raw == "第"
	}
	if i > 2 && toks[i-1].raw == "之" && toks[i-2].raw == "分" { // 百分之20
		n.percent = true
	}
	return n, used
}

// units may stand behind a number without a blank.
var units = []string{"km", "kg", "g", "mw", "gw", "kw", "ha", "h", "hrs", "cm", "tn", "l", "kwh", "mwh", "gb", "tb", "mbd", "bpd", "usd", "eur"}

// named reports whether the digits at i belong to a name (COVID-19, F-16).
func named(toks []token, i int) bool {
	if i < 2 || toks[i-1].end != toks[i].start || toks[i-2].end != toks[i-1].start {
		return false
	}
	dash := toks[i-1].raw
	if dash != "-" && dash != "‑" && dash != "/" {
		return false
	}
	before := toks[i-2]
	return before.kind == word && !slices.Contains([]string{"mid", "early", "late", "pre", "post", "sub", "de", "a", "to"}, before.folded)
}

// follow reads scale words and per cent behind a number.
func (w *words) follow(toks []token, n *number) (used int) {
	for used < len(toks) {
		t := toks[used]
		if s, ok := w.scales[t.folded]; ok && t.kind == word {
			n.scale(s)
			n.end, used = t.end, used+1
			if used < len(toks) && toks[used].raw == "." && (t.folded == "млн" || t.folded == "млрд" || t.folded == "тыс") {
				used++
			}
			continue
		}
		if s, ok := hanScales[t.raw]; ok {
			n.scale(s)
			n.end, used = t.end, used+1
			continue
		}
		if t.raw == "-" && used+1 < len(toks) && w.scales[toks[used+1].folded] > 1 {
			used++
			continue
		}
		break
	}
	if used < len(toks) {
		for _, p := range w.percents {
			if k := matches(toks[used:], p); k > 0 {
				n.percent, n.end = true, toks[used+k-1].end
				return used + k
			}
		}
	}
	return used
}

// matches gives the number of tokens if toks begin with the words of phrase.
func matches(toks []token, phrase []string) int {
	if len(phrase) == 0 || len(toks) < len(phrase) {
		return 0
	}
	for i, p := range phrase {
		stem, open := strings.CutSuffix(p, "*")
		if f := toks[i].folded; f != p && !(open && strings.HasPrefix(f, stem)) {
			return 0
		}
	}
	return len(phrase)
}

func (n *number) scale(by float64) {
	for i := range n.values {
		n.values[i] *= by
	}
}

// spelled reads a number in words at i: "twenty-one", "treinta y dos millones".
func (w *words) spelled(toks []token, i int) (number, int) {
	n := number{start: toks[i].start, end: toks[i].end, spelled: true, digits: 1}
	if v, ok := w.ordinals[toks[i].folded]; ok {
		n.values, n.ordinal = []float64{v}, true
		return n, 1
	}
	v, ok := w.cardinals[toks[i].folded]
	used := 1
	if !ok {
		if v = w.scales[toks[i].folded]; v < 1000 && v != 100 {
			return number{}, 0
		}
		n.values = []float64{v} // "a million", "mil"
		used += w.follow(toks[i+1:], &n)
		return n, used
	}
	for v >= 20 && i+used < len(toks) {
		next := i + used
		if w.and[toks[next].folded] || toks[next].raw == "-" {
			next++
		}
		if next >= len(toks) {
			break
		}
		u, ok := w.cardinals[toks[next].folded]
		if !ok || u <= 0 || u >= 100 || v < 100 && u >= 10 || int(v)%100 != 0 && u >= 10 {
			break
		}
		v, used, n.end = v+u, next+1-i, toks[next].end
		if int(v)%10 != 0 {
			break
		}
	}
	n.values = []float64{v}
	used += w.follow(toks[i+used:], &n)
	return n, used
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
