package address

import "strings"

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
