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

// parser is the basic URL parser of the URL Standard (WHATWG): a state for
// each part of an address, fed rune by rune. The names are the Standard's, so
// that the two can be read side by side. State overrides are left out: they
// serve setters that we do not have.
type parser struct {
	in    []rune
	i     int
	base  *record
	u     record
	state func(*parser, rune) bool
	buf   []rune

	at, brackets, password bool
}

const eof rune = -1

// parse reads raw, against base if it is relative. Nil means that the
// Standard fails.
func parse(raw string, base *record) *record {
	raw = strings.ToValidUTF8(raw, "\uFFFD")
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	p := &parser{base: base, state: (*parser).schemeStart}
	p.in = make([]rune, 0, len(raw))
	for _, r := range raw {
		if r != '\t' && r != '\n' && r != '\r' {
			p.in = append(p.in, r)
		}
	}
	p.u.port = -1
	for p.i = 0; ; p.i++ {
		if !p.state(p, p.rune(0)) {
			return nil
		}
		if p.i >= len(p.in) {
			return &p.u
		}
	}
}

// rune gives the rune n places on, eof behind the end.
func (p *parser) rune(n int) rune {
	if p.i+n < 0 || p.i+n >= len(p.in) {
		return eof
	}
	return p.in[p.i+n]
}

func (p *parser) special() bool { return defaultPort(p.u.scheme) != 0 }

// slash reports whether c separates path segments here.
func (p *parser) slash(c rune) bool { return c == '/' || c == '\\' && p.special() }

func (p *parser) schemeStart(c rune) bool {
	if isAlpha(c) {
		p.buf = append(p.buf, c|0x20)
		p.state = (*parser).scheme
		return true
	}
	p.state = (*parser).noScheme
	p.i--
	return true
}

func (p *parser) scheme(c rune) bool {
	switch {
	case isAlpha(c):
		p.buf = append(p.buf, c|0x20)
	case isDigit(c) || c == '+' || c == '-' || c == '.':
		p.buf = append(p.buf, c)
	case c == ':':
		p.u.scheme = string(p.buf)
		p.buf = nil
		switch {
		case p.u.scheme == "file":
			p.state = (*parser).file
		case p.special() && p.base != nil && p.base.scheme == p.u.scheme:
			p.state = (*parser).specialRelativeOrAuthority
		case p.special():
			p.state = (*parser).specialAuthoritySlashes
		case p.rune(1) == '/':
			p.state = (*parser).pathOrAuthority
			p.i++
		default:
			p.u.opaque, p.u.path = true, []string{""}
			p.state = (*parser).opaquePath
		}
	default:
		p.buf = nil
		p.state = (*parser).noScheme
		p.i = -1
	}
	return true
}

func (p *parser) noScheme(c rune) bool {
	switch {
	case p.base == nil || p.base.opaque && c != '#':
		return false
	case p.base.opaque:
		p.u = *p.base
		p.u.hasFragment, p.u.fragment = true, ""
		p.state = (*parser).fragment
	case p.base.scheme != "file":
		p.state = (*parser).relative
		p.i--
	default:
		p.state = (*parser).file
		p.i--
	}
	return true
}

func (p *parser) specialRelativeOrAuthority(c rune) bool {
	if c == '/' && p.rune(1) == '/' {
		p.state = (*parser).specialAuthorityIgnoreSlashes
		p.i++
		return true
	}
	p.state = (*parser).relative
	p.i--
	return true
}

func (p *parser) pathOrAuthority(c rune) bool {
	if c == '/' {
		p.state = (*parser).authority
		return true
	}
	p.state = (*parser).inPath
	p.i--
	return true
}

func (p *parser) relative(c rune) bool {
	p.u.scheme = p.base.scheme
	if p.slash(c) {
		p.state = (*parser).relativeSlash
		return true
	}
	p.takeAuthority()
	p.u.path = append([]string(nil), p.base.path...)
	p.u.query, p.u.hasQuery = p.base.query, p.base.hasQuery
	p.afterBase(c)
	if c != '?' && c != '#' && c != eof {
		p.u.query, p.u.hasQuery = "", false
		p.shorten()
		p.state = (*parser).inPath
		p.i--
	}
	return true
}

// afterBase goes on to query or fragment behind what the base gave.
func (p *parser) afterBase(c rune) {
	switch c {
	case '?':
		p.u.query, p.u.hasQuery = "", true
		p.state = (*parser).inQuery
	case '#':
		p.u.fragment, p.u.hasFragment = "", true
		p.state = (*parser).fragment
	}
}

func (p *parser) takeAuthority() {
	p.u.username, p.u.password = p.base.username, p.base.password
	p.u.host, p.u.hasHost, p.u.port = p.base.host, p.base.hasHost, p.base.port
}

func (p *parser) relativeSlash(c rune) bool {
	switch {
	case p.special() && (c == '/' || c == '\\'):
		p.state = (*parser).specialAuthorityIgnoreSlashes
	case c == '/':
		p.state = (*parser).authority
	default:
		p.takeAuthority()
		p.state = (*parser).inPath
		p.i--
	}
	return true
}

func (p *parser) specialAuthoritySlashes(c rune) bool {
	p.state = (*parser).specialAuthorityIgnoreSlashes
	if c == '/' && p.rune(1) == '/' {
		p.i++
	} else {
		p.i--
	}
	return true
}

