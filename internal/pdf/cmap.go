package pdf

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// cmap is a character map: how codes are parted, what they mean, and which
// glyph they choose.
type cmap struct {
	spaces []space
	text   map[uint32]string // code to text
	cids   map[uint32]int    // code to glyph
	left   int               // entries that it may still write, also over one another
}

// space is a range of codes of one length.
type space struct {
	n      int
	lo, hi uint32
}

// cmap reads a character map.
func (f *file) cmap(s *stream) *cmap {
	b, _ := f.unpack(s)
	m := &cmap{text: map[uint32]string{}, cids: map[uint32]int{}, left: 2 * maxMap}
	l := lexer{b: b}
	var args array
	for f.steps > 0 {
		o := l.next(0)
		f.steps--
		switch o := o.(type) {
		case end:
			return m
		case word:
			m.take(o, args)
			args = args[:0]
		default:
			if args = append(args, o); len(args) > 4096 {
				args = args[:0]
			}
		}
	}
	return m
}

// take understands one section of a map.
func (m *cmap) take(w word, args array) {
	switch w {
	case "endcodespacerange":
		for i := 0; i+1 < len(args) && len(m.spaces) < 256; i += 2 {
			lo, n, ok := code(args[i])
			hi, _, ok2 := code(args[i+1])
			if ok && ok2 {
				m.spaces = append(m.spaces, space{n, lo, hi})
			}
		}
	case "endbfchar":
		for i := 0; i+1 < len(args); i += 2 {
			if c, _, ok := code(args[i]); ok {
				m.put(c, args[i+1], 0)
			}
		}
	case "endbfrange":
		m.bfRanges(args)
	case "endcidchar":
		for i := 0; i+1 < len(args) && len(m.cids) < maxMap; i += 2 {
			c, _, ok := code(args[i])
			if cid, ok2 := args[i+1].(int); ok && ok2 {
				m.cids[c] = cid
			}
		}
	case "endcidrange":
		for i := 0; i+2 < len(args); i += 3 {
			lo, _, ok1 := code(args[i])
			hi, _, ok2 := code(args[i+1])
			cid, ok := args[i+2].(int)
			for k := range min(int(hi)-int(lo)+1, 1<<16, m.left) {
				if ok && ok1 && ok2 {
					m.left--
					m.cids[lo+uint32(k)] = cid + k
				}
			}
		}
	}
}

func (m *cmap) bfRanges(args array) {
	for i := 0; i+2 < len(args); i += 3 {
		lo, _, ok1 := code(args[i])
		hi, _, ok2 := code(args[i+1])
		if !ok1 || !ok2 {
			continue
		}
		to, many := args[i+2].(array)
		for k := range min(int(hi)-int(lo)+1, 1<<16, m.left) {
			if c := lo + uint32(k); !many {
				m.put(c, args[i+2], k)
			} else if k < len(to) {
				m.put(c, to[k], 0)
			}
		}
	}
}

// put keeps what a code means: UTF-16, the last letter of which is moved on.
func (m *cmap) put(c uint32, o any, on int) {
	if m.left--; m.left < 0 {
		return
	}
	switch o := o.(type) {
	case text:
		s := wide(o[:min(len(o)/2*2, 64)], true)
		if len(o) == 1 {
			s = string(rune(o[0]))
		}
		if rs := []rune(s); on > 0 && len(rs) > 0 {
			rs[len(rs)-1] += rune(on)
			s = string(rs)
		}
		m.text[c] = s
	case name:
		m.text[c] = glyph(string(o))
	}
}

func code(o any) (v uint32, n int, ok bool) {
	t, ok := o.(text)
	if !ok || len(t) == 0 || len(t) > 4 {
		return 0, 0, false
	}
	return uint32(field(t)), len(t), true
}

// cut gives the first code of a string with its length.
func (m *cmap) cut(b []byte) (uint32, int) {
	for n := 1; n <= 4 && n <= len(b); n++ {
		v := uint32(field(b[:n]))
		for _, s := range m.spaces {
			if s.n == n && within(v, s) {
				return v, n
			}
		}
	}
	n := 2
	if len(m.spaces) > 0 {
		n = m.spaces[0].n
	}
	n = min(n, len(b))
	return uint32(field(b[:n])), n
}

// within compares byte by byte, as the format asks.
func within(v uint32, s space) bool {
	for shift := 0; shift < 8*s.n; shift += 8 {
		if c := v >> shift & 255; c < s.lo>>shift&255 || c > s.hi>>shift&255 {
			return false
		}
	}
	return true
}

func (m *cmap) cid(c uint32) int {
	if cid, ok := m.cids[c]; ok {
		return cid
	}
	return int(c)
}

// named is a predefined map of Chinese, Japanese or Korean, whose codes are
// those of a known encoding; ok is false if it is none that we know.
func named(n string) (wideCodes bool, e encoding.Encoding, ok bool) {
	for _, k := range []struct {
		prefix string
		e      encoding.Encoding
	}{{"GBK", simplifiedchinese.GBK}, {"GB-", simplifiedchinese.GBK}, {"GBpc", simplifiedchinese.GBK}, {"B5", traditionalchinese.Big5}, {"ETen", traditionalchinese.Big5}, {"HKscs", traditionalchinese.Big5},
		{"90ms", japanese.ShiftJIS}, {"90pv", japanese.ShiftJIS}, {"83pv", japanese.ShiftJIS}, {"EUC", japanese.EUCJP}, {"KSC", korean.EUCKR}} {
		if strings.HasPrefix(n, k.prefix) {
			return false, k.e, true
		}
	}
	wideCodes = strings.HasPrefix(n, "Uni") && (strings.Contains(n, "UCS2") || strings.Contains(n, "UTF16"))
	return wideCodes, nil, wideCodes
}
