package feed

import "strings"

// outline is what a first, forgiving look at an XML document finds without
// building anything: where its items begin and end, how deep it goes.
type outline struct {
	root    string // local name, lower case
	rootEnd int    // where the start tag of the root ends
	items   []span
	open    []string // the elements, as written, that are open around the items
	dropped int      // items between the first and last of many, not in items
	weight  int      // their bytes
	cut     bool     // the document ends inside an item
	deep    bool     // outside the items it is nested deeper than maxDepth
	attrs   bool     // outside the items a tag has more than maxAttributes
}

type span struct {
	start, end int
	bad        bool // too deep, or a tag with too many attributes
}

// scan looks at s. It knows comments, CDATA and quoted attributes, and takes
// whatever else is odd as text.
func scan(s string) outline {
	var o outline
	var stack []string
	var it inItem
	for i := 0; i < len(s); {
		t, ok := nextTag(s, i)
		if !ok {
			break
		}
		i = t.end
		if it.name != "" {
			if it.take(t) {
				o.add(span{it.start, t.end, it.bad})
				it = inItem{}
			}
			continue
		}
		o.attrs = o.attrs || t.attrs > maxAttributes
		local := localName(t.name)
		switch {
		case t.close:
			stack = pop(stack, t.name)
		case o.root == "":
			o.root, o.rootEnd = local, t.end
			stack = append(stack, t.name)
		case (local == "item" || local == "entry") && !t.empty:
			if o.open == nil {
				o.open = append([]string{}, stack...)
			}
			it = inItem{name: t.name, start: t.start, same: 1, bad: t.attrs > maxAttributes}
		case !t.empty && !void(local):
			stack = append(stack, t.name)
			o.deep = o.deep || len(stack) > maxDepth
		}
	}
	if o.open == nil {
		o.open = stack
	}
	o.cut = it.name != ""
	return o
}

// add keeps an item; of very many only those at both ends, of which one end
// is the newest.
func (o *outline) add(it span) {
	o.items = append(o.items, it)
	if len(o.items) < 4*maxItems {
		return
	}
	middle := o.items[maxItems : len(o.items)-maxItems]
	o.dropped += len(middle)
	o.weight += weight(middle)
	o.items = append(o.items[:maxItems], o.items[len(o.items)-maxItems:]...)
}

// inItem follows the tags inside an item until its own end tag.
type inItem struct {
	name        string
	start       int
	same, depth int // open elements of the item's own name, and of any
	bad         bool
}

// take reports whether t ends the item.
func (it *inItem) take(t tag) bool {
	switch {
	case t.close && t.name == it.name:
		it.same--
		return it.same == 0
	case t.close:
		it.depth = max(0, it.depth-1)
	case t.empty || void(localName(t.name)):
	case t.name == it.name:
		it.same++
		fallthrough
	default:
		it.depth++
	}
	it.bad = it.bad || it.depth > maxDepth || t.attrs > maxAttributes
	return false
}

// tag is a start or end tag.
type tag struct {
	name         string
	start, end   int
	close, empty bool
	attrs        int
}

// nextTag finds the next tag at or behind i, past comments, CDATA sections,
// instructions and stray brackets.
func nextTag(s string, i int) (tag, bool) {
	for i < len(s) {
		j := strings.IndexByte(s[i:], '<')
		if j < 0 {
			return tag{}, false
		}
		i += j
		rest := s[i:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			i = skipTo(s, i+4, "-->")
		case strings.HasPrefix(rest, "<![CDATA["):
			i = skipTo(s, i+9, "]]>")
		case strings.HasPrefix(rest, "<?"):
			i = skipTo(s, i+2, "?>")
		default:
			if t, ok := readTag(s, i); ok {
				return t, true
			}
			i++
		}
	}
	return tag{}, false
}

func skipTo(s string, i int, end string) int {
	j := strings.Index(s[min(i, len(s)):], end)
	if j < 0 {
		return len(s)
	}
	return i + j + len(end)
}

// readTag reads the tag at i; not ok if it is none or never ends.
func readTag(s string, i int) (tag, bool) {
	t := tag{start: i}
	j := i + 1
	if j < len(s) && s[j] == '/' {
		t.close = true
		j++
	}
	k := j
	for k < len(s) && nameByte(s[k]) {
		k++
	}
	if k == j || isFigure(s[j]) || s[j] == '-' || s[j] == '.' {
		return t, false
	}
	t.name = s[j:k]
	for k < len(s) {
		switch s[k] {
		case '>':
			t.empty = s[k-1] == '/' && !t.close
			t.end = k + 1
			return t, true
		case '<':
			return t, false
		case '=':
			t.attrs++
		case '"', '\'':
			if s[k-1] != '=' {
				break
			}
			if q := strings.IndexByte(s[k+1:], s[k]); q >= 0 {
				k += q + 1
			}
		}
		k++
	}
	return t, false
}

func nameByte(c byte) bool {
	return isLetter(c) || isFigure(c) || c == ':' || c == '_' || c == '-' || c == '.' || c >= 0x80
}

func localName(name string) string {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return strings.ToLower(name)
}

// pop closes the innermost open element of that name, and what was left open
// inside it. It looks no further than a few elements up: what is left open for
// longer is an end tag too many, and looking on would cost the square of the
// length of a document that nests on purpose.
func pop(stack []string, name string) []string {
	const far = 16
	for i := len(stack) - 1; i >= 0 && i >= len(stack)-far; i-- {
		if stack[i] == name {
			return stack[:i]
		}
	}
	return stack
}

// void tells the HTML elements that have no end tag.
func void(local string) bool {
	switch local {
	case "br", "img", "hr", "input", "wbr", "col", "embed", "param", "meta":
		return true
	}
	return false
}
