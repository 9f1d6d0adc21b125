package feed

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// maxToken is the most that one text or tag may hold in memory; a longer text
// comes in several pieces, a longer tag loses its attributes.
const maxToken = 4 << 20

type tokenKind int

const (
	endOfInput tokenKind = iota
	startTag
	endTag
	textToken  // with entities
	cdataToken // without
	otherToken // a comment, an instruction, a document type
)

// scanner takes a document apart into tags and texts, in one pass over a
// window of it. It never fails: what is no markup is text, and what was wrong
// is counted in faults. name, attrs and text are parts of the window, good
// until the next call of next.
type scanner struct {
	r          io.Reader
	buf        []byte // the window; buf[pos:] has not been read yet
	start, pos int    // where the current token begins, and where the next
	offset     int    // bytes before the window
	lines      int    // line ends before the window
	column     int    // runes of the last line before the window
	drained    bool   // r has no more
	inCDATA    bool   // in the middle of a section larger than the window
	skip       []byte // what ends the rest of an oversized tag or comment

	noCDATAEnd, noInstructionEnd, noCommentEnd bool // there is no ]]>, ?> or --> in the rest

	kind     tokenKind
	name     []byte
	attrs    []byte
	text     []byte
	empty    bool // a start tag that is its own end
	cut      bool // the input ended within a tag or section
	fragment bool // the input is a piece of HTML and no document
	entities map[string]string
	list     attrs  // room for attributes,
	value    []byte // and for one that is being read
	expanded int    // bytes that entities of the document have grown to
	doctype  bool   // of HTML
	faults   faults
}

// next reads the next token.
func (s *scanner) next() tokenKind {
	s.kind, s.name, s.attrs, s.text, s.empty = otherToken, nil, nil, nil, false
	if s.start = s.pos; len(s.skip) > 0 {
		s.skipRest()
	}
	switch s.start = s.pos; {
	case s.inCDATA:
		s.cdata()
	case !s.has(1):
		s.kind = endOfInput
	case s.buf[s.pos] != '<':
		s.plain(0)
	default:
		s.markup()
	}
	return s.kind
}

func (s *scanner) markup() {
	s.has(9)
	rest := s.buf[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		s.comment()
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		s.pos += len("<![CDATA[")
		s.cdata()
	case len(rest) > 1 && rest[1] == '?':
		s.instruction()
	case len(rest) > 2 && rest[1] == '!' && isNameStart(rest[2]):
		s.declaration()
	case len(rest) > 2 && rest[1] == '/' && isNameStart(rest[2]):
		s.endTag()
	case len(rest) > 1 && isNameStart(rest[1]):
		s.startTag()
	default:
		s.fault(bareLess)
		s.plain(1)
	}
}

// plain takes text up to the next <, of which the first n bytes are known to
// be text.
func (s *scanner) plain(n int) {
	s.kind = textToken
	i := s.index(n, "<")
	if i < 0 {
		i = s.whole(len(s.buf) - s.pos)
	}
	s.text = s.buf[s.pos : s.pos+i]
	s.pos += i
}

// whole gives the largest length up to n that cuts neither a letter nor an
// entity, unless the input ends there.
func (s *scanner) whole(n int) int {
	if s.drained {
		return n
	}
	tail := s.buf[max(s.pos, s.pos+n-40) : s.pos+n]
	if i := bytes.LastIndexByte(tail, '&'); i >= 0 && n > len(tail) {
		return n - len(tail) + i
	}
	for k := 1; k < 4 && k < n; k++ {
		if c := s.buf[s.pos+n-k]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(s.buf[s.pos+n-k:s.pos+n]) {
				return n - k
			}
			break
		}
	}
	return n
}

