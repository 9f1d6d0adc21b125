package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"unicode/utf8"
)

// finish brings an item within the caps.
func (it *Item) finish(fs *faults) {
	it.Title, it.TitleHTML = cutRunes(it.Title, maxTitle), cutTitle(it.TitleHTML)
	if len(it.Summary) > maxContent || len(it.Content) > maxContent {
		it.Summary, it.Content = cutBytes(it.Summary, maxContent), cutBytes(it.Content, maxContent)
		fs[cutText].n++
	}
	if len(it.ID) > maxID {
		sum := sha256.Sum256([]byte(it.ID))
		it.ID = "sha256:" + hex.EncodeToString(sum[:])
	}
	if len(it.Enclosures) > maxEnclosures || len(it.Categories) > maxCategories || len(it.Authors) > maxAuthors {
		it.Enclosures = it.Enclosures[:min(len(it.Enclosures), maxEnclosures)]
		it.Categories = it.Categories[:min(len(it.Categories), maxCategories)]
		it.Authors = it.Authors[:min(len(it.Authors), maxAuthors)]
		fs[cutLists].n++
	}
	for i, a := range it.Authors {
		it.Authors[i] = Author{cutRunes(a.Name, maxTitle), cutRunes(a.Email, maxTitle), cutBytes(a.URI, maxURL)}
	}
	it.Language, it.RawDate = cutRunes(it.Language, 35), cutRunes(it.RawDate, 200)
}

// cutTitle leaves the markup of an overlong title away: cut markup is none.
func cutTitle(s string) string {
	if len(s) > 4*maxTitle {
		return ""
	}
	return s
}

// addEnclosure adds a file, up to one more than is kept, so that finish
// notices the rest.
func (it *Item) addEnclosure(e Enclosure) {
	if e.URL != "" && len(it.Enclosures) <= maxEnclosures {
		it.Enclosures = append(it.Enclosures, e)
	}
}

// addCategory adds a word, up to one more than is kept.
func (it *Item) addCategory(s string) {
	if s = cutRunes(Plain(s), maxTitle); s != "" && len(it.Categories) <= maxCategories {
		it.Categories = append(it.Categories, s)
	}
}

// webAddress gives an address of the web as it was written, or resolved if it
// is relative and there is a base; "" if it has another scheme than http and
// https, or is too long.
func webAddress(ref string, base func() *url.URL) string {
	ref = strings.TrimSpace(ref)
	if hasControl(ref) {
		ref = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7F {
				return -1
			}
			return r
		}, ref)
	}
	switch {
	case ref == "" || len(ref) > maxURL:
		return ""
	case hasWebScheme(ref):
		return ref // as written: resolving would only change its escapes
	case scheme(ref) != "":
		return ""
	}
	b := base()
	if b == nil {
		return ref
	}
	r, err := url.Parse(strings.ReplaceAll(ref, " ", "%20"))
	if err != nil {
		return ref
	}
	if ref = b.ResolveReference(r).String(); len(ref) > maxURL || scheme(ref) != "" && !hasWebScheme(ref) {
		return ""
	}
	return ref
}

func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7F {
			return true
		}
	}
	return false
}

func hasWebScheme(s string) bool {
	return len(s) > 8 && (strings.EqualFold(s[:7], "http://") || strings.EqualFold(s[:8], "https://"))
}

// scheme gives what stands before the first colon, if it can be a scheme.
func scheme(s string) string {
	for i := range len(s) {
		switch c := s[i]; {
		case c == ':' && i > 0:
			return s[:i]
		case 'a' <= c|0x20 && c|0x20 <= 'z', i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return ""
		}
	}
	return ""
}

// base is what the feed's relative links are relative to: its address, else
// what it says itself.
func (f *Feed) base(address *url.URL) *url.URL {
	if address != nil {
		return address
	}
	for _, s := range []string{f.Self, f.Link} {
		if u, err := url.Parse(s); err == nil && u.IsAbs() && u.Host != "" {
			return u
		}
	}
	return nil
}

func cutRunes(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// first gives the first string that is not blank.
func first(ss ...string) string {
	for _, s := range ss {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
