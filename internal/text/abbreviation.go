package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviated reports whether the stop at stop belongs to the word before it:
// an abbreviation, an initial, a list number. follow is the first letter or
// digit behind it, never a lower-case one.
func abbreviated(s string, start, stop int, follow rune, lang string) bool {
	word, at := lastWord(s[start:stop])
	if word == "" {
		return false
	}
	folded := strings.ToLower(word)
	switch {
	case at == 0 && (isNumber(word) || utf8.RuneCountInString(word) == 1):
		return true // "1. Se crea", "A. Texto": the mark of a list
	case countries[folded]:
		return !starts(s[stop+1:]) // "EE.UU. Donald Trump", but "EE.UU. El viaje"
	case lang == "ru" && (folded == "г" || folded == "гг"):
		return !afterNumber(s[start : start+at]) // "г. Москва", but "в 2026 г. Москва"
	case finalAbbreviations[folded]:
		return unicode.IsDigit(follow) && numberAbbreviations[folded]
	case initial(word):
		return !finalInitial(s[start:start+at], word, lang)
	case titleAbbreviations[folded] || perLanguage[lang][folded]:
		return true
	}
	return unicode.IsDigit(follow) && numberAbbreviations[folded]
}

// lastWord gives the word that ends s, inner stops kept ("EE.UU", "p.ej"),
// and where it begins.
func lastWord(s string) (string, int) {
	at := len(s)
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:at])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && !unicode.Is(unicode.Mn, r) && r != 'º' && r != 'ª' {
			break
		}
		at -= size
	}
	return s[at:], at
}

// initial reports whether w is one capital, or capitals with stops (J, J.M).
func initial(w string) bool {
	for part := range strings.SplitSeq(w, ".") {
		r, size := utf8.DecodeRuneInString(part)
		if size != len(part) || !unicode.IsUpper(r) && !arabicLetter(r) {
			return false
		}
	}
	return true
}

func arabicLetter(r rune) bool { return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) }

// finalInitial knows the single capitals that a sentence may well end with:
// the pronoun I, and a letter behind a common noun ("grupo A", "vitamin C").
func finalInitial(before, w, lang string) bool {
	if lang == "en" && w == "I" {
		return true
	}
	prev, _ := lastWord(strings.TrimRight(before, " "))
	r, _ := utf8.DecodeRuneInString(prev)
	return prev != "" && unicode.IsLower(r) && !strings.Contains(w, ".") && !nameParticle[prev]
}

// starts reports whether s goes on with a word that begins sentences and
// hardly stands with a capital inside one.
func starts(s string) bool {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(s)
	}
	return starters[strings.ToLower(s[:end])]
}

// afterNumber reports whether a digit ends s.
func afterNumber(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s, unicode.IsSpace))
	return unicode.IsDigit(r)
}

var nameParticle = Set(`de del la y e da do dos von van der den el al bin ibn and by por con a di par et и с от к`)

func isNumber(w string) bool {
	for _, r := range w {
		if !unicode.IsDigit(r) && r != '.' {
			return false
		}
	}
	return true
}

var (
	// titleAbbreviations never end a sentence.
	titleAbbreviations = Set(`mr mrs ms dr dra drs prof profa sr sra srta sres st ste mme mlle mm me mgr
		gen gral gnral col cnel tte lt lic ing arq abg abog dip sen rep gov gob pres presb fr rev hon capt cap cmdr cmdte almte vicealm
		sto sta d dª dña dn mons card emb min magdo fco ma jr sgt maj adm ave blvd bldg av avda vs cf ca ej p.ej e.g i.e eg ie
		exmo exma ilmo ilma sec dep des cdte mtro mtra`)
	// finalAbbreviations stand inside a sentence or at its end: a capital
	// behind them begins a new one.
	finalAbbreviations = Set(`etc inc ltd co corp jr s.a s.a.s s.r.l c.a r.l d.c d.f a.m p.m am pm
		вв др пр т.д т.п н.э руб коп млн млрд тыс чел`)
	// countries stand before names more often than at an end.
	countries = Set(`ee.uu eeuu uu u.s u.s.a u.k u.n e.u`)
	starters  = Set(`the a an it he she they we this that these those in on at but and according however his her
		el la los las un una en según pero y por para su sus esta este ese esa tras desde además sin no se lo al
		o os as um uma em mas segundo ele ela le les un une il elle ils dans mais selon ce cette`)
	// numberAbbreviations do not end one when a number follows.
	numberAbbreviations = Set(`no nos nº n núm nums num nr art arts artículo p pp pág págs pag fig figs cap sec secc vol t ed inc párr párrs
		ver v ley res ст п пп рис табл гл стр № г`)
	perLanguage = map[string]map[string]bool{
		"es": Set(`ee ff rr jj cc aprox depto dpto edo mun prov tel teléf sig ss cía cia admón art núm pág ud uds vd vds ff.aa rr.hh jj.oo cc.oo`),
		"pt": Set(`aprox depto tel dr dra sr sra av pça prof eng eng° art núm pág v.exa s.exa`),
		"fr": Set(`env av apr bd tél cf art chap éd vol fig p.ex m`),
		"en": Set(`approx dept est fig al etal ft gen jan feb mar apr jun jul aug sept sep oct nov dec pvt sgt supt messrs mt no`),
		"ru": Set(`т.е т.к т.н т.о т.ч им ул пр-т д кв обл р-н пос гор ген полк акад проф доц тов гр св см ср напр янв февр апр авг сент окт нояб дек зам пом тел`),
		"it": Set(`sig sigg dott prof avv ing on ecc art pag`),
		"de": Set(`z.b d.h u.a bzw nr bsp ca evtl ggf usw vgl hr fr`),
	}
)
