package fetch

import (
	"fmt"
	"strconv"
	"strings"
)

// escapePath writes escapes in upper case. With fold it unescapes letters,
// digits and -._~, with octets it escapes what is not ASCII.
func escapePath(s string, fold, octets bool) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if n, ok := escapeAt(s, i); ok {
			if fold && isUnreserved(n) {
				b.WriteByte(n)
			} else {
				b.WriteString(strings.ToUpper(s[i : i+3]))
			}
			i += 2
		} else if s[i] >= 0x80 && octets {
			fmt.Fprintf(&b, "%%%02X", s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// escapeAt reads the escape that begins at s[i], if there is one.
func escapeAt(s string, i int) (byte, bool) {
	if s[i] != '%' || i+2 >= len(s) {
		return 0, false
	}
	n, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
	return byte(n), err == nil
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// robotsMatch matches a pattern with * and a final $ against the beginning of
// a path. Each piece between stars is looked for once and in order, so that
// no pattern takes more time than path times pieces.
func robotsMatch(pattern, path string) bool {
	pattern, toEnd := strings.CutSuffix(pattern, "$")
	piece, rest, more := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, piece) {
		return false
	}
	path = path[len(piece):]
	for more {
		piece, rest, more = strings.Cut(rest, "*")
		if !more && toEnd {
			return strings.HasSuffix(path, piece)
		}
		i := strings.Index(path, piece)
		if i < 0 {
			return false
		}
		path = path[i+len(piece):]
	}
	return !toEnd || path == ""
}

// robotsPath is the part of an address that rules speak of: path and query.
func robotsPath(url string) string {
	url, _, _ = strings.Cut(url, "#")
	start := 0
	if i := strings.Index(url, "://"); i >= 0 && !strings.ContainsAny(url[:i], "/?;") {
		start = i + 3
	} else if strings.HasPrefix(url, "//") {
		start = 2
	}
	i := strings.IndexAny(url[start:], "/?;")
	if i < 0 {
		return "/"
	}
	if path := url[start+i:]; path[0] == '/' {
		return path
	}
	return "/" + url[start+i:]
}
