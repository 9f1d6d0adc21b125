package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hint is what the attributes of an element say about it, as bits of a set.
type hint uint16

const (
	hintClass    hint = 1 << iota // class or id speaks of an author
	hintItem                      // itemprop=author or creator
	hintRel                       // rel=author
	hintLink                      // links to the page of an author
	hintBy                        // "posted by", "entry meta": may begin with who
	hintNot                       // the words beside speak of a picture, a date, a role …
	hintBio                       // a box about an author
	hintComment                   // comments
	hintAside                     // teasers, related notes, widgets
	hintFoot                      // navigation, foot
	hintHeadline                  // itemprop=headline, or a class that says so
	hintName                      // "author-name": no more than the name
	hintLabel                     // the small words above a headline
	hintCredit                    // a caption, or whose a picture is

	hintParts  = hintBio | hintComment | hintAside | hintFoot
	hintAuthor = hintClass | hintItem | hintRel | hintLink | hintBy
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
				h |= hintItem
			case fold0(a.Val, "headline"):
				h |= hintHeadline
			case fold0(a.Val, "comment"):
				h |= hintComment
			}
		case "rel":
			if n.DataAtom == atom.A && strings.Contains(a.Val, "author") {
				h |= hintRel
			}
		case "href":
			if n.DataAtom == atom.A && authorPath(a.Val) {
				h |= hintLink
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
	'a' - 'a': {{"antetitulo", hintLabel}, {"article-type", hintLabel}, {"author", hintClass}, {"autor", hintClass}, {"auteur", hintClass}, {"about", hintNot}, {"avatar", hintNot}, {"aside", hintAside}},
	'b' - 'a': {{"badge", hintLabel}, {"byline", hintClass}, {"by-line", hintClass}, {"biograph", hintBio}, {"breadcrumb", hintFoot}},
	'c' - 'a': {{"category", hintLabel}, {"categoria", hintLabel}, {"cat-links", hintLabel}, {"credit", hintCredit}, {"caption", hintCredit}, {"comment", hintComment}, {"contributor", hintClass}, {"columnist", hintClass}, {"caption", hintNot}, {"credit", hintNot}, {"carousel", hintAside}, {"cookie", hintFoot}},
	'd' - 'a': {{"date", hintNot}, {"desc", hintNot}, {"disqus", hintComment}},
	'e' - 'a': {{"eyebrow", hintLabel}, {"entry-meta", hintBy}, {"email", hintNot}},
	'f' - 'a': {{"firma", hintClass}, {"follow", hintNot}, {"footer", hintFoot}},
	'g' - 'a': {{"genre", hintLabel}},
	'k' - 'a': {{"kicker", hintLabel}},
	'o' - 'a': {{"overline", hintLabel}},
	'h' - 'a': {{"headline", hintHeadline}},
	'i' - 'a': {{"image", hintNot}, {"img", hintNot}, {"icon", hintNot}},
	'j' - 'a': {{"journalist", hintClass}, {"job", hintNot}},
	'l' - 'a': {{"label", hintLabel}, {"list", hintNot}},
	'm' - 'a': {{"menu", hintFoot}, {"more", hintNot}},
	'n' - 'a': {{"navigation", hintFoot}, {"navbar", hintFoot}, {"newsletter", hintAside}},
	'p' - 'a': {{"post-meta", hintBy}, {"posted", hintBy}, {"postmeta", hintBy}, {"post-info", hintBy}, {"popular", hintAside}, {"photo", hintNot}, {"promo", hintAside}, {"periodista", hintClass}},
	'r' - 'a': {{"rubric", hintLabel}, {"related", hintAside}, {"recommend", hintAside}, {"reporter", hintClass}, {"redakteur", hintClass}, {"role", hintNot}},
	's' - 'a': {{"section-name", hintLabel}, {"section-label", hintLabel}, {"seccion", hintLabel}, {"sidebar", hintAside}, {"share", hintNot}, {"social", hintNot}, {"signature", hintClass}, {"signed", hintClass}, {"source", hintBy}, {"sign-off", hintClass}},
	't' - 'a': {{"topper", hintLabel}, {"tag-principal", hintLabel}, {"teaser", hintAside}, {"time", hintNot}, {"title", hintNot}, {"trending", hintAside}, {"twitter", hintNot}},
	'u' - 'a': {{"user", hintNot}},
	'v' - 'a': {{"volanta", hintLabel}, {"vcard", hintClass}, {"verfasser", hintClass}},
	'w' - 'a': {{"writer", hintClass}, {"widget", hintAside}, {"written", hintBy}},
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
	if h&hintClass != 0 && (hasWord(s, "bio") || hasWord(s, "box")) {
		h |= hintBio
	}
	if h&hintClass != 0 && hasWord(s, "name") {
		h |= hintName
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
	'a' - 'a': {"author", "autor", "auteur"}, 'b' - 'a': {"by/"}, 'c' - 'a': {"columnista", "contributor"}, 'e' - 'a': {"experten/"}, 'f' - 'a': {"firmas/"},
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
