package source

import (
	"strings"
	"sync"
	"unicode"

	"vigia/internal/text"
)

// generic are the words of a medium's name that people leave out when they
// credit it, and articles.
var generic = words(`
	agencia agency agence agenzia agentur wire news newswire noticias notícias press prensa diario daily periódico
	jornal journal newspaper revista weekly semanario
	агентство новости газета خبرگزاری خبرگزاري روزنامه 日报 日報 通讯社 通訊社 新闻社 社
	el la los las the o a le les de del do da of`)

// nameIndex maps every way to name an outlet to its key. Full names and
// aliases come first; what is left of a name without its generic words counts
// only where a single outlet has it.
func nameIndex(spans map[string][]Outlet) map[string]string {
	full, short := map[string]string{}, map[string]string{}
	put := func(m map[string]string, name, key string) {
		if name == "" {
			return
		}
		if other, taken := m[name]; taken && other != key {
			m[name] = "" // two answer to it: nobody does
			return
		}
		m[name] = key
	}
	for key, outlets := range spans {
		for _, o := range outlets {
			for _, n := range append([]string{o.Name, key}, o.Aliases...) {
				for _, part := range nameParts(n) {
					put(full, nameKey(part), key)
					put(short, shortName(part), key)
				}
			}
		}
	}
	for n, key := range short {
		if _, taken := full[n]; !taken {
			full[n] = key
		}
	}
	drop(full)
	return full
}

// soundIndex maps what names in letters sound like to keys, for texts in other
// scripts.
func soundIndex(names map[string]string) map[string]string {
	m := map[string]string{}
	for n, key := range names {
		s := soundKey(n)
		if other, taken := m[s]; taken && other != key {
			key = ""
		}
		m[s] = key
	}
	delete(m, "")
	drop(m)
	return m
}

// soundKey is how the words of a name that are not generic sound; "" if that
// says too little.
func soundKey(name string) string {
	var out []string
	n := 0
	for _, w := range strings.Fields(nameKey(name)) {
		if generic[w] {
			continue
		}
		s := Sound(w)
		out, n = append(out, s), n+len(s)
	}
	if n < 3 {
		return ""
	}
	return strings.Join(out, " ")
}

// drop takes out the names to which nobody, or more than one, answers.
func drop(m map[string]string) {
	for n, key := range m {
		if key == "" {
			delete(m, n)
		}
	}
}

func foreign(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.In(r, unicode.Cyrillic, unicode.Arabic) })
}

// nameParts cuts "خبرگزاری البرز (Alborz News)" into the name and the one in
// brackets.
func nameParts(name string) []string {
	outer, rest, found := strings.Cut(name, "(")
	if !found || strings.TrimSpace(outer) == "" {
		return []string{name}
	}
	inner, _, _ := strings.Cut(rest, ")")
	return []string{name, outer, inner}
}

// shortName is the name without generic words at its ends; "" if nothing that
// could stand for the outlet is left.
func shortName(name string) string {
	ws := strings.Fields(nameKey(name))
	dropped := false
	for len(ws) > 0 && generic[ws[0]] {
		ws, dropped = ws[1:], true
	}
	for len(ws) > 0 && generic[ws[len(ws)-1]] {
		ws, dropped = ws[:len(ws)-1], true
	}
	out := strings.Join(ws, " ")
	for _, suffix := range []string{"日报", "日報", "通讯社", "通訊社", "新闻社"} {
		if cut := strings.TrimSuffix(out, suffix); cut != out {
			out, dropped = cut, true
		}
	}
	if !dropped || len([]rune(out)) < 2 || countries()[out] {
		return ""
	}
	return out
}

// countries are the names of countries in the languages in which outlets are
// called after them: what is left of "La Prensa de Nicaragua" is no outlet.
var countries = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, lang := range []string{"es", "en", "pt", "fr"} {
		for _, name := range text.Countries(lang) {
			m[nameKey(name)] = true
		}
	}
	return m
})

// nameKey is the form in which names are compared: letters and digits without
// case and accents, one blank for whatever else stands between them.
func nameKey(name string) string {
	var b strings.Builder
	space := false
	for _, r := range text.Bare(name) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[nameKey(w)] = true
	}
	return m
}
