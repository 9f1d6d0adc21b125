package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia"
	"vigia/internal/feed"
)

// How far from its ends a text is looked at, in paragraphs: a signature stands
// behind the lead, or before a last invitation to follow the outlet.
const (
	edgeHead = 3
	edgeTail = 2
)

// trim takes off the ends of the text what other fields of the report say:
// lines that are nothing but its signature, its date, or a bare number at the
// head, and buttons: in the midst "Facebook" may be a heading. Lines that only
// announce an advertisement, or say whose a picture is, go from everywhere.
// Text that would be one paragraph or less is left as it is.
func (r *Report) trim() {
	ps := strings.Split(r.Text, "\n\n")
	n := len(ps)
	if n < 3 {
		return
	}
	at := -1
	ps = slices.DeleteFunc(ps, func(s string) bool {
		at++
		return isAside(s) || (at < edgeHead || at >= n-edgeTail) && (isButton(s) || isSignature(s, r.Byline)) ||
			at == 0 && (isBare(s) || isDay(s, r.Published, r.Modified))
	})
	if len(ps) > 1 {
		r.Text = strings.Join(ps, "\n\n")
	}
}

// Lines that only ask to share, print or go on, or announce what is paid for;
// and what is printed before the name of who took a picture.
var (
	buttons = phrases(`share|share this|share this post|share this article|tweet|twitter|facebook|whatsapp|telegram|pinterest|linkedin|e-mail|email|print|copy link|read more
		|drucken|teilen|mehr lesen|weiterlesen|compartir|imprimir|copiar enlace|leer más|compartilhar|copiar link|leia mais|partager|imprimer|copier le lien|lire la suite
		|condividi|stampa|поделиться|распечатать|печать|читать далее|شارك|طباعة|اشتراک گذاری|چاپ|कॉपी लिंक|शेयर करें|分享|打印|シェア`)
	adverts  = phrases(`advertisement|anzeige|werbung|publicidad|publicidade|publicité|pubblicità|реклама|إعلان|विज्ञापन|广告|廣告|広告`)
	pictured = phrases(`photo|photos|photo by|photo credit|photograph|image|images|image credit|picture|foto|fotos|foto de|fotografía|imagen|imagem|crédito|bild|bilder|bildquelle|bildnachweis|crédit photo|crédit|crédits|immagine|фото|иллюстрация|صورة|الصورة|عکس|تصویر|图|圖|图片|圖片|摄影|攝影|写真`)
)

// longestAside bounds such lines, in bytes.
const longestAside = 120

func isButton(s string) bool { return len(s) <= longestAside && buttons[strings.ToLower(s)] }

// isAside reports whether a line announces an advertisement, or says whose a
// picture is, and no more.
func isAside(s string) bool {
	if len(s) > longestAside {
		return false
	}
	if adverts[strings.ToLower(s)] {
		return true
	}
	label, whose, found := strings.Cut(strings.Replace(s, "：", ":", 1), ":")
	return found && pictured[strings.ToLower(strings.TrimSpace(label))] && !hasDigit(whose) && !endsSentence(lastWord(s)) && utf8.RuneCountInString(s) <= longestAside/2
}

// isBare reports whether a line is a short number, such as that of comments.
func isBare(s string) bool {
	return utf8.RuneCountInString(s) <= 6 && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
}

// isDay reports whether a line is nothing but a day that is known.
func isDay(s string, known ...vigia.Date) bool {
	if len(s) > 60 || !hasDigit(s) {
		return false
	}
	d := feed.ParseDate(s)
	return d.Known() && slices.ContainsFunc(known, func(k vigia.Date) bool {
		return k.Known() && number8(k) == number8(d)
	})
}

// number8 is the day of a date in its own zone: 20260305.
func number8(d vigia.Date) int { return d.At.Year()*1e4 + int(d.At.Month())*100 + d.At.Day() }

// isSignature reports whether a line only says who signs: the names of the
// byline, and around them no more than words of bylines, roles and dates. A
// few words may follow names that stand behind "By": "Von Ida Kopp, Bonn".
func isSignature(s string, byline []string) bool {
	const (
		longest = 160 // bytes
		behind  = 3   // words behind the names
	)
	if len(byline) == 0 || len(s) > longest {
		return false
	}
	rest, found := withoutNames(s, byline)
	if !found {
		return false
	}
	ws := words(rest)
	if onlySigning(ws) {
		return true
	}
	if strings.ContainsAny(s, "\n。，！？") || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") {
		return false
	}
	if at, _ := hanLabel(strings.TrimSpace(rest)); at >= 0 {
		return true
	}
	n, _ := byWords(ws)
	end := lastIndex(ws, nameGap)
	return n > 0 && n < len(ws) && ws[n] == nameGap && len(ws)-end-1 <= behind && onlySigning(ws[:end])
}

// nameGap stands for a name in a line.
const nameGap = "\x00"

// withoutNames puts gaps for the names of a byline in a line.
func withoutNames(s string, byline []string) (string, bool) {
	found := false
	for _, name := range byline {
		for at := 0; len(name) > 1; {
			i := foldIndex(s[at:], name)
			if i < 0 {
				break
			}
			i += at
			s = s[:i] + " " + nameGap + " " + s[i+len(name):]
			at, found = i+3, true
		}
	}
	return s, found
}

// foldIndex finds a word or words, in letters of any size; -1 if they are not
// there, or stand in longer words.
func foldIndex(s, name string) int {
	for i := range s {
		if end := i + len(name); end <= len(s) && strings.EqualFold(s[i:end], name) && bounded(s, i, end) {
			return i
		}
	}
	return -1
}

// bounded reports whether s[i:end] is no part of a longer word. Chinese words
// have no ends.
func bounded(s string, i, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[end:])
	part := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) }
	return !part(before) && !part(after)
}

// words divides a line at white space and marks.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return r != 0 && r != '.' && r != '\'' && r != '’' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
	})
}

func lastIndex(ws []string, w string) int {
	for i := len(ws) - 1; i >= 0; i-- {
		if ws[i] == w {
			return i
		}
	}
	return -1
}

// onlySigning reports whether words only sign.
func onlySigning(ws []string) bool {
	for i := 0; i < len(ws); {
		if n, _ := byWord(ws[i:]); n > 0 {
			i += n
			continue
		}
		w := bareWord(ws[i])
		if w != nameGap && w != "" && !signing(w) {
			return false
		}
		i++
	}
	return true
}

// signing reports whether a word is one that stands around names: a role, a
// word of dates, a number.
func signing(w string) bool {
	return hasDigit(w) || months[w] || conjunctions[w] || particles[w] || stopWords[w] || posts[w] || titles[w] || credentials[w] || agencies[w] || neverFirst[w] || house[w]
}
