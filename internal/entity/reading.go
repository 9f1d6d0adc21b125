package entity

import (
	"time"

	"vigia/internal/text"
)

// betweenParts is what stands between the title of a report and its text where
// both are one.
const betweenParts = "\n\n"

// MentionsIn is Mentions for a report of which the words are cut already: for
// its title, a blank line and its text.
func (b *Book) MentionsIn(r *text.Reading, day time.Time) []Mention {
	toks := make([]text.Token, 0, len(r.InTitle)+len(r.InBody))
	toks = append(toks, r.InTitle...)
	shift := len(r.Title) + len(betweenParts)
	for _, t := range r.InBody {
		t.Start, t.End = t.Start+shift, t.End+shift
		toks = append(toks, t)
	}
	return b.mentions(r.Title+betweenParts+r.Body, toks, day)
}
