// Package check holds sentences to the passages they cite.
//
// [Parse] reads the citation syntax of an edition's text, [Check] compares a
// sentence with its passages, [Best] finds the part of a passage that carries
// a sentence. All are pure: the editor, the gate before publication and
// `vigia try check` call the same functions.
//
// # Citation syntax
//
// Marks stand behind the full stop of their sentence, one or several:
//
//	The court approved the extradition. [@v-0908-saab-isthmus]
//	It opened on "18 September". [@v-0918-celac "el 18 de septiembre"]
//	The talks will probably slip. [!judgement]
//	A first accord dates from 2017. [!background] [@r-0907-accord]
//
// A mark belongs to the one sentence before it. A sentence without a mark is
// unsupported, also when the sentence after it has one: whoever writes two
// sentences on one source cites it twice. "\[" writes a bracket that is none.
//
// # What Check is for
//
// It shows what deserves a second look; it proves nothing. It is made to stay
// silent when in doubt: a false alarm on every third sentence teaches editors
// to look away.
package check

import (
	"fmt"
	"strings"
	"unicode"

	"vigia"
	"vigia/internal/text"
)

// Mark says what a sentence rests on.
type Mark string

// The marks.
const (
	Cited       Mark = "cited"       // on the passages it cites
	Judgement   Mark = "judgement"   // on us; it may cite as well
	Background  Mark = "background"  // on facts from before the period
	Unsupported Mark = "unsupported" // on nothing that is named
)

// Cite is a citation, with the passage quoted if the mark names one.
type Cite struct {
	ID, Quote  string
	Start, End int // of the mark, in bytes of the markdown
}

// Sentence is a sentence with its marks. Text is without them.
type Sentence struct {
	Text       string
	Start, End int // in bytes of the markdown, marks not included
	Cites      []Cite
	Mark       Mark
}

// Paragraph is a run of sentences.
type Paragraph struct{ Sentences []Sentence }

// Parse reads the sentences and marks of a text in Markdown. Headings and
// blank lines part paragraphs; headings have no sentences. The findings are
// about marks that cannot be read or stand in the wrong place, with the
// paragraph and sentence as path ("P3.1", counted from 1).
func Parse(markdown string) ([]Paragraph, []vigia.Finding) {
	var p parser
	start := -1
	flush := func(end int) {
		if start >= 0 {
			p.paragraph(markdown, start, end)
		}
		start = -1
	}
	for at := 0; at < len(markdown); {
		end := at + len(markdown[at:])
		if i := strings.IndexByte(markdown[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		switch line := strings.TrimSpace(markdown[at:end]); {
		case line == "" || heading(line):
			flush(at)
		case start < 0:
			start = at
		}
		at = end
	}
	flush(len(markdown))
	return p.paragraphs, p.findings
}

// heading reports whether a line is a Markdown heading: # to ######.
func heading(line string) bool {
	rest := strings.TrimLeft(line, "#")
	n := len(line) - len(rest)
	return n >= 1 && n <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

type parser struct {
	paragraphs []Paragraph
	sentences  []Sentence // of the current paragraph
	findings   []vigia.Finding
}

// add notes a finding on the sentence that is last now.
func (p *parser) add(sev vigia.Severity, message, remedy string) {
	path := fmt.Sprintf("P%d.%d", len(p.paragraphs)+1, max(len(p.sentences), 1))
	p.findings = append(p.findings, vigia.Finding{Severity: sev, Path: path, Kind: "mark", Message: message, Remedy: remedy})
}

// paragraph reads md[start:end]: text, then the marks behind it, and again.
func (p *parser) paragraph(md string, start, end int) {
	p.sentences = nil
	for at := start; at < end; {
		open := nextMark(md, at, end)
		p.text(md, at, open)
		at = p.marks(md, open, end)
	}
	if len(p.sentences) > 0 {
		p.paragraphs = append(p.paragraphs, Paragraph{p.sentences})
	}
}

// nextMark finds where the next mark opens in md[at:end], or gives end.
func nextMark(md string, at, end int) int {
	for ; at < end; at++ {
		if md[at] == '\\' {
			at++ // what is escaped opens nothing
		} else if md[at] == '[' && at+1 < end && (md[at+1] == '@' || md[at+1] == '!') {
			return at
		}
	}
	return end
}

// text adds the sentences of md[start:end], all unsupported so far.
func (p *parser) text(md string, start, end int) {
	for i, s := range cut(md[start:end]) {
		s.Start, s.End = s.Start+start, s.End+start
		if t := md[s.Start:s.End]; i == 0 && len(p.sentences) > 0 && !strings.ContainsFunc(t, wordRune) {
			// "… was approved [@id]." The stop belongs to the sentence before.
			last := &p.sentences[len(p.sentences)-1]
			last.Text, last.End = last.Text+t, s.End
			continue
		}
		p.sentences = append(p.sentences, Sentence{Text: md[s.Start:s.End], Start: s.Start, End: s.End, Mark: Unsupported})
	}
}

// cut finds the sentences of a text whose language nobody says: it cuts where
// all languages of editions agree, so that "Aug. 24" and "Sr. Díaz" stay whole.
func cut(s string) []text.Span {
	spans := text.Sentences(s, "en")
	for _, lang := range []string{"es", "pt", "fr"} {
		ends := map[int]bool{}
		for _, sp := range text.Sentences(s, lang) {
			ends[sp.End] = true
		}
		var kept []text.Span
		open := -1 // start of a sentence whose end this language does not see
		for _, sp := range spans {
			if open >= 0 {
				sp.Start = open
			}
			open = sp.Start
			if ends[sp.End] {
				kept, open = append(kept, sp), -1
			}
		}
		spans = kept
	}
	return spans
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// marks reads the marks that begin at open, gives them to the sentence before,
// and returns where the text goes on.
func (p *parser) marks(md string, open, end int) int {
	if open >= end {
		return end
	}
	var target *Sentence
	if n := len(p.sentences); n == 0 {
		p.add(vigia.Block, "a mark without a sentence before it", "put it behind the full stop of its sentence")
		target = new(Sentence) // takes the marks and is forgotten
	} else {
		target = &p.sentences[n-1]
		if !finished(target.Text) {
			p.add(vigia.Warn, fmt.Sprintf("a mark inside the sentence, behind %q", tail(target.Text)), "put it behind the full stop")
		}
	}
	judged, background := false, false
	for open < end {
		at, m, fault := readMark(md, open, end)
		switch {
		case fault != "":
			p.add(vigia.Block, fault, `write [@id], [@id "quoted passage"], [!judgement] or [!background]`)
		case m.word == "judgement":
			judged = true
		case m.word == "background":
			background = true
		default:
			for _, c := range target.Cites {
				if c.ID == m.cite.ID && c.Quote == m.cite.Quote {
					p.add(vigia.Warn, fmt.Sprintf("%s is cited twice for one sentence", c.ID), "take one mark out")
				}
			}
			target.Cites = append(target.Cites, m.cite)
		}
		next := at + len(md[at:end]) - len(strings.TrimLeftFunc(md[at:end], unicode.IsSpace))
		if nextMark(md, next, end) != next || next >= end {
			open = at
			break
		}
		open = next
	}
	switch {
	case judged && background:
		p.add(vigia.Warn, "the sentence is marked as judgement and as background", "keep one of the two")
		target.Mark = Judgement
	case judged:
		target.Mark = Judgement
	case background:
		target.Mark = Background
	case len(target.Cites) > 0:
		target.Mark = Cited
	}
	return open
}
