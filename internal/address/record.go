package address

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// record is a parsed address, with the names of the URL Standard.
type record struct {
	scheme             string
	username, password string
	host               string
	hasHost            bool
	port               int // -1: none or the scheme's own
	path               []string
	opaque             bool // path has one element that is not a list: mailto:x
	query, fragment    string
	hasQuery           bool
	hasFragment        bool
}

// String serialises the address.
func (u *record) String() string {
	var b strings.Builder
	b.WriteString(u.scheme + ":")
	switch {
	case u.hasHost:
		b.WriteString("//")
		if u.username != "" || u.password != "" {
			b.WriteString(u.username)
			if u.password != "" {
				b.WriteString(":" + u.password)
			}
			b.WriteByte('@')
		}
		b.WriteString(u.host)
		if u.port >= 0 {
			b.WriteString(":" + strconv.Itoa(u.port))
		}
	case !u.opaque && len(u.path) > 1 && u.path[0] == "":
		b.WriteString("/.") // else the path would be read as a host
	}
	b.WriteString(u.pathname())
	if u.hasQuery {
		b.WriteString("?" + u.query)
	}
	if u.hasFragment {
		b.WriteString("#" + u.fragment)
	}
	return b.String()
}

func (u *record) pathname() string {
	if u.opaque {
		return u.path[0]
	}
	if len(u.path) == 0 {
		return ""
	}
	return "/" + strings.Join(u.path, "/")
}

// defaultPort gives the port of a special scheme, 0 for the others and -1 for
// file, which is special and has none.
func defaultPort(scheme string) int {
	switch scheme {
	case "http", "ws":
		return 80
	case "https", "wss":
		return 443
	case "ftp":
		return 21
	case "file":
		return -1
	}
	return 0
}

func isAlpha(c rune) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' && c < utf8.RuneSelf }
func isDigit(c rune) bool { return '0' <= c && c <= '9' }
