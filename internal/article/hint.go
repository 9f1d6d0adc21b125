package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hint is what the attributes of an element say about it, as bits of a set.
type hint uint16

const (
	markClass    hint = 1 << iota // class or id speaks of an author
	markItem                      // itemprop=author or creator
	markRel                       // rel=author
	markLink                      // links to the page of an author
	markBy                        // "posted by", "entry meta": may begin with who
	markNot                       // the words beside speak of a picture, a date, a role …
	markBio                       // a box about an author
	markComment                   // comments
	markAside                     // teasers, related notes, widgets
	markFoot                      // navigation, foot
	markHeadline                  // itemprop=headline, or a class that says so
	markName                      // "author-name": no more than the name
	markLabel                     // the small words above a headline
	markCredit                    // a caption, or whose a picture is

	markParts  = markBio | markComment | markAside | markFoot
	markAuthor = markClass | markItem | markRel | markLink | markBy
)

// hintsOf reads the attributes of an element.
func hintsOf(n *html.Node) hint {
	var h hint
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "class", "id", "data-testid":
			h |= classHints(a.Val)
		case "itemprop":
			switch {
			case fold0(a.Val, "author"), fold0(a.Val, "creator"):
				h |= markItem
			case fold0(a.Val, "headline"):
				h |= markHeadline
			case fold0(a.Val, "comment"):
				h |= markComment
			}
		case "rel":
			if n.DataAtom == atom.A && strings.Contains(a.Val, "author") {
				h |= markRel
			}
		case "href":
			if n.DataAtom == atom.A && authorPath(a.Val) {
				h |= markLink
			}
		}
	}
	return h
}

// classWords are looked for anywhere in class names and ids, because pages
// write "articleAuthor", "c-byline__name" and "nota_autor". By first letter,
// so that most positions ask nothing.
var classWords = [26][]struct {
	word string
	is   hint
}{
	0:         {{"antetitulo", markLabel}, {"article-type", markLabel}, {"author", markClass}, {"autor", markClass}, {"auteur", markClass}, {"about", markNot}, {"avatar", markNot}, {"aside", markAside}},
	'b' - 'a': {{"badge", markLabel}, {"byline", markClass}, {"by-line", markClass}, {"biograph", markBio}, {"breadcrumb", markFoot}},
	'c' - 'a': {{"category", markLabel}, {"categoria", markLabel}, {"cat-links", markLabel}, {"credit", markCredit}, {"caption", markCredit}, {"comment", markComment}, {"contributor", markClass}, {"columnist", markClass}, {"caption", markNot}, {"credit", markNot}, {"carousel", markAside}, {"cookie", markFoot}},
	'd' - 'a': {{"date", markNot}, {"desc", markNot}, {"disqus", markComment}},
	'e' - 'a': {{"eyebrow", markLabel}, {"entry-meta", markBy}, {"email", markNot}},
	'f' - 'a': {{"firma", markClass}, {"follow", markNot}, {"footer", markFoot}},
	'g' - 'a': {{"genre", markLabel}},
	'k' - 'a': {{"kicker", markLabel}},
	'o' - 'a': {{"overline", markLabel}},
	'h' - 'a': {{"headline", markHeadline}},
	'i' - 'a': {{"image", markNot}, {"img", markNot}, {"icon", markNot}},
	'j' - 'a': {{"journalist", markClass}, {"job", markNot}},
	'l' - 'a': {{"label", markLabel}, {"list", markNot}},
	'm' - 'a': {{"menu", markFoot}, {"more", markNot}},
	'n' - 'a': {{"navigation", markFoot}, {"navbar", markFoot}, {"newsletter", markAside}},
	'p' - 'a': {{"post-meta", markBy}, {"posted", markBy}, {"postmeta", markBy}, {"post-info", markBy}, {"popular", markAside}, {"photo", markNot}, {"promo", markAside}, {"periodista", markClass}},
	'r' - 'a': {{"rubric", markLabel}, {"related", markAside}, {"recommend", markAside}, {"reporter", markClass}, {"redakteur", markClass}, {"role", markNot}},
	's' - 'a': {{"section-name", markLabel}, {"section-label", markLabel}, {"seccion", markLabel}, {"sidebar", markAside}, {"share", markNot}, {"social", markNot}, {"signature", markClass}, {"signed", markClass}, {"source", markBy}, {"sign-off", markClass}},
	't' - 'a': {{"topper", markLabel}, {"tag-principal", markLabel}, {"teaser", markAside}, {"time", markNot}, {"title", markNot}, {"trending", markAside}, {"twitter", markNot}},
	'u' - 'a': {{"user", markNot}},
	'v' - 'a': {{"volanta", markLabel}, {"vcard", markClass}, {"verfasser", markClass}},
	'w' - 'a': {{"writer", markClass}, {"widget", markAside}, {"written", markBy}},
}