// cdata takes a CDATA section, or a piece of a large one. One that does not
// end, or swallows the beginning of another behind the end of its item, is
// read as if its beginning were not there.
func (s *scanner) cdata() {
	i := -1
	if !s.noCDATAEnd {
		i = s.index(0, "]]>")
	}
	switch {
	case i >= 0 && !s.inCDATA && runaway(s.buf[s.pos:s.pos+i]), i < 0 && s.drained:
		if s.noCDATAEnd = i < 0; s.noCDATAEnd {
			s.cut = true
		}
		if !s.inCDATA {
			s.fault(openCDATA)
		}
		s.inCDATA = false
	case i >= 0:
		s.kind, s.text, s.inCDATA = cdataToken, s.buf[s.pos:s.pos+i], false
		s.pos += i + 3
	default:
		n := s.whole(len(s.buf) - s.pos - 2)
		s.kind, s.text, s.inCDATA = cdataToken, s.buf[s.pos:s.pos+n], true
		s.pos += n
	}
}

func runaway(section []byte) bool {
	i := bytes.Index(section, []byte("<![CDATA["))
	return i > 0 && (bytes.Contains(section[:i], []byte("</item>")) || bytes.Contains(section[:i], []byte("</entry>")))
}

// other passes over n bytes and what follows, up to an end.
func (s *scanner) other(n int, end string) {
	s.pos += n
	if i := s.index(0, end); i >= 0 {
		s.text = s.buf[s.pos : s.pos+i]
		s.pos += i + len(end)
		return
	}
	s.skip = []byte(end)
}

// comment passes over a comment; one that does not end is read as if its
// beginning were not there.
func (s *scanner) comment() {
	if !s.noCommentEnd {
		if s.index(4, "-->") >= 0 || !s.drained {
			s.other(4, "-->")
			return
		}
		s.noCommentEnd, s.cut = true, true
		s.fault(openComment)
	}
	s.pos += 4
}

// instruction passes over a processing instruction; one without its end is as
// SGML has it, or a question mark in the text.
func (s *scanner) instruction() {
	if !s.noInstructionEnd {
		if s.index(2, "?>") >= 0 || !s.drained {
			s.other(2, "?>")
			return
		}
		s.noInstructionEnd = true
	}
	s.pos += 2
	if i := s.until(0, '>'); i >= 0 && s.buf[s.pos+i] == '>' {
		s.pos += i + 1
	}
}

func (s *scanner) endTag() {
	s.kind = endTag
	s.pos += 2
	n := s.nameLen()
	i := s.until(n, '>')
	s.name = s.buf[s.pos : s.pos+n]
	switch {
	case i < 0:
		s.fault(badTag)
		s.cut = true
		s.pos = len(s.buf)
	case s.buf[s.pos+i] == '<':
		s.fault(badTag)
		s.pos += i
	default:
		s.pos += i + 1
	}
}

// until finds c or a < behind n bytes; -1 if neither comes.
func (s *scanner) until(n int, c byte) int {
	for i := n; s.has(i + 1); i++ {
		if b := s.buf[s.pos+i]; b == c || b == '<' {
			return i
		}
	}
	return -1
}

// startTag takes a tag with its attributes as they stand. A < that ends up as
// none is text.
func (s *scanner) startTag() {
	s.pos++
	n := s.nameLen()
	i, assigned := n, false
	for {
		if !s.has(i + 1) {
			s.brokenTag(n, i, assigned)
			return
		}
		switch c := s.buf[s.pos+i]; c {
		case '>':
			s.tag(n, i)
			s.pos += i + 1
			return
		case '<':
			if s.fault(badTag); assigned {
				s.tag(n, i)
				s.pos += i
				return
			}
			s.pos--
			s.plain(1)
			return
		case '=':
			assigned = true
			i++
			for s.has(i+1) && isSpace(s.buf[s.pos+i]) {
				i++
			}
			if s.has(i+1) && (s.buf[s.pos+i] == '"' || s.buf[s.pos+i] == '\'') {
				i = s.quoted(i + 1)
			}
		default:
			i++
		}
	}
}

