package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a half-open range of bytes.
type Span struct{ Start, End int }

// Sentences finds the sentences of s, in order, without the white space
// around them. A blank line always ends one; a stop does not when it belongs
// to an abbreviation, an initial, a number, an address or a list mark, or
// when what follows goes on in lower case. When in doubt it does not cut: a
// citation is better of two sentences than of half a one.
func Sentences(s, lang string) []Span {
	var out []Span
	start := 0
	add := func(end int) {
		if sp, ok := trim(s, start, end); ok {
			out = append(out, sp)
		}
		start = end
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n':
			if end := blankLine(s, i); end > 0 {
				add(i)
				i, start = end, end
				continue
			}
			if listMark(s[i+1:]) {
				add(i)
			}
			i += size
		case terminal(r):
			end := closeSentence(s, i)
			if ends(s, start, i, end, r, lang) {
				add(end)
			}
			i = end
		default:
			i += size
		}
	}
	add(len(s))
	return out
}

// terminal tells the runes that may end a sentence.
func terminal(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '。', '！', '？', '．', '｡', '؟', '۔', '।', '‼', '⁇', '⁈', '⁉':
		return true
	}
	return false
}

// wide tells the terminals that need no white space behind them.
func wide(r rune) bool {
	switch r {
	case '。', '！', '？', '．', '｡':
		return true
	}
	return false
}

// closeSentence gives the end of the terminals at i and of the quotes and
// brackets that close behind them.
func closeSentence(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !terminal(r) {
			break
		}
		i += size
	}
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !closer(r) && (r != '"' && r != '\'' || !closesHere(s, i+size)) {
			break
		}
		i += size
	}
	return i
}

// closer tells the runes that close a quotation or a bracket. Straight quotes
// are both: see closesHere.
func closer(r rune) bool {
	switch r {
	case '”', '’', '»', '›', ')', ']', '}', '」', '』', '）', '】', '》', '〉', '］', '″':
		return true
	}
	return false
}

// closesHere reports whether a straight quote that ends at i closes: white
// space, punctuation or nothing follows.
func closesHere(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsSpace(r) || closer(r) || r == ',' || r == '.' || r == ';'
}

// ends decides whether the terminal r at stop, whose closers end at end,
// really ends the sentence that began at start.
func ends(s string, start, stop, end int, r rune, lang string) bool {
	if end >= len(s) {
		return true
	}
	next, _ := utf8.DecodeRuneInString(s[end:])
	if wide(r) {
		return !(next == '，' || next == '、' || next == '；')
	}
	if !unicode.IsSpace(next) {
		// Footnote marks and missing blanks ("fin.El") are not worth the
		// addresses and numbers that would be cut with them.
		return isHan(next)
	}
	follow := firstLetter(s[end:])
	if unicode.IsLower(follow) {
		return false
	}
	if r != '.' || strings.HasPrefix(s[stop:], "..") {
		return true
	}
	return !abbreviated(s, start, stop, follow, lang)
}

// firstLetter gives the first letter or digit of s within the next few runes,
// past opening quotes and brackets; 0 when something else comes.
func firstLetter(s string) rune {
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		if i > 16 || !unicode.IsSpace(r) && !unicode.IsPunct(r) && !unicode.IsSymbol(r) {
			return 0
		}
	}
	return 0
}

// blankLine gives the end of a paragraph break that begins at the newline i,
// 0 if the newline is only a line break.
func blankLine(s string, i int) int {
	lines, at := 0, i
	for at < len(s) {
		switch s[at] {
		case '\n':
			lines++
		case ' ', '\t', '\r':
		default:
			if lines > 1 {
				return at
			}
			return 0
		}
		at++
	}
	return at
}

// listMark reports whether a line begins like an item of a list.
func listMark(s string) bool {
	s = strings.TrimLeft(s, " \t")
	for _, mark := range []string{"- ", "– ", "— ", "• ", "* ", "· ", "▪ ", "●"} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	return false
}

// trim takes the white space from both ends of s[start:end].
func trim(s string, start, end int) (Span, bool) {
	t := strings.TrimLeftFunc(s[start:end], unicode.IsSpace)
	start = end - len(t)
	t = strings.TrimRightFunc(t, unicode.IsSpace)
	return Span{start, start + len(t)}, t != ""
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
