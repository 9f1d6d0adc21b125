package article

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/text"
)

// soft stands between the bits of a line: a name may end there, and does
// unless what follows belongs to it.
const soft = '\x1f'

// maxNames bounds the names of a byline, and maxRaw the bytes that are read
// of what may be one.
const (
	maxNames = 12
	maxRaw   = 600
)

// names takes a text that may be a byline apart into the names of those who
// sign. by says that the text itself speaks of signing: "By …", "Autor: …".
// A name is never split, and nothing that is not in the text is added; what is
// no name (places, roles, dates, addresses) is left out.
func names(raw string) (out []string, by bool) {
	if len(raw) > maxRaw {
		raw = strings.ToValidUTF8(raw[:maxRaw], "")
	}
	if strings.Contains(raw, "&") {
		raw = html.UnescapeString(raw)
	}
	if strings.Contains(raw, "<") {
		raw = stripTags(raw)
	}
	p := personReader{}
	p.read(raw)
	return p.out, p.by
}

// stated takes a field of the page's data that is made for names apart: it is
// believed more than what is printed, so that only lists are divided, and
// labels and credentials left out.
func stated(raw string) (out []string) {
	if len(raw) > maxRaw {
		raw = strings.ToValidUTF8(raw[:maxRaw], "")
	}
	raw = text.Clean(stripTags(html.UnescapeString(raw)))
	if i := strings.Index(raw, "http"); i >= 0 {
		raw = raw[:i]
	}
	for part := range strings.FieldsFuncSeq(raw, func(r rune) bool { return strings.ContainsRune(";,|/、，", r) }) {
		if i := strings.IndexAny(part, "(["); i > 0 {
			part = part[:i]
		}
		ws := strings.Fields(part)
		if n, not := byWords(ws); n < len(ws) && !not {
			ws = ws[n:]
		}
		for _, w := range splitAnd(ws) {
			if len(out) > 0 && onlyRoles(w) {
				continue
			}
			n := strings.Trim(strings.Join(w, " "), " .,:;-–—|*\"'“”#@")
			if i := strings.LastIndexByte(n, '.'); strings.HasSuffix(n, " Jr") || strings.HasSuffix(n, " Sr") || i > 0 && len(n)-i == 2 {
				n += "."
			}
			if len(n) < 2 || len(n) > 80 || credentials[bareWord(n)] || strings.ContainsRune(n, '@') || !strings.ContainsFunc(n, unicode.IsLetter) {
				continue
			}
			out = appendNew(out, []string{shout(n)})
		}
	}
	return out
}

// personReader takes a byline apart.
type personReader struct {
	out  []string
	by   bool
	skip bool // the label before was of a picture, or another's work
}

func (p *personReader) read(raw string) {
	start, delim := 0, rune(0)
	for i, r := range raw {
		if !breaksNames(raw, i, r) {
			continue
		}
		p.part(raw[start:i], delim, r)
		start, delim = i+utf8.RuneLen(r), r
		if len(p.out) >= maxNames {
			return
		}
	}
	p.part(raw[start:], delim, 0)
}

// breaksNames tells the marks at which a name ends.
func breaksNames(s string, i int, r rune) bool {
	switch r {
	case soft, ';', ',', '&', '|', '/', '•', '·', '●', '»', '«', '›', '：', ':', '\n', '\t', '、', '，', '；', '(', ')', '[', ']', '（', '）', '【', '】', '—', '│', '｜', '/' + 0xFEE0, '"', '“', '”', '*', '+', '_', '=', '>', '→', '…', '!', '?':
		return r != '·' || !between(s, i, unicode.Han) // 诺姆·乔姆斯基
	case '-', '–':
		return i > 0 && i+utf8.RuneLen(r) < len(s) && s[i-1] == ' ' && (s[i+utf8.RuneLen(r)] == ' ' || r == '–')
	}
	return false
}

// between reports whether the letters around i are of a script.
func between(s string, i int, of *unicode.RangeTable) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	_, n := utf8.DecodeRuneInString(s[i:])
	after, _ := utf8.DecodeRuneInString(s[i+n:])
	return unicode.Is(of, before) && unicode.Is(of, after)
}

// part reads what stands between two marks.
func (p *personReader) part(s string, before, after rune) {
	s = text.Clean(s)
	if s == "" {
		return
	}
	if len(s) > 200 {
		p.skip = false
		return
	}
	if i, n := hanLabel(s); i >= 0 {
		p.by, p.skip, s = true, false, s[i+n:]
	}
	ws := strings.Fields(strings.TrimLeft(s, ".-–—'’ "))
	if len(ws) == 0 {
		return
	}
	n, not := byWords(ws)
	if n > 0 {
		p.by = p.by || !not
		p.skip = not
		ws = ws[n:]
	} else if after == ':' || after == '：' {
		p.skip = false
		return // a label that we do not know
	}
	if len(ws) == 0 {
		return
	}
	if p.skip {
		p.skip = before != soft || after != 0
		return
	}
	if before == '(' || before == '（' || before == '[' || before == '"' || before == '“' {
		return // "(Reuters)" and "(CNXSoft)" are no second author
	}
	if allHan(ws) {
		for _, w := range ws {
			p.name([]string{w})
		}
		return
	}
	for _, w := range splitAnd(ws) {
		if len(p.out) > 0 && before != ';' && isRole(w) {
			continue // "Ana Ruiz, Managing Editor"
		}
		p.name(w)
	}
}

