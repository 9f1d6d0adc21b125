package search

import (
	"strings"
	"unicode/utf8"

	"vigia/internal/text"
)

// Snippet is the part of a document in which most of the query stands, in
// pieces: those that the query asked for are hits.
type Snippet []Piece

// Piece is a run of a snippet.
type Piece struct {
	Text string
	Hit  bool
}

// String is the snippet without its marks.
func (s Snippet) String() string {
	var b strings.Builder
	for _, p := range s {
		b.WriteString(p.Text)
	}
	return b.String()
}

const (
	snippetWords = 30
	snippetRead  = 64 << 10 // bytes of a document that are looked through
	snippetMax   = 600      // bytes of a snippet
)

// snippet cuts the window of body that holds most hits.
func snippet(body, lang string, p parsed) Snippet {
	if len(body) > snippetRead {
		body = strings.ToValidUTF8(body[:snippetRead], "")
	}
	toks := text.Tokens(body, lang)
	if len(toks) == 0 {
		return nil
	}
	marked := p.hits(toks)
	first := window(marked)
	last := min(first+snippetWords, len(toks)) - 1
	start, stop := toks[first].Start, toks[last].End
	if last == len(toks)-1 {
		stop = len(body)
	}
	if stop-start > snippetMax {
		stop = start + snippetMax
		for stop > start && !utf8.RuneStart(body[stop]) {
			stop--
		}
	}
	var s Snippet
	if first > 0 {
		s = s.add("… ", false)
	}
	at := start
	for i := first; i <= last && toks[i].End <= stop; i++ {
		if !marked[i] || toks[i].Start < at { // pairs of ideographs overlap
			if marked[i] && toks[i].End > at {
				s, at = s.add(body[at:toks[i].End], true), toks[i].End
			}
			continue
		}
		s = s.add(body[at:toks[i].Start], false).add(body[toks[i].Start:toks[i].End], true)
		at = toks[i].End
	}
	s = s.add(body[at:stop], false)
	if stop < len(body) {
		s = s.add(" …", false)
	}
	return s
}

// add appends a piece, joined to the last one if it is alike. Line ends become
// spaces.
func (s Snippet) add(t string, hit bool) Snippet {
	if strings.ContainsAny(t, "\n\r\t") {
		t = oneLine.Replace(t)
	}
	if t == "" {
		return s
	}
	if n := len(s); n > 0 && s[n-1].Hit == hit {
		s[n-1].Text += t
		return s
	}
	return append(s, Piece{t, hit})
}

var oneLine = strings.NewReplacer("\r", "", "\n\n", " ", "\n", " ", "\t", " ")

// window is where the snippet begins: the earliest run with most hits, with a
// few words before its first one.
func window(marked []bool) int {
	const before = 4
	best, most, n := 0, 0, 0
	for i, m := range marked {
		if m {
			n++
		}
		if out := i - snippetWords + before; out >= 0 && marked[out] {
			n--
		}
		if m && n > most {
			most, best = n, max(0, i-snippetWords+before+1)
		}
	}
	for best < len(marked) && most > 0 && !marked[best] {
		best++
	}
	return max(0, best-before)
}
