package story

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"vigia/internal/source"
	"vigia/internal/text"
)

// BridgeLanguages are the languages between which words are bridged.
var BridgeLanguages = []string{"ar", "en", "es", "fa", "fr", "pt", "ru", "zh"}

// What a run of three sounds and a country weigh beside the sound of a word.
const (
	soundShare = 0.3
	placeShare = 2
	bridgeText = 900 // runes of a report that are bridged
)

// What of a text is bridged: words, and runs of 3, 4 and 5 letters of them; in
// Chinese pairs of characters, and characters.
const (
	bridgeWords = iota
	bridgeGram3
	bridgeGram4
	bridgeGram5
	bridgeKinds
)

// kindWeight is what each weighs beside a word.
var kindWeight = [bridgeKinds]float32{1, 0.32, 0.45, 0.55}

const hanWeight = 0.8 // of a character

// features are the words and runs of letters of a text, by kind, each once, as
// numbers that do not tell which they are.
func bridgeFeatures(s, lang string) [bridgeKinds][]uint32 {
	var v [bridgeKinds][]uint32
	put := func(kind int, k string) {
		v[kind] = append(v[kind], termID(view(kind), lang, k)&(1<<bridgeBits-1))
	}
	for _, t := range text.Tokens(text.Cut(s, bridgeText), lang) {
		if lang == "zh" {
			put(bridgeWords, t.Text)
			for _, r := range t.Text {
				put(bridgeGram3, string(r))
			}
			continue
		}
		put(bridgeWords, t.Stem)
		w := []rune("<" + text.Bare(t.Text) + ">")
		for n := 3; n <= 5; n++ {
			for i := 0; i+n <= len(w); i++ {
				put(bridgeGram3+n-3, string(w[i:i+n]))
			}
		}
	}
	for k, ids := range v {
		v[k] = slices.Compact(slices.Sorted(slices.Values(ids)))
	}
	return v
}

// BridgeKeys counts what languages share on the face of it: numbers, the sound
// of words and runs of three of it, countries.
func BridgeKeys(s, lang string) map[uint32]float32 {
	s = text.Cut(s, bridgeText)
	v := map[uint32]float32{}
	put := func(k string, w float32) { v[termID(keyed, "bridge", k)] += w }
	places(s, lang, func(region string) { put("@"+region, placeShare) })
	trigrams := func(k string) {
		for i := 0; i+3 <= len(k); i++ {
			put("~~"+k[i:i+3], soundShare)
		}
	}
	if lang == "zh" {
		skeleton := ""
		for _, r := range s {
			c, ok := hanSounds()[r]
			if !ok {
				trigrams(skeleton)
				skeleton = ""
			}
			skeleton += c
		}
		trigrams(skeleton)
	}
	for _, t := range text.Tokens(s, lang) {
		switch {
		case strings.ContainsFunc(t.Text, unicode.IsDigit):
			put("#"+numberMarks.Replace(t.Text), 1)
		case lang != "zh":
			if k := source.Sound(t.Text); len(k) >= 3 {
				put("~"+k, 1)
				trigrams(k)
			}
		}
	}
	return v
}

// places finds the countries that a text names, by their names in CLDR.
func places(s, lang string, found func(region string)) {
	names := territories(lang)
	if lang == "zh" {
		f := text.Fold(s)
		for k, r := range names {
			if strings.Contains(f, k) {
				found(r)
			}
		}
		return
	}
	ts := text.Terms(s, lang)
	for i := range ts {
		k := ""
		for j := i; j < len(ts) && j < i+4; j++ {
			k += ts[j] + " "
			if r, ok := names[k]; ok {
				found(r)
			}
		}
	}
}

// territories gives the names of countries in a language, as stems.
func territories(lang string) map[string]string { return allTerritories()[lang] }

var allTerritories = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range BridgeLanguages {
		m := map[string]string{}
		for code, name := range text.Countries(lang) {
			k := text.Fold(name)
			if lang != "zh" {
				k = strings.Join(text.Terms(name, lang), " ") + " "
			}
			m[k] = code
		}
		all[lang] = m
	}
	return all
})

// hanTSV tells how characters sound in foreign names: learned from pairs of
// names, one character and its consonants a line.
//
//go:embed han.tsv
var hanTSV string

var hanSounds = sync.OnceValue(func() map[rune]string {
	m := map[rune]string{}
	for line := range strings.Lines(hanTSV) {
		if c, s, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok {
			m[[]rune(c)[0]] = s
		}
	}
	return m
})

// cosine of two vectors of length one.
func dot(a, b []float32) (s float32) {
	for i := range min(len(a), len(b)) {
		s += a[i] * b[i]
	}
	return s
}

// unit brings a vector to length one; nil if it has none.
func unit(v []float32) []float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return nil
	}
	l := float32(math.Sqrt(sum))
	for i := range v {
		v[i] /= l
	}
	return v
}
