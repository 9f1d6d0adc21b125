package feed

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// The bounds of what a document may define for itself: simple texts, never
// other entities, never files.
const (
	maxDoctype  = 1 << 20 // bytes
	maxEntities = 256
	maxEntity   = 4 << 10  // bytes of one
	maxExpanded = 64 << 10 // bytes in all their uses
)

// appendText appends the text that src is in a document, with entities unless
// it is a CDATA section: control characters are left out, line ends made one.
func (s *scanner) appendText(dst, src []byte, cdata bool) []byte {
	for len(src) > 0 {
		n := 0
		for n < len(src) && !special[src[n]] {
			n++
		}
		dst = append(dst, src[:n]...)
		if src = src[n:]; len(src) == 0 {
			break
		}
		n = 1
		switch c := src[0]; {
		case c == '&' && !cdata:
			dst, n = s.appendEntity(dst, src)
		case c == '&':
			dst = append(dst, c)
		case c == '\r':
			if len(src) == 1 || src[1] != '\n' {
				dst = append(dst, '\n')
			}
		case c < ' ' || c == 0x7F:
			s.fault(control)
		default:
			dst, n = appendLetter(dst, src)
		}
		src = src[n:]
	}
	return dst
}

// special are the bytes that appendText must look at.
var special = func() (t [256]bool) {
	for c := range t {
		t[c] = c < ' ' && c != '\n' && c != '\t' || c == 0x7F || c == '&' || c == 0xC2 || c == 0xEF
	}
	return t
}()

// appendLetter drops what XML forbids, and turns C1 controls into what their
// writer meant: Windows 1252 that was taken for Latin 1.
func appendLetter(dst, src []byte) ([]byte, int) {
	r, n := utf8.DecodeRune(src)
	switch {
	case 0x80 <= r && r <= 0x9F && r != 0x85:
		return utf8.AppendRune(dst, charmap.Windows1252.DecodeByte(byte(r))), n
	case r == 0xFFFE || r == 0xFFFF || r == 0xFEFF:
		return dst, n
	}
	return append(dst, src[:n]...), n
}

// appendEntity appends what the & at the beginning of src stands for.
func (s *scanner) appendEntity(dst, src []byte) ([]byte, int) {
	n := bytes.IndexByte(src[:min(len(src), 40)], ';')
	if n < 2 || !isEntityName(src[1:n]) {
		s.fault(bareAmp)
		return append(dst, '&'), 1
	}
	if r, ok := numericEntity(src[1:n]); ok {
		if r > 0 {
			dst = utf8.AppendRune(dst, r)
		}
		return dst, n + 1
	}
	switch string(src[1:n]) {
	case "amp":
		return append(dst, '&'), n + 1
	case "lt":
		return append(dst, '<'), n + 1
	case "gt":
		return append(dst, '>'), n + 1
	case "quot":
		return append(dst, '"'), n + 1
	case "apos":
		return append(dst, '\''), n + 1
	case "lang": // HTML 5 moved these two; the entity sets of XHTML have them here
		return append(dst, "\u2329"...), n + 1
	case "rang":
		return append(dst, "\u232A"...), n + 1
	}
	if own, ok := s.entities[string(src[1:n])]; ok {
		if s.expanded += len(own); s.expanded <= maxExpanded {
			return append(dst, own...), n + 1
		}
		s.fault(expanded)
		return append(dst, src[:n+1]...), n + 1
	}
	raw := string(src[:n+1])
	if text := html.UnescapeString(raw); !strings.HasSuffix(text, ";") {
		return append(dst, text...), n + 1
	}
	s.fault(unknownEntity)
	return append(dst, raw...), n + 1
}

func isEntityName(b []byte) bool {
	for i, c := range b {
		if !isNameByte(c) && (c != '#' || i > 0) {
			return false
		}
	}
	return true
}

