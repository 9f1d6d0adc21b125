package address

import "strings"

// The states of path, query and fragment.

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

func singleDot(s string) bool { return s == "." || strings.EqualFold(s, "%2e") }

func doubleDot(s string) bool {
	switch strings.ToLower(s) {
	case "..", ".%2e", "%2e.", "%2e%2e":
		return true
	}
	return false
}
