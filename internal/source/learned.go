package source

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"vigia"
)

// Learned is what the polls of a source have taught about it.
type Learned struct {
	// Validators belong to the address that gave them.
	ValidFor string `json:"valid_for,omitempty"`
	// What the server and the feed ask for. An answer "not modified" repeats
	// what the last feed asked.
	MaxAge time.Duration `json:"max_age,omitempty"`
	TTL    time.Duration `json:"ttl,omitempty"`
	Skip   Skip          `json:"skip,omitzero"`
	// Arrivals new to us in so many Hours, both fading with a half-life of ten
	// days: together the rate.
	Arrivals float64 `json:"arrivals,omitempty"`
	Hours    float64 `json:"hours,omitempty"`
	Window   int     `json:"window,omitempty"` // items that the feed listed last
	// Late is how long after its publication an item is seen, the fading mean
	// of Dated items.
	Late  time.Duration `json:"late,omitempty"`
	Dated int           `json:"dated,omitempty"`
	// Who the feed said it is, and sketches of what it listed last.
	Title  string `json:"title,omitempty"`
	Site   string `json:"site,omitempty"`
	Keys   sketch `json:"keys,omitempty"`
	Titles sketch `json:"titles,omitempty"`
	// Unread: the last failure was of an answer that came (status 200), so that
	// "not modified" means that it is still wrong.
	Unread bool `json:"unread,omitempty"`
	// Overflows are polls between which the feed listed more than it holds.
	Overflows int    `json:"overflows,omitempty"`
	Churn     bool   `json:"churn,omitempty"` // it gives old headlines under new addresses
	Volume    Volume `json:"volume,omitzero"`
	// Page is what polls of an index page have shown, as its reader packed it.
	Page json.RawMessage `json:"page,omitempty"`
}

// Listed is an item of an answer.
type Listed struct {
	Key, Title string
	Published  vigia.Date
	Fresh      bool // never seen before, from whatever source
}

// halfLife is how fast what was learnt fades: a newsroom's habits change in
// weeks.
const halfLife = 10 * 24 * time.Hour

// Rate is how many items new to us the source gives in an hour. Before much
// is known it stands near two a day.
func (l Learned) Rate() float64 { return (l.Arrivals + 0.5) / (l.Hours + 6) }

// learn takes in an answer that was read, or (with nothing listed) "not
// modified". before is the last time that the source was read, zero if never.
func (l *Learned) learn(p Poll, before time.Time) {
	if before.IsZero() {
		l.begin(p)
	} else if hours := p.At.Sub(before).Hours(); hours > 0 {
		fade := math.Exp2(-hours / halfLife.Hours())
		l.Arrivals = l.Arrivals*fade + float64(p.Fresh)
		l.Hours = l.Hours*fade + hours
	}
	if p.Status == 304 {
		return
	}
	l.MaxAge, l.TTL, l.Skip = p.MaxAge, p.TTL, p.Skip
	l.Window = p.Items
	l.Title, l.Site = cmp.Or(p.Title, l.Title), cmp.Or(p.Site, l.Site)
	if p.Page != nil {
		l.Page = p.Page
	}
	if !before.IsZero() {
		l.lateness(p)
	}
	if len(p.Listed) > 0 {
		l.Keys, l.Titles = sketches(p.Listed)
	}
}

// begin learns from the first answer: the span of its dates tells the rate.
func (l *Learned) begin(p Poll) {
	var first, last time.Time
	n := 0
	for _, it := range p.Listed {
		if at := it.Published.At; it.Published.Known() && at.Before(p.At) && p.At.Sub(at) < 90*24*time.Hour {
			n++
			if first.IsZero() || at.Before(first) {
				first = at
			}
			if at.After(last) {
				last = at
			}
		}
	}
	if n < 2 {
		return
	}
	l.Arrivals, l.Hours = float64(n-1), max(p.At.Sub(first).Hours(), 1)
	if much := l.Hours / halfLife.Hours(); much > 1 { // no more weight than polls would have given
		l.Arrivals, l.Hours = l.Arrivals/much, l.Hours/much
	}
}

// longLate is what one item counts at most: a date that is weeks old is that
// of an old report listed anew.
const longLate = 2 * 24 * time.Hour

// lateness takes in how late the fresh items are seen, for those whose date
// tells the hour.
func (l *Learned) lateness(p Poll) {
	for _, it := range p.Listed {
		late := p.At.Sub(it.Published.At)
		exact := it.Published.Precision == vigia.ToMin || it.Published.Precision == vigia.ToSec
		if !it.Fresh || !exact || late < 0 || late > longLate {
			continue
		}
		l.Dated++
		l.Late += time.Duration(float64(late-l.Late) / float64(min(l.Dated, 50)))
	}
	l.Late = l.Late.Round(time.Second)
}

// reaches tells whether an answer names anything that the last one named:
// then nothing was lost between them.
func (l Learned) reaches(p Poll) bool {
	keys, _ := sketches(p.Listed)
	return l.Keys.shared(keys) > 0
}

// overflowed tells that a feed was read and listed only what is new: older
// items have fallen out of it unseen.
func (l Learned) overflowed(p Poll) bool {
	return p.Status == 200 && !p.Churn && len(l.Keys) > 0 && len(p.Listed) > 0 && p.Fresh > 0 && !l.reaches(p)
}

// leastChurn is the least number of items by which a feed can be told to
// rename its addresses.
const leastChurn = 5

// Renamed tells of the items of an answer which are old headlines under new
// addresses, where nearly all of them are: a feed whose addresses change at
// each poll gives nothing new by that. Nil if it does not.
func (l Learned) Renamed(items []Listed) []bool {
	if len(items) < leastChurn || len(l.Titles) < leastChurn {
		return nil
	}
	old, both := make([]bool, len(items)), 0
	for i, it := range items {
		if it.Title != "" && l.Titles.has(hash(fold(it.Title))) && !l.Keys.has(hash(it.Key)) {
			old[i] = true
			both++
		}
	}
	if 5*both < 4*min(len(items), sketchSize) {
		return nil
	}
	return old
}

// Stranger tells, in words, that a feed is not the one that it was: both its
// name and the site that it stands for are others. "" if it is.
func (l Learned) Stranger(title, site string) string {
	if l.Title == "" || l.Site == "" || title == "" || site == "" || l.Site == site || fold(l.Title) == fold(title) {
		return ""
	}
	return fmt.Sprintf("it was %q of %s and is now %q of %s", l.Title, l.Site, title, site)
}

// fold makes headlines comparable.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// pack and unpack are the form in the database.
func (l Learned) pack() string {
	b, err := json.Marshal(l)
	if err != nil {
		return "" // unreachable: no field can fail, NaN and infinity cannot come about
	}
	return string(b)
}

func unpackLearned(s string) (l Learned, err error) {
	if s != "" {
		err = json.Unmarshal([]byte(s), &l)
	}
	return l, err
}
