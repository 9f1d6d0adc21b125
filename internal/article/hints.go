package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Hints are what the names of elements (class, id, role) tell, a bit each.
const (
	hintBody uint32 = 1 << iota
	hintContent
	hintTitle
	hintLead
	hintComment
	hintRelated
	hintShare
	hintNav
	hintFoot
	hintSide
	hintAd
	hintMedia
	hintByline
	hintTag
	hintOffer
	hintNotice
	hintQuote
	hintBox
	hintHidden
	// What follows are states: what the element is, whatever its name.
	stateHidden
	stateArticle
	stateMain
	stateHeader
	stateFooter
	stateAside
	stateNav
	stateForm
	stateFigure
	stateTable
	stateList
	stateQuote
	stateBody // itemprop=articleBody
)

const nHints = 32

// hintWords are the words of names by their hint, in the languages that
// makers of pages use.
var hintWords = hintTable(map[uint32]string{
	hintBody:    "articlebody storybody postcontent entrycontent articlecontent articletext storytext bodytext bodycopy postbody newsbody newstext contentbody maincontent articlecopy storycontent newscontent contenttext fulltext richtext wysiwyg rte prose cuerpo texto contenido conteudo corpo testo contenu inhalt artikeltext noticia materia zhengwen neirong",
	hintContent: "article content entry post body story text copy detail details paragraph paragraphs main page news artikel articulo nota single hentry cms",
	hintTitle:   "title headline heading hed titulo titular titre titel titolo entrytitle posttitle",
	hintLead:    "subtitle lead lede dek intro introduction summary excerpt standfirst abstract chapo sumario entradilla subheadline subhead subheading deck bajada description desc teasertext vorspann",
	hintComment: "comment comments disqus reply replies respond discussion forum commentlist kommentar kommentare comentario comentarios commentaire commentaires opinions livefyre facebookcomments",
	hintRelated: "related recommended recommend recommendation recommendations more similar also popular trending latest teaser teasers readmore relacionadas relacionados relacionada verwandte outbrain taboola recirc recirculation mostread most top upnext next previous prev suggested suggestions card cards list listing feed headlines river archive recent stories articles posts carousel leermas mas ultimas",
	hintShare:   "share sharing social facebook twitter whatsapp addthis follow sharedaddy compartir teilen sns socials shares pinterest linkedin telegram icons bookmark print email",
	hintNav:     "nav menu breadcrumb breadcrumbs navbar navigation pagination pager toc tabs topbar toolbar skip crumb crumbs submenu megamenu hamburger jump links",
	hintFoot:    "footer header masthead foot bottom copyright legal colophon impressum top site",
	hintSide:    "sidebar side rail widget widgets aside secondary column col right left sidecol complementary",
	hintAd:      "ad ads advert advertisement sponsor sponsored promo promotion promotions banner dfp adsense gpt commercial affiliate partner shop product products werbung publicidad anzeige",
	hintMedia:   "caption figcaption figure gallery photo photos image images img media credit credits video videos slideshow slider thumbnail thumb legend picture player audio wp-caption bildunterschrift pie",
	hintByline:  "author authors byline meta date time published posted info bio source timestamp autor fecha datum writer dateline profile about pubdate vcard postmeta entrymeta reporter editor",
	hintTag:     "tag tags category categories topic topics keywords labels label section kicker rubric etiquetas schlagworte chips",
	hintOffer:   "newsletter subscribe subscription signup login register paywall premium cta form donate donation membership suscripcion boletin abo abonnement regwall join support",
	hintNotice:  "cookie cookies consent gdpr privacy modal popup overlay dialog notice alert disclaimer banner toast lightbox tooltip warning",
	hintQuote:   "pullquote quote blockquote pull zitat",
	hintBox:     "box infobox factbox callout note embed tweet block inset panel faktenbox highlights key takeaways",
	hintHidden:  "hidden hide sr visually only noprint screen reader offscreen invisible none mobile desktop",
})

// hintTable keys the words by the hash that nameWords gives.
func hintTable(lists map[uint32]string) map[uint32]uint32 {
	t := map[uint32]uint32{}
	for bit, words := range lists {
		for _, w := range strings.Fields(words) {
			h := uint32(hashSeed)
			for _, c := range []byte(w) {
				h = (h ^ uint32(c)) * hashPrime
			}
			t[h] |= bit
		}
	}
	return t
}

// stateOf tells what an element is.
func stateOf(n *html.Node) uint32 {
	var s uint32
	switch n.DataAtom {
	case atom.Article:
		s = stateArticle
	case atom.Main:
		s = stateMain
	case atom.Header:
		s = stateHeader
	case atom.Footer:
		s = stateFooter
	case atom.Aside:
		s = stateAside
	case atom.Nav:
		s = stateNav
	case atom.Form, atom.Fieldset, atom.Label:
		s = stateForm
	case atom.Figure, atom.Figcaption:
		s = stateFigure
	case atom.Table:
		s = stateTable
	case atom.Ul, atom.Ol, atom.Dl:
		s = stateList
	case atom.Blockquote, atom.Q:
		s = stateQuote
	}
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "hidden":
			s |= stateHidden
		case "aria-hidden":
			if a.Val == "true" {
				s |= stateHidden
			}
		case "style":
			if len(a.Val) < 400 && hides(a.Val) {
				s |= stateHidden
			}
		case "itemprop":
			if strings.Contains(a.Val, "articleBody") {
				s |= stateBody
			}
		case "role":
			s |= roles[a.Val]
		}
	}
	return s
}

var roles = map[string]uint32{"main": stateMain, "article": stateArticle, "navigation": stateNav, "banner": stateHeader, "contentinfo": stateFooter,
	"complementary": stateAside, "dialog": stateHidden, "search": stateForm, "list": stateList}

// hides reports whether a style hides its element.
func hides(style string) bool {
	for _, key := range []string{"display", "visibility"} {
		_, v, ok := strings.Cut(style, key)
		if v = strings.TrimLeft(v, ": "); ok && (strings.HasPrefix(v, "none") || strings.HasPrefix(v, "hidden")) {
			return true
		}
	}
	return false
}
