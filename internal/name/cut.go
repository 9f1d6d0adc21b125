package name

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/text"
)

// Cutting is a name in parts.
type Cutting struct {
	Parts  []string // in the order in which the name is spoken: given names first
	Family int      // how many parts at the end are before the comma of "FAMILY, Given"; 0 without one
	Legal  string   // legal form of a company in a word of its own, "" if none
	Short  []string // what its initials may be
}

// mostParts and longestPart bound a name: longer ones are no names.
const (
	mostParts   = 16
	longestPart = 40
	longestName = 400 // bytes
)

// Cut cuts a name into its parts.
func Cut(s string) Cutting {
	s = text.Cut(s, longestName)
	family, given, comma := strings.Cut(s, ",")
	if comma && !nameLike(given) {
		family, given, comma = strings.Map(noComma, s), "", false
	}
	c := Cutting{}
	if !comma {
		ws := words(family)
		c.Parts, c.Legal = withoutLegal(ws)
		c.Parts, c.Short = withoutLinks(c.Parts), short(ws, c.Parts)
		return c
	}
	last, legal := withoutLegal(words(family))
	first, more := withoutLegal(words(strings.Map(noComma, given)))
	c.Short = short(append(words(family), words(given)...), last)
	last, first = withoutLinks(last), withoutLinks(first)
	if len(first) == 0 || more != "" && len(last) > 0 { // "ACME, S.A.": the comma parts off the legal form
		first, last = append(last, first...), nil
	}
	c.Parts, c.Family, c.Legal = append(first, last...), len(last), legal+more
	if len(c.Parts) > mostParts {
		c.Parts = c.Parts[len(c.Parts)-mostParts:]
	}
	return c
}

func noComma(r rune) rune {
	if r == ',' {
		return ' '
	}
	return r
}

// nameLike reports whether what follows a comma holds a letter.
func nameLike(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// words are the words of a name in plain Latin letters and digits. Single
// letters that follow each other are one word: S.A. is sa.
func words(s string) []string {
	var out []string
	var b strings.Builder
	single := false // the last word was made of single letters
	flush := func() {
		if b.Len() == 0 {
			return
		}
		w := b.String()
		b.Reset()
		if one := len(w) == 1 && w[0] >= 'a'; one && single {
			out[len(out)-1] += w
		} else {
			out, single = append(out, text.Cut(w, longestPart)), one
		}
	}
	for _, r := range Latin(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case r == '\'' || r == '’' || r == '`' || r == '´' || r == 'ʿ' || r == 'ʾ' || unicode.Is(unicode.Mn, r):
		default:
			flush()
		}
	}
	flush()
	if len(out) > mostParts {
		out = out[:mostParts]
	}
	return out
}

// latinOf are letters with strokes, which no decomposition takes apart.
var latinOf = strings.NewReplacer("ø", "o", "đ", "d", "ł", "l", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d", "ə", "a", "ħ", "h", "ŋ", "ng")

// Latin writes a name in Latin letters without case and accents.
func Latin(s string) string {
	s = text.Bare(s)
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return latinOf.Replace(romanised(s))
		}
	}
	return s
}

// legalForms are what companies are called by law, by the words that say it.
// Those of one country's law that are the same thing in several languages have
// one name.
var legalForms = func() map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(legalTable, "\n") {
		key, forms, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		for _, f := range strings.Split(forms, "|") {
			m[strings.TrimSpace(f)] = key
		}
	}
	return m
}()

