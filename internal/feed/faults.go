package feed

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// fault is a way in which a document is wrong.
type fault int

const (
	bareAmp fault = iota
	bareLess
	unknownEntity
	wrongNesting
	strayEnd
	lostQuote
	badTag
	openCDATA
	openComment
	control
	openItem
	tooDeep
	tooManyAttributes
	tooLong
	cutText
	cutLists
	badLink
	expanded
	lostItem
	lostSitemap
	faultKinds
)

// faultWords say each fault to people.
var faultWords = [faultKinds]string{
	bareAmp:           "& that begins no entity, taken as text",
	bareLess:          "< that begins no tag, taken as text",
	unknownEntity:     "entity of an unknown name, left as it stands",
	wrongNesting:      "end tag that closes others too",
	strayEnd:          "end tag without a beginning",
	lostQuote:         "attribute without its closing quote",
	badTag:            "tag that does not end",
	openCDATA:         "CDATA section that does not end",
	openComment:       "comment that does not end",
	control:           "control character, left out",
	openItem:          "item that is not closed, kept as far as it goes",
	tooDeep:           fmt.Sprintf("element nested deeper than %d, passed over", maxDepth),
	tooManyAttributes: fmt.Sprintf("element with more than %d attributes, the rest passed over", maxAttributes),
	tooLong:           fmt.Sprintf("tag longer than %d MiB, its attributes passed over", maxToken>>20),
	cutText:           fmt.Sprintf("text longer than %d KiB, cut there", maxContent>>10),
	cutLists:          fmt.Sprintf("item with more than %d categories, %d enclosures or %d authors, the rest left out", maxCategories, maxEnclosures, maxAuthors),
	badLink:           fmt.Sprintf("link that is no web address or longer than %d bytes, left out", maxURL),
	expanded:          "entities of the document's own, too long in sum, left as they stand",
	lostItem:          "item that is no object, left out",
	lostSitemap:       fmt.Sprintf("sitemap behind the first %d, left out", maxSitemaps),
}

// faults counts what is wrong, and knows where each kind came first.
type faults [faultKinds]struct{ n, line, col int }

// list gives the faults in words, in the order of their kinds.
func (fs *faults) list() []string {
	var out []string
	for kind, f := range fs {
		switch {
		case f.n == 0:
		case f.line == 0:
			out = append(out, fmt.Sprintf("%d × %s", f.n, faultWords[kind]))
		default:
			out = append(out, fmt.Sprintf("line %d, column %d: %s%s", f.line, f.col, faultWords[kind], times(f.n)))
		}
	}
	return out
}

func times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(" (%d times)", n)
}

// fault notes one at the place where the current token began.
func (s *scanner) fault(kind fault) {
	f := &s.faults[kind]
	if f.n++; f.n == 1 {
		f.line, f.col = s.place()
	}
}

// place gives line and column, both from 1, of the current token.
func (s *scanner) place() (line, col int) {
	before := s.buf[:s.start]
	line = s.lines + bytes.Count(before, []byte{'\n'}) + 1
	if i := bytes.LastIndexByte(before, '\n'); i >= 0 {
		return line, utf8.RuneCount(before[i+1:]) + 1
	}
	return line, s.column + utf8.RuneCount(before) + 1
}
