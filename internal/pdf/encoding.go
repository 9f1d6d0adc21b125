package pdf

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// glyphText tells what the codes of a simple font mean, "" for nothing.
type glyphText [256]string

// base gives an encoding by its name; StandardEncoding is that of fonts which
// name none (ISO 32000-1, annex D).
func base(n name) (e glyphText) {
	switch n {
	case "WinAnsiEncoding":
		return of(charmap.Windows1252)
	case "MacRomanEncoding":
		return of(charmap.Macintosh)
	case "PDFDocEncoding":
		for c := range 256 {
			e[c] = string(docRune(byte(c)))
		}
		return e
	}
	for c := byte(' '); c < 0x7f; c++ {
		e[c] = string(rune(c))
	}
	e['\''], e['`'] = "’", "‘"
	for i, r := range []rune("¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\x00–†‡·\x00¶•‚„”»…‰\x00¿\x00`´ˆ˜¯˘˙¨\x00˚¸\x00˝˛ˇ—") {
		if r != 0 {
			e[0xa1+i] = string(r)
		}
	}
	for c, r := range map[byte]rune{0xe1: 'Æ', 0xe3: 'ª', 0xe8: 'Ł', 0xe9: 'Ø', 0xea: 'Œ', 0xeb: 'º', 0xf1: 'æ', 0xf5: 'ı', 0xf8: 'ł', 0xf9: 'ø', 0xfa: 'œ', 0xfb: 'ß'} {
		e[c] = string(r)
	}
	return e
}

func of(m *charmap.Charmap) (e glyphText) {
	for c := range 256 {
		if r := m.DecodeByte(byte(c)); r >= ' ' && r != utf8.RuneError && (r < 0x7f || r > 0x9f) {
			e[c] = string(r)
		}
	}
	e[0xad] = strings.Replace(e[0xad], "\u00ad", "-", 1) // WinAnsi has a hyphen there
	return e
}

// docRune is a character of PDFDocEncoding.
func docRune(c byte) rune {
	switch {
	case c >= 0x18 && c < 0x20:
		return []rune("˘ˇˆ˙˝˛˚˜")[c-0x18]
	case c >= 0x80 && c <= 0x9e:
		return []rune("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž")[c-0x80]
	case c == 0xa0:
		return '€'
	}
	return rune(c)
}

// differ puts the named glyphs of an encoding in.
func (e *glyphText) differ(f *file, a array) {
	code := 0
	for _, o := range a {
		switch o := f.get(o).(type) {
		case int:
			code = o
		case name:
			if code >= 0 && code < 256 {
				e[code] = glyph(string(o))
			}
			code++
		}
	}
}

// accents are the parts of glyph names that stand for combining marks.
var accents = map[string]rune{"grave": 0x300, "acute": 0x301, "circumflex": 0x302, "tilde": 0x303, "macron": 0x304, "breve": 0x306,
	"dotaccent": 0x307, "dot": 0x307, "dieresis": 0x308, "ring": 0x30a, "hungarumlaut": 0x30b, "caron": 0x30c, "cedilla": 0x327, "commaaccent": 0x326, "ogonek": 0x328}

