package pdf

import (
	"bytes"
	"math"
)

// glyphAt is a glyph on a page, in points from its upper left corner.
type glyphAt struct {
	text   string
	x, y   float64 // where its baseline begins
	dx, dy float64 // where the next one begins, from there
	size   float64
	bold   bool
}

// painter runs the content of a page.
type painter struct {
	f       *file
	out     []glyphAt
	picture bool
	drawn   map[*stream]int // forms by how often they were drawn
}

// state is what q keeps and Q gives back.
type state struct {
	ctm                       matrix
	font                      *font
	size, char, word, leading float64
	stretch, rise             float64
}

// page reads a page. picture reports whether pictures are drawn on it.
func (f *file) page(p leaf, number int) (page Page, picture bool) {
	m, w, h := p.shown()
	page = Page{Number: number, Width: w, Height: h}
	r := painter{f: f, drawn: map[*stream]int{}}
	r.run(f.contents(p.dict["Contents"]), p.resources, m, 0)
	if len(r.out) >= maxOnPage {
		f.doubt("page %d has more than %d letters: the rest was left out", number, maxOnPage)
	}
	page.Lines = arrange(r.out, w, h)
	return page, r.picture
}

// contents joins the streams of a page.
func (f *file) contents(o any) []byte {
	switch o := f.get(o).(type) {
	case *stream:
		b, err := f.unpack(o)
		if err != nil {
			f.doubt("a part of the file cannot be unpacked: what it says may be missing")
		}
		return b
	case array:
		var all []byte
		for _, x := range o {
			if s, ok := f.get(x).(*stream); ok && !f.spent() {
				b, err := f.unpack(s)
				if err != nil {
					f.doubt("a part of the file cannot be unpacked: what it says may be missing")
				}
				all = append(append(all, b...), '\n')
			}
		}
		return all
	}
	return nil
}

// run paints one content stream.
func (r *painter) run(b []byte, resources dict, ctm matrix, depth int) {
	s := state{ctm: ctm, stretch: 1}
	var stack []state
	var tm, line matrix = identity, identity
	l := lexer{b: b}
	var args array
	num := func(i int) float64 {
		if i < len(args) {
			return r.f.float(args[i])
		}
		return 0
	}
	moveBy := func(x, y float64) {
		line = matrix{1, 0, 0, 1, x, y}.times(line)
		tm = line
	}
	show := func(o any) {
		if t, ok := o.(text); ok {
			tm = r.show(&s, tm, t)
		}
	}
	for r.f.steps > 0 && len(r.out) < maxOnPage {
		o := l.next(0)
		r.f.steps--
		op, ok := o.(word)
		if !ok {
			if o == (end{}) {
				return
			}
			if args = append(args, o); len(args) > 256 {
				args = args[128:]
			}
			continue
		}
		switch op {
		case "q":
			if len(stack) < 512 {
				stack = append(stack, s)
			}
		case "Q":
			if n := len(stack); n > 0 {
				s, stack = stack[n-1], stack[:n-1]
			}
		case "cm":
			if m := (matrix{num(0), num(1), num(2), num(3), num(4), num(5)}).times(s.ctm); m.finite() {
				s.ctm = m
			}
		case "BT":
			tm, line = identity, identity
		case "Tc":
			s.char = num(0)
		case "Tw":
			s.word = num(0)
		case "Tz":
			s.stretch = num(0) / 100
		case "TL":
			s.leading = num(0)
		case "Ts":
			s.rise = num(0)
		case "Tf":
			if len(args) >= 2 {
				fonts, _ := r.f.get(resources["Font"]).(dict)
				n, _ := args[0].(name)
				s.font, s.size = r.f.font(fonts[n]), num(1)
			}
		case "Td":
			moveBy(num(0), num(1))
		case "TD":
			s.leading = -num(1)
			moveBy(num(0), num(1))
		case "Tm":
			if m := (matrix{num(0), num(1), num(2), num(3), num(4), num(5)}); m.finite() {
				tm, line = m, m
			}
		case "T*":
			moveBy(0, -s.leading)
		case "Tj":
			if len(args) > 0 {
				show(args[len(args)-1])
			}
		case "'", "\"":
			if op == "\"" && len(args) >= 3 {
				s.word, s.char = num(0), num(1)
			}
			moveBy(0, -s.leading)
			if len(args) > 0 {
				show(args[len(args)-1])
			}
		case "TJ":
			if len(args) > 0 {
				a, _ := args[len(args)-1].(array)
				for _, o := range a {
					r.f.steps--
					if t, ok := o.(text); ok {
						tm = r.show(&s, tm, t)
					} else if by := r.f.float(o) / 1000 * s.size; s.font != nil && s.font.vertical {
						tm = matrix{1, 0, 0, 1, 0, -by}.times(tm)
					} else {
						tm = matrix{1, 0, 0, 1, -by * s.stretch, 0}.times(tm)
					}
				}
			}
		case "Do":
			if n := len(args); n > 0 {
				objects, _ := r.f.get(resources["XObject"]).(dict)
				n, _ := args[n-1].(name)
				r.draw(objects[n], resources, s.ctm, depth)
			}
		case "BI":
			r.picture = true
			l.at = afterPicture(b, l.at)
		}
		args = args[:0]
	}
}