// onlyRoles reports whether all words name a role: "Staff Writers".
func onlyRoles(ws []string) bool {
	for _, w := range ws {
		b := bareWord(w)
		if !posts[b] && !posts[strings.TrimSuffix(b, "s")] && !particles[b] {
			return false
		}
	}
	return true
}

// isRole reports whether words name a role and no one.
func isRole(ws []string) bool {
	if len(ws) > 6 {
		return false
	}
	for _, w := range ws {
		if posts[bareWord(w)] {
			return true
		}
	}
	return false
}

// hanLabels are glued to the names behind them: 新京报记者彭冲.
var hanLabels = []string{"记者", "記者", "作者", "编辑", "編輯", "撰文", "通讯员"}

// hanLabel finds the last label of a text that is short enough to be one.
func hanLabel(s string) (at, n int) {
	at = -1
	if len(s) > 60 || s[0] < 0x80 && len(s) > 20 {
		return at, 0
	}
	for _, l := range hanLabels {
		if i := strings.LastIndex(s, l); i > at {
			at, n = i, len(l)
		}
	}
	return at, n
}

// allHan reports whether each word is a Chinese name of two to four letters.
func allHan(ws []string) bool {
	for _, w := range ws {
		n := 0
		for _, r := range w {
			if n++; !unicode.Is(unicode.Han, r) {
				return false
			}
		}
		if n < 2 || n > 4 {
			return false
		}
	}
	return len(ws) > 0
}

// name takes the words up to where the name ends.
func (p *personReader) name(ws []string) {
	if n, _ := byWords(ws); n > 0 && n < len(ws) {
		ws = ws[n:]
	}
	end := nameEnd(ws)
	if end == 1 && len(ws) > 1 && len(p.out) > 0 && !hasDigit(ws[1]) {
		return // "Ana Ruiz, Extension horticulture educator"
	}
	ws = ws[:end]
	for len(ws) > 1 && titles[bareWord(ws[0])] {
		ws = ws[1:]
	}
	if len(ws) == 0 || len(ws) > 7 {
		return
	}
	s := strings.Trim(strings.Join(ws, " "), " .,:;-–—|*\"'“”‘`~#")
	if strings.HasSuffix(s, " Jr") || strings.HasSuffix(s, " Sr") {
		s += "."
	}
	if !mayBeName(s) || credentials[bareWord(s)] {
		return
	}
	s = shout(s)
	for _, o := range p.out {
		if strings.EqualFold(o, s) {
			return
		}
	}
	if len(p.out) < maxNames {
		p.out = append(p.out, s)
	}
}

// nameEnd gives the number of words that belong to the name at the beginning
// of ws. A name ends at a number, at an address, at a word in small letters
// that no name has inside, and at a role.
func nameEnd(ws []string) int {
	first := bareWord(ws[0])
	if neverFirst[first] || months[first] && (len(ws) == 1 || hasDigit(ws[1])) || ws[0][0] >= '0' && ws[0][0] <= '9' {
		return 0
	}
	if !capital(ws[0]) {
		if len(ws) <= 2 && (len(ws) == 2 || !stopWords[first] && !conjunctions[first] && !particles[first]) {
			return len(ws) // a handle, or "brand eins"
		}
		if len(ws) == 1 || !particles[strings.ToLower(ws[0])] {
			return 0 // "und" between two links is nobody
		}
	}
	for i, w := range ws {
		lower := bareWord(w)
		switch {
		case strings.ContainsRune(w, '@') || strings.Contains(w, "://") || strings.HasPrefix(w, "#"):
			return i
		case i > 0 && hasDigit(w):
			return i
		case i > 0 && (stopWords[lower] || endsSentence(ws[i-1])):
			return i
		case i > 0 && !capital(w) && !particles[strings.ToLower(w)]:
			return trimParticles(ws, i)
		case i > 1 && posts[lower], i > 0 && months[lower] && i+1 < len(ws) && hasDigit(ws[i+1]):
			return i
		}
	}
	return trimParticles(ws, len(ws))
}

// endsSentence reports whether a word ends a sentence, other than an initial
// or a short form.
func endsSentence(w string) bool {
	return len(w) > 3 && w[len(w)-1] == '.' && strings.IndexByte(w, '.') == len(w)-1 && !titles[bareWord(w)]
}

// trimParticles takes off the small words at the end of the first n.
func trimParticles(ws []string, n int) int {
	for n > 1 && particles[ws[n-1]] {
		n--
	}
	return n
}

