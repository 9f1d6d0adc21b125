package source

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Sound spells a name by the consonants that are heard, in one letter each,
// whatever its script: Rodríguez and Родригес are both rdrgs. It is what a
// transliteration keeps, and no more than a hint that two names are one.
func Sound(name string) string {
	w := norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && r != '\u0306' { // й stays
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(name))))
	rs := []rune(digraphs.Replace(w))
	var b strings.Builder
	last := byte(0)
	for i, r := range rs {
		soft := i+1 < len(rs) && strings.ContainsRune("eiy", rs[i+1])
		c := heard(r, i == 0, soft)
		if c != 0 && c != last {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}

var digraphs = strings.NewReplacer("gue", "ge", "gui", "gi", "qu", "k", "sch", "$", "sh", "$", "ch", "$", "zh", "$",
	"kh", "x", "ph", "f", "dg", "$", "дж", "$", "льо", "ло", "ts", "s", "ñ", "n")

// heard gives the class of a letter; 0 for what is not heard, or not written
// in all scripts.
func heard(r rune, first, soft bool) byte {
	switch {
	case r == 'c' && soft:
		return 's'
	case r == 'و' && first:
		return 'b'
	}
	if i := slices.Index(letters, r); i >= 0 {
		return sounds[i]
	}
	return 0
}

var (
	letters = []rune("bvwpfdtckqglmnrszjx$" + "бвпфдткглмнрсзцчшщжх" + "بپفدذتطکقگغلمنرسصزضظثشچجژخح")
	sounds  = []byte("bbbpfdtkkkglmnrssxx$" + "bbpfdtkglmnrsss$$$$x" + "bpfdsttkkgglmnrssssss$$$$xx")
)
