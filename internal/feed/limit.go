package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"net/url"
	"strings"
	"unicode/utf8"
)

// finish brings one item within the caps and makes its links absolute.
func (it *Item) finish(f *Feed, base *url.URL) {
	it.Title = cutRunes(strings.TrimSpace(it.Title), maxTitle)
	if len(it.Summary) > maxContent || len(it.Content) > maxContent {
		it.Summary, it.Content = cutBytes(it.Summary, maxContent), cutBytes(it.Content, maxContent)
		f.warn("texts were cut at %d KiB", maxContent>>10)
	}
	if len(it.ID) > maxID {
		sum := sha256.Sum256([]byte(it.ID))
		it.ID = "sha256:" + hex.EncodeToString(sum[:])
	}
	it.Link = resolve(base, it.Link)
	if len(it.Link) > maxURL {
		it.Link = ""
		f.warn("links longer than %d bytes were dropped", maxURL)
	}
	if len(it.Enclosures) > maxEnclosures || len(it.Categories) > maxCategories || len(it.Authors) > maxAuthors {
		it.Enclosures = it.Enclosures[:min(len(it.Enclosures), maxEnclosures)]
		it.Categories = it.Categories[:min(len(it.Categories), maxCategories)]
		it.Authors = it.Authors[:min(len(it.Authors), maxAuthors)]
		f.warn("an item has more than %d categories, %d enclosures or %d authors: the rest was dropped", maxCategories, maxEnclosures, maxAuthors)
	}
	for i, e := range it.Enclosures {
		it.Enclosures[i].URL = cutBytes(resolve(base, e.URL), maxURL)
	}
	for i, c := range it.Categories {
		it.Categories[i] = cutRunes(c, maxTitle)
	}
	for i, a := range it.Authors {
		it.Authors[i] = Author{cutRunes(a.Name, maxTitle), cutRunes(a.Email, maxTitle), cutBytes(a.URI, maxURL)}
	}
	it.RawDate = cutRunes(strings.TrimSpace(it.RawDate), 200)
}

// resolve makes ref absolute, if there is a base and it can be read.
func resolve(base *url.URL, ref string) string {
	ref = strings.TrimSpace(ref)
	if base == nil || ref == "" {
		return ref
	}
	r, err := url.Parse(strings.ReplaceAll(ref, " ", "%20"))
	if err != nil || r.IsAbs() {
		return ref // as written: resolving would only change its escapes
	}
	return base.ResolveReference(r).String()
}

func absolute(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil || !u.IsAbs() || u.Host == "" {
		return nil
	}
	return u
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

// Plain takes the markup out of a title or summary: tags, then entities, then
// white space. It is for showing, not a sanitiser.
func Plain(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		var b strings.Builder
		for i := 0; i < len(s); {
			t, ok := nextTag(s, i)
			if !ok {
				b.WriteString(s[i:])
				break
			}
			b.WriteString(s[i:t.start])
			if !inline(localName(t.name)) {
				b.WriteByte(' ')
			}
			i = t.end
		}
		s = b.String()
	}
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

func inline(local string) bool {
	switch local {
	case "b", "i", "em", "strong", "span", "a", "u", "sub", "sup", "small", "font", "q", "abbr", "mark", "code":
		return true
	}
	return false
}
