package story

import (
	"strings"
	"unicode"
)

// What a cue says about where the name of the credited outlet stands.
const (
	nameAfter = 1 << iota
	nameBefore
	line // the cue opens a line that says nothing else: an unknown name counts too
)

// cues are the words, up to three, that a credit is made with.
var cues = func() map[string]int {
	m := map[string]int{}
	put := func(kind int, list string) {
		for c := range strings.SplitSeq(list, ",") {
			m[strings.Join(strings.Fields(c), " ")] |= kind
		}
	}
	put(line|nameAfter, `con información de, con información del, con informacion de, fuente:, fuentes:, tomado de, publicado originalmente en, publicado originalmente por,
		com informações de, com informações da, com informações do, com informacoes de, fonte:,
		with reporting by, with reporting from, source:, originally published by, originally published in, first published by,
		first appeared in,		avec informations de, publicado originalmente em, по материалам, источник:, منبع:`)
	put(nameAfter, `según, de acuerdo con, de acuerdo a, informa, informó, informaron, reporta, reportó, publica, publicó,
		revela, reveló, difunde, difundió, citando a, cita a, cita al, citado por, recoge, recogió, adelanta, adelantó,
		divulga, divulgó, ha informado, ha publicado,
		according to, reported by, citing, quoted by, cited by, published by, carried by,
		segundo, de acordo com, informou, noticiou, divulgou, publicou, citando,
		selon, d'après, rapporte, a rapporté,
		по сообщению, по данным, сообщает, сообщил, сообщила, сообщило, сообщили, пишет, передаёт, передает, передал,
		передало, ссылкой на, сообщили в, сообщила газета, ссылается,
		el diario, la agencia, el periódico, o jornal, a agência, newspaper, news agency,
		газета, газету, газете, газеты, агентство, агентства, агентству, агентстве, روزنامه, خبرگزاری,
		به گزارش, به نقل از, به نوشته, وفقا ل, نقلا عن`)
	put(nameBefore, `reports, reported, has reported, wrote, informa, informó, reporta, reportó, publica, publicó,
		informou, noticiou, сообщает, сообщило, сообщила, пишет, передаёт, передает, منتشر کرد, گزارش داد, نوشت`)
	return m
}()

const cueWords = 3

// cueStarts are the first words of all cues, so that few words are looked at
// twice.
var cueStarts = func() map[string]bool {
	m := map[string]bool{}
	for c := range cues {
		first, _, _ := strings.Cut(c, " ")
		m[first] = true
	}
	return m
}()

// eachCue calls found for each cue in words, with the number of the first word
// behind it.
func eachCue(words []string, found func(start, end, kind int)) {
	bare := make([]string, len(words))
	for i, w := range words {
		bare[i] = strings.ToLower(strings.TrimFunc(w, opening))
	}
	for i := range bare {
		if !cueStarts[bare[i]] && !cueStarts[strings.TrimRightFunc(bare[i], closing)] {
			continue
		}
		for n := min(cueWords, len(bare)-i); n > 0; n-- {
			phrase := bare[i]
			if n > 1 {
				phrase = strings.Join(bare[i:i+n], " ")
			}
			kind, ok := cues[phrase]
			if !ok {
				kind, ok = cues[strings.TrimRightFunc(phrase, closing)]
			}
			if ok {
				found(i, i+n, kind)
				break
			}
		}
	}
}

func opening(r rune) bool { return r != ':' && (unicode.IsPunct(r) || unicode.IsSymbol(r)) }

func closing(r rune) bool { return r == ':' }
