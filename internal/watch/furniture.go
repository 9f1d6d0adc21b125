package watch

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostLoose is how many words a line without the end of a sentence may have
// that is taken for the headline of another report.
const mostLoose = 20

// furniture tells that a paragraph is no part of what a report says, but of the
// page around it: the headline of another report, a line that counts or tells
// the time, a hint to read on elsewhere.
func furniture(p paragraph) bool {
	n := wordsIn(p.folded)
	switch {
	case !strings.ContainsFunc(p.folded, unicode.IsLetter):
		return true
	case n <= 40 && elsewhere.MatchString(p.folded):
		return true
	case n <= 14 && today.MatchString(p.folded):
		return true
	}
	return n <= mostLoose && !ended(p.text)
}

// ended tells that a line ends as a sentence does.
func ended(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"'»”’)]』」`, r) })
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…:;。！？：؟۔।", r)
}

// owns tells that a paragraph owns to a correction.
func owns(p paragraph) bool { return wordsIn(p.folded) <= 120 && correction.MatchString(p.folded) }

// The words of these expressions are folded: small letters, single spaces.
var (
	elsewhere = regexp.MustCompile(`^(read (also|more|next)|see also|related|also read|more on this|most read|recommended|sign up|subscribe|advertisement|follow us|share this|` +
		`lea (también|además|más)|lee (también|además|más)|leer más|le puede interesar|te puede interesar|también (le|te) puede|vea (también|además)|ver también|relacionad|lo más leído|más leíd|noticias relacionadas|suscríb|síguenos|síganos|publicidad|compart|` +
		`leia (também|mais)|veja (também|mais)|saiba mais|mais lidas|assine|publicidade|` +
		`lire (aussi|également)|à lire|voir aussi|abonnez|publicité|` +
		`читайте (также|ещё|еще)|смотрите также|по теме|подпис|реклама|` +
		`lesen sie (auch|mehr)|mehr zum thema|anzeige|` +
		`相关(阅读|新闻|报道)|延伸阅读|推荐阅读|更多|广告|بیشتر بخوانید|مطالب مرتبط|اقرأ (أيضا|المزيد)|إعلان)`)
	today = regexp.MustCompile(`^(updated|last updated|last modified|published|posted|actualizad|última actualización|publicado|hace \d|atualizad|há \d|mis à jour|il y a \d|` +
		`обновлено|опубликовано|aktualisiert|stand |更新|发布|به روز|آخرین به روزرسانی|تحديث|\d+ (min|minute|hour|hora|heure|day|día|dia|jour|час|мин|stunde|view|visita|comment|comentario|comentário|share|lectura|reading))` +
		`|( ago|前|назад)$`)
	correction = regexp.MustCompile(`(^| )(correction|corrections|corrected|clarification|editors? note|editor s note|an earlier version of|a previous version of|erratum|` +
		`corrección|correcciones|corregid[oa]|rectificación|rectificamos|fe de (errores|erratas)|aclaración|nota (de la redacción|del editor|de redacción)|una versión anterior|` +
		`correção|corrigid[oa]|errata|retificação|uma versão anterior|nota da redação|` +
		`rectificatif|une version précédente|note de la rédaction|` +
		`berichtigung|korrektur|in einer früheren version|anmerkung der redaktion|` +
		`исправлен[оаы]?|исправление|уточнение|поправка|от редакции)( |$)|更正|勘误|编者按|اصلاحیه|تصحيح`)
)
