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

// Lexicon holds what the names of elements and the words of blocks were
// learned to tell: a weight for each hashed word. nil tells nothing.
type Lexicon struct {
	near, far [nearWords]int8 // words of names of a block's own elements, of all around it
	words     [textWords]int8 // words of the block
	scale     float32
}

const (
	nearWords = 1 << 13
	textWords = 1 << 14
)

// read tells what an element's name says.
func (x *Lexicon) read(e *elem, n *html.Node) {
	e.hints = stateOf(n)
	e.sig = mix32(hashSeed, uint32(n.DataAtom))
	nameWords(n, func(h uint32) {
		e.sig = mix32(e.sig, h)
		e.hints |= hintWords[h]
		if x != nil {
			e.near += float32(x.near[h%nearWords]) * x.scale
			e.far += float32(x.far[h%nearWords]) * x.scale
		}
	})
}

// telling are the attributes whose words tell something about the element.
func telling(key string) bool {
	switch key {
	case "class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "data-module":
		return true
	}
	return false
}

// The bounds of a name: its bytes, its words, the bytes of a word.
const (
	maxName      = 240
	maxNameWords = 24
	maxNameWord  = 32
)

// nameWords cuts the names of an element into words, folded, and gives the hash
// of each; its tag is the first.
func nameWords(n *html.Node, visit func(hash uint32)) {
	visit(mix32(uint32(n.DataAtom), 7))
	words := 0
	for i := range n.Attr {
		if !telling(n.Attr[i].Key) {
			continue
		}
		v := n.Attr[i].Val
		k, h, lowBefore := 0, uint32(hashSeed), false
		end := func() {
			if k > 1 && words < maxNameWords {
				visit(h)
				words++
			}
			k, h = 0, hashSeed
		}
		for j := 0; j < len(v) && j < maxName; j++ {
			c := v[j]
			switch {
			case 'a' <= c && c <= 'z':
				lowBefore = true
			case 'A' <= c && c <= 'Z':
				if lowBefore {
					end()
				}
				c |= 0x20
				lowBefore = false
			default:
				end()
				lowBefore = false
				continue
			}
			if k < maxNameWord {
				k++
				h = (h ^ uint32(c)) * hashPrime
			}
		}
		end()
	}
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

// textTokens visits what is learned of the words of a block: the words alone
// and in pairs, the first and the last. Of a long block only its ends tell
// something.
func textTokens(words []uint32, visit func(hash uint32)) {
	if len(words) == 0 {
		return
	}
	const long, ends = 40, 4
	last := len(words) - 1
	visit(mix32(words[0], 1))
	visit(mix32(words[last], 2))
	for i, h := range words {
		if len(words) > long && i >= ends && i < len(words)-ends {
			continue
		}
		visit(mix32(h, 3))
		if i > 0 {
			visit(mix32(mix32(words[i-1], h), 4))
		}
	}
}

// said gives what the words of a block tell.
func (x *Lexicon) said(words []uint32) float32 {
	if x == nil {
		return 0
	}
	sum := 0
	textTokens(words, func(h uint32) { sum += int(x.words[h%textWords]) })
	return float32(sum) * x.scale
}

func mix32(a, b uint32) uint32 {
	h := (a ^ b*0x9E3779B1) * 0x85EBCA6B
	return h ^ h>>15
}