func (p *parser) specialAuthorityIgnoreSlashes(c rune) bool {
	if c != '/' && c != '\\' {
		p.state = (*parser).authority
		p.i--
	}
	return true
}

func (p *parser) authority(c rune) bool {
	switch {
	case c == '@':
		p.credentials()
	case c == eof || c == '?' || c == '#' || p.slash(c):
		if p.at && len(p.buf) == 0 {
			return false
		}
		p.i -= len(p.buf) + 1
		p.buf = nil
		p.state = (*parser).inHost
	default:
		p.buf = append(p.buf, c)
	}
	return true
}

// credentials moves what stood before an @ to user name and password.
func (p *parser) credentials() {
	var user, pass strings.Builder
	if p.at {
		p.buf = append([]rune("%40"), p.buf...)
	}
	p.at = true
	for _, r := range p.buf {
		switch {
		case r == ':' && !p.password:
			p.password = true
		case p.password:
			encodeRune(&pass, r, userinfoSet)
		default:
			encodeRune(&user, r, userinfoSet)
		}
	}
	p.u.username += user.String()
	p.u.password += pass.String()
	p.buf = nil
}

func (p *parser) inHost(c rune) bool {
	switch {
	case c == ':' && !p.brackets:
		if len(p.buf) == 0 || !p.setHost() {
			return false
		}
		p.state = (*parser).inPort
	case c == eof || c == '?' || c == '#' || p.slash(c):
		p.i--
		if p.special() && len(p.buf) == 0 || !p.setHost() {
			return false
		}
		p.state = (*parser).pathStart
	default:
		if c == '[' {
			p.brackets = true
		} else if c == ']' {
			p.brackets = false
		}
		p.buf = append(p.buf, c)
	}
	return true
}

func (p *parser) setHost() bool {
	host, ok := parseHost(string(p.buf), !p.special())
	p.u.host, p.u.hasHost = host, true
	p.buf = nil
	return ok
}

func (p *parser) inPort(c rune) bool {
	switch {
	case isDigit(c):
		p.buf = append(p.buf, c)
	case c == eof || c == '?' || c == '#' || p.slash(c):
		if len(p.buf) > 0 {
			n, err := strconv.ParseUint(string(p.buf), 10, 16)
			if err != nil {
				return false
			}
			p.u.port = int(n)
			if d := defaultPort(p.u.scheme); d != 0 && p.u.port == d {
				p.u.port = -1
			}
			p.buf = nil
		}
		p.state = (*parser).pathStart
		p.i--
	default:
		return false
	}
	return true
}

func (p *parser) pathStart(c rune) bool {
	switch {
	case p.special():
		p.state = (*parser).inPath
		if !p.slash(c) {
			p.i--
		}
	case c == '?' || c == '#':
		p.afterBase(c)
	case c != eof:
		p.state = (*parser).inPath
		if c != '/' {
			p.i--
		}
	}
	return true
}

func (p *parser) inPath(c rune) bool {
	if c != eof && c != '?' && c != '#' && !p.slash(c) {
		p.buf = append(p.buf, c)
		return true
	}
	var b strings.Builder
	for _, r := range p.buf {
		encodeRune(&b, r, pathSet)
	}
	seg := b.String()
	p.buf = nil
	switch {
	case doubleDot(seg):
		p.shorten()
		if !p.slash(c) {
			p.u.path = append(p.u.path, "")
		}
	case singleDot(seg):
		if !p.slash(c) {
			p.u.path = append(p.u.path, "")
		}
	default:
		if p.u.scheme == "file" && len(p.u.path) == 0 && driveLetter(seg) {
			seg = seg[:1] + ":"
		}
		p.u.path = append(p.u.path, seg)
	}
	p.afterBase(c)
	return true
}

// shorten takes the last segment off, but never the drive letter of a file.
func (p *parser) shorten() {
	n := len(p.u.path)
	if n == 0 || p.u.scheme == "file" && n == 1 && len(p.u.path[0]) == 2 && p.u.path[0][1] == ':' && isAlpha(rune(p.u.path[0][0])) {
		return
	}
	p.u.path = p.u.path[:n-1]
}

func (p *parser) opaquePath(c rune) bool {
	var b strings.Builder
	for ; p.i < len(p.in); p.i++ {
		c = p.in[p.i]
		if c == '?' || c == '#' {
			break
		}
		if next := p.rune(1); c == ' ' && (next == '?' || next == '#') {
			b.WriteString("%20")
			continue
		}
		encodeRune(&b, c, controlSet)
	}
	p.u.path[0] += b.String()
	if p.i < len(p.in) {
		p.afterBase(c)
	}
	return true
}

func (p *parser) inQuery(c rune) bool {
	if c != '#' && c != eof {
		p.buf = append(p.buf, c)
		return true
	}
	set := querySet
	if p.special() {
		set = specialQuerySet
	}
	var b strings.Builder
	for _, r := range p.buf {
		encodeRune(&b, r, set)
	}
	p.u.query = b.String()
	p.buf = nil
	p.afterBase(c)
	return true
}

func (p *parser) fragment(c rune) bool {
	var b strings.Builder
	for ; p.i < len(p.in); p.i++ {
		encodeRune(&b, p.in[p.i], fragmentSet)
	}
	p.u.fragment += b.String()
	return true
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
