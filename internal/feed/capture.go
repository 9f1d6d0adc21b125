package feed

import (
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"strings"
)

// mode is how the text of an element is meant.
type mode uint8

const (
	asHTML   mode = iota // escaped markup, as RSS has it
	asText               // plain text, as Atom has it unless it says otherwise
	asXML                // markup that is part of the document
	asBase64             // bytes
)

// capture is the element whose text is being gathered.
type capture struct {
	on       bool
	depth    int // of its frame in the stack
	role     role
	meaning  meaning
	mode     mode
	untyped  bool // nothing said what the text is
	markup   bool // there were elements in it
	unwrap   bool // Atom 1.0: the outer <div> is none of the text
	foreign  bool // a document of another kind
	name     *tagName
	attrs    attrs // of link, guid, category
	out, tmp []byte
}

// openCapture begins to gather the text of an element.
func (r *reader) openCapture(ro role, m meaning, n *tagName) {
	r.c = capture{on: true, depth: len(r.stack) - 1, role: ro, meaning: m, name: n, out: r.c.out[:0], tmp: r.c.tmp}
	var as attrs
	if len(r.attrs) > 0 {
		as = r.attributes()
	}
	switch ro {
	case link, id, category:
		r.c.attrs = slices.Clone(as)
	case title, summary, body, info:
		r.setMode(n, as)
		if src := as.get("src"); src != "" && ro == body {
			r.setLink(src, 3)
		}
	}
}

// setMode tells from Atom's attributes how a text is meant. Atom 0.3 has
// media types and a mode, Atom 1.0 three words or a media type.
func (r *reader) setMode(n *tagName, as attrs) {
	c := &r.c
	if n.vocab == xhtml {
		c.mode = asXML
		return
	}
	if n.vocab != atom && !(n.vocab == core && r.rootVocab() == atom) {
		if t := as.get("type"); strings.Contains(t, "xhtml") {
			c.mode = asXML
		}
		return
	}
	t, how := strings.ToLower(as.get("type")), strings.ToLower(as.get("mode"))
	switch {
	case how == "base64":
		c.mode = asBase64
	case how == "xml" || t == "xhtml" || t == "application/xhtml+xml" && how == "":
		c.mode, c.unwrap = asXML, t == "xhtml"
	case t == "":
		c.mode, c.untyped = asText, true
	case strings.Contains(t, "html"):
		c.mode = asHTML
	case strings.HasSuffix(t, "/xml") || strings.HasSuffix(t, "+xml"):
		c.mode, c.foreign = asXML, true
	case strings.Contains(t, "/") && !strings.HasPrefix(t, "text/"), t == "base64":
		c.mode = asBase64
	default:
		c.mode = asText
	}
}

// interrupts reports whether an element cannot stand in the text that is
// being gathered, which therefore was not closed.
func (r *reader) interrupts(n *tagName) bool {
	switch m := n.meaning; {
	case m.role == item:
		return !r.c.foreign
	case r.c.mode == asXML || n.vocab == xhtml:
		return false
	case r.c.role == summary || r.c.role == body || r.c.role == info:
		return n.local == "pubdate" || n.local == "guid" || n.local == "encoded"
	default:
		return m.role > container && n.vocab != dc || n.local == "channel"
	}
}

// captureText gathers text, escaped where it stands among markup.
func (r *reader) captureText() {
	c := &r.c
	if len(c.out) > maxContent+maxContent/8 {
		return
	}
	if c.mode != asXML && len(r.stack)-1 == c.depth {
		c.out = r.appendText(c.out, r.text, r.kind == cdataToken)
		return
	}
	c.tmp = r.appendText(c.tmp[:0], r.text, r.kind == cdataToken)
	c.out = appendEscaped(c.out, c.tmp)
}

func appendEscaped[T string | []byte](out []byte, text T) []byte {
	for i := range len(text) {
		switch c := text[i]; c {
		case '<':
			out = append(out, "&lt;"...)
		case '>':
			out = append(out, "&gt;"...)
		case '&':
			out = append(out, "&amp;"...)
		default:
			out = append(out, c)
		}
	}
	return out
}

// openInline writes the start tag of markup in a text, attributes in the
// order of their names so that the same content is the same text.
func (r *reader) openInline(fr frame) {
	c := &r.c
	fr.role = inline
	fr.unmarked = c.unwrap && len(r.stack)-1 == c.depth && fr.name.local == "div"
	r.push(fr)
	if !fr.unmarked && len(c.out) < maxContent+maxContent/8 {
		c.markup = true
		c.out = append(append(c.out, '<'), fr.name.asWritten...)
		as := r.attributes()
		slices.SortStableFunc(as, func(a, b attr) int { return strings.Compare(a.name, b.name) })
		for _, a := range as {
			if strings.HasPrefix(a.name, "xmlns:") || a.name == "xmlns" && fr.name.vocab == xhtml {
				continue
			}
			c.out = append(append(append(c.out, ' '), a.name...), `="`...)
			c.out = append(append(c.out, html.EscapeString(a.value)...), '"')
		}
		if voidHTML[fr.name.local] {
			c.out = append(c.out, " /"...)
		}
		c.out = append(c.out, '>')
	}
	if r.empty || voidHTML[fr.name.local] {
		r.pop()
	}
}

func (r *reader) closeInline(fr frame) {
	if !fr.unmarked && !voidHTML[fr.name.local] && len(r.c.out) < maxContent+maxContent/4 {
		r.c.out = append(append(append(r.c.out, "</"...), fr.name.asWritten...), '>')
	}
}

// closeCapture ends the text and gives it to its role.
func (r *reader) closeCapture() {
	c := &r.c
	c.on = false
	text := strings.TrimSpace(validUTF8(c.out))
	if c.mode == asBase64 {
		packed := strings.Join(strings.Fields(text), "")
		if b, err := base64.StdEncoding.DecodeString(packed); err == nil {
			text = strings.TrimSpace(validUTF8(r.appendText(nil, b, true)))
		}
		c.mode = asHTML
	}
	if c.mode == asText && (c.markup || c.untyped && htmlTag.MatchString(text)) {
		c.mode = asHTML
	}
	r.takeText(text)
}

// htmlTag finds what shows that a text whose type is not said is HTML: an
// entity, the end tag of an element of HTML, or a tag that has none.
var htmlTag = regexp.MustCompile(`(?i)</(?:p|a|b|i|em|strong|div|span|ul|ol|li|h[1-6]|blockquote|table|figure)>|<(?:br|img|p)\b[^<>]*>|&(?:#x?[0-9a-f]{2,6}|[a-z]{2,8}[0-9]{0,2});`)
