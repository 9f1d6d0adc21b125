package story

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia"
	"vigia/internal/source"
	"vigia/internal/text"
)

// credit is another outlet that a report names as where it has its news from.
type credit struct {
	Outlet string `json:"o,omitempty"` // key, "" if the registry does not know the name
	Name   string `json:"n"`           // as the text has it
	Why    string `json:"w"`           // the words of the credit
}

// The places of a text where credits stand.
const (
	headRunes  = 160
	tailRunes  = 200
	afterWords = 7
)

// The bounds of what is kept of credits.
const (
	maxCredits = 5
	maxWhy     = 120 // runes
)

// Where a credit is recognised by its form.
var (
	chinese  = regexp.MustCompile(`^(?:据|據|援引|引述|转引|轉引)([\p{Han}A-Za-z《》「」 ]{2,16}?)(?:报道|報道|報導|消息|的报道)`)
	printed  = regexp.MustCompile(`^《([\p{Han}A-Za-z ]{2,16})》(?:[^。！？]{0,12}?)(?:刊出|刊登|刊载|刊載|发表|發表|报道|報道|報導)`)
	marked   = regexp.MustCompile(`^(?:转自|轉自|摘自|(?:来源|來源|稿源|文章来源|消息来源)\s*[:：])\s*[《「]?([\p{Han}A-Za-z ]{2,16}?)(?:[》」)）\s，。,|]|$)`)
	wired    = regexp.MustCompile(`(?:^|[\n(（【])\s*([\p{Han}]{1,6}[社网網])[\p{Han}、，,\s]{0,14}\d{1,2}\s?月\s?\d{1,2}\s?日(?:[电電讯訊])`)
	dateline = regexp.MustCompile(`^[^\n]{0,90}?[(（]([^()（）\n]{2,60})[)）]`)
	dashed   = regexp.MustCompile(`^([^\n–—]{2,50}?)\s+[–—-]\s`)
	slashed  = regexp.MustCompile(`/([^/\n]{2,30})/`)
	lastLine = regexp.MustCompile(`\n\s*[(（/]([^()（）/\n]{2,40})[)）/]\.?\s*$`)
	apart    = regexp.MustCompile(`\s*[/,;|]\s*|\s+[–—-]\s+`)
)

// credits finds the outlets that d credits, other than its own, in the order
// in which they weigh: by-line, dateline, closing line, text.
func credits(d Doc, reg *source.Registry) []credit {
	f := finder{doc: d, reg: reg}
	for _, b := range d.Byline {
		f.parts(b, "by-line: "+b)
	}
	head, tail := text.Cut(d.Text, headRunes), lastRunes(d.Text, tailRunes)
	for _, re := range []*regexp.Regexp{dateline, dashed, slashed} {
		if m := re.FindStringSubmatch(head); m != nil {
			f.parts(m[1], m[0])
		}
	}
	if m := lastLine.FindStringSubmatch(tail); m != nil {
		f.parts(m[1], m[1])
	}
	f.cues(strings.Fields(text.Cut(d.Text, bodyRunes)))
	f.cues(strings.Fields(tail))
	if !strings.ContainsFunc(d.Text, isHan) {
		return f.found // none of the forms below is without
	}
	f.opened(chinese, "据据援引转轉")
	f.opened(printed, "《")
	f.opened(marked, "转轉摘来來稿文消")
	if strings.Contains(d.Text, "日电") || strings.Contains(d.Text, "日電") || strings.Contains(d.Text, "日讯") || strings.Contains(d.Text, "日訊") {
		for _, m := range wired.FindAllStringSubmatch(d.Text, maxCredits) {
			f.known(strings.Trim(m[1], "《》「」 "), m[0])
		}
	}
	return f.found
}

