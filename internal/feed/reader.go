package feed

import (
	"net/url"
	"strings"
)

// reader walks a document of any XML dialect. Elements are known by meaning,
// not by place, so that what is misplaced or badly nested still counts; where
// several say the same, rank decides.
type reader struct {
	scanner
	f       *Feed
	emit    func(*Feed, *Item) bool
	n       int // complete items so far
	stopped bool
	address *url.URL

	root, rootPrefix string
	sitemap          bool // the root is a urlset or a sitemapindex
	names            map[string]*tagName
	spaces           []binding
	scope, scopes    int // the set of name spaces that holds, and how many there were
	stack            []frame
	overflow         int // elements open beyond maxDepth

	head, one                fields // what the feed and the item have from which rank
	it                       *Item  // nil between items
	rawPublished, rawUpdated string
	thumbnailOnly            bool // the only file of the item is a small picture of it
	person                   Author
	plainName                []byte // text directly in an author
	c                        capture

	refreshPeriod, refreshFrequency string
}

// maxNames is how many different names of elements are remembered.
const maxNames = 2000

// frame is an open element.
type frame struct {
	name     *tagName
	role     role
	astray   bool     // in an element that we do not know
	unmarked bool     // inline, but not written: the <div> around Atom's XHTML
	base     *url.URL // of xml:base, nil if it is that of the element around
	spaces   int      // how many bindings to keep when it closes
	scope    int
}

// fields are the ranks of what has been taken, by role.
type fields [frequency + 2]uint8

// take reports whether a value of this rank is to be taken.
func (f *fields) take(r role, rank uint8) bool {
	if rank > f[r] {
		f[r] = rank
		return true
	}
	return false
}

// walk reads the document from its root on.
func (r *reader) walk() {
	for !r.stopped {
		switch r.kind {
		case endOfInput:
			return
		case startTag:
			r.open()
		case endTag:
			r.close()
		case textToken, cdataToken:
			r.characters()
		}
		r.next()
	}
}

// lookup gives the name of the current tag.
func (r *reader) lookup() *tagName {
	n, ok := r.names[string(r.name)]
	if !ok {
		n = newTagName(validUTF8(r.name))
		if n.folded = n; n.full != string(r.name) {
			n.folded = r.folded(n.full)
		}
		r.remember(string(r.name), n)
	}
	return n
}

func (r *reader) folded(full string) *tagName {
	n, ok := r.names[full]
	if !ok {
		n = newTagName(full)
		n.folded = n
		r.remember(full, n)
	}
	return n
}

// remember keeps a name. Beyond the names that any honest feed has, names are
// made anew each time.
func (r *reader) remember(raw string, n *tagName) {
	if len(r.names) < maxNames {
		r.names[raw] = n
	}
}

// open reads a start tag.
func (r *reader) open() {
	n := r.lookup()
	if len(r.stack) >= maxDepth {
		r.fault(tooDeep)
		if !r.empty {
			r.overflow++
		}
		return
	}
	fr, lang := r.enter(n)
	if r.c.on {
		if !r.interrupts(n) {
			r.openInline(fr)
			return
		}
		r.popTo(r.c.depth)
		fr, lang = r.enter(n)
	}
	if n.meaning.role == item && !r.nested() && r.leaveOpenItem() {
		fr, lang = r.enter(n)
	}
	m := n.meaning
	if m.role == item && r.nested() {
		m = meaning{passed, 0}
	}
	fr.role = r.roleHere(&m, n)
	if p := r.top(); p != nil && fr.role != item {
		fr.astray = p.astray || p.role == unknown
	}
	if fr.astray && m.rank > 1 {
		m.rank = 1
	}
	r.push(fr)
	r.begin(fr.role, m, n, lang)
	if r.empty || fr.role == unknown && voidHTML[n.local] {
		r.pop()
	}
}

// enter makes the frame of an element with the name spaces, base and language
// that its tag sets, and brings the meaning of its name up to date.
func (r *reader) enter(n *tagName) (fr frame, lang string) {
	fr = frame{name: n, spaces: len(r.spaces), scope: r.scope}
	if len(r.attrs) >= 8 && containsXML(r.attrs) {
		lang = r.namespaces(&fr)
	}
	r.resolveName(n)
	return fr, lang
}

func (r *reader) namespaces(fr *frame) (lang string) {
	for _, a := range r.attributes() {
		switch name := strings.ToLower(a.name); {
		case name == "xmlns":
			r.spaces = append(r.spaces, binding{"", a.value, len(r.stack)})
		case strings.HasPrefix(name, "xmlns:"):
			r.spaces = append(r.spaces, binding{name[6:], a.value, len(r.stack)})
		case name == "xml:base":
			if u, err := url.Parse(strings.TrimSpace(a.value)); err == nil {
				if b := r.base(); b != nil {
					u = b.ResolveReference(u)
				}
				fr.base = u
			}
		case name == "xml:lang":
			lang = strings.TrimSpace(a.value)
		}
	}
	if len(r.spaces) > fr.spaces {
		r.scopes++
		r.scope = r.scopes
	}
	return lang
}

