package charset

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/language"
)

// candidates are the encodings that are tried where none is declared or the
// declared one does not read, the more usual first; handicap is what it takes
// to be believed against windows-1252, in nats. Rare ones are left out: they
// have to be declared.
var candidates = []struct {
	label    string
	handicap float64
}{
	{"windows-1252", 0}, {"windows-1251", 1}, {"gb18030", 1}, {"windows-1250", 2}, {"windows-1254", 2}, {"windows-1256", 2}, {"big5", 2}, {"euc-kr", 2},
	{"shift_jis", 2}, {"euc-jp", 2}, {"windows-1253", 2}, {"windows-1255", 2}, {"windows-1257", 3}, {"koi8-r", 3}, {"iso-8859-2", 3}, {"windows-874", 3},
	{"windows-1258", 4}, {"koi8-u", 4}, {"iso-8859-7", 4}, {"iso-8859-5", 4}, {"iso-8859-6", 4}, {"iso-8859-8", 4}, {"iso-8859-15", 4}, {"iso-8859-13", 5},
	{"ibm866", 6}, {"x-mac-cyrillic", 6},
}

// detect finds the encoding in which the words read best, among the usual ones
// and those that are declared, which have credit, the first most. sure is
// false when another encoding reads as well and gives another text, or when
// none reads like a text.
func detect(b []byte, said []codec) (best codec, sure bool) {
	readings := make([]reading, 0, len(candidates)+len(said))
	for i, e := range said {
		readings = append(readings, reading{codec: e, handicap: float64(3*i) - credit, trust: trust})
	}
	for _, c := range candidates {
		readings = append(readings, reading{codec: lookup(c.label), handicap: c.handicap, trust: 1})
	}
	raw := sample(b)
	for _, size := range []int{200, 600, len(raw)} { // a few words refute most of them
		if size > len(raw) {
			continue
		}
		readings = compare(readings, raw[:size])
	}
	switch {
	case len(readings) > 0:
		r := readings[0]
		return r.codec, r.lead > doubtful && r.readable
	case len(said) > 0:
		return said[0], false
	}
	return lookup("windows-1252"), false
}

const (
	credit    = 8    // nats that a declaration is worth
	trust     = 0.96 // and this share of what its words cost
	doubtful  = 8    // nats between the best two below which a guess is said to be one
	tolerable = 4.6  // nats a letter that the words of a natural text hardly exceed
)

// reading is a sample in one encoding.
type reading struct {
	codec
	handicap, trust float64
	text            string
	cost            float64
	readable        bool    // like a text
	lead            float64 // over the next that gives another text
}

// compare reads the sample in each encoding and keeps those that are near the
// best, best first.
func compare(readings []reading, raw []byte) []reading {
	kept, costs := readings[:0], map[string][2]float64{}
	for _, r := range readings {
		if r.text = convert(raw, r.codec); !fits(r.text) {
			continue
		}
		c, known := costs[r.text] // many encodings read the same words the same
		if !known {
			c[0], c[1] = awkward(r.text)
			costs[r.text] = c
		}
		cost, letters := c[0], c[1]
		r.cost, r.readable = cost*r.trust+r.handicap, cost <= tolerable*letters
		kept = append(kept, r)
	}
	slices.SortStableFunc(kept, func(a, b reading) int { return cmp.Compare(a.cost, b.cost) })
	for i, r := range kept {
		if r.text != kept[0].text {
			kept[0].lead = r.cost - kept[0].cost
			break
		}
		if i == len(kept)-1 {
			kept[0].lead = math.Inf(1)
		}
	}
	for i, r := range kept {
		if r.cost > 1.3*kept[0].cost+30 {
			return kept[:i]
		}
	}
	return kept
}

// sample takes the words that are more than ASCII out of b, as they stand,
// with blanks between them. No byte of a character in any encoding of the web
// is a blank, a mark or a bracket, so that words can be cut out before it is
// known what they say.
func sample(b []byte) []byte {
	const enough = 1600
	out := make([]byte, 0, enough+8)
	begin, high := 0, -1 // of the word, and the first byte of it beyond ASCII
	for i, c := range b {
		if c >= utf8.RuneSelf && high < 0 {
			high = i
		}
		if c > '/' && (c < ':' || c > '?') && (high < 0 || i < high+enough) {
			continue
		}
		if high >= 0 {
			out = append(append(out, b[max(begin, high-24):i]...), ' ')
			if len(out) >= enough {
				return out
			}
		}
		begin, high = i+1, -1
	}
	if high >= 0 {
		out = append(out, b[max(begin, high-24):]...)
	}
	return out
}

// awkward is what the words of a sample cost in the language in which they are
// cheapest, in nats, with the price of what no language writes: signs inside
// words, small letters before capitals, two alphabets in one word. n is the
// number of letters and signs, Chinese ones counted for what they are worth.
func awkward(s string) (cost, n float64) {
	letters, count := language.Cost(s)
	cost, n = letters, count
	prev := ' '
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(max(r, 0)):])
		if p := price(prev, r, next); p > 0 {
			cost += p
			if !unicode.IsLetter(r) {
				n++
			}
		}
		prev = r
	}
	return cost, n
}

// price is what a sign costs between two others.
func price(prev, r, next rune) float64 {
	switch {
	case r < utf8.RuneSelf && !strange(prev):
		return 0
	case r == utf8.RuneError || unicode.IsControl(r) && r >= utf8.RuneSelf || unicode.Is(unicode.Co, r):
		return 20
	case unicode.IsLetter(r) || strange(r):
		switch {
		case unicode.IsUpper(r) && unicode.IsLower(prev):
			return 4
		case strange(r) && isLatin(prev) || strange(prev) && isLatin(r):
			return 8
		}
		return 0
	case r < utf8.RuneSelf || unicode.Is(unicode.M, r):
		return 0
	case unicode.IsLetter(prev) && unicode.IsLetter(next) && r < 0x2E80:
		if strings.ContainsRune("’·­–—…", r) {
			return 4
		}
		return 10
	case strings.ContainsRune("“”‘’„«»–—…\u00a0¿¡°·•", r) || r >= 0x2E80:
		return 4
	}
	return 8
}

// strange reports whether r is a letter or vowel sign of an alphabet that is not mixed with
// Latin letters in one word.
func strange(r rune) bool {
	return 0x370 <= r && r < 0xE80 && (unicode.IsLetter(r) || unicode.Is(unicode.M, r))
}

func isLatin(r rune) bool { return unicode.IsLetter(r) && r < 0x250 }