// afterPicture is where a picture that stands in the content ends.
func afterPicture(b []byte, at int) int {
	for {
		i := bytes.Index(b[at:], []byte("EI"))
		if i < 0 {
			return len(b)
		}
		at += i + 2
		before, after := at-3, at
		if before >= 0 && isSpace(b[before]) && (after >= len(b) || isSpace(b[after])) && readable(b[after:min(after+24, len(b))]) {
			return at
		}
	}
}

// readable reports whether bytes look like operators and not like a picture.
func readable(b []byte) bool {
	for _, c := range b {
		if c > 0x7e || c < ' ' && !isSpace(c) {
			return false
		}
	}
	return true
}

// draw runs a form; of a picture it notes that there is one.
func (r *painter) draw(o any, resources dict, ctm matrix, depth int) {
	x, ok := r.f.get(o).(*stream)
	if !ok {
		return
	}
	if r.f.get(x.dict["Subtype"]) == name("Image") {
		r.picture = true
		return
	}
	if r.drawn[x]++; depth >= maxForms || r.drawn[x] > 200 || r.f.spent() {
		return
	}
	if m, _ := r.f.get(x.dict["Matrix"]).(array); len(m) == 6 {
		var own matrix
		for i := range own {
			own[i] = r.f.float(m[i])
		}
		if ctm = own.times(ctm); !ctm.finite() {
			return
		}
	}
	if own, ok := r.f.get(x.dict["Resources"]).(dict); ok {
		resources = own
	}
	b, _ := r.f.unpack(x)
	r.run(b, resources, ctm, depth+1)
}

// show puts the glyphs of a string on the page, and gives where the next is.
func (r *painter) show(s *state, tm matrix, t text) matrix {
	if s.font == nil {
		return tm
	}
	s.font.signs(t, func(g sign) {
		r.f.glyphs--
		if len(r.out) >= maxOnPage || r.f.glyphs <= 0 {
			return
		}
		on := g.width*s.font.scale*s.size + s.char
		if g.space {
			on += s.word
		}
		step := matrix{1, 0, 0, 1, on * s.stretch, 0}
		if s.font.vertical {
			step = matrix{1, 0, 0, 1, 0, -s.size - s.char}
		}
		all := tm.times(s.ctm)
		x, y := all.at(0, s.rise)
		tm = step.times(tm)
		nx, ny := tm.times(s.ctm).at(0, s.rise)
		ux, uy := all[2]*s.size, all[3]*s.size // the height of the letters
		size := math.Hypot(ux, uy)
		if g.text != "" && size > 0.1 && size < 5000 && math.Abs(x) < 1e6 && math.Abs(y) < 1e6 && math.Hypot(nx-x, ny-y) < 1e5 {
			r.out = append(r.out, glyphAt{g.text, x, y, nx - x, ny - y, size, s.font.bold})
		}
	})
	return tm
}
