package article

import (
	"strings"

	"golang.org/x/net/html"
)

// maxAttrs bounds the attributes of a tag that are kept.
const maxAttrs = 100

// takeAttrs reads the attributes of a tag, and its end.
func (z *tokens) takeAttrs(t *token) {
	from := len(z.attrs)
	if cap(z.attrs)-from < maxAttrs {
		z.attrs, from = make([]html.Attribute, 0, 512), 0
	}
	for z.at < len(z.s) {
		c := z.s[z.at]
		switch {
		case c == '>':
			z.at++
			t.attrs = z.attrs[from:len(z.attrs):len(z.attrs)]
			return
		case c == '/':
			t.void = z.peek(1) == '>'
			z.at++
		case isBlank(c):
			z.at++
		default:
			key, val := z.attr()
			if len(z.attrs)-from < maxAttrs {
				z.attrs = append(z.attrs, html.Attribute{Key: key, Val: val})
			}
		}
	}
	t.attrs = z.attrs[from:len(z.attrs):len(z.attrs)]
}

// attr reads an attribute.
func (z *tokens) attr() (key, val string) {
	from, upper := z.at, false
	for z.at++; z.at < len(z.s); z.at++ {
		c := z.s[z.at]
		if c == '=' || c == '>' || c == '/' || isBlank(c) {
			break
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	key = z.s[from:z.at]
	if upper || isUpper(key[0]) {
		key = strings.ToLower(key)
	}
	i := z.at
	for i < len(z.s) && isBlank(z.s[i]) {
		i++
	}
	if i == len(z.s) || z.s[i] != '=' {
		return key, ""
	}
	for i++; i < len(z.s) && isBlank(z.s[i]); i++ {
	}
	z.at = i
	return key, unescapeAttr(z.value())
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// value reads the value of an attribute, quoted or not.
func (z *tokens) value() string {
	if z.at == len(z.s) {
		return ""
	}
	if q := z.s[z.at]; q == '"' || q == '\'' {
		z.at++
		from := z.at
		z.skipTo(q)
		if z.at > from && z.s[z.at-1] == q {
			return z.s[from : z.at-1]
		}
		return z.s[from:z.at]
	}
	from := z.at
	for z.at < len(z.s) && z.s[z.at] != '>' && !isBlank(z.s[z.at]) {
		z.at++
	}
	return z.s[from:z.at]
}

// unescapeAttr reads the entities of an attribute. One without its semicolon
// is none here: it is a parameter of an address.
func unescapeAttr(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := 1
		for end < len(s) && end < 34 && (isLetter(s[end]) || '0' <= s[end] && s[end] <= '9' || s[end] == '#') {
			end++
		}
		if end < len(s) && s[end] == ';' {
			end++
			b.WriteString(html.UnescapeString(s[:end]))
		} else {
			b.WriteString(s[:end])
		}
		s = s[end:]
	}
}