// glyphs are the names that are no letters with accents, by the Adobe Glyph
// List: character, then name.
var glyphs = table(`! exclam " quotedbl # numbersign $ dollar % percent & ampersand ' quotesingle ( parenleft ) parenright * asterisk + plus , comma - hyphen
	. period / slash 0 zero 1 one 2 two 3 three 4 four 5 five 6 six 7 seven 8 eight 9 nine : colon ; semicolon < less = equal > greater ? question @ at
	[ bracketleft \ backslash ] bracketright ^ asciicircum _ underscore ` + "`" + ` grave { braceleft | bar } braceright ~ asciitilde
	¡ exclamdown ¢ cent £ sterling ¤ currency ¥ yen ¦ brokenbar § section ¨ dieresis © copyright ª ordfeminine « guillemotleft ¬ logicalnot - sfthyphen - minus.alt
	® registered ¯ macron ° degree ± plusminus ² twosuperior ³ threesuperior ´ acute µ mu ¶ paragraph · periodcentered · middot ¸ cedilla ¹ onesuperior º ordmasculine
	» guillemotright ¼ onequarter ½ onehalf ¾ threequarters ¿ questiondown Æ AE Ø Oslash ß germandbls æ ae ø oslash × multiply ÷ divide Ð Eth ð eth Þ Thorn þ thorn
	Đ Dcroat đ dcroat Đ Dslash đ dmacron ı dotlessi Ł Lslash ł lslash Œ OE œ oe ŉ napostrophe Ŋ Eng ŋ eng Ħ Hbar ħ hbar Ŧ Tbar ŧ tbar
	ƒ florin ˆ circumflex ˇ caron ˘ breve ˙ dotaccent ˚ ring ˛ ogonek ˜ tilde ˝ hungarumlaut – endash — emdash ‘ quoteleft ’ quoteright ‚ quotesinglbase
	“ quotedblleft ” quotedblright „ quotedblbase † dagger ‡ daggerdbl • bullet … ellipsis ‰ perthousand ‹ guilsinglleft › guilsinglright ⁄ fraction € Euro ™ trademark
	− minus ﬁ fi ﬂ fl ff ff ffi ffi ffl ffl ∞ infinity ≤ lessequal ≥ greaterequal ≠ notequal № afii61352 ‾ overline
	Ё afii10023 ё afii10071 Ђ afii10051 Ѓ afii10052 Є afii10053 Ѕ afii10054 І afii10055 Ї afii10056 Ј afii10057 Љ afii10058 Њ afii10059 Ћ afii10060 Ќ afii10061 Ў afii10062 Џ afii10145 Ґ afii10050
	ђ afii10099 ѓ afii10100 є afii10101 ѕ afii10102 і afii10103 ї afii10104 ј afii10105 љ afii10106 њ afii10107 ћ afii10108 ќ afii10109 ў afii10110 џ afii10193 ґ afii10098
	Α Alpha Β Beta Γ Gamma Δ Delta Ε Epsilon Ζ Zeta Η Eta Θ Theta Ι Iota Κ Kappa Λ Lambda Μ Mu Ν Nu Ξ Xi Ο Omicron Π Pi Ρ Rho Σ Sigma Τ Tau Υ Upsilon Φ Phi Χ Chi Ψ Psi Ω Omega
	α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda ν nu ξ xi ο omicron π pi ρ rho ς sigma1 σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega`)

func table(s string) map[string]string {
	m := map[string]string{"space": " ", "nbspace": " ", "nonbreakingspace": " "}
	fs := strings.Fields(s)
	for i := 0; i+1 < len(fs); i += 2 {
		m[fs[i+1]] = fs[i]
	}
	return m
}

// glyph is the text of a glyph by its name, "" if the name says nothing.
func glyph(n string) string {
	n, _, _ = strings.Cut(n, ".") // "a.sc": a small capital is an a
	if s, ok := glyphs[n]; ok {
		return s
	}
	if s := numbered(n); s != "" {
		return s
	}
	if r, size := utf8.DecodeRuneInString(n); size > 0 && r < utf8.RuneSelf {
		if len(n) == 1 {
			return n
		}
		if mark, ok := accents[n[1:]]; ok {
			return norm.NFC.String(string(r) + string(mark))
		}
	}
	if strings.Contains(n, "_") { // a ligature: "f_i"
		var b strings.Builder
		for part := range strings.SplitSeq(n[:min(len(n), 64)], "_") {
			if part != "" && !strings.Contains(part, "_") {
				b.WriteString(glyph(part))
			}
		}
		return b.String()
	}
	return ""
}

// numbered reads "uni00E1", "u1F600" and the Cyrillic letters "afii10017".
func numbered(n string) string {
	if hex, ok := strings.CutPrefix(n, "uni"); ok && len(hex) >= 4 {
		var b strings.Builder
		for ; len(hex) >= 4; hex = hex[4:] {
			v, err := strconv.ParseUint(hex[:4], 16, 32)
			if err != nil {
				return ""
			}
			b.WriteRune(rune(v))
		}
		return norm.NFC.String(b.String())
	}
	if hex, ok := strings.CutPrefix(n, "u"); ok && len(hex) >= 4 && len(hex) <= 6 {
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil && v <= 0x10ffff {
			return string(rune(v))
		}
	}
	if num, ok := strings.CutPrefix(n, "afii100"); ok && len(num) == 2 {
		v, err := strconv.Atoi(num)
		switch {
		case err != nil:
		case v >= 17 && v <= 22:
			return string(rune(0x410 + v - 17))
		case v >= 24 && v <= 49:
			return string(rune(0x416 + v - 24))
		case v >= 65 && v <= 70:
			return string(rune(0x430 + v - 65))
		case v >= 72 && v <= 97:
			return string(rune(0x436 + v - 72))
		}
	}
	return ""
}
