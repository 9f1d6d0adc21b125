package pdf

import (
	"strings"

	"golang.org/x/text/encoding"
)

// font tells what the codes of a string mean, and how wide they are.
type font struct {
	bold     bool
	vertical bool
	toText   *cmap // ToUnicode, nil if there is none
	scale    float64

	simple   glyphText
	widths   [256]float64
	compound bool
	codes    *cmap // of a compound font, nil: two bytes
	wide     bool  // codes are UTF-16
	legacy   encoding.Encoding
	cids     map[int]float64
	normal   float64
}

// sign is one glyph of a string.
type sign struct {
	text  string
	width float64 // in thousandths of the size
	space bool    // the code 32 of one byte, which word spacing widens
}

// font reads a font, once.
func (f *file) font(o any) *font {
	r, isRef := o.(ref)
	if ft, ok := f.fonts[r]; isRef && ok {
		return ft
	}
	d, _ := f.get(o).(dict)
	ft := f.newFont(d)
	if isRef && len(f.fonts) < 10_000 {
		f.fonts[r] = ft
	}
	return ft
}

func (f *file) newFont(d dict) *font {
	ft := &font{scale: 0.001, normal: 1000}
	f.steps -= 500
	called, _ := f.get(d["BaseFont"]).(name)
	low := strings.ToLower(string(called))
	ft.bold = strings.Contains(low, "bold") || strings.Contains(low, "black") || strings.Contains(low, "heavy")
	if s, ok := f.get(d["ToUnicode"]).(*stream); ok {
		ft.toText = f.cmap(s)
	}
	switch f.get(d["Subtype"]) {
	case name("Type0"):
		f.compoundFont(ft, d)
	default:
		f.simpleFont(ft, d, low)
	}
	return ft
}

func (f *file) simpleFont(ft *font, d dict, called string) {
	desc, _ := f.get(d["FontDescriptor"]).(dict)
	e := base("")
	if _, embedded := desc["FontFile2"]; embedded && f.number(desc["Flags"], 0)&4 == 0 {
		e = base("WinAnsiEncoding") // a TrueType font that names none
	}
	switch o := f.get(d["Encoding"]).(type) {
	case name:
		e = base(o)
	case dict:
		if n, ok := f.get(o["BaseEncoding"]).(name); ok {
			e = base(n)
		}
		if a, ok := f.get(o["Differences"]).(array); ok {
			e.differ(f, a)
		}
	}
	ft.simple = e
	missing := f.float(desc["MissingWidth"])
	for c := range ft.widths {
		switch {
		case missing > 0:
			ft.widths[c] = missing
		case strings.Contains(called, "courier") || strings.Contains(called, "mono"):
			ft.widths[c] = 600
		default:
			ft.widths[c] = usual(e[c])
		}
	}
	from := f.number(d["FirstChar"], 0)
	ws, _ := f.get(d["Widths"]).(array)
	for i, w := range ws {
		if c := from + i; c >= 0 && c < 256 {
			ft.widths[c] = f.float(w)
		}
	}
	if m, ok := f.get(d["FontMatrix"]).(array); ok && len(m) == 6 && f.get(d["Subtype"]) == name("Type3") {
		if s := f.float(m[0]); s > 0 && s < 100 {
			ft.scale = s
		}
	}
}

// helvetica are the widths of its glyphs from the space on.
var helvetica = [...]int16{278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584}

// usual is the width of a glyph in a font of the fourteen that every reader
// has: near enough to tell words apart.
func usual(s string) float64 {
	if len(s) == 1 && s[0] >= ' ' && int(s[0]-' ') < len(helvetica) {
		return float64(helvetica[s[0]-' '])
	}
	return 556
}

func (f *file) compoundFont(ft *font, d dict) {
	ft.compound = true
	switch o := f.get(d["Encoding"]).(type) {
	case name:
		n := string(o)
		ft.vertical = strings.HasSuffix(n, "-V") || n == "V"
		ft.wide, ft.legacy, _ = named(n)
	case *stream:
		ft.codes = f.cmap(o)
		ft.vertical = f.number(o.dict["WMode"], 0) == 1
	}
	kids, _ := f.get(d["DescendantFonts"]).(array)
	if len(kids) == 0 {
		return
	}
	kid, _ := f.get(kids[0]).(dict)
	ft.normal = 1000
	if w, ok := kid["DW"]; ok {
		ft.normal = f.float(w)
	}
	ft.cids = f.cidWidths(kid["W"])
}

func (f *file) cidWidths(o any) map[int]float64 {
	out := map[int]float64{}
	a, _ := f.get(o).(array)
	for i := 0; i+1 < len(a) && len(out) < maxMap; {
		from := f.number(a[i], 0)
		if ws, ok := f.get(a[i+1]).(array); ok {
			for k, w := range ws {
				out[from+k] = f.float(w)
			}
			i += 2
			continue
		}
		if i+2 >= len(a) {
			break
		}
		w := f.float(a[i+2])
		for c := from; c <= f.number(a[i+1], 0) && len(out) < maxMap; c++ {
			out[c] = w
		}
		i += 3
	}
	return out
}

// signs gives the glyphs of a string.
func (ft *font) signs(b text, yield func(sign)) {
	if !ft.compound {
		for _, c := range b {
			s := ft.simple[c]
			if ft.toText != nil {
				if t, ok := ft.toText.text[uint32(c)]; ok {
					s = t
				}
			}
			yield(sign{s, ft.widths[c], c == ' '})
		}
		return
	}
	for len(b) > 0 {
		c, n := ft.cut(b)
		s, known := "", false
		if ft.toText != nil {
			s, known = ft.toText.text[c]
		}
		if !known {
			s = ft.means(b[:n])
		}
		cid := int(c)
		if ft.codes != nil {
			cid = ft.codes.cid(c)
		}
		w, ok := ft.cids[cid]
		if !ok || ft.wide || ft.legacy != nil {
			w = ft.normal
		}
		yield(sign{s, w, n == 1 && c == ' '})
		b = b[n:]
	}
}

// cut gives the first code of a string with its length.
func (ft *font) cut(b []byte) (uint32, int) {
	n := min(2, len(b))
	switch {
	case ft.codes != nil:
		return ft.codes.cut(b)
	case ft.legacy != nil && b[0] < 0x80:
		n = 1
	case ft.wide && len(b) >= 4 && b[0] >= 0xd8 && b[0] <= 0xdb:
		n = 4
	}
	return uint32(field(b[:n])), n
}

// means is what a code of a predefined map stands for.
func (ft *font) means(b []byte) string {
	switch {
	case ft.wide:
		return wide(b, true)
	case ft.legacy != nil:
		s, err := ft.legacy.NewDecoder().Bytes(b)
		if err == nil {
			return string(s)
		}
	}
	return ""
}
