package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigia/internal/text"
)

// headline is a title as it is compared with other titles. A title has so few
// words that each must be met in several ways: by its stem, by how it begins,
// by its runs of four letters and by its consonants.
type headline struct {
	id, outlet, language string
	address              bool // the words of an address, without any capital
	at                   time.Time
	words                []titleWord
	terms                [wordings][]term // weighed by rarity
	length, mass         [wordings]float32
	weighed              float64 // how much had been counted then
}

// titleWord is a word with the place of its stem's weight.
type titleWord struct {
	letters string
	stem    uint32
}

// The ways in which words are met.
const (
	byStem = iota
	byStart
	byGram
	byConsonants
	wordings
)

const (
	startRunes     = 5
	consonants     = 5
	mostTitleWords = 40
)

// headlineOf looks at the title of a report; nil if there is no word in it.
func headlineOf(r *rep) *headline {
	h := &headline{id: r.id, outlet: r.outlet, language: r.language, address: bare(r), at: r.day}
	stop := stopWords[r.language]
	var ids [wordings][]uint32
	for _, t := range text.Tokens(text.Cut(r.title, titleRunes), r.language) {
		if stop[t.Text] || utf8.RuneCountInString(t.Text) < 2 || len(h.words) == mostTitleWords {
			continue
		}
		w, stem := text.Bare(t.Text), text.Bare(t.Stem)
		if r.language == "ru" && w != "" && w[0] < utf8.RuneSelf {
			w = romanized(w)
			stem = romanStem(w)
		}
		if w == "" {
			continue
		}
		id := func(way int, s string) uint32 {
			x := termID(views+view(way), r.language, s)
			ids[way] = append(ids[way], x)
			return x
		}
		h.words = append(h.words, titleWord{w, id(byStem, stem)})
		id(byStart, text.Cut(w, startRunes))
		id(byConsonants, consonantsOf(w))
		rs := []rune("<" + w)
		for i := 0; i+gramRunes <= max(len(rs), gramRunes); i++ {
			id(byGram, string(rs[i:min(i+gramRunes, len(rs))]))
		}
	}
	if len(h.words) == 0 {
		return nil
	}
	for way, xs := range ids {
		slices.Sort(xs)
		for _, x := range slices.Compact(xs) {
			h.terms[way] = append(h.terms[way], term{x, 0})
		}
	}
	return h
}

// consonantsOf gives the first letter and the consonants behind it.
func consonantsOf(w string) string {
	var b strings.Builder
	n := 0
	for i, r := range w {
		if i == 0 || !strings.ContainsRune("aeiou", r) {
			b.WriteRune(r)
			if n++; n == consonants {
				break
			}
		}
	}
	return b.String()
}

// romans writes in one way what the press writes in many when it puts Russian
// and Ukrainian into Latin letters: щ is shch, shh, sch or s, ц is ts, tz, cz
// or c, г is g or h. What only one of them tells apart is not told apart.
var romans = strings.NewReplacer("shch", "s", "shh", "s", "sch", "s", "sh", "s", "tch", "c", "zh", "z", "ch", "c",
	"ts", "c", "tz", "c", "cz", "c", "kh", "h", "ck", "k", "ph", "f", "x", "h", "w", "v", "q", "k", "g", "h", "'", "")

// romanized brings a transliterated word to one spelling: й, ы, и are i, and
// not written before a vowel (я is ya, ja, ia or a); no letter stands twice.
func romanized(w string) string {
	var b []byte
	for _, c := range []byte(romans.Replace(w)) {
		if c == 'y' || c == 'j' {
			c = 'i'
		}
		if n := len(b); n > 0 && b[n-1] == 'i' && vowel(c) {
			b = b[:n-1]
		}
		if n := len(b); n > 0 && b[n-1] == c {
			continue
		}
		b = append(b, c)
	}
	return string(b)
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// romanEndings are endings of Russian words as romanized writes them, the
// longer before those that end them.
var romanEndings = []string{"ovavsa", "ovala", "irovati", "ostu", "osti", "ami", "ahi", "oho", "eho", "omu", "emu", "imi", "nih", "nim",
	"ov", "ev", "om", "em", "am", "ah", "ih", "im", "oi", "ei", "ut", "at", "it", "et", "li", "la", "l", "sa", "t", "m", "h", "s"}

const (
	romanLeast = 4 // letters that are left of a word
	romanMost  = 7
)

// romanStem cuts the ending of a romanized word.
func romanStem(w string) string {
	open := func() {
		for len(w) > romanLeast && vowel(w[len(w)-1]) {
			w = w[:len(w)-1]
		}
	}
	open()
	for _, e := range romanEndings {
		if len(w)-len(e) >= romanLeast && strings.HasSuffix(w, e) {
			w = w[:len(w)-len(e)]
			break
		}
	}
	open()
	return w[:min(len(w), romanMost)]
}

// titleSigns are what speaks for two headlines telling one event.
const (
	titleSigns = wordings*7 + 7
	titleHours = titleSigns - 1 // the logarithm of the hours between
)

// compareTitles measures two headlines that have been weighed.
func compareTitles(a, b *headline) (x [titleSigns]float32) {
	put := func(i int, v float64) { x[i] = float32(v) }
	for way := range wordings {
		dot, sum, tops := 0.0, 0.0, [2]float64{}
		for i, j := 0, 0; i < len(a.terms[way]) && j < len(b.terms[way]); {
			s, t := a.terms[way][i], b.terms[way][j]
			switch {
			case s.id < t.id:
				i++
			case s.id > t.id:
				j++
			default:
				w := float64(min(s.weight, t.weight))
				dot, sum = dot+float64(s.weight)*float64(t.weight), sum+w
				if w > tops[0] {
					tops[0], tops[1] = w, tops[0]
				} else {
					tops[1] = max(tops[1], w)
				}
				i, j = i+1, j+1
			}
		}
		cos := dot / (float64(a.length[way])*float64(b.length[way]) + 1e-9)
		ca, cb := sum/(float64(a.mass[way])+1e-9), sum/(float64(b.mass[way])+1e-9)
		for i, v := range []float64{cos, math.Sqrt(cos), sum, min(ca, cb), max(ca, cb), tops[0], tops[1]} {
			put(way*7+i, v)
		}
	}
	n := wordings * 7
	na, nb := float64(len(a.words)), float64(len(b.words))
	sa, sb := aligned(a, b), aligned(b, a)
	hours := 0.0
	if !a.at.IsZero() && !b.at.IsZero() {
		hours = math.Log1p(a.at.Sub(b.at).Abs().Hours())
	}
	for i, v := range []float64{min(na, nb), max(na, nb), float64(flag(a.outlet == b.outlet)), min(sa, sb), max(sa, sb),
		float64(min(a.mass[byStem], b.mass[byStem])), hours} {
		put(n+i, v)
	}
	return x
}

// aligned is the share of a's words, by rarity, that begin as one of b's.
func aligned(a, b *headline) float64 {
	var sum, all float64
	for _, w := range a.words {
		i, _ := slices.BinarySearchFunc(a.terms[byStem], w.stem, func(t term, id uint32) int { return cmp.Compare(t.id, id) })
		rare, best := float64(a.terms[byStem][i].weight), 0.0
		for _, u := range b.words {
			best = max(best, begins(w.letters, u.letters))
		}
		sum, all = sum+best*rare, all+rare
	}
	return sum / (all + 1e-9)
}

// begins is the share of the longer word that both begin with.
func begins(a, b string) float64 {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	if n < 3 {
		return 0
	}
	return float64(n) / float64(max(len(a), len(b)))
}
