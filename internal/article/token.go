package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tokens cuts a page into texts and tags.
type tokens struct {
	s       string
	at      int
	attrs   []html.Attribute   // set aside
	endless map[atom.Atom]bool // elements whose end tag stands nowhere below
}

type tokenKind uint8

const (
	textToken tokenKind = iota
	startToken
	endToken
)

// token is a text or a tag of a page.
type token struct {
	kind   tokenKind
	text   string
	name   string // lower case
	atom   atom.Atom
	attrs  []html.Attribute
	void   bool   // <name/>
	raw    string // text of an element that holds no tags
	closed bool   // its end has been read
}

// next gives the next token; comments and declarations are passed over.
func (z *tokens) next(t *token) bool {
	for z.at < len(z.s) {
		if z.s[z.at] != '<' {
			z.takeText(t, z.at)
			return true
		}
		switch c := z.peek(1); {
		case c == '!' || c == '?':
			z.passOver()
		case c == '/':
			if !isLetter(z.peek(2)) {
				z.passOver()
				continue
			}
			z.at += 2
			*t = token{kind: endToken}
			z.tagName(t)
			z.skipTo('>')
			return true
		case isLetter(c):
			z.at++
			*t = token{kind: startToken}
			z.tagName(t)
			z.takeAttrs(t)
			z.takeRaw(t)
			return true
		default:
			z.takeText(t, z.at+1)
			return true
		}
	}
	return false
}

func (z *tokens) peek(n int) byte {
	if z.at+n < len(z.s) {
		return z.s[z.at+n]
	}
	return 0
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// takeText takes what stands before the next '<' from a place on.
func (z *tokens) takeText(t *token, from int) {
	end := len(z.s)
	if i := strings.IndexByte(z.s[from:], '<'); i >= 0 {
		end = from + i
	}
	*t = token{kind: textToken, text: unescape(z.s[z.at:end])}
	z.at = end
}

func unescape(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}

// passOver leaves out a comment or a declaration.
func (z *tokens) passOver() {
	rest := z.s[z.at:]
	if !strings.HasPrefix(rest, "<!--") {
		z.skipTo('>')
		return
	}
	if strings.HasPrefix(rest, "<!-->") {
		z.at += 5
		return
	}
	if strings.HasPrefix(rest, "<!--->") {
		z.at += 6
		return
	}
	from := 4
	for {
		i := strings.Index(rest[from:], "--")
		if i < 0 {
			z.at = len(z.s)
			return
		}
		from += i
		tail := rest[from:]
		if len(tail) > 2 && tail[2] == '>' {
			z.at += from + 3
			return
		}
		if len(tail) > 3 && tail[2] == '!' && tail[3] == '>' {
			z.at += from + 4
			return
		}
		from++
	}
}

func (z *tokens) skipTo(c byte) {
	if i := strings.IndexByte(z.s[z.at:], c); i >= 0 {
		z.at += i + 1
	} else {
		z.at = len(z.s)
	}
}

// tagName reads the name of a tag.
func (z *tokens) tagName(t *token) {
	from, upper := z.at, false
	for ; z.at < len(z.s); z.at++ {
		c := z.s[z.at]
		if c == '>' || c == '/' || isBlank(c) {
			break
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	var buf [24]byte
	name := z.s[from:z.at]
	if upper {
		name = strings.ToLower(name)
	}
	if len(name) <= len(buf) {
		t.atom = atom.Lookup(buf[:copy(buf[:], name)])
	}
	if t.atom == atom.Image {
		t.atom, name = atom.Img, "img"
	}
	t.name = name
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// takeRaw takes the text of an element in which no tag counts but its own end.
func (z *tokens) takeRaw(t *token) {
	switch t.atom {
	case atom.Script, atom.Style, atom.Iframe, atom.Noembed, atom.Noframes, atom.Xmp:
		t.raw = z.rawText(t.name, t.atom)
	case atom.Title, atom.Textarea:
		t.raw = unescape(z.rawText(t.name, t.atom))
	case atom.Plaintext:
		t.raw, z.at = z.s[z.at:], len(z.s)
	default:
		return
	}
	t.closed = true
}

// rawText reads up to the end tag of a name, and over it. Without one, code
// takes all the rest, and other elements nothing.
func (z *tokens) rawText(name string, a atom.Atom) string {
	if z.endless[a] {
		return ""
	}
	for at := z.at; ; {
		i := strings.Index(z.s[at:], "</")
		if i < 0 {
			break
		}
		at += i + 2
		if len(z.s)-at >= len(name) && strings.EqualFold(z.s[at:at+len(name)], name) {
			if end := at + len(name); end == len(z.s) || z.s[end] == '>' || z.s[end] == '/' || isBlank(z.s[end]) {
				raw := z.s[z.at : at-2]
				z.at = end
				z.skipTo('>')
				return raw
			}
		}
	}
	if a == atom.Script || a == atom.Style {
		raw := z.s[z.at:]
		z.at = len(z.s)
		return raw
	}
	if z.endless == nil {
		z.endless = map[atom.Atom]bool{}
	}
	z.endless[a] = true
	return ""
}
