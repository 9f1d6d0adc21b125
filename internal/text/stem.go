package text

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
)

// maxStem is the longest word, in bytes, worth stemming; what is longer is a
// key, a hash or an attack.
const maxStem = 80

// Stem gives the stem of one word of a language.
func Stem(w, lang string) string { return stemmer(lang)(w, Fold(w)) }

// stemmer gives the function that stems a word of lang from its raw and its
// folded form: Snowball's (Porter 2001) but for Persian, which has none there.
// Languages without a stemmer keep the folded word.
func stemmer(lang string) func(raw, folded string) string {
	switch lang {
	case "en":
		return snowball(english.Stem)
	case "es":
		return snowball(spanish.Stem)
	case "pt", "gl":
		return snowball(portuguese.Stem)
	case "fr":
		return snowball(french.Stem)
	case "ru":
		env := snowballstem.NewEnv("")
		return func(_, w string) string {
			return stem(env, russian.Stem, strings.ReplaceAll(w, "ё", "е"))
		}
	case "ar":
		env := snowballstem.NewEnv("")
		return func(raw, w string) string {
			if len(w) > maxStem {
				return w
			}
			return Fold(stem(env, arabic.Stem, arabicSpelling.Replace(raw)))
		}
	case "fa":
		return func(_, w string) string { return stemPersian(w) }
	}
	return func(_, w string) string { return w }
}

func snowball(f func(*snowballstem.Env) bool) func(raw, folded string) string {
	env := snowballstem.NewEnv("")
	return func(_, w string) string { return stem(env, f, w) }
}

func stem(env *snowballstem.Env, f func(*snowballstem.Env) bool, w string) string {
	if len(w) > maxStem {
		return w
	}
	env.SetCurrent(w)
	f(env)
	if out := env.Current(); out != "" {
		return out
	}
	return w
}

// arabicSpelling undoes the Persian letters that folding prefers: the Arabic
// stemmer's endings are written with the Arabic ones.
var arabicSpelling = strings.NewReplacer("ی", "ي", "ک", "ك", "ـ", "")

// persianSuffixes are the endings of plural, possession and comparison,
// longest first. Folding has already joined what a ZWNJ held apart.
var persianSuffixes = []string{
	"هایشان", "هایمان", "هایتان", "ترینها", "هایی", "هایم", "هایت", "هایش",
	"ترین", "های", "شان", "مان", "تان", "ها", "تر", "ات", "ی",
}

// stemPersian is a light stemmer, endings alone: it takes off at most two and
// leaves three letters or more.
func stemPersian(w string) string {
	const least = 3 * 2 // bytes: Persian letters take two
	for range 2 {
		cut := false
		for _, s := range persianSuffixes {
			if strings.HasSuffix(w, s) && len(w)-len(s) >= least {
				w, cut = w[:len(w)-len(s)], true
				break
			}
		}
		if !cut {
			break
		}
	}
	return w
}
