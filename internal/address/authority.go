package address

import (
	"strconv"
	"strings"
)

// The states of what stands between the slashes and the path: credentials,
// host, port.

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
