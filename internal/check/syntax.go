package check

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"vigia/internal/text"
)

// finished reports whether a sentence ends as one: with a terminal, and
// perhaps what closes behind it.
func finished(s string) bool {
	s = strings.TrimRight(s, `"'”’»›)]}」』）】*_`+" ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？؟۔:", r)
}

// tail gives the last word of s, for messages.
func tail(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return s
	}
	return words[len(words)-1]
}

// mark is one mark as read: a word or a citation.
type mark struct {
	word string
	cite Cite
}

// readMark reads the mark at open and returns where it ends, or what is wrong
// with it.
func readMark(md string, open, end int) (at int, m mark, fault string) {
	s := md[open:end]
	close := strings.IndexByte(s, ']')
	if s[1] == '!' {
		if close < 0 {
			return open + 2, m, "a mark that is never closed"
		}
		word := s[2:close]
		if word != "judgement" && word != "background" {
			return open + close + 1, m, fmt.Sprintf("unknown mark [!%s]", text.Cut(word, 40))
		}
		return open + close + 1, mark{word: word}, ""
	}
	n := 2
	for n < len(s) && idByte(s[n]) {
		n++
	}
	m.cite = Cite{ID: s[2:n], Start: open}
	rest := strings.TrimLeft(s[n:], " \t\n")
	quoted := false
	if q, qend := readQuote(rest); qend > 0 {
		m.cite.Quote, rest, quoted = q, strings.TrimLeft(rest[qend:], " \t\n"), true
	}
	if m.cite.ID != "" && strings.HasPrefix(rest, "]") && (!quoted || strings.TrimSpace(m.cite.Quote) != "") {
		m.cite.End = open + len(s) - len(rest) + 1
		return m.cite.End, m, ""
	}
	if close < 0 {
		return open + n, m, "a citation that is never closed"
	}
	return open + close + 1, m, fmt.Sprintf("a citation that cannot be read: %s", text.Cut(s[:close+1], 60))
}

func idByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-'
}

// maxQuote is the longest quotation in a mark, in bytes: far above a sentence,
// and a bound on what a mark that nobody closes costs.
const maxQuote = 8 << 10

// readQuote reads a quotation in straight or curved marks at the beginning of
// s. It ends at the mark that the closing bracket follows, so that quotations
// inside it need no escape.
func readQuote(s string) (quote string, end int) {
	r, size := utf8.DecodeRuneInString(s)
	if r != '"' && r != '“' {
		return "", 0
	}
	for i, r := range s[size:] {
		if i > maxQuote {
			break
		}
		if r != '"' && r != '”' {
			continue
		}
		after := size + i + utf8.RuneLen(r)
		if strings.HasPrefix(strings.TrimLeft(s[after:], " \t\n"), "]") {
			return s[size : size+i], after
		}
	}
	return "", 0
}