// numericEntity reads #65 and #x41; 0 for what is no character. What stands
// in the place of C1 controls is meant for Windows 1252.
func numericEntity(name []byte) (rune, bool) {
	if name[0] != '#' {
		return 0, false
	}
	digits, base := string(name[1:]), 10
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 64)
	r := rune(min(n, utf8.MaxRune+1))
	switch {
	case err != nil && !strings.Contains(err.Error(), strconv.ErrRange.Error()):
		return 0, false
	case 0x80 <= r && r <= 0x9F:
		return charmap.Windows1252.DecodeByte(byte(r)), true
	case r < ' ' && r != '\n' && r != '\t' && r != '\r', r == 0x7F, r == 0xFFFE, r == 0xFFFF:
		return 0, true
	case !utf8.ValidRune(r):
		return utf8.RuneError, true
	}
	return r, true
}

// declaration passes over <!DOCTYPE …> with its internal subset, of which it
// takes the entities that are simple texts.
func (s *scanner) declaration() {
	depth := 0
	for i := 2; s.has(i+1) && i < maxDoctype; i++ {
		switch c := s.buf[s.pos+i]; c {
		case '"', '\'':
			n := s.index(i+1, string(c))
			if n < 0 {
				s.other(2, ">")
				return
			}
			i = n
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				s.doctypeText(s.buf[s.pos : s.pos+i])
				s.pos += i + 1
				return
			}
		}
	}
	s.other(2, ">")
}

func (s *scanner) doctypeText(text []byte) {
	if fields := strings.Fields(string(text[:min(len(text), 100)])); len(fields) > 1 && strings.EqualFold(fields[1], "html") {
		s.doctype = true
	}
	for len(s.entities) < maxEntities {
		_, rest, ok := bytes.Cut(text, []byte("<!ENTITY"))
		if !ok {
			return
		}
		text = rest
		name, rest, _ := bytes.Cut(bytes.TrimLeft(rest[:min(len(rest), maxEntity)], " \t\r\n"), []byte{' '})
		rest = bytes.TrimLeft(rest, " \t\r\n")
		if len(rest) == 0 || len(name) == 0 || len(name) > 32 || rest[0] != '"' && rest[0] != '\'' {
			continue // a parameter entity, a file
		}
		value, _, ok := bytes.Cut(rest[1:], rest[:1])
		if _, known := s.entities[string(name)]; !ok || known {
			continue
		}
		if s.entities == nil {
			s.entities = map[string]string{}
		}
		own := s.entities
		s.entities = nil // entities in an entity stay as they stand
		own[string(name)] = string(s.appendText(nil, value, false))
		s.entities = own
	}
}

type attr struct{ name, value string }

type attrs []attr

// get gives the first attribute of that name, in any case and under any
// prefix unless the name has one; "" if there is none.
func (as attrs) get(name string) string {
	for _, a := range as {
		local := a.name
		if i := strings.LastIndexByte(local, ':'); i >= 0 && strings.IndexByte(name, ':') < 0 && local[:i] != "xmlns" {
			local = local[i+1:]
		}
		if strings.EqualFold(local, name) {
			return strings.TrimSpace(a.value)
		}
	}
	return ""
}

// attributes gives the attributes of the current tag, until it is called again.
func (s *scanner) attributes() attrs {
	out := s.list[:0]
	defer func() { s.list = out }()
	b := s.attrs
	for len(b) > 0 {
		if !isNameStart(b[0]) {
			b = b[1:]
			continue
		}
		n := 1
		for n < len(b) && isNameByte(b[n]) {
			n++
		}
		name := string(b[:n])
		if b = bytes.TrimLeft(b[n:], " \t\r\n"); len(b) == 0 || b[0] != '=' {
			out = append(out, attr{name, name}) // as HTML has it: <option selected>
			continue
		}
		b = bytes.TrimLeft(b[1:], " \t\r\n")
		var value []byte
		if len(b) > 0 && (b[0] == '"' || b[0] == '\'') {
			value, b, _ = bytes.Cut(b[1:], b[:1])
		} else {
			n = bytes.IndexAny(b, " \t\r\n")
			if n < 0 {
				n = len(b)
			}
			value, b = b[:n], b[n:]
		}
		if len(out) == maxAttributes {
			s.fault(tooManyAttributes)
			break
		}
		s.value = s.appendText(s.value[:0], value, false)
		out = append(out, attr{name, validUTF8(s.value)})
	}
	return out
}

// validUTF8 gives b as a string of its own.
func validUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
}
