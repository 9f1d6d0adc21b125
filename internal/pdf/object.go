package pdf

import (
	"bytes"
	"math"
	"strconv"
)

// The objects of a file: nil, bool, int, float64, text, name, array, dict,
// *stream, ref, and word for what is none of them (operators).
type (
	text   []byte
	name   string
	word   string
	array  []any
	dict   map[name]any
	ref    struct{ n, gen int }
	stream struct {
		dict
		raw []byte
	}
)

// lexer reads objects out of bytes.
type lexer struct {
	b  []byte
	at int
}

// end is what next gives after the last object.
type end struct{}

// closing are the ends of arrays and dictionaries.
const (
	closeArray = word("]")
	closeDict  = word(">>")
)

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (l *lexer) skip() {
	for l.at < len(l.b) {
		switch c := l.b[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.b) && l.b[l.at] != '\n' && l.b[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// next reads an object; a reference is read by object, which looks ahead.
func (l *lexer) next(depth int) any {
	l.skip()
	if l.at >= len(l.b) {
		return end{}
	}
	switch c := l.b[l.at]; c {
	case '(':
		return l.literal()
	case '<':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '<' {
			l.at += 2
			return l.dict(depth)
		}
		return l.hex()
	case '>':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '>' {
			l.at += 2
			return closeDict
		}
		l.at++
		return word(">")
	case '[':
		l.at++
		return l.array(depth)
	case ']':
		l.at++
		return closeArray
	case '/':
		return l.name()
	case '{', '}', ')':
		l.at++
		return word(string(c))
	}
	return l.plain()
}

// plain reads a number or a word.
func (l *lexer) plain() any {
	from := l.at
	for l.at < len(l.b) && !isSpace(l.b[l.at]) && !isDelimiter(l.b[l.at]) {
		l.at++
	}
	s := l.b[from:l.at]
	if c := s[0]; c == '+' || c == '-' || c == '.' || c >= '0' && c <= '9' {
		if n, ok := number(s); ok {
			return n
		}
	}
	switch string(s) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return word(s)
}

// number reads a number as programs write it, also "--5" and "1.2.3".
func number(s []byte) (any, bool) {
	if n, err := strconv.Atoi(string(s)); err == nil {
		return n, true
	}
	neg := false
	for len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		neg = neg || s[0] == '-'
		s = s[1:]
	}
	if i := bytes.IndexByte(s, '-'); i > 0 {
		s = s[:i]
	}
	if i := bytes.IndexByte(s, '.'); i >= 0 {
		if j := bytes.IndexByte(s[i+1:], '.'); j >= 0 {
			s = s[:i+1+j]
		}
	}
	for _, c := range s {
		if c != '.' && (c < '0' || c > '9') {
			return nil, false
		}
	}
	f, err := strconv.ParseFloat(string(s), 64)
	if err != nil || len(s) == 0 || math.IsInf(f, 0) {
		return 0, len(s) <= 1
	}
	if neg {
		f = -f
	}
	return f, true
}

func (l *lexer) literal() text {
	l.at++
	var out text
	for depth := 1; l.at < len(l.b); l.at++ {
		switch c := l.b[l.at]; c {
		case '(':
			depth++
			out = append(out, c)
		case ')':
			if depth--; depth == 0 {
				l.at++
				return out
			}
			out = append(out, c)
		case '\\':
			out = l.escape(out)
		default:
			out = append(out, c)
		}
	}
	return out
}

// escape reads what follows a backslash; l.at is left on its last byte.
func (l *lexer) escape(out text) text {
	if l.at++; l.at >= len(l.b) {
		return out
	}
	c := l.b[l.at]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	switch {
	case c == '\r':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '\n' {
			l.at++
		}
		return out
	case c == '\n':
		return out
	case c < '0' || c > '7':
		return append(out, c)
	}
	v := 0
	for i := 0; i < 3 && l.at < len(l.b) && l.b[l.at] >= '0' && l.b[l.at] <= '7'; i++ {
		v = v*8 + int(l.b[l.at]-'0')
		l.at++
	}
	l.at--
	return append(out, byte(v))
}

func (l *lexer) hex() text {
	l.at++
	var out text
	half, n := byte(0), 0
	for ; l.at < len(l.b); l.at++ {
		c := l.b[l.at]
		if c == '>' {
			l.at++
			break
		}
		if d, ok := hexDigit(c); ok {
			if half = half<<4 | d; n%2 == 1 {
				out, half = append(out, half), 0
			}
			n++
		}
	}
	if n%2 == 1 {
		out = append(out, half<<4)
	}
	return out
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func (l *lexer) name() name {
	l.at++
	var out []byte
	for l.at < len(l.b) && !isSpace(l.b[l.at]) && !isDelimiter(l.b[l.at]) {
		c := l.b[l.at]
		if c == '#' && l.at+2 < len(l.b) {
			hi, ok1 := hexDigit(l.b[l.at+1])
			lo, ok2 := hexDigit(l.b[l.at+2])
			if ok1 && ok2 {
				c = hi<<4 | lo
				l.at += 2
			}
		}
		out = append(out, c)
		l.at++
	}
	return name(out)
}

// array reads up to the closing bracket. "5 0 R" inside is a reference.
func (l *lexer) array(depth int) array {
	out := array{}
	for depth < maxDepth {
		o := l.next(depth + 1)
		switch o {
		case end{}, closeArray:
			return out
		case closeDict, word("endobj"), word("stream"):
			l.back(o.(word))
			return out
		}
		out = referred(out, o)
	}
	return out
}

func (l *lexer) dict(depth int) dict {
	out := dict{}
	var kept array
	for depth < maxDepth {
		o := l.next(depth + 1)
		if o == closeDict || o == (end{}) || o == word("endobj") || o == word("stream") {
			if w, ok := o.(word); ok && w != closeDict {
				l.back(w)
			}
			break
		}
		kept = referred(kept, o)
	}
	for i := 0; i+1 < len(kept); {
		k, ok := kept[i].(name)
		if !ok {
			i++
			continue
		}
		out[k] = kept[i+1]
		i += 2
	}
	return out
}

func (l *lexer) back(w word) { l.at = max(l.at-len(w), 0) }

// referred adds an object to a list; "R" makes a reference of the two before.
func referred(list array, o any) array {
	if o == word("R") && len(list) >= 2 {
		n, ok1 := list[len(list)-2].(int)
		gen, ok2 := list[len(list)-1].(int)
		if ok1 && ok2 {
			return append(list[:len(list)-2], ref{n, gen})
		}
	}
	return append(list, o)
}