// splitAnd divides words at "and", where names stand on both sides of it.
func splitAnd(ws []string) [][]string {
	var out [][]string
	start := 0
	for i, w := range ws {
		if i > start && i+1 < len(ws) && conjunctions[strings.ToLower(w)] && (capital(ws[i+1]) || !capital(ws[0])) && !aloneWithFamily(ws, start, i) {
			out = append(out, ws[start:i])
			start = i + 1
		}
	}
	return append(out, ws[start:])
}

// aloneWithFamily tells "José Ortega y Gasset" from "Ana y Luis": a single
// letter "y" or "e" between one name behind and two or more before it, where
// no further comma divides. It cannot be told, so that only the rule that
// Spanish families of two names are joined by "y" without a first name behind
// counts.
func aloneWithFamily(ws []string, start, i int) bool {
	return strings.EqualFold(ws[i], "y") && i-start >= 2 && len(ws)-i-1 == 1
}

// mayBeName reports whether s has the shape of the name of a person, an
// agency or a desk, or of the handle of a user.
func mayBeName(s string) bool {
	runes, letters, digits := 0, 0, 0
	for _, r := range s {
		runes++
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case unicode.Is(unicode.M, r), strings.ContainsRune(" .-'’ʼ‘·‐\u200c\u200d", r):
		default:
			return false
		}
	}
	return runes >= 2 && runes <= 60 && letters >= 2 && digits <= 4 && digits < letters
}

// capital reports whether a word may begin a name: with a capital, or in a
// script that has none.
func capital(w string) bool {
	for _, r := range w {
		if unicode.IsLetter(r) {
			return !unicode.IsLower(r) || apostrophe(w)
		}
		if unicode.IsDigit(r) {
			return false
		}
	}
	return false
}

// apostrophe tells d'Angelo, l'Estoile and McDonald-like beginnings in small
// letters.
func apostrophe(w string) bool {
	i := strings.IndexAny(w, "'’")
	if i < 1 || i > 3 {
		return false
	}
	_, n := utf8.DecodeRuneInString(w[i:])
	r, _ := utf8.DecodeRuneInString(w[i+n:])
	return unicode.IsUpper(r)
}

func hasDigit(w string) bool { return strings.ContainsFunc(w, unicode.IsDigit) }

// bareWord is a word in small letters without the marks around it.
func bareWord(w string) string { return strings.ToLower(strings.Trim(w, ".,:;()[]*'\"-–—")) }

// byWords counts the words at the beginning of ws that say that a name
// follows. not says that the name is of one who did something else: took the
// picture, translated, reviewed.
func byWords(ws []string) (n int, not bool) {
	for n < len(ws) && n < 8 {
		k, other := byWord(ws[n:])
		if k == 0 {
			return n, not
		}
		not = not && k < 2 || other // "Photo" … "von": of the picture still
		n += k
	}
	return n, not
}

// byWord reads one phrase, the longest that is known.
func byWord(ws []string) (n int, not bool) {
	head := bareWord(ws[0])
	if !byFirst[head] {
		return 0, false
	}
	for k := min(4, len(ws)); k > 0; k-- {
		phrase := head
		for _, w := range ws[1:k] {
			phrase += " " + bareWord(w)
		}
		if notBy[phrase] {
			return k, true
		}
		if byPhrases[phrase] && (k > 1 || !clash(ws)) {
			return k, false
		}
	}
	return 0, false
}

// clash tells a phrase that begins a name from one that comes before it: "Da
// Silva", "De la Cruz" and "Di Stefano" are written with a capital, and so is
// "Di Ana Rossi"; two words behind it make it a phrase.
func clash(ws []string) bool {
	switch bareWord(ws[0]) {
	case "da", "de", "di", "von", "van", "text", "foto":
		return capital(ws[0]) && len(ws) < 3 && ws[0] != strings.ToUpper(ws[0]) && bareWord(ws[0]) != "von" && bareWord(ws[0]) != "text"
	}
	return false
}

// shout brings a name in capitals to the usual case; acronyms stay.
func shout(s string) string {
	if strings.ToUpper(s) != s || !strings.Contains(s, " ") || strings.ToLower(s) == s {
		return s
	}
	ws := strings.Fields(strings.ToLower(s))
	for i, w := range ws {
		if i > 0 && particles[w] {
			continue
		}
		r := []rune(w)
		for j := range r {
			if j == 0 || r[j-1] == '-' || r[j-1] == '\'' || r[j-1] == '’' || r[j-1] == '.' {
				r[j] = unicode.ToUpper(r[j])
			}
		}
		ws[i] = string(r)
	}
	return strings.Join(ws, " ")
}

// stripTags leaves the text of a little HTML.
func stripTags(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		j := strings.IndexByte(s[i:], '>')
		if j < 0 || j > 300 {
			return b.String()
		}
		b.WriteByte(' ')
		s = s[i+j+1:]
	}
}
