package story

import (
	"cmp"
	"time"

	"vigia"
	"vigia/internal/text"
)

// How near two texts must be, and how far apart in time.
const (
	copyJaccard    = 0.40 // of the runs of three words
	copyContained  = 0.70 // of the shorter text's runs in the longer
	reuseJaccard   = 0.15 // less is what reports of one communiqué share by quoting it
	reuseContained = 0.40
	copyDays       = 14
	creditBefore   = 5 * 24 * time.Hour
	creditAfter    = 12 * time.Hour
	sameJaccard    = 0.05 // below this the signatures say nothing
	rewordedShare  = 0.55 // of the shorter text, sentence by sentence; reports of one event share 0.23 as a rule
	rewordedTerms  = 0.25 // likeness of the terms below which no text is reworded from another
	creditSame     = 0.12 // likeness to a report of a credited outlet
	creditOther    = 0.15 // the same, between languages
)

// party is a report in the question of who took it from whom.
type party struct {
	id      string
	key     string // the same whatever the order of arrival: breaks ties
	outlet  string
	at      time.Time // zero: unknown
	credits []credit
}

// instant is when a report counts as published: one of which only the day is
// known is put at the end of it, so that it is not taken for the origin of
// those that tell the minute.
func instant(d vigia.Date) time.Time {
	switch {
	case !d.Known():
		return time.Time{}
	case d.Precision == vigia.ToMin || d.Precision == vigia.ToSec:
		return d.At
	}
	return d.At.Truncate(24 * time.Hour).Add(24*time.Hour - time.Microsecond)
}

func (p party) creditsOutlet(key string) bool {
	for _, c := range p.credits {
		if key != "" && c.Outlet == key {
			return true
		}
	}
	return false
}

// follows reports whether a may have been taken from b: it credits b, or came
// later. Of any two reports exactly one follows the other.
func (p party) follows(b party) bool {
	mine, theirs := p.creditsOutlet(b.outlet), b.creditsOutlet(p.outlet)
	if mine != theirs {
		return mine
	}
	return cmp.Or(compareTimes(p.at, b.at), cmp.Compare(p.key, b.key)) > 0
}

// compareTimes puts the unknown last.
func compareTimes(a, b time.Time) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// link is why a report is held to come from another.
type link struct {
	relation vigia.Relation // Copy or Derived
	strength float64        // share of text, or likeness of a credited report
	text     bool           // strength is a share of text
	reworded bool           // of sentences, not of their wording
	credited bool
	from     party
}

// byCredit tells a link that rests on a credit alone.
func (l link) byCredit() bool { return l.relation == vigia.Derived && !l.text }

// better chooses between two reports that one may have been taken from: the
// text counts first, then the credit, then one that names no source before one
// that does and so is a relay itself, then who was first.
func (l link) better(m link) bool {
	if (l.relation == vigia.Copy) != (m.relation == vigia.Copy) {
		return l.relation == vigia.Copy
	}
	if l.credited != m.credited {
		return l.credited
	}
	if l.relation == vigia.Derived && l.strength != m.strength {
		return l.strength > m.strength
	}
	if own := len(l.from.credits) == 0; own != (len(m.from.credits) == 0) {
		return own
	}
	return cmp.Or(compareTimes(l.from.at, m.from.at), cmp.Compare(l.from.key, m.from.key)) < 0
}

// mayShare reports whether two reports have texts, and are near enough in
// time for one to be taken from the other.
func mayShare(a, b *entry) bool {
	return a.size > 0 && b.size > 0 && within(a.day, b.day, copyDays)
}

// textLink compares two texts. The shares are exact where the signatures leave
// it open.
func textLink(a, b *entry) link {
	j := a.sig.Similarity(b.sig)
	switch {
	case j >= copyJaccard:
		return link{relation: vigia.Copy, strength: j, text: true}
	case !inDoubt(a, b):
		return link{}
	}
	x, y := a.body.shingles(), b.body.shingles()
	if len(x) > len(y) {
		x, y = y, x
	}
	c := text.Containment(x, y)
	switch {
	case c >= copyContained:
		return link{relation: vigia.Copy, strength: c, text: true}
	case j >= reuseJaccard && c >= reuseContained:
		return link{relation: vigia.Derived, strength: c, text: true}
	}
	if r := reworded(a.body.sayings(), b.body.sayings()); r >= rewordedShare {
		return link{relation: vigia.Derived, strength: r, text: true, reworded: true}
	}
	return link{}
}

// inDoubt reports whether two signatures leave it open how much the texts share:
// alike enough to look and not yet copies, one text so much longer that the
// other, whole inside it, would hardly show, or the same terms in other words.
func inDoubt(a, b *entry) bool {
	j := a.sig.Similarity(b.sig)
	small, large := min(a.size, b.size), max(a.size, b.size)
	return j < copyJaccard && (j >= sameJaccard || small > 30 && small*16 < large ||
		a.language == b.language && alike(a.profile[stems], b.profile[stems]) >= rewordedTerms)
}
