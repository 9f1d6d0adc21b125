package address

// The states of file: addresses. The house never opens one; they are read so
// that what is refused is refused for the right reason.

func (p *parser) file(c rune) bool {
	p.u.scheme = "file"
	p.u.host, p.u.hasHost = "", true
	switch {
	case c == '/' || c == '\\':
		p.state = (*parser).fileSlash
	case p.base != nil && p.base.scheme == "file":
		p.u.host, p.u.hasHost = p.base.host, p.base.hasHost
		p.u.path = append([]string(nil), p.base.path...)
		p.u.query, p.u.hasQuery = p.base.query, p.base.hasQuery
		p.afterBase(c)
		if c == '?' || c == '#' || c == eof {
			return true
		}
		p.u.query, p.u.hasQuery = "", false
		if p.startsWithDrive() {
			p.u.path = nil
		} else {
			p.shorten()
		}
		p.state = (*parser).inPath
		p.i--
	default:
		p.state = (*parser).inPath
		p.i--
	}
	return true
}

func (p *parser) fileSlash(c rune) bool {
	if c == '/' || c == '\\' {
		p.state = (*parser).fileHost
		return true
	}
	if p.base != nil && p.base.scheme == "file" {
		p.u.host, p.u.hasHost = p.base.host, p.base.hasHost
		if !p.startsWithDrive() && len(p.base.path) > 0 && normalDrive(p.base.path[0]) {
			p.u.path = append(p.u.path, p.base.path[0])
		}
	}
	p.state = (*parser).inPath
	p.i--
	return true
}

func (p *parser) fileHost(c rune) bool {
	if c != eof && c != '/' && c != '\\' && c != '?' && c != '#' {
		p.buf = append(p.buf, c)
		return true
	}
	p.i--
	switch {
	case driveLetter(string(p.buf)):
		p.state = (*parser).inPath // it was no host: buf goes on as the first segment
	case len(p.buf) == 0:
		p.u.host, p.u.hasHost = "", true
		p.state = (*parser).pathStart
	default:
		if !p.setHost() {
			return false
		}
		if p.u.host == "localhost" {
			p.u.host = ""
		}
		p.state = (*parser).pathStart
	}
	return true
}

// startsWithDrive reports whether a Windows drive letter begins here.
func (p *parser) startsWithDrive() bool {
	if !isAlpha(p.rune(0)) || p.rune(1) != ':' && p.rune(1) != '|' {
		return false
	}
	switch p.rune(2) {
	case eof, '/', '\\', '?', '#':
		return true
	}
	return false
}

func driveLetter(s string) bool {
	return len(s) == 2 && isAlpha(rune(s[0])) && (s[1] == ':' || s[1] == '|')
}

func normalDrive(s string) bool { return driveLetter(s) && s[1] == ':' }
