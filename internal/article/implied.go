package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// implied closes what a start tag closes without saying so; false says that
// the tag has no place here.
func (b *builder) implied(a atom.Atom) bool {
	switch a {
	case atom.Li:
		b.closeItem(atom.Li, atom.Li)
	case atom.Dd, atom.Dt:
		b.closeItem(atom.Dd, atom.Dt)
	case atom.Option, atom.Optgroup:
		if b.top().DataAtom == atom.Option {
			b.pop(len(b.open) - 1)
		}
		return true
	case atom.A:
		b.closeLink()
		return true
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		b.closeParagraph()
		if heading(b.top().DataAtom) > 0 {
			b.pop(len(b.open) - 1)
		}
		return true
	case atom.Td, atom.Th:
		return b.closeTo(atom.Tr, atom.Table, atom.Tbody, atom.Thead, atom.Tfoot)
	case atom.Tr:
		return b.closeTo(atom.Table, atom.Tbody, atom.Thead, atom.Tfoot)
	case atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption, atom.Colgroup:
		return b.closeTo(atom.Table)
	}
	if isBlock(a) || a == atom.Dir || a == atom.Menu || a == atom.Hgroup || a == atom.Dialog {
		b.closeParagraph()
	}
	return true
}

// breaksOut tells the elements that end a drawing or formula that was left
// open.
func breaksOut(a atom.Atom) bool {
	switch a {
	case atom.B, atom.Br, atom.Code, atom.Em, atom.I, atom.Img, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.U:
		return true
	}
	return isBlock(a)
}

// closeForeign ends open drawings and formulas; foreignObject may hold blocks.
func (b *builder) closeForeign() {
	for i := len(b.open) - 1; i > 1; i-- {
		n := b.open[i]
		if n.DataAtom == atom.Svg || n.DataAtom == atom.Math {
			b.pop(i)
			if b.foreign == 0 {
				return
			}
		} else if strings.EqualFold(n.Data, "foreignObject") {
			return
		}
	}
}

// closeParagraph ends an open <p>.
func (b *builder) closeParagraph() {
	for i := len(b.open) - 1; i > 1; i-- {
		switch a := b.open[i].DataAtom; {
		case a == atom.P:
			b.pop(i)
			return
		case scope(a):
			return
		}
	}
}

// closeItem ends an open item of a list.
func (b *builder) closeItem(x, y atom.Atom) {
	for i := len(b.open) - 1; i > 1; i-- {
		a := b.open[i].DataAtom
		switch {
		case a == x || a == y:
			b.pop(i)
			return
		case special(a) && a != atom.Div && a != atom.P && a != atom.Address:
			return
		}
	}
}

// closeLink ends a link that was left open: links do not nest.
func (b *builder) closeLink() {
	for i := len(b.open) - 1; i > 1; i-- {
		switch a := b.open[i].DataAtom; {
		case a == atom.A:
			b.pop(i)
			return
		case special(a):
			return
		}
	}
}

// closeTo ends what is open inside the innermost of the elements named, which
// are parts of a table; false says that there is none.
func (b *builder) closeTo(names ...atom.Atom) bool {
	for i := len(b.open) - 1; i > 1; i-- {
		a := b.open[i].DataAtom
		for _, name := range names {
			if a == name {
				b.pop(i + 1)
				return true
			}
		}
		if a == atom.Table {
			return false
		}
	}
	return false
}

// adopt ends a link or other dress that was opened outside of a block and is
// closed inside: the block, the i-th of what is open, is taken out of it, and
// what the block held so far is dressed instead.
func (b *builder) adopt(a atom.Atom, i int) {
	block := i
	for i--; i > 1; i-- {
		n := b.open[i]
		if n.DataAtom == a {
			break
		}
		if scope(n.DataAtom) {
			return
		}
		if special(n.DataAtom) {
			block = i
		}
	}
	if i <= 1 || block-i != 1 || b.moves > maxMoves {
		return
	}
	dress, inner := b.open[i], b.open[block]
	dress.RemoveChild(inner)
	attach(b.open[i-1], inner)
	own := b.add(nil, html.ElementNode, dress.Data, dress.DataAtom)
	own.Attr = dress.Attr
	for inner.FirstChild != nil {
		c := inner.FirstChild
		inner.RemoveChild(c)
		attach(own, c)
		b.moves++
	}
	attach(inner, own)
	b.open = append(b.open[:i], b.open[i+1:]...)
}

// scope tells the elements out of which no end tag reaches.
func scope(a atom.Atom) bool {
	switch a {
	case atom.Html, atom.Body, atom.Table, atom.Td, atom.Th, atom.Caption, atom.Object, atom.Template, atom.Marquee, atom.Applet:
		return true
	}
	return false
}

// special tells the elements out of which no end tag of an inline element
// reaches.
func special(a atom.Atom) bool {
	return isBlock(a) || scope(a) || a == atom.Select || a == atom.Dir || a == atom.Menu || a == atom.Hgroup || a == atom.Dialog || a == atom.Iframe
}

func voidElement(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr,
		atom.Frame, atom.Keygen, atom.Bgsound:
		return true
	}
	return false
}
