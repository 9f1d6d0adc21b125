package publish

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// spanView is a run of a sentence.
type spanView struct {
	Text       string
	Em, Strong bool
}

// inline reads the emphasis of a sentence: *so*, _so_ and **so**. A mark that
// nothing answers stands for itself, and \* always does.
func inline(s string) []spanView {
	var out []spanView
	add := func(t string, em, strong bool) {
		if n := len(out); n > 0 && out[n-1].Em == em && out[n-1].Strong == strong {
			out[n-1].Text += t
		} else if t != "" {
			out = append(out, spanView{t, em, strong})
		}
	}
	for s != "" {
		at := strings.IndexAny(s, `*_\`)
		if at < 0 {
			at = len(s)
		}
		add(s[:at], false, false)
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		if s = s[at:]; s == "" {
			break
		}
		if s[0] == '\\' && len(s) > 1 && strings.ContainsRune(`\*_[]`, rune(s[1])) {
			add(s[1:2], false, false)
			s = s[2:]
			continue
		}
		mark := s[:1]
		if strings.HasPrefix(s, "**") {
			mark = "**"
		}
		body, rest, ok := emphasis(s, mark, before)
		if !ok {
			add(mark, false, false)
			s = s[len(mark):]
			continue
		}
		add(body, mark != "**", mark == "**")
		s = rest
	}
	return out
}

// emphasis finds the end of an emphasis that begins at s.
func emphasis(s, mark string, before rune) (body, rest string, ok bool) {
	if mark == `\` || wordRune(before) {
		return "", "", false
	}
	body, rest, ok = strings.Cut(s[len(mark):], mark)
	after, _ := utf8.DecodeRuneInString(rest)
	if !ok || body == "" || body != strings.TrimSpace(body) || mark == "_" && wordRune(after) {
		return "", "", false
	}
	return body, rest, true
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// spoken is a sentence without its marks, as a reader reads it.
func spoken(s string) string {
	var b strings.Builder
	for _, sp := range inline(s) {
		b.WriteString(sp.Text)
	}
	return b.String()
}
