package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/text"
)

// body finds the first and the last row of the text: long rows that stand in
// no margin.
func (s *sheet) body(head int) (start, end int) {
	start, end = -1, -1
	for i := max(head, 0); i < len(s.rows); i++ {
		r := &s.rows[i]
		if r.size < 120 || r.in&(inComments|inAside|inFoot|inLink) != 0 {
			continue
		}
		if start < 0 {
			start = i
		}
		if end >= 0 && i-end > 25 {
			break
		}
		end = i
	}
	return start, end
}

// sheet is made once.
func (p *page) sheet() *sheet {
	if p.printed == nil {
		p.printed = newSheet(p.doc)
	}
	return p.printed
}

// headRow is the row of the headline: of the heading that agrees best with
// what the head of the page says, -1 if there is none.
func (p *page) headRow() int {
	if p.head == 0 {
		p.head = p.findHead() + 2
	}
	return p.head - 2
}

func (p *page) findHead() int {
	tag := hashedWords(p.title)
	said := [][]uint64{tag, hashedWords(p.get("og:title")), hashedWords(p.ld.text("headline"))}
	best, at := float32(0), -1
	s := p.sheet()
	for i, h := range s.heads {
		if i > 60 {
			break
		}
		words := hashedWords(text.Cut(s.joined(h.from, h.to, " "), 300))
		y := float32(0)
		for _, d := range said {
			y = max(y, shared(words, d))
		}
		switch h.level {
		case 1:
			y += 0.25
		case 3:
			y -= 0.1
		}
		if h.in&(inAside|inFoot|inComments) != 0 {
			y -= 0.3
		}
		if y > best && y > 0.4 {
			best, at = y, int(h.row)
		}
	}
	if at >= 0 {
		return at
	}
	for i := range s.rows {
		if r := &s.rows[i]; r.size >= 15 && r.size < 250 && int(r.size)*3 > len(p.title) && shared(hashedWords(s.line(i)), tag) > 0.5 {
			return i
		}
	}
	for i, h := range s.heads {
		if h.level == 1 && i < 60 {
			return int(h.row)
		}
	}
	return -1
}

// wordsOf gives the words of a title in small letters, Han letters one by one.
func wordsOf(s string) []string {
	var out []string
	start := -1
	s = strings.ToLower(text.Cut(s, 400))
	for i, r := range s {
		in := wordRune(r)
		if start >= 0 && (!in || isHan(r)) {
			out, start = append(out, s[start:i]), -1
		}
		if isHan(r) {
			out = append(out, s[i:i+utf8.RuneLen(r)])
		} else if in && start < 0 {
			start = i
		}
	}
	if start >= 0 {
		out = append(out, s[start:])
	}
	return out
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}