// quoted gives the place behind an attribute value whose text begins at i. A
// value with a > and then a < has lost its closing quote; the tag ends at the
// former.
func (s *scanner) quoted(i int) int {
	quote, end := s.buf[s.pos+i-1], -1
	for ; s.has(i + 1); i++ {
		switch c := s.buf[s.pos+i]; {
		case c == quote:
			return i + 1
		case c == '>' && end < 0:
			end = i
		case c == '<' && end >= 0:
			s.fault(lostQuote)
			return end
		}
	}
	if end >= 0 && s.drained {
		s.fault(lostQuote)
		return end
	}
	return i
}

// brokenTag takes a tag whose end is not within reach: cut off, or too long.
func (s *scanner) brokenTag(n, i int, assigned bool) {
	switch {
	case s.fragment && !assigned: // "if a<b"
		s.pos--
		s.plain(1)
		return
	case s.drained:
		s.fault(badTag)
		s.cut, s.pos = true, len(s.buf)
		return
	}
	s.fault(tooLong)
	s.kind, s.name, s.skip = startTag, s.buf[s.pos:s.pos+n], []byte(">")
	s.pos += i
}

func (s *scanner) tag(n, i int) {
	s.kind, s.name, s.attrs = startTag, s.buf[s.pos:s.pos+n], s.buf[s.pos+n:s.pos+i]
	if s.empty = i > n && s.buf[s.pos+i-1] == '/'; s.empty {
		s.attrs = s.attrs[:len(s.attrs)-1]
	}
}

// skipRest passes over what is left of an oversized tag or comment.
func (s *scanner) skipRest() {
	for ; ; s.start = s.pos {
		if i := s.index(0, string(s.skip)); i >= 0 {
			s.pos += i + len(s.skip)
			break
		}
		if s.drained {
			s.pos, s.cut = len(s.buf), true
			break
		}
		s.pos = len(s.buf) - len(s.skip)
	}
	s.skip = nil
}

func (s *scanner) nameLen() int {
	n := 1
	for n < 256 && s.has(n+1) && isNameByte(s.buf[s.pos+n]) {
		n++
	}
	return n
}

// index finds what the next bytes hold behind the first n, reading on as far
// as the window may grow; -1 if it is not there.
func (s *scanner) index(n int, what string) int {
	for {
		if i := bytes.Index(s.buf[min(s.pos+n, len(s.buf)):], []byte(what)); i >= 0 {
			return n + i
		}
		n = max(n, len(s.buf)-s.pos-len(what)+1)
		if !s.fill() {
			return -1
		}
	}
}

// has reports whether n more bytes are there, reading on if need be.
func (s *scanner) has(n int) bool {
	for len(s.buf)-s.pos < n {
		if !s.fill() {
			return false
		}
	}
	return true
}

// fill reads more into the window, after moving what is left to its front;
// false at the end of the input or if the window is full.
func (s *scanner) fill() bool {
	if s.drained {
		return false
	}
	if s.start > 0 {
		gone := s.buf[:s.start]
		if i := bytes.LastIndexByte(gone, '\n'); i >= 0 {
			s.lines += bytes.Count(gone, []byte{'\n'})
			s.column, gone = 0, gone[i+1:]
		}
		s.column += utf8.RuneCount(gone)
		s.buf = s.buf[:copy(s.buf, s.buf[s.start:])]
		s.offset += s.start
		s.pos -= s.start
		s.start = 0
	}
	if len(s.buf) == cap(s.buf) && cap(s.buf) >= maxToken {
		return false
	}
	if len(s.buf) >= cap(s.buf)/4*3 && cap(s.buf) < maxToken {
		s.buf = append(make([]byte, 0, max(16<<10, 2*cap(s.buf))), s.buf...)
	}
	for range 100 { // readers may give nothing now and then
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if s.drained = err != nil; n > 0 || s.drained {
			return n > 0
		}
	}
	s.drained = true
	return false
}

func isNameStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == ':' || c >= utf8.RuneSelf
}

func isNameByte(c byte) bool {
	return isNameStart(c) || '0' <= c && c <= '9' || c == '-' || c == '.'
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
