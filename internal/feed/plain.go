package feed

import (
	"html"
	"strings"
	"unicode/utf8"
)

// Plain takes the markup out of a title or summary: tags, comments, scripts
// and styles with what is in them, then entities, then white space. What it
// gives is text, to be escaped where it is shown.
func Plain(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		var b strings.Builder
		walkHTML(s, func(text []byte) { b.Write(text) }, func(name string, _ bool) {
			if !inlineTags[name] {
				b.WriteByte(' ')
			}
		})
		s = b.String()
	}
	return tidy(html.UnescapeString(s))
}

// HTML makes HTML of plain text.
func HTML(text string) string { return string(appendEscaped(nil, text)) }

// inlineHTML keeps of HTML the text and the tags that only mark it, without
// their attributes, every one closed.
func inlineHTML(s string) string {
	var out []byte
	var open []string
	walkHTML(s, func(text []byte) {
		out = appendEscaped(out, html.UnescapeString(string(text)))
	}, func(name string, end bool) {
		switch n := len(open); {
		case name == "br" && !end:
			out = append(out, "<br />"...)
		case !inlineTags[name] && name != "p" && name != "div" || name == "a":
		case !end && n < maxDepth:
			out, open = append(append(append(out, '<'), name...), '>'), append(open, name)
		case end && n > 0 && open[n-1] == name:
			out, open = append(append(append(out, "</"...), name...), '>'), open[:n-1]
		}
	})
	for i := len(open) - 1; i >= 0; i-- {
		out = append(append(append(out, "</"...), open[i]...), '>')
	}
	return strings.TrimSpace(string(out))
}

// inlineTags are the elements that stand within a word or sentence.
var inlineTags = map[string]bool{"b": true, "i": true, "em": true, "strong": true, "span": true, "a": true, "u": true, "s": true, "sub": true, "sup": true,
	"small": true, "font": true, "q": true, "abbr": true, "mark": true, "code": true, "cite": true, "bdi": true}

// silent are the elements whose content is no text for readers.
var silent = map[string]bool{"script": true, "style": true, "template": true, "iframe": true, "object": true, "noembed": true, "xmp": true}

// walkHTML gives the texts of HTML as they stand, and the lower-case names of
// its tags.
func walkHTML(s string, text func([]byte), tag func(name string, end bool)) {
	sc := scanner{buf: []byte(s), drained: true, fragment: true}
	hidden := ""
	for sc.next() != endOfInput {
		switch sc.kind {
		case textToken, cdataToken:
			if hidden == "" {
				text(sc.text)
			}
		case startTag, endTag:
			name := strings.ToLower(string(sc.name))
			switch {
			case hidden == "" && sc.kind == startTag && silent[name]:
				hidden = name
			case hidden == name && sc.kind == endTag:
				hidden = ""
			case hidden == "":
				tag(name, sc.kind == endTag)
			}
		}
	}
}

// tidy makes each run of white space one space; no-break spaces stay.
func tidy(s string) string {
	last := byte(' ')
	for i := 0; ; i++ {
		if i == len(s) && (last != ' ' || i == 0) {
			return s // as it was
		}
		if i == len(s) || s[i] < ' ' || s[i] == ' ' && last == ' ' {
			break
		}
		last = s[i]
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || '\t' <= r && r <= '\r' || r == 0x85 || r == 0x2028 }), " ")
}

// tidyTitle also takes out the characters that turn or hide text: overrides
// of direction, and tags.
func tidyTitle(s string) string {
	if strings.IndexFunc(s, hides) >= 0 {
		s = strings.Map(func(r rune) rune {
			if hides(r) {
				return -1
			}
			return r
		}, s)
	}
	return strings.TrimSpace(tidy(s))
}

func hides(r rune) bool {
	return r >= utf8.RuneSelf && (0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069 || 0xE0000 <= r && r <= 0xE007F) ||
		r < ' ' && r != '\t' && r != '\n' && r != '\r'
}
