package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// label is what the words before a date say that it is the date of.
type dateLabel int

const (
	noLabel  dateLabel = iota
	labelPub           // of publication
	labelMod           // of a change
	labelBad           // of something else: an event, a copyright, a member
)

// The words are stems, lower case and without accents, in the languages of the
// feed package's months. Where several fit, that nearest to the date holds.
var labelWords = []struct {
	label dateLabel
	words string
}{
	{labelMod, `updated|update:|last modif|modified|revised|reviewed|edited|last change|changed on|aktualisier|geandert|anderung|letzte bearb|bearbeitet|stand:|stand |actualiz|modificad|editado|atualiz|mis a jour|mise a jour|modifie|aggiornat|modificat|обновлен|изменен|отредактир|оновлен|змінен|تحديث|اخر تعديل|به روز|guncelle|degistir|bijgewerkt|gewijzigd|laatst|opdater|uppdater|oppdater|senast andrad|paivitetty|muokattu|zaktualiz|aktualizac|aktualizow|ostatnia zmiana|aktualizovan|upraven|actualitzat|frissit|modosit|ενημερ|τελευταια|更新|修改|改稿|최종수정|수정|updat|עודכן|अपडेट|cap nhat|diperbarui|pembaruan`},
	{labelPub, `publish|posted|written|issued|release date|created|submitted|filed|date:|first publ|veroffentlich|erstellt|publiziert|geschrieben|datum|erschienen|publicad|publicac|publicat|fecha|creado|escrito|publie|publication|paru|mis en ligne|date de|publicado|postado|criado|pubblicat|data:|data |scritto|опубликован|дата|размещен|написан|добавлен|опубліковано|نشر|تاريخ|التاريخ|انتشار|yayin|tarih|olusturul|eklen|gepubliceerd|geplaatst|gepost|publicer|skrevet|skriven|publisert|julkaist|luotu|opublikow|dodano|data publ|zverejn|vydano|publikov|megjelen|kozzetet|letrehoz|δημοσ|ημερομηνια|发布|发表|公開|掲載|投稿|日時|日期|时间|時間|发表于|등록|입력|작성|게시|פורסם|प्रकाशित|published|xuat ban|dipublikasikan|terbit`},
	{labelBad, `©|copyright|joined|member since|registered|beigetreten|mitglied seit|dabei seit|born|geboren|died|expires|expir|valid|gultig|until|bis zum|deadline|starts|begins|ends on|event|veranstaltung|termin|release:|kickoff|version|abgerufen|retrieved|accessed|visited|consultado|open today|today is|last seen|signed up|says:|schrieb|said on|dijo|wrote on`},
}

// labelOf reads the words before a date.
func labelOf(before string) dateLabel {
	if strings.TrimSpace(before) == "" {
		return noLabel
	}
	before = plainer(lastBytes(before, 64))
	best, at := noLabel, -1
	for _, l := range labelTable {
		for _, w := range l.words {
			if i := strings.LastIndex(before, w) + len(w); i >= len(w) && i > at {
				best, at = l.label, i
			}
		}
	}
	return best
}

type labelStems struct {
	label dateLabel
	words []string
}

var labelTable = func() []labelStems {
	var out []labelStems
	for _, l := range labelWords {
		words := strings.Split(l.words, "|")
		for i, w := range words {
			words[i] = plainer(w)
		}
		out = append(out, labelStems{l.label, words})
	}
	return out
}()

// plainer is fold for short labels, quick where they are ASCII.
func plainer(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return fold(s)
		}
	}
	return strings.ToLower(s)
}

// lastBytes gives the end of s, from the beginning of a letter.
func lastBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = s[len(s)-n:]
	for len(s) > 0 && s[0]&0xC0 == 0x80 {
		s = s[1:]
	}
	return s
}

// place is what the class and id of the elements around a date say about it.
type datePlace uint16

const (
	dateClass datePlace = 1 << iota // marked as a date
	pubClass
	modClass
	sideClass // related, sidebar, widget, teaser, list
	commentClass
	eventClass
	bylineClass
	headTag
	footTag
	asideTag
	listTag // li
	linkTag
	articleTag
	withHead // shares a block with the headline
)

var dateClasses = []struct {
	place datePlace
	words []string
}{
	{modClass, []string{"updat", "modif", "revis", "edited", "changed"}},
	{pubClass, []string{"publish", "publi", "posted", "post-date", "post_date", "postdate", "entry-date", "entry_date", "pubdate", "created", "submitted", "dateline", "release"}},
	{dateClass, []string{"date", "datum", "fecha", "time", "datetime", "stamp", "tarih", "posted"}},
	{bylineClass, []string{"byline", "author", "meta", "autor", "info", "credit"}},
	{sideClass, []string{"related", "sidebar", "widget", "recommend", "teaser", "card", "list", "popular", "latest", "recent", "carousel", "slider", "grid", "promo", "archive", "more-", "ticker", "newsfeed"}},
	{commentClass, []string{"comment", "reply", "replies", "kommentar", "review", "disqus", "respond", "forum"}},
	{eventClass, []string{"event", "calendar", "kalender", "veranstalt", "termin", "schedule", "hours", "weather", "today", "current-date", "currentdate"}},
}

// around reads what the elements from n upwards say, up to the first that has
// the headline too, and which of them is the nearest block. What an element
// says is read once: mentions share those above them.
func (g *dateGatherer) around(n *html.Node) (datePlace, *html.Node) {
	const nearby = dateClass | pubClass | modClass | bylineClass
	var p datePlace
	var line *html.Node
	for up := 0; n != nil && n.Type == html.ElementNode && up < 14; n, up = n.Parent, up+1 {
		if g.head[n] && up > 0 {
			return p | withHead, line
		}
		if n.DataAtom == atom.Body || n.DataAtom == atom.Html {
			break
		}
		if line == nil && isBlock(n.DataAtom) {
			line = n
		}
		own, ok := g.own[n]
		if !ok {
			own = placeOf(n)
			g.own[n] = own
		}
		if up > 2 {
			own &^= nearby
		}
		p |= own
	}
	return p, line
}

// placeOf reads the tag, the class and the id of one element.
func placeOf(n *html.Node) (p datePlace) {
	switch n.DataAtom {
	case atom.Header:
		p = headTag
	case atom.Footer:
		p = footTag
	case atom.Aside, atom.Nav:
		p = asideTag
	case atom.Li, atom.Dd:
		p = listTag
	case atom.A:
		p = linkTag
	case atom.Article, atom.Main:
		p = articleTag
	}
	h := hints(n)
	if len(h) < 4 {
		return p
	}
	for _, c := range dateClasses {
		if hasAny(h, c.words...) {
			p |= c.place
		}
	}
	return p
}