// classPairs tells the first two letters of the words in classWords, so that
// nearly every position of a class is passed over by one look.
var classPairs = func() (out [1 << 10]bool) {
	for _, words := range classWords {
		for _, w := range words {
			out[pair(w.word[0], w.word[1])] = true
		}
	}
	return out
}()

// pair numbers two letters without regard to case.
func pair(a, b byte) int { return int(a&31)<<5 | int(b&31) }

// maxClass bounds what is read of a class: honest ones are short.
const maxClass = 300

// classHints looks for the words that matter in a class or an id.
func classHints(s string) hint {
	if len(s) > maxClass {
		s = s[:maxClass]
	}
	var h hint
	for i := 0; i+2 < len(s); i++ {
		if !classPairs[pair(s[i], s[i+1])] || !letter(s[i]) {
			continue
		}
		for _, w := range classWords[(s[i]|0x20)-'a'] {
			if len(s)-i >= len(w.word) && fold0(s[i:i+len(w.word)], w.word) {
				h |= w.is
			}
		}
	}
	if h&markClass != 0 && (hasWord(s, "bio") || hasWord(s, "box")) {
		h |= markBio
	}
	if h&markClass != 0 && hasWord(s, "name") {
		h |= markName
	}
	return h
}

// hasWord reports whether a class has a word of its own.
func hasWord(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if fold0(s[i:i+len(word)], word) && (i == 0 || !letter(s[i-1]) || s[i] < 'a') && (i+len(word) == len(s) || !letter(s[i+len(word)])) {
			return true
		}
	}
	return false
}

func letter(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }

// fold0 compares ASCII without regard to case.
func fold0(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := range len(s) {
		if s[i]|0x20 != lower[i]|0x20 {
			return false
		}
	}
	return true
}

// authorPaths are the folders in which outlets keep the pages of authors.
var authorPaths = [26][]string{
	0: {"author", "autor", "auteur"}, 'b' - 'a': {"by/"}, 'c' - 'a': {"columnista", "contributor"}, 'e' - 'a': {"experten/"}, 'f' - 'a': {"firmas/"},
	'j' - 'a': {"journalist"}, 'p' - 'a': {"profile", "people/", "person/", "periodista"}, 'r' - 'a': {"redak", "reporter"}, 's' - 'a': {"staff/"},
	't' - 'a': {"team/"}, 'u' - 'a': {"user/", "users/"}, 'w' - 'a': {"writer"},
}

// authorPath reports whether an address is that of an author's page.
func authorPath(href string) bool {
	if len(href) > maxClass {
		return false
	}
	for i := 0; i+2 < len(href); i++ {
		if c := href[i]; c != '/' && c != '?' {
			continue
		}
		c := href[i+1] | 0x20
		if c < 'a' || c > 'z' {
			if href[i+1] == '@' && href[i] == '/' {
				return true
			}
			continue
		}
		for _, p := range authorPaths[c-'a'] {
			if strings.HasPrefix(href[i+1:], p) {
				return true
			}
		}
	}
	return false
}
