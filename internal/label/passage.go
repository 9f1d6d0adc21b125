package label

import (
	"cmp"
	_ "embed" // the terms are data
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"vigia/internal/text"
)

// Passage is a declaration against the West inside a report: the part of a
// sentence that may be struck, while what was done is kept.
type Passage struct {
	Start, End int      // in bytes of the text
	Terms      []string // what it was told by, as it stands there, in order
	Kept       bool     // the sentence tells an act besides, which stays
}

//go:embed declarations.tsv
var declarationsTSV string

// sign is what a word says about a sentence.
type sign int

const (
	west sign = iota
	foul
	blame
	tell
	act
	signs
)

// phrase is a term of declarations.tsv.
type phrase struct {
	folded string
	sign   sign
	blank  bool // of several words, or Chinese: looked for as it stands
}

var declarationTerms = sync.OnceValue(func() map[string][]phrase {
	names := []string{"west", "foul", "blame", "tell", "act"}
	out := map[string][]phrase{}
	for line := range strings.Lines(declarationsTSV) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || line[0] == '#' {
			continue
		}
		for w := range strings.SplitSeq(f[2], "|") {
			w = text.Fold(w)
			out[f[1]] = append(out[f[1]], phrase{w, sign(slices.Index(names, f[0])), f[1] == "zh" || strings.Contains(w, " ")})
		}
	}
	return out
})

// Declarations finds the passages of a report that declare against the West, in
// order and without overlaps. A sentence is one if it names the West and uses a
// word that only such declarations use, and somebody speaks (it quotes, or
// somebody says, or the whole report is a speech), or if somebody rejects the
// West in it. Where the sentence tells first what was done, the passage begins
// after that.
func Declarations(body, language string) []Passage {
	terms := declarationTerms()[language]
	if len(terms) == 0 {
		return nil
	}
	body = text.Cut(body, mostRead)
	r := read("", body, language)
	speaking, _ := speech(r, r.own())
	quotes := quoted(body)
	var out []Passage
	i, q := 0, 0
	for _, s := range text.Sentences(body, language) {
		for i < len(r.inBody) && r.inBody[i].End <= s.Start {
			i++
		}
		from := i
		for i < len(r.inBody) && r.inBody[i].Start < s.End {
			i++
		}
		for q < len(quotes) && quotes[q][1] <= s.Start {
			q++
		}
		quotes := quotes[q:]
		quoting := len(quotes) > 0 && quotes[0][0] < s.End
		if p, ok := judgeSentence(body, s, terms, r.inBody[from:i], quoting || speaking >= 0.5); ok {
			out = append(out, p)
		}
	}
	return out
}

// found is a sign in a sentence.
type found struct {
	sign       sign
	start, end int
}

func judgeSentence(body string, s text.Span, terms []phrase, toks []text.Token, spoken bool) (Passage, bool) {
	fs := signsOf(body, s, terms, toks)
	var n [signs]int
	for _, f := range fs {
		n[f.sign]++
	}
	accuses := rejects(fs)
	declares := n[west] > 0 && n[foul] > 0 && (spoken || n[tell] > 0 || n[blame] > 0)
	if !accuses && !declares {
		return Passage{}, false
	}
	p := Passage{Start: s.Start, End: trimEnd(body, s)}
	first := -1
	for _, f := range fs {
		if f.sign != act {
			if f.sign != tell || first >= 0 {
				p.Terms = appendNew(p.Terms, body[f.start:f.end])
			}
			if first < 0 {
				first = f.start
			}
		}
	}
	for _, f := range fs {
		if f.sign == act && f.end < first {
			if at := clause(body, f.end, first); at > 0 {
				p.Start, p.Kept = at, true
			}
		}
	}
	return p, true
}

// rejects reports whether somebody rejects the West: it is named after the verb,
// and not before it, where it would be who rejects or who is accused.
func rejects(fs []found) bool {
	verb := -1
	for _, f := range fs {
		switch {
		case f.sign == blame && verb < 0:
			verb = f.start
		case f.sign == west && verb < 0:
			return false
		case f.sign == west && f.start-verb < nearby:
			return true
		}
	}
	return false
}

// nearby is how far behind a verb of rejecting the West is who is meant, in
// bytes.
const nearby = 120

func appendNew(to []string, s string) []string {
	if len(to) == 6 || slices.Contains(to, s) {
		return to
	}
	return append(to, s)
}

// signsOf finds the terms of a sentence, in order.
func signsOf(body string, s text.Span, terms []phrase, toks []text.Token) []found {
	var out []found
	var b strings.Builder // the words with one blank between, to look for phrases
	at := make([]int, 0, len(toks))
	for _, t := range toks {
		at = append(at, b.Len()+1)
		b.WriteByte(' ')
		b.WriteString(t.Text)
	}
	spaced := b.String()
	for _, p := range terms {
		if p.blank {
			out = append(out, phrasesIn(body, s, p, spaced, at, toks)...)
			continue
		}
		for _, t := range toks {
			if strings.HasPrefix(t.Text, p.folded) && (utf8.RuneCountInString(p.folded) > 3 || len(t.Text) == len(p.folded)) {
				out = append(out, found{p.sign, t.Start, t.End})
			}
		}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Or(a.start-b.start, int(a.sign)-int(b.sign)) })
	return out
}

// phrasesIn finds a term of several words, or a Chinese one.
func phrasesIn(body string, s text.Span, p phrase, spaced string, at []int, toks []text.Token) []found {
	var out []found
	if !strings.Contains(p.folded, " ") {
		for from := s.Start; ; {
			i := strings.Index(body[from:s.End], p.folded)
			if i < 0 {
				return out
			}
			out = append(out, found{p.sign, from + i, from + i + len(p.folded)})
			from += i + len(p.folded)
		}
	}
	i := strings.Index(spaced, " "+p.folded)
	if i < 0 {
		return nil
	}
	first, ok := slices.BinarySearch(at, i+1)
	if !ok {
		return nil
	}
	last := min(first+strings.Count(p.folded, " "), len(toks)-1)
	return []found{{p.sign, toks[first].Start, toks[last].End}}
}

// clause gives where the clause with the declaration begins: after the last
// comma, dash, semicolon, or before the last "and", between the act and it.
func clause(body string, from, to int) int {
	best := -1
	s := body[from:to]
	for _, mark := range []string{",", ";", " — ", " – ", "，", "；", "،", ":", "“", "«", " and ", " y ", " e ", " et ", " и ", " و ", " while ", " mientras ", " tandis "} {
		if i := strings.LastIndex(s, mark); i > best {
			best = i
		}
	}
	if best < 0 {
		return -1
	}
	return from + best
}

// trimEnd leaves the full stop to what is kept.
func trimEnd(body string, s text.Span) int {
	end := s.End
	for _, stop := range []string{".", "。"} {
		if strings.HasSuffix(body[s.Start:end], stop) {
			return end - len(stop)
		}
	}
	return end
}