func containsXML(attrs []byte) bool {
	for i := 0; i+3 < len(attrs); i++ {
		if attrs[i]|0x20 == 'x' && attrs[i+1]|0x20 == 'm' && attrs[i+2]|0x20 == 'l' {
			return true
		}
	}
	return false
}

// roleHere gives the role of an element where it stands.
func (r *reader) roleHere(m *meaning, n *tagName) role {
	p := r.top()
	switch {
	case p == nil || m.role == item:
	case p.role == passed:
		return passed
	case p.role == owner && m.role != author, p.role == author && (m.role < personName || m.role > personURI):
		return passed
	case p.role == owner:
		m.rank = 1
	case m.role >= personName && m.role <= personURI && p.role != author,
		n.vocab == xhtml && p.role != item:
		return unknown
	}
	return m.role
}

func (r *reader) top() *frame {
	if len(r.stack) == 0 {
		return nil
	}
	return &r.stack[len(r.stack)-1]
}

// begin does what the start of an element in its role asks for.
func (r *reader) begin(ro role, m meaning, n *tagName, lang string) {
	switch ro {
	case unknown, passed, owner:
	case container:
		if n.vocab == news && r.sitemap {
			r.f.Format = "news-sitemap"
		}
		if lang != "" && r.head.take(language, 5) {
			r.f.Language = lang
		}
		if n.local == "channel" && r.f.Format == "cdf" {
			r.takeCDF(r.attributes())
		}
	case item:
		r.openItem(lang)
	case author:
		r.person, r.plainName = Author{}, r.plainName[:0]
	case enclosure, thumbnail:
		r.openEnclosure(ro, m)
	default:
		if lang != "" && r.it != nil && r.one.take(language, m.rank/3) { // a text may say what the item does not
			r.it.Language = lang
		}
		r.openCapture(ro, m, n)
	}
}

// nested reports whether the reader stands in an element of an item that is
// not the feed's own: what it holds is part of the item, another version of it
// or its source.
func (r *reader) nested() bool {
	p := r.top()
	return r.it != nil && p != nil && (p.role == owner || p.role == unknown && p.name.vocab == other)
}

// leaveOpenItem closes an item that another one follows, and whatever else
// stands open in it; it reports whether there was anything.
func (r *reader) leaveOpenItem() (left bool) {
	for i := len(r.stack) - 1; i >= 0; i-- {
		switch r.stack[i].role {
		case item:
			r.fault(openItem)
			r.popTo(i)
			return true
		case passed:
			if i == 0 || r.stack[i-1].role != passed {
				r.popTo(i)
				left = true
			}
		}
	}
	return left
}

// close reads an end tag: with the element all that are open in it end, and
// one that has no beginning means nothing.
func (r *reader) close() {
	n := r.lookup()
	for i := len(r.stack) - 1; i >= 0 && (n.folded.open > 0 || len(r.names) >= maxNames); i-- {
		if fr := &r.stack[i]; fr.name != n && fr.name.full != n.full {
			continue
		} else if r.overflow > 0 && fr.role != item && fr.role != container {
			break
		}
		r.overflow = 0
		for j := len(r.stack) - 1; j > i; j-- {
			if !voidHTML[r.stack[j].name.local] {
				r.fault(wrongNesting)
				break
			}
		}
		r.popTo(i)
		return
	}
	if r.overflow > 0 {
		r.overflow--
		return
	}
	if !voidHTML[n.local] {
		r.fault(strayEnd)
	}
}

func (r *reader) push(fr frame) {
	fr.name.folded.open++
	r.stack = append(r.stack, fr)
}

// popTo ends the elements from the i-th inward.
func (r *reader) popTo(i int) {
	for len(r.stack) > i {
		r.pop()
	}
}

// pop ends the innermost element.
func (r *reader) pop() {
	i := len(r.stack) - 1
	fr := r.stack[i]
	switch {
	case r.c.on && i > r.c.depth:
		r.closeInline(fr)
	case r.c.on && i == r.c.depth:
		r.closeCapture()
	case fr.role == author:
		r.closeAuthor(fr)
	case fr.role == item:
		r.closeItem()
	}
	fr.name.folded.open--
	r.stack = r.stack[:i]
	r.spaces, r.scope = r.spaces[:fr.spaces], fr.scope
}

// base is what relative links are relative to where the reader stands.
func (r *reader) base() *url.URL {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if b := r.stack[i].base; b != nil {
			return b
		}
	}
	return r.f.base(r.address)
}

// characters reads text.
func (r *reader) characters() {
	switch p := r.top(); {
	case r.c.on:
		r.captureText()
	case p != nil && p.role == author && len(r.plainName) < maxTitle:
		r.plainName = r.appendText(r.plainName, r.text, r.kind == cdataToken)
	}
}
