package article

import (
	"encoding/json"
	"html"
	"strings"
	"unicode/utf8"
)

// looseJSON reads the JSON values of a script as they stand in pages: wrapped
// in CDATA or comments, with comments between, commas too many, line breaks
// and bare quotes inside strings, escaped by HTML, one value behind the other,
// or cut off. Each step is linear in the size of the script; what none of them
// mends is left out.
func looseJSON(s string) []any {
	if len(s) > maxLinked {
		return nil
	}
	s = unwrapped(s)
	if len(s) < 2 || s[0] != '{' && s[0] != '[' && s[0] != '&' {
		return nil
	}
	if vs, ok := values(s); ok {
		return vs
	}
	best, _ := values(mended(s, false))
	for _, next := range []func() string{
		func() string { return mended(s, true) },
		func() string { return mended(html.UnescapeString(s), true) },
	} {
		if len(best) > 0 {
			break
		}
		best, _ = values(next())
	}
	return best
}

// unwrapped takes off what pages put around a script.
func unwrapped(s string) string {
	s = strings.TrimLeft(s, "\ufeff \t\r\n")
	for _, w := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"// <![CDATA[", "// ]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"/* <![CDATA[ */", "/* ]]> */"}, {"<![CDATA[", "]]>"}} {
		s = strings.TrimSpace(s)
		s = strings.TrimSuffix(strings.TrimPrefix(s, w[0]), w[1])
	}
	return strings.TrimRight(strings.TrimSpace(s), "; \n")
}

// values reads one value behind the other. ok says that there was nothing
// else.
func values(s string) (out []any, ok bool) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	for len(out) < maxLinkedDepth {
		var v any
		if err := d.Decode(&v); err != nil {
			return out, err.Error() == "EOF"
		}
		out = append(out, v)
	}
	return out, true
}

// mended writes JSON anew: comments and needless commas out, controls inside
// strings made blanks, escapes that JSON does not know taken as the letter
// itself, and what is open at the end closed. With quotes set, a quote ends a
// string only where a string may end.
func mended(s string, quotes bool) string {
	m := mender{s: s, quotes: quotes}
	m.out.Grow(len(s) + 16)
	for m.i < len(s) && m.ok() {
		m.outside()
	}
	return m.closed()
}

type mender struct {
	s      string
	i      int
	out    strings.Builder
	open   []byte // closing brackets that are due
	comma  bool   // one is due before the next value
	done   bool   // a bracket too many: what follows is not JSON
	quotes bool
}

func (m *mender) ok() bool { return !m.done && len(m.open) < 1000 }

// outside reads one token outside strings.
func (m *mender) outside() {
	switch c := m.s[m.i]; {
	case c == '"':
		m.flushComma()
		m.inside()
	case c == '/' && m.i+1 < len(m.s) && (m.s[m.i+1] == '*' || m.s[m.i+1] == '/'):
		m.comment()
	case c == ',':
		m.comma = true
		m.i++
	case c == '}' || c == ']':
		m.comma = false
		if n := len(m.open); n > 0 && m.open[n-1] == c {
			m.open = m.open[:n-1]
			m.out.WriteByte(c)
		} else {
			m.done = true
		}
		m.i++
	case c <= ' ':
		m.out.WriteByte(' ')
		m.i++
	default:
		m.flushComma()
		if c == '{' || c == '[' {
			m.open = append(m.open, c+2) // the closing one stands two behind in ASCII
		}
		m.out.WriteByte(c)
		m.i++
	}
}

func (m *mender) flushComma() {
	if m.comma {
		m.out.WriteByte(',')
		m.comma = false
	}
}

func (m *mender) comment() {
	end := "\n"
	if m.s[m.i+1] == '*' {
		end = "*/"
	}
	if j := strings.Index(m.s[m.i+2:], end); j >= 0 {
		m.i += 2 + j + len(end)
		return
	}
	m.i = len(m.s)
}

// inside reads a string.
func (m *mender) inside() {
	m.out.WriteByte('"')
	for m.i++; m.i < len(m.s); m.i++ {
		switch c := m.s[m.i]; {
		case c == '\\' && m.i+1 < len(m.s):
			m.i++
			if e := m.s[m.i]; strings.IndexByte(`"\/bfnrtu`, e) >= 0 {
				m.out.WriteByte('\\')
				m.out.WriteByte(e)
			} else if e >= ' ' {
				m.out.WriteByte(e)
			}
		case c == '\\':
		case c == '"' && (!m.quotes || m.endsString()):
			m.i++
			m.out.WriteByte('"')
			return
		case c == '"':
			m.out.WriteString(`\"`)
		case c < ' ':
			m.out.WriteByte(' ')
		default:
			m.out.WriteByte(c)
		}
	}
	m.out.WriteByte('"')
}

// endsString reports whether a quote stands where a string may end.
func (m *mender) endsString() bool {
	rest := m.s[m.i+1 : min(m.i+64, len(m.s))]
	rest = strings.TrimLeft(rest, " \t\r\n")
	return rest == "" || strings.IndexByte(",:}]", rest[0]) >= 0
}

// closed gives what was written, with the brackets closed that are open.
func (m *mender) closed() string {
	out := strings.TrimRight(m.out.String(), " ")
	if strings.HasSuffix(out, ":") {
		out += "null"
	}
	var b strings.Builder
	b.WriteString(out)
	for i := len(m.open) - 1; i >= 0; i-- {
		b.WriteByte(m.open[i])
	}
	if !utf8.ValidString(b.String()) {
		return strings.ToValidUTF8(b.String(), "\ufffd")
	}
	return b.String()
}
