package watch

import (
	"slices"
	"strings"
	"unicode"

	"vigia/internal/article"
)

// Reading is what a page says, as it was read in one capture.
type Reading struct {
	Title     string   `json:"title,omitempty"`
	Byline    []string `json:"byline,omitempty"`
	Published string   `json:"published,omitempty"` // in words
	From      string   `json:"from,omitempty"`      // where the date was read
	Language  string   `json:"language,omitempty"`
	Text      string   `json:"text,omitempty"` // paragraphs separated by a blank line
	Paywalled bool     `json:"paywalled,omitempty"`
}

// Of is what a report says.
func Of(r article.Report) Reading {
	d := r.Published
	d.At = d.At.UTC()
	x := Reading{Title: r.Title, Byline: r.Byline, From: d.From, Language: r.Language, Text: r.Text, Paywalled: r.Paywalled}
	if d.Known() {
		x.Published = d.String()
	}
	return x
}

// Compare tells what became of a page. Both readings should be of the same
// reader, so that only the page has changed.
func Compare(was, now Reading) Kind {
	old, fresh := paragraphs(was.Text), paragraphs(now.Text)
	gone, came := leftover(old, fresh), leftover(fresh, old)
	text := differ(gone, came)
	switch {
	case now.Paywalled && !was.Paywalled && 10*words(fresh) < 6*words(old):
		return Paywalled
	case text == Edited && slices.ContainsFunc(came, owns):
		return Corrected
	case fold(was.Title) != fold(now.Title) && now.Title != "":
		return Headline
	case text == Edited, !slices.Equal(folded(was.Byline), folded(now.Byline)), redated(was, now):
		return Edited
	case text == Trivial:
		return Trivial
	}
	return Same
}

// Another tells whether a page has nothing of the text that was there: an
// address that leads on to the front page, or that was given to something else.
func Another(was, now Reading) bool {
	old, fresh := paragraphs(was.Text), paragraphs(now.Text)
	if fold(was.Title) == fold(now.Title) || words(old) < 20 {
		return false
	}
	seen := map[string]bool{}
	for w := range shingles(fresh) {
		seen[w] = true
	}
	all, both := 0, 0
	for w := range shingles(old) {
		if all++; seen[w] {
			both++
		}
	}
	return 10*both < all
}

// redated tells of another date of publication, read at the same place. What
// the page says of today is no date of publication.
func redated(was, now Reading) bool {
	return was.Published != "" && now.Published != "" && was.From == now.From && was.Published != now.Published
}

// paragraph is one with what of it counts: letters and digits.
type paragraph struct{ text, folded string }

func paragraphs(text string) (ps []paragraph) {
	for p := range strings.SplitSeq(text, "\n\n") {
		if f := fold(p); f != "" {
			ps = append(ps, paragraph{p, f})
		}
	}
	return ps
}

// fold leaves of a text its words: another quotation mark, another space, a
// capital more change nothing that is said.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '%'
	}), " ")
}

func folded(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, fold(n))
	}
	slices.Sort(out)
	return out
}

// leftover are the paragraphs of a that b does not have.
func leftover(a, b []paragraph) (out []paragraph) {
	have := map[string]int{}
	for _, p := range b {
		have[p.folded]++
	}
	for _, p := range a {
		if have[p.folded]--; have[p.folded] < 0 {
			out = append(out, p)
		}
	}
	return out
}

// differ weighs what went against what came.
func differ(gone, came []paragraph) Kind {
	if joined(gone) == joined(came) {
		return Same // cut into other paragraphs
	}
	gone, came = slices.DeleteFunc(slices.Clone(gone), furniture), slices.DeleteFunc(slices.Clone(came), furniture)
	if joined(gone) == joined(came) {
		return Trivial
	}
	return Edited
}

func joined(ps []paragraph) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(strings.ReplaceAll(p.folded, " ", ""))
	}
	return b.String()
}

func words(ps []paragraph) (n int) {
	for _, p := range ps {
		n += wordsIn(p.folded)
	}
	return n
}

// wordsIn counts words; of a script without spaces two letters are one.
func wordsIn(folded string) int {
	n, han := 0, 0
	for w := range strings.FieldsSeq(folded) {
		n++
		for _, r := range w {
			if unaired(r) {
				han++
			}
		}
	}
	return n + han/2
}

func unaired(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// shingles are the runs of four words, or of four letters where words have no
// space between them.
func shingles(ps []paragraph) map[string]bool {
	out := map[string]bool{}
	for _, p := range ps {
		ws := strings.Fields(p.folded)
		if len(ws) > 0 && wordsIn(p.folded) > 2*len(ws) {
			ws = strings.Split(strings.ReplaceAll(p.folded, " ", ""), "")
		}
		for i := 0; i+4 <= len(ws); i++ {
			out[strings.Join(ws[i:i+4], " ")] = true
		}
	}
	return out
}