const legalTable = `
ltd: ltd | limited | co ltd | company limited | company ltd | co limited | pvt ltd | private limited | pte ltd | pty ltd | ltda | limitada | cia ltda | compania limitada | l t d a | sociedad limitada | sociedad de responsabilidad limitada | srl | s de rl | sarl | sprl | gmbh | ooo | llc | l l c | limited liability company | limited liability partnership | llp | obshchestvo s ogranichennoi otvetstvennostyu | obshchestvo s ogranichennoy otvetstvennostyu | society with limited liability | mchj | tov | doo | fze | fzc | fzco | fz llc | fzllc | kft | spzoo | bv | bvba
sa: sa | sociedad anonima | s a | sociedade anonima | societe anonyme | sal | saoc | saog | spa | ag | nv | plc | public limited company | as | ad | sae | inc | incorporated | corp | corporation | sac | saa | saca | ca | compania anonima
sacv: sa de cv | sociedad anonima de capital variable | s de rl de cv | sapi de cv | sociedad de responsabilidad limitada de capital variable | srl de cv
jsc: jsc | ao | oao | zao | pao | pjsc | ojsc | cjsc | aktsionernoe obshchestvo | otkrytoe aktsionernoe obshchestvo | zakrytoe aktsionernoe obshchestvo | publichnoe aktsionernoe obshchestvo | joint stock company | open joint stock company | closed joint stock company | public joint stock company | open joint stock | joint stock
eu: eu | empresa unipersonal
fgup: fgup | federalnoe gosudarstvennoe unitarnoe predpriyatie | federal state unitary enterprise | federal state unitary enterprise | gup | state unitary enterprise | gosudarstvennoe unitarnoe predpriyatie | dp | fsue
co: co | company | cia | compania | companhia | compagnie | cie | kompaniya
sca: s en c | s en cs | sociedad en comandita | sca | sc
ac: ac | asociacion civil`

// longestLegal is how many words a legal form has at most.
const longestLegal = 6

// withoutLegal takes legal forms out of the words of a name, if anything else
// is left.
func withoutLegal(ws []string) (rest []string, legal string) {
	for i := 0; i < len(ws); {
		n := 0
		for k := min(longestLegal, len(ws)-i); k > 0; k-- {
			if key, ok := legalForms[strings.Join(ws[i:i+k], " ")]; ok {
				legal, n = key, k
				break
			}
		}
		if n == 0 {
			rest, n = append(rest, ws[i]), 1
		}
		i += n
	}
	if len(rest) == 0 {
		return ws, ""
	}
	return rest, legal
}

// links are words that are left out at will.
var links = map[string]bool{"and": true, "y": true, "e": true, "et": true, "und": true, "va": true, "i": true, "the": true, "of": true, "for": true}

func withoutLinks(ws []string) []string {
	var out []string
	for _, w := range ws {
		if !links[w] {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return ws
	}
	return out
}

// little are words that initials leave out.
var little = map[string]bool{"de": true, "del": true, "la": true, "las": true, "los": true, "el": true, "al": true, "do": true, "da": true, "dos": true, "das": true, "du": true, "des": true, "in": true, "a": true}

// short gives the initials that a name of these words may have: with and
// without its legal form, its links, and its little words.
func short(all, parts []string) []string {
	var out []string
	for _, ws := range [][]string{all, parts} {
		for _, skip := range []func(string) bool{func(string) bool { return false }, func(w string) bool { return links[w] }, func(w string) bool { return links[w] || little[w] }} {
			var b strings.Builder
			n := 0
			for _, w := range ws {
				if !skip(w) {
					r, _ := utf8.DecodeRuneInString(w)
					b.WriteRune(r)
					n++
				}
			}
			if a := b.String(); n > 1 && !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}

// Spoken writes a name as it is spoken: "HIJAZI, Kassem Mohamad" is Kassem
// Mohamad Hijazi. Names without a comma, and companies, stay as they are.
func Spoken(s string) string {
	family, given, ok := strings.Cut(s, ",")
	if !ok || strings.Contains(given, ",") || !nameLike(given) {
		return strings.TrimSpace(s)
	}
	if _, legal := withoutLegal(append([]string{"x"}, words(given)...)); legal != "" {
		return strings.TrimSpace(s)
	}
	fs := strings.Fields(family)
	for i, w := range fs {
		fs[i] = capitalised(w)
	}
	return strings.TrimSpace(given) + " " + strings.Join(fs, " ")
}

// capitalised writes a word in capitals as names are written.
func capitalised(w string) string {
	var b strings.Builder
	begin := true
	for _, r := range w {
		if begin {
			b.WriteRune(unicode.ToUpper(r))
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		begin = !unicode.IsLetter(r) && r != '\'' && r != '’'
	}
	return b.String()
}
