package language

import (
	"strings"
	"unicode"
)

// script is a family of alphabets within which languages compete.
type script int

const (
	none script = iota
	latin
	cyrillic
	arabic
	han // with kana
	devanagari
	greek
	hebrew
	hangul
	thai
	armenian
	georgian
	bengali
	gujarati
	gurmukhi
	tamil
	telugu
	kannada
	malayalam
	sinhala
	ethiopic
	khmer
	myanmar
	lao
	other
	scripts
)

// only names the language of a script that the house reads in one language.
func (s script) only() string {
	switch s {
	case greek:
		return "el"
	case hebrew:
		return "he"
	case hangul:
		return "ko"
	case thai:
		return "th"
	case armenian:
		return "hy"
	case georgian:
		return "ka"
	case bengali:
		return "bn"
	case gujarati:
		return "gu"
	case gurmukhi:
		return "pa"
	case tamil:
		return "ta"
	case telugu:
		return "te"
	case kannada:
		return "kn"
	case malayalam:
		return "ml"
	case sinhala:
		return "si"
	case ethiopic:
		return "am"
	case khmer:
		return "km"
	case myanmar:
		return "my"
	case lao:
		return "lo"
	}
	return ""
}

// members are the languages with tables that write in a script.
func (s script) members() string {
	switch s {
	case arabic:
		return "ar fa ur ps ckb azb"
	case cyrillic:
		return "ru uk be bg sr mk kk mn tg"
	case han:
		return "zh ja"
	case devanagari:
		return "hi mr"
	case latin:
		return "en es pt fr ca it ro de nl pl tr id ms vi tl cs sk sl hr hu sq sv da nb nn is fi et lv lt eu ga cy af la eo az so sw yo zu xh st sn mi lg ts tn gl ast oc ht gn qu ay"
	}
	return ""
}

// scriptOf gives the script of a letter.
func scriptOf(r rune) script {
	switch {
	case r < 0x250 || 0x1E00 <= r && r < 0x1F00:
		return latin
	case 0x370 <= r && r < 0x400 || 0x1F00 <= r && r < 0x2000:
		return greek
	case 0x400 <= r && r < 0x530:
		return cyrillic
	case 0x530 <= r && r < 0x590:
		return armenian
	case 0x590 <= r && r < 0x600:
		return hebrew
	case 0x600 <= r && r < 0x780 || 0x8A0 <= r && r < 0x900 || 0xFB50 <= r && r < 0xFE00 || 0xFE70 <= r && r < 0xFF00:
		return arabic
	case 0x900 <= r && r < 0x980:
		return devanagari
	case 0x980 <= r && r < 0xA00:
		return bengali
	case 0xA00 <= r && r < 0xA80:
		return gurmukhi
	case 0xA80 <= r && r < 0xB00:
		return gujarati
	case 0xB80 <= r && r < 0xC00:
		return tamil
	case 0xC00 <= r && r < 0xC80:
		return telugu
	case 0xC80 <= r && r < 0xD00:
		return kannada
	case 0xD00 <= r && r < 0xD80:
		return malayalam
	case 0xD80 <= r && r < 0xE00:
		return sinhala
	case 0xE00 <= r && r < 0xE80:
		return thai
	case 0xE80 <= r && r < 0xF00:
		return lao
	case 0x1000 <= r && r < 0x10A0:
		return myanmar
	case 0x10A0 <= r && r < 0x1100:
		return georgian
	case 0x1200 <= r && r < 0x13A0:
		return ethiopic
	case 0x1780 <= r && r < 0x1800:
		return khmer
	case 0x1100 <= r && r < 0x1200 || 0x3130 <= r && r < 0x3190 || 0xAC00 <= r && r < 0xD7B0:
		return hangul
	case 0x2E80 <= r && r < 0x3130 || 0x31F0 <= r && r < 0x3200 || 0x3400 <= r && r < 0xA000 || 0xF900 <= r && r < 0xFB00 || r >= 0x20000:
		return han
	case 0xFF21 <= r && r <= 0xFF5A:
		return latin
	case 0xFF66 <= r && r <= 0xFF9F:
		return han
	}
	return other
}

// text is what detection sees of a string: its words in lower case, each with
// its script, and how many letters of each script there are.
type text struct {
	words  []word
	counts [scripts]int
	total  int
}

type word struct {
	runes  []rune
	script script
}

// maxLetters is as much of a text as is read: more changes no verdict.
const maxLetters = 1500

// letters takes the words out of s. Addresses, handles and tags are left out:
// they are Latin in every language.
func letters(s string) text {
	var t text
	buf := make([]rune, 0, min(len(s), 2*maxLetters))
	begin := 0
	flush := func() {
		if len(buf) > begin {
			w := word{runes: buf[begin:len(buf):len(buf)], script: scriptOf(buf[begin])}
			t.words = append(t.words, w)
		}
		begin = len(buf)
	}
	skip := false // inside an address
	for i, r := range s {
		switch {
		case unicode.IsSpace(r):
			skip = false
		case r == '@' || r == '#':
			skip = true
		case r == ':' && strings.HasPrefix(s[i:], "://"):
			buf, skip = buf[:begin], true
		}
		if skip || !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
			flush()
			continue
		}
		r = foldLetter(r)
		if r < 0 {
			continue
		}
		sc := scriptOf(r)
		if len(buf) > begin && 0x300 <= r && r < 0x370 {
			sc = scriptOf(buf[begin]) // a combining mark is of the script of its letter
		}
		if len(buf) > begin && sc != scriptOf(buf[begin]) {
			flush()
		}
		buf = append(buf, r)
		if unicode.IsLetter(r) {
			t.counts[sc]++
			t.total++
			if t.total >= maxLetters {
				break
			}
		}
	}
	flush()
	return t
}

// foldLetter lower-cases r; -1 for marks that many writers leave out.
func foldLetter(r rune) rune {
	switch {
	case r == 0x640, 0x64B <= r && r <= 0x65F, r == 0x670, r == 0x301:
		return -1
	case r == 'İ':
		return 'i'
	}
	return unicode.ToLower(r)
}

// weight is what one sign is worth beside others, in thirds of a letter.
func (s script) weight() int {
	switch s {
	case han, hangul:
		return 9
	case latin:
		return 2 // names in Latin letters stand in texts of any language
	}
	return 3
}

// dominant is the script with most weight.
func (t text) dominant() script {
	best := none
	for s, n := range t.counts {
		if n*script(s).weight() > t.counts[best]*best.weight() {
			best = script(s)
		}
	}
	return best
}

// share is the part of the text that is written in s.
func (t text) share(s script) float64 {
	all := 0
	for q, n := range t.counts {
		all += n * script(q).weight()
	}
	return float64(t.counts[s]*s.weight()) / float64(all)
}