// opened finds the credits of a form that begins with one of some characters.
// The form is tried there alone: in a text it is tried at each character.
func (f *finder) opened(form *regexp.Regexp, with string) {
	const longest = 80 // characters: more than any form takes
	s := f.doc.Text
	for n := 0; n < maxCredits; {
		at := strings.IndexAny(s, with)
		if at < 0 {
			return
		}
		s = s[at:]
		if m := form.FindStringSubmatch(text.Cut(s, longest)); m != nil {
			f.known(strings.Trim(m[1], "《》「」 "), m[0])
			s, n = s[len(m[0]):], n+1
			continue
		}
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
}

func isHan(r rune) bool { return r > unicode.MaxLatin1 && unicode.Is(unicode.Han, r) }

type finder struct {
	doc   Doc
	reg   *source.Registry
	found []credit
}

// known adds the outlet of that name, if there is one and it is another.
func (f *finder) known(name, why string) bool {
	key, ok := f.reg.ByName(name)
	if !ok {
		return false
	}
	if o, _ := f.reg.At(key, f.doc.Published.At); key == f.doc.Outlet || o.Kind == vigia.OfficialDocument {
		return true // itself, or a ministry: that is a source, not a relay
	}
	f.add(credit{Outlet: key, Name: name, Why: strings.TrimSpace(why)})
	return true
}

func (f *finder) add(c credit) {
	same := func(o credit) bool { return o.Outlet == c.Outlet && (c.Outlet != "" || o.Name == c.Name) }
	if !slices.ContainsFunc(f.found, same) && len(f.found) < maxCredits {
		c.Why = text.Cut(text.Clean(c.Why), maxWhy)
		f.found = append(f.found, c)
	}
}

// parts tries a by-line or dateline that may name several.
func (f *finder) parts(names, why string) {
	if f.known(names, why) {
		return
	}
	for _, n := range apart.Split(names, -1) {
		f.known(n, why)
	}
}

// cues looks at the words around each cue. An unknown name is kept only behind
// one that opens a credit line, and if it is written like a name.
func (f *finder) cues(words []string) {
	eachCue(words, func(start, end, kind int) {
		said := strings.Join(words[start:end], " ") + " "
		if kind&nameAfter != 0 && f.longest(words[end:min(len(words), end+4+afterWords)], said) {
			return
		}
		if kind&nameBefore != 0 && !endsClause(words[max(0, start-1)]) {
			f.before(words[max(0, start-5):start], said)
		}
		if n := properName(words[end:]); kind&line != 0 && n != "" {
			f.add(credit{Name: n, Why: said + n})
		}
	})
}

// before tries the words in front of a cue, the longest run first.
func (f *finder) before(words []string, cue string) {
	for i := range words {
		if n := strings.Join(words[i:], " "); named(n) && f.known(n, n+" "+cue) {
			return
		}
	}
}

// longest tries the longest run of words that begins in the first four ("la
// agencia privada Meridiana") and names an outlet.
func (f *finder) longest(words []string, cue string) bool {
	if len(words) == 0 || endsClause(cue[:len(cue)-1]) && !strings.HasSuffix(cue, ": ") {
		return false
	}
	for i := range min(4, len(words)) {
		for j := min(len(words), i+afterWords); j > i; j-- {
			n := strings.Join(words[i:j], " ")
			if named(n) && !goesOn(words[i:], j-i) && f.known(n, cue+strings.Join(words[:j], " ")) {
				return true
			}
		}
		if endsClause(words[i]) || leadsAway[strings.ToLower(words[i])] {
			return false
		}
	}
	return false
}

// leadsAway are the words behind which a cue's name no longer stands: "adelantó
// por la vacuna Sputnik" credits nobody.
var leadsAway = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`por para sobre contra ante tras sin desde hasta con com sem após about on against for over from with
		pour sur contre avec sans vacuna vacunas vacina vacinas vaccine vaccines vaccin вакцину вакцина вакцины вакцине вакциной واکسن`) {
		m[w] = true
	}
	return m
}()

// goesOn says that the first n words are only the beginning of a longer name:
// "Sputnik V" is a vaccine, "Agência Nacional de Energia" an office, "Financial
// Times" another paper.
func goesOn(words []string, n int) bool {
	last := words[n-1]
	if end, _ := utf8.DecodeLastRuneInString(last); len(words) == n || unicode.IsPunct(end) {
		return false
	}
	next := words[n]
	if bare := strings.TrimFunc(next, unicode.IsPunct); bare == "V" || bare == "Light" {
		return true
	}
	if n > 1 || strings.ToUpper(last) == last {
		return false
	}
	switch next {
	case "de", "da", "do", "del":
		return len(words) > n+1 && capital(words[n+1])
	}
	return capital(next)
}

// named keeps plain words that happen to be an outlet's name ("claro",
// "gazeta") from being one: a name is written with a capital where the script
// has them.
func named(n string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(n, "«“\"'(‘"))
	return strings.ToUpper(string(r)) == string(r)
}

func endsClause(w string) bool { return strings.ContainsAny(w[len(w)-1:], ".;:!?)") }

// properName takes the words that are written like a name, up to five.
func properName(words []string) string {
	var out []string
	for _, w := range words {
		bare := strings.Trim(w, "«»“”\"'().,;:")
		if !capital(bare) || len(out) == 5 {
			break
		}
		out = append(out, bare)
		if bare != w && len(w) > 0 && strings.ContainsAny(w[len(w)-1:], ".,;:)") {
			break
		}
	}
	return strings.Join(out, " ")
}

func lastRunes(s string, n int) string {
	rs := utf8.RuneCountInString(s)
	for i := range s {
		if rs <= n {
			return s[i:]
		}
		rs--
	}
	return ""
}

// says is the credit in words.
func (c credit) says() string { return "credits " + c.Name + ": «" + c.Why + "»" }
