package name

import (
	_ "embed"
	"strings"
	"unicode"
)

//go:embed translit.tsv
var translitFile string

// translit says how letters of other scripts are written in Latin ones, as
// internal/name/teach learned it from pairs of names (CC0, see its doc): a
// letter at the beginning of a word, and elsewhere.
var translit = parseTranslit(persian + translitFile)

// persian are the letters that Persian has and Arabic names do not teach.
const persian = "پ p p\nچ ch ch\nژ zh zh\nگ g g\n"

type translitTable struct {
	first, later map[rune]string
}

// parseTranslit reads lines of a letter, how it begins a word, and how it
// stands elsewhere; "-" is nothing.
func parseTranslit(s string) translitTable {
	t := translitTable{map[rune]string{}, map[rune]string{}}
	for line := range strings.Lines(s) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		r := []rune(f[0])[0]
		t.first[r], t.later[r] = strings.Trim(f[1], "-"), strings.Trim(f[2], "-")
	}
	return t
}

// romanised writes letters of other scripts in Latin ones, the likeliest way;
// letters that were not learned stay.
func romanised(s string) string {
	var b strings.Builder
	begin := true
	for _, r := range s {
		if r < 0x370 {
			b.WriteRune(r)
			begin = !unicode.IsLetter(r)
			continue
		}
		m := translit.later
		if begin {
			m = translit.first
		}
		if l, ok := m[r]; ok {
			b.WriteString(l)
		} else {
			b.WriteRune(r)
		}
		begin = !unicode.IsLetter(r)
	}
	return b.String()
}

// Skeleton adds to a buffer the consonants of a word in plain Latin letters, each
// sound in one letter: what all scripts write.
func Skeleton(to []byte, w string) []byte {
	last := byte(0)
	for i := 0; i < len(w); i++ {
		c := w[i]
		if i+1 < len(w) && w[i+1] == 'h' && strings.IndexByte("csz", c) >= 0 {
			c, i = 's', i+1
		} else if i+1 < len(w) && w[i+1] == 'h' && strings.IndexByte("kgtd", c) >= 0 {
			i++
		} else if c == 'c' && i+1 < len(w) && strings.IndexByte("eiy", w[i+1]) >= 0 {
			c = 's'
		} else if c == 'p' && i+1 < len(w) && w[i+1] == 'h' {
			c, i = 'f', i+1
		}
		c = heardAs[c]
		if c != 0 && c != last {
			to = append(to, c)
		}
		last = c
	}
	return to
}

// heardAs is the letter that stands for a consonant; 0 for vowels and for what
// many leave out.
var heardAs = func() (m [256]byte) {
	for _, pair := range strings.Fields("bb pb vb wb fb cg kg qg gg dd td jj xj hj zs ss ll mm nn rr") {
		m[pair[0]] = pair[1]
	}
	return m
}()
